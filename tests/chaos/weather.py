"""Faults that come at random moments, last a while and are over."""

import asyncio
import logging
from collections.abc import Mapping
from random import Random

from tests.chaos.databases import Fault
from tests.chaos.journal import Journal

log = logging.getLogger(__name__)

LONGEST_S = {"locked": 20.0, "restarted": 0.1, "away": 4.0, "socket lost": 0.1}
USUAL_S = 4.0


class Weather:
    """Some faults at a time; each is counted in the journal when it begins."""

    def __init__(self, faults: Mapping[str, Fault], journal: Journal, random: Random) -> None:
        self._faults = faults
        self._journal = journal
        self._random = random
        self._tasks: set[asyncio.Task[None]] = set()
        self._present: list[str] = []
        self.errors: list[BaseException] = []

    @property
    def is_fair(self) -> bool:
        """Tell whether nothing is wrong, or about to be."""
        return not self._tasks

    @property
    def now(self) -> str:
        """Return in words what is wrong at present."""
        return ", ".join(sorted(self._present)) or "what is to come"

    def change(self) -> None:
        """Let none, one or two faults come."""
        for _ in range(self._random.choices((0, 1, 2), (40, 40, 20))[0]):
            task = asyncio.create_task(self._strike(), name="fault")
            self._tasks.add(task)
            task.add_done_callback(self._passed)

    def _passed(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.errors.append(error)

    async def _strike(self) -> None:
        name = self._random.choice(list(self._faults))
        await asyncio.sleep(self._random.uniform(0, 2.5))
        self._journal.faults[name] += 1
        log.info("%s begins", name)
        self._present.append(name)
        try:
            async with self._faults[name]():
                await asyncio.sleep(self._length_s(name))
        finally:
            self._present.remove(name)
            log.info("%s is over", name)

    def _length_s(self, name: str) -> float:
        """Return how long a fault lasts; most last not nearly as long as they may."""
        longest = LONGEST_S.get(name, USUAL_S)
        return 0.3 + (longest - 0.3) * self._random.random() ** 2 if longest > 0.3 else longest

    async def clear(self) -> None:
        """End everything that is wrong."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
