"""One platform on one database: a bot that is killed and started again, and audits in between."""

import asyncio
import logging
import signal
import time
import traceback
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from bot.store import tables
from bot.store.engine import Database
from tests.bot_process import environment
from tests.chaos import evidence as evidence_of
from tests.chaos.checks import audit
from tests.chaos.compute import ComputeService, compute_service
from tests.chaos.crowd import Crowd
from tests.chaos.databases import Fault, PostgresCluster, SqliteFile, Storage
from tests.chaos.evidence import Evidence
from tests.chaos.journal import Journal, now
from tests.chaos.life import READY_S, Lives
from tests.chaos.outcome import Outcome, Plan
from tests.chaos.place import Place
from tests.chaos.places import make_place
from tests.chaos.processes import Service
from tests.chaos.weather import Weather
from tests.chaos.words import Words

log = logging.getLogger(__name__)

AUDIT_EVERY = 15
QUIET_S = 90.0
"""How long nothing may move although something is left to do."""
BUSY_S = 600.0
LISTEN_S = 5.0
STABLE = 3
PROBED_S = 60.0


class Lane:
    """Runs a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._random = plan.chance("lane")
        self._journal = Journal()
        self.outcome = Outcome(plan)
        self._stored = 0
        self._words = Words(plan.chance("words"), plan.number)
        chance = plan.chance("place")
        self._place: Place = make_place(plan.platform, self._journal, chance, plan.size)

    async def run(self) -> Outcome:
        """Kill as often as planned, audit in between, and tell what came of it."""
        plan = self._plan
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._place)
            self._storage = await stack.enter_async_context(_storage(plan))
            self._database = await stack.enter_async_context(Database(self._storage.url))
            self._compute = compute_service(plan.folder, plan.has_real_compute)
            self._bot = self._service(self._compute)
            stack.push_async_callback(self._compute.killed)
            stack.push_async_callback(self._bot.killed)
            self._crowd = Crowd(self._place, self._journal, plan.chance("crowd"), self._words)
            self._weather = Weather(self._faults(), self._journal, plan.chance("weather"))
            stack.push_async_callback(self._weather.clear)
            both = (self._bot, self._compute)
            self._lives = Lives(*both, self._weather, self.outcome, plan.chance("lives"))
            try:
                await self._set_up()
                await self._live_on()
            finally:
                self._count()
        return self.outcome

    def _service(self, compute: ComputeService) -> Service:
        settings = dict(self._place.settings) | {
            "COMPUTE_URL": compute.url,
            "COMPUTE_TOKEN": compute.token,
            "DATABASE_URL": self._storage.url,
        }
        env = environment(self._plan.folder, **settings)
        return Service(("bot", "run"), self._plan.folder, env, "bot")

    def _faults(self) -> Mapping[str, Fault]:
        own = {"compute freezes": self._frozen}
        return {**self._storage.faults(self._bot), **self._place.faults(), **own}

    @asynccontextmanager
    async def _frozen(self) -> AsyncIterator[None]:
        """Let compute take requests and answer none."""
        self._compute.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._compute.signal(signal.SIGCONT)

    async def _set_up(self) -> None:
        await self._compute.start()
        await self._bot.start()
        if not await self._bot.ready(READY_S):
            raise RuntimeError(f"{self._plan.name}: no bot: {self._bot.complaints()}")
        await self._place.set_up()

    async def _live_on(self) -> None:
        acting = asyncio.create_task(self._crowd.run(), name="crowd")
        kills = self._plan.kills
        try:
            while self.outcome.kills < kills:
                self._crowd.wake()
                await self._lives.live()
                if self._random.random() < 0.08:
                    await self._let_rounds_be_due()
                if self.outcome.kills % AUDIT_EVERY == 0 or self.outcome.kills >= kills:
                    await self._audit()
        finally:
            acting.cancel()
            with suppress(asyncio.CancelledError):
                await acting

    async def _let_rounds_be_due(self) -> None:
        """Let open rounds have to be closed by the clock, while no bot is there."""
        if self._bot.pid is not None or not self._weather.is_fair:
            return
        rounds = tables.rounds
        past = now() - timedelta(seconds=self._random.uniform(0, 60))
        change = update(rounds).where(rounds.c.state == "open").values(closes_at=past)
        await self._database.change(change)
        self._journal.faults["made due"] += 1

    async def _audit(self) -> None:
        """Heal everything, wait until all is done, and look."""
        log.info("audit")
        await self._weather.clear()
        await self._crowd.rest()
        if self._random.random() < 0.5:
            await self._bot.killed()
        await self._lives.heal()
        await self._probe()
        await self._quiet()
        evidence = await self._evidence()
        self._stored = len(evidence.ledger.answers)
        for finding in audit(evidence):
            self.outcome.found(finding.check, finding.row, finding.detail)
        for violation in dict.fromkeys(self._place.violations):
            self.outcome.found("violation", violation[:80], violation)
        self._tell_of_errors()
        self.outcome.counts["audits"] += 1

    async def _probe(self) -> None:
        """Have somebody answer: a healthy bot acknowledges it, be it with a refusal later."""
        act = await self._crowd.probe()
        end = time.monotonic() + PROBED_S
        while time.monotonic() < end:
            if await self._place.type_answer(act):
                return
            await asyncio.sleep(1)
        if not any(one.act is act and one.is_refused for one in self._place.said()):
            detail = f"{act.text!r} was never acknowledged, in {PROBED_S} s"
            self.outcome.found("no answer", f"act {act.number}", detail)

    async def _quiet(self) -> None:
        """Wait until nothing is left to do, for a few looks in a row.

        A burst of commands takes as long as the platform's rate limits make it.
        """
        began = moved = time.monotonic()
        before, left, calm = "", "", 0
        while (now := time.monotonic()) < min(moved + QUIET_S, began + BUSY_S):
            left = await evidence_of.unrest(self._database)
            moved, before = (moved if left == before else now), left
            is_heard = not self._place.unanswered() or now > began + LISTEN_S
            calm = calm + 1 if not left and is_heard else 0
            if calm >= STABLE:
                return
            await asyncio.sleep(0.25)
        row = f"kill {self.outcome.kills}"
        self.outcome.found("no rest", row, f"after {now - began:.0f} s: {left}")

    async def _evidence(self) -> Evidence:
        public = await self._place.look(self._database)
        leaderboard = await self._place.leaderboard()
        if leaderboard is None:
            self.outcome.found("no leaderboard", f"kill {self.outcome.kills}", "no card came")
        await self._quiet()  # The look at the leaderboard is something to be served, too.
        return Evidence(
            ledger=await evidence_of.read(self._database, self._place.channel),
            said=self._place.said(),
            private=self._journal.private,
            public=public,
            leaderboard=leaderboard,
            scores_known=not self._plan.has_real_compute,
        )

    def _tell_of_errors(self) -> None:
        """Tell what went wrong in the harness itself; it must not pass for quiet."""
        for error in (*self._crowd.errors, *self._weather.errors):
            where = traceback.extract_tb(error.__traceback__)[-1]
            row = f"{Path(where.filename).name} line {where.lineno}"
            self.outcome.found("harness", row, repr(error))

    def _count(self) -> None:
        counts, said = self.outcome.counts, self._place.said()
        counts["sent"] = len(said)
        counts["acknowledged"] = sum(one.is_acknowledged for one in said)
        counts["stored"] = self._stored
        counts.update({f"fault: {name}": number for name, number in self._journal.faults.items()})


@asynccontextmanager
async def _storage(plan: Plan) -> AsyncIterator[Storage]:
    if plan.database == "sqlite":
        yield SqliteFile(plan.folder)
    else:
        async with PostgresCluster() as cluster:
            yield cluster
