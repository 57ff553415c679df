"""Tells members the grades that nobody has told them yet, many at a time, also after a restart."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import Answer, AnswerId
from bot.quiz.ports import Clock
from bot.quiz.store import Deliveries

log = logging.getLogger(__name__)

MAX_AT_ONCE = 64
MAX_WAITING = 1000
IDLE_S = 15.0
HOLD = timedelta(minutes=5)

Work = Callable[[Answer], Awaitable[None]]


class Teller:
    """Tells one member's grades in order, and lets no member wait for another.

    A grade that cannot be told is held back for a while. One process has one teller.
    """

    def __init__(self, store: Deliveries, deliver: Work, clock: Clock) -> None:
        self._store = store
        self._deliver = deliver
        self._clock = clock
        self._news = asyncio.Event()
        self._turns = KeyedLocks()
        self._elsewhere: dict[AnswerId, bool] = {}
        self._in_work: set[AnswerId] = set()
        self._told: deque[AnswerId] = deque(maxlen=MAX_WAITING)
        self._held: dict[AnswerId, datetime] = {}

    @contextlib.contextmanager
    def leave(self, answer: Answer) -> Iterator[bool]:
        """Leave it to the caller, meanwhile, to tell the member about this answer's grade; yield
        False if that is done already, or being done.

        Whatever keeps the caller from it, it is told at once by other means.
        """
        if answer.id in self._in_work or answer.id in self._told:
            yield False
            return
        self._elsewhere[answer.id] = False
        try:
            yield True
        finally:
            if not self._elsewhere.pop(answer.id, False):
                self.wake()

    async def told(self, answer: Answer) -> None:
        """Note that the member has been told by the caller."""
        await self._store.told(answer.id)
        if answer.id in self._elsewhere:
            self._elsewhere[answer.id] = True

    def wake(self) -> None:
        """Note that there may be grades to tell."""
        self._news.set()

    async def run(self) -> None:
        """Tell for ever."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._news.clear()
                try:
                    await self._start(tasks)
                except StoreAway as exc:
                    log.warning("grades wait to be told for the store: %s", exc)
                except Exception:
                    log.exception("the grades to be told could not be looked up")
                await rest(self._news)

    async def _start(self, tasks: asyncio.TaskGroup) -> None:
        """Start telling what is untold, as much as there is room for."""
        now = self._clock.now()
        self._held = {answer: until for answer, until in self._held.items() if until > now}
        room = MAX_AT_ONCE - len(self._in_work)
        busy = self._elsewhere.keys() | self._in_work | self._held.keys()
        found = await self._store.untold(room + len(busy))
        busy |= self._elsewhere.keys()
        for answer in [one for one in found if one.id not in busy][:room]:
            self._in_work.add(answer.id)
            tasks.create_task(self._tell(answer), name=f"telling {answer.key}")

    async def _tell(self, answer: Answer) -> None:
        try:
            async with self._turns.of(answer.member):
                await self._deliver(answer)
                await self._store.told(answer.id)
                self._told.append(answer.id)
        except StoreAway as exc:
            log.warning("the grade of answer %s cannot be told now: %s", answer.id, exc)
        except ChannelUnreachable as exc:
            log.info("the grade of answer %s cannot be told now: %s", answer.id, exc)
            if exc.reason != "away":
                self._held[answer.id] = self._clock.now() + HOLD
        except Exception:
            log.exception("telling the grade of answer %s failed", answer.id)
            self._held[answer.id] = self._clock.now() + HOLD
        else:
            if len(self._in_work) <= MAX_AT_ONCE // 2:
                self._news.set()
        finally:
            self._in_work.discard(answer.id)


async def rest(until: asyncio.Event) -> None:
    """Wait for something to do, but look again from time to time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(IDLE_S):
            await until.wait()
