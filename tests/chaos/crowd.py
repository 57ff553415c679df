"""Members who do things at random moments, whether the bot is there or not."""

import asyncio
import logging
from collections import Counter
from random import Random

from bot.quiz.model import MemberId
from tests.chaos.journal import Act, Journal
from tests.chaos.place import Place
from tests.chaos.words import Words

log = logging.getLogger(__name__)

MOST_ANSWERS = 3
BURST = 6
PAUSE_S = 0.25
DOINGS = {
    "type": 34,
    "fill in": 26,
    "hint": 7,
    "leaderboard": 4,
    "help": 4,
    "stats": 4,
    "now": 4,
    "skip": 2,
    "again": 9,
    "late": 6,
}
AGAIN = 0.4


class Crowd:
    """Acts until it is told to rest; what a member has begun, they finish."""

    def __init__(self, place: Place, journal: Journal, random: Random, words: Words) -> None:
        self._place = place
        self._journal = journal
        self._random = random
        self._words = words
        self._may = asyncio.Event()
        self._asking = asyncio.Lock()
        self._doing: set[asyncio.Task[None]] = set()
        self._given: Counter[tuple[MemberId, int]] = Counter()
        self.errors: list[BaseException] = []

    def wake(self) -> None:
        self._may.set()

    async def rest(self) -> None:
        """Begin nothing more, and wait for what was begun."""
        self._may.clear()
        while self._doing:
            await asyncio.wait(self._doing)

    async def run(self) -> None:
        """Act for ever."""
        while True:
            await self._may.wait()
            at_once = BURST if self._random.random() < 0.04 else 1
            for _ in range(at_once):
                self._begin()
            await asyncio.sleep(self._random.expovariate(1 / PAUSE_S))

    def _begin(self) -> None:
        task = asyncio.create_task(self._act(), name="act")
        self._doing.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._doing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.errors.append(error)

    async def _act(self) -> None:
        [doing] = self._random.choices(list(DOINGS), list(DOINGS.values()))
        member = self._random.choice(self._place.members)
        match doing:
            case "type" | "fill in":
                await self._answer(member, doing)
            case "hint":
                await self._place.hint(member)
            case "now" | "skip":
                await self._place.administer(f"quiz {doing}")
            case "again" | "late":
                if self._place.deliver_again(doing == "late"):
                    self._journal.faults[f"delivered {doing}"] += 1
            case _:
                await self._place.command(member, doing)

    async def _answer(self, member: MemberId, doing: str) -> None:
        """Answer, and once more in the same words where nobody has acknowledged it."""
        turn = self._place.rounds_seen
        if self._given[member, turn] >= MOST_ANSWERS:
            if all(self._given[one, turn] >= MOST_ANSWERS for one in self._place.members):
                await self._ask_for_more()
            return
        self._given[member, turn] += 1
        act = self._journal.act(member, self._words.next(), doing)
        for _ in range(3):
            if await self._send(act) or self._random.random() > AGAIN:
                return

    async def probe(self) -> Act:
        """Begin an answer of somebody who may still give one."""
        turn = self._place.rounds_seen
        member = min(self._place.members, key=lambda one: self._given[one, turn])
        if self._given[member, turn] >= MOST_ANSWERS:
            await self._ask_for_more()
            turn = self._place.rounds_seen
        self._given[member, turn] += 1
        return self._journal.act(member, self._words.next(), "type")

    async def _ask_for_more(self) -> None:
        """Have the admin post the next question, once nobody may answer this one any more."""
        if not self._asking.locked():
            async with self._asking:
                await self._place.administer("quiz skip")

    async def _send(self, act: Act) -> bool:
        give = self._place.fill_in if act.way == "fill in" else self._place.type_answer
        is_acknowledged = await give(act)
        log.info("act %s %s acknowledged: %s", act.number, act.mark, is_acknowledged)
        return is_acknowledged
