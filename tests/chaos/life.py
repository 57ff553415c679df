"""The lives of a bot and its compute: started, left to work for a moment, and ended."""

import asyncio
import logging
import signal
import time
from random import Random

from tests.chaos.outcome import Outcome
from tests.chaos.processes import STOP_S, Service
from tests.chaos.weather import Weather

log = logging.getLogger(__name__)

READY_S = 20.0
LONGEST_S = 3.0
EARLY = 0.15  # of all lives end before the bot is ready
POLITE = 0.15  # of all ends come with a warning
TARGETS = {"bot": 76, "compute": 8, "both": 16}


class Lives:
    """One life after another; what must not happen in one is found."""

    def __init__(
        self,
        bot: Service,
        compute: Service,
        weather: Weather,
        outcome: Outcome,
        random: Random,
        ready_s: float = READY_S,
        stop_s: float = STOP_S,
    ) -> None:
        self._bot = bot
        self._compute = compute
        self._weather = weather
        self._outcome = outcome
        self._random = random
        self._ready_s = ready_s
        self._stop_s = stop_s

    @property
    def _row(self) -> str:
        return f"kill {self._outcome.kills}"

    async def live(self) -> None:
        """Let the bot live for a moment, and end it, or compute, or both."""
        self._weather.change()
        is_early = self._bot.pid is None and self._random.random() < EARLY
        await self._compute.start()
        await self._bot.start()
        if is_early:
            await asyncio.sleep(self._random.uniform(0.05, 1.5))
            is_ready = False
        else:
            is_ready = await self.ready()
            await asyncio.sleep(self._random.uniform(0, LONGEST_S))
        [target] = self._random.choices(list(TARGETS), list(TARGETS.values()))
        await self.end(target, is_ready, self._random.random() < POLITE)

    async def heal(self) -> None:
        """Have a compute that runs, and a bot that is ready."""
        await self._compute.start()
        for _ in range(3):
            await self._bot.start()
            if await self.ready():
                return
            await self._bot.killed()

    async def ready(self) -> bool:
        """Wait for the bot; one that does not come up in fair weather is a finding."""
        began, was_fair = time.monotonic(), self._weather.is_fair
        is_ready = await self._bot.ready(self._ready_s)
        if is_ready:
            return True
        how = "not ready" if self._bot.pid else f"ended with {self._bot.code}"
        said = self._bot.complaints(300)
        if was_fair and self._weather.is_fair:
            took = time.monotonic() - began
            self._outcome.found("no start", self._row, f"{how} after {took:.1f} s: {said}")
        else:
            last = said.splitlines()[-1:] if self._bot.pid is None else ["slow"]
            self._outcome.counts[f"gave up in a fault ({' '.join(last)})"] += 1
        return False

    async def end(self, target: str, is_ready: bool, politely: bool) -> None:
        """End the bot, or `compute`, or `both`."""
        counts = self._outcome.counts
        counts["kills"] += 1
        log.info("kill %s: %s, ready: %s", counts["kills"], target, is_ready)
        if target != "bot":
            await self._compute.killed()
            counts["compute killed"] += 1
        if target == "compute":
            return
        if self._bot.pid is None:
            counts["had ended"] += 1
            if is_ready:
                said = f"with {self._bot.code}: {self._bot.complaints(500)}"
                self._outcome.found("died", self._row, said)
        elif politely:
            await self._stop(is_ready)
        else:
            counts["bot SIGKILL"] += 1
            await self._bot.killed()

    async def _stop(self, is_ready: bool) -> None:
        """End the bot politely; before it is ready it may go as one that knows no manners."""
        self._outcome.counts["bot SIGTERM"] += 1
        said = "in fair weather" if self._weather.is_fair else f"amid {self._weather.now}"
        took = await self._bot.stopped(self._stop_s)
        if took is None:
            doing = self._bot.complaints()
            detail = f"more than {self._stop_s} s {said}; {doing}"
            self._outcome.found("slow stop", self._row, detail)
        elif self._bot.code != 0 and (is_ready or self._bot.code != -signal.SIGTERM):
            self._outcome.found("bad stop", self._row, f"exit {self._bot.code} {said}")
