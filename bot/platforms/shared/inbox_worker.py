"""Keeps what arrives on one platform before it is acknowledged, and has each arrival served once.

Arrivals that come together are kept together, so that a crowd costs little more than one member.
What could not be served, because the store or the platform is away, is served when it is back.
What several processes began and none finished may be what ends them: it is served after all else,
one at a time, so that it cannot keep anything else from being served.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from structlog.contextvars import bind_contextvars

from bot.platforms.shared.starting import begin
from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.inbox import Arrival, Inbox, request_of
from bot.quiz.model import EventId
from bot.quiz.ports import Clock

log = logging.getLogger(__name__)

PATIENCE_S = 2.0
RETRY_S = 0.1
MAX_WAITING = 1000
MAX_IN_WORK = 2000
MAX_WRITTEN = 400
MAX_ASKED = 100
FIRST_BACKOFF_S = 0.5
LAST_BACKOFF_S = 15.0
MAX_UNREACHABLE = 6
SUSPECT_TRIES = 5
SUSPECT_S = 45.0
REMEMBERED = timedelta(days=1)
TIDY_S = 3600.0
TAKE_OVER_S = 3.0
MAX_TAKEN_OVER = 500


class Serving:
    """One try at serving an arrival, after so many `tries`, with a place in a lane."""

    def __init__(self, tries: int, lane: asyncio.Semaphore, *, may_leave: bool) -> None:
        self.tries = tries
        self._lane = lane
        self._may_leave = may_leave
        self._has_place = False

    async def __aenter__(self) -> Self:
        await self._lane.acquire()
        self._has_place = True
        return self

    async def __aexit__(self, *_: object) -> None:
        self._give_place()

    def rest(self) -> None:
        """Give the place to others: from here on, nothing but waiting is left."""
        if self._may_leave:
            self._give_place()

    def _give_place(self) -> None:
        if self._has_place:
            self._has_place = False
            self._lane.release()


Serve = Callable[[Serving], Awaitable[None]]


class NotKept(Exception):
    """It could not be kept in time, so nobody may say that it was."""


@dataclass(eq=False, slots=True)
class _Waiting:
    """Who waits to hear that an arrival is kept, and whether it is theirs to serve."""

    arrival: Arrival
    is_theirs: asyncio.Future[bool]


class InboxWorker:
    """The inbox of one platform. What members wrote is served before what they press or ask for."""

    def __init__(
        self,
        platform: str,
        inbox: Inbox,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        patience_s: float = PATIENCE_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._platform = platform
        self._inbox = inbox
        self._clock = clock
        self._tasks = tasks
        self._patience_s = patience_s
        self._sleep = sleep
        self._waiting: list[_Waiting] = []
        self._is_store_away = False
        self._arrived = asyncio.Event()
        self._in_work: set[EventId] = set()
        self._served: list[EventId] = []
        self._noting = asyncio.Lock()
        self._left_over: set[EventId] = set()
        self._written = asyncio.Semaphore(MAX_WRITTEN)
        self._asked = asyncio.Semaphore(MAX_ASKED)
        self._suspects = asyncio.Semaphore(1)
        tasks.create_task(self._keep_all(), name=f"{platform} inbox")
        tasks.create_task(self._tidy(), name=f"{platform} inbox, old events")

    async def keep(self, arrival: Arrival) -> bool:
        """Keep an arrival, committed on return; tell whether the caller is to have it served.

        That is false if it was served, or is in work.

        Raises:
            NotKept: not in time, or there is far too much to do already.
        """
        if len(self._waiting) >= MAX_WAITING or len(self._in_work) >= MAX_IN_WORK:
            raise NotKept("too much at once")
        waiting = _Waiting(arrival, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._arrived.set()
        try:
            await asyncio.wait([waiting.is_theirs], timeout=self._patience_s)
        except asyncio.CancelledError:
            if waiting.is_theirs.done() and waiting.is_theirs.result():
                self._in_work.discard(arrival.event)
            raise
        finally:
            waiting.is_theirs.cancel()
        if waiting.is_theirs.cancelled():
            raise NotKept(f"{arrival.event} could not be kept in time")
        return waiting.is_theirs.result()

    def start(self, arrival: Arrival, serve: Serve, *, is_written: bool) -> None:
        """Have an arrival served that was kept. While the bot ends, that is left to the next one.

        `is_written` says that it holds a member's own words.
        """
        work = self._work_off(arrival, serve, is_written)
        task = begin(self._tasks, work, f"{self._platform} {arrival.event}")
        if task is None:
            self._in_work.discard(arrival.event)
        else:
            self._in_work.add(arrival.event)
            task.add_done_callback(lambda _: self._in_work.discard(arrival.event))

    async def resume(self, start: Callable[[Arrival], None]) -> None:
        """Start what earlier processes left, and from now on what others do that end."""
        await self._start_left(start)
        if self._inbox.is_shared:
            self._tasks.create_task(self._take_over(start), name=f"{self._platform} of others")

    async def _take_over(self, start: Callable[[Arrival], None]) -> None:
        while True:
            await self._sleep(TAKE_OVER_S)
            if len(self._in_work) < MAX_TAKEN_OVER:
                await self._start_left(start)

    async def _start_left(self, start: Callable[[Arrival], None]) -> None:
        """Start what is left; what another version kept and this one can't read stays."""
        for arrival in await self.left_over():
            try:
                start(arrival)
            except Exception:
                log.exception("%s cannot be read", arrival.event)

    async def left_over(self) -> list[Arrival]:
        """Return what earlier processes kept and did not serve, however long the store is away."""
        for backoff in backoffs():
            try:
                found = await self._inbox.unserved(self._platform)
            except StoreAway as exc:
                log.warning("what is left in the inbox cannot be looked up: %s", exc)
                await self._sleep(backoff)
            else:
                left = [one for one in found if one.event not in self._in_work]
                self._left_over |= {one.event for one in left}
                return left
        raise AssertionError("there is always another try")

    async def _keep_all(self) -> None:
        """Keep whatever waits, all of it in one transaction, for ever."""
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                await self._keep_batch()
        finally:
            for one in self._waiting:
                if not one.is_theirs.done():
                    one.is_theirs.set_exception(NotKept("the bot is about to end"))

    async def _keep_batch(self) -> None:
        batch = [one for one in self._waiting if not one.is_theirs.done()]
        self._waiting = []
        if not batch:
            return
        arrivals = {one.arrival.event: one.arrival for one in batch}
        try:
            unserved = await self._inbox.keep(list(arrivals.values()))
        except StoreAway as exc:
            if not self._is_store_away:
                log.warning("nothing that arrives is kept: %s", exc)
            self._is_store_away = True
            self._waiting = batch + self._waiting
            self._arrived.set()
            await self._sleep(RETRY_S)
        except asyncio.CancelledError:
            self._waiting = batch + self._waiting
            raise
        else:
            if self._is_store_away:
                log.warning("what arrives is kept again")
            self._is_store_away = False
            self._tell(batch, unserved.keys())
            new = {event for event, is_new in unserved.items() if is_new}
            await self._withdraw(new - self._in_work)

    def _tell(self, batch: list[_Waiting], unserved: Set[EventId]) -> None:
        """Tell who still waits; of several with one arrival, the first is to have it served."""
        for one in batch:
            event = one.arrival.event
            if not one.is_theirs.done():
                is_theirs = event in unserved and event not in self._in_work
                one.is_theirs.set_result(is_theirs)
                if is_theirs:
                    self._in_work.add(event)

    async def _withdraw(self, events: Set[EventId]) -> None:
        """Drop what nobody waited for any longer: its members were told that it is not kept."""
        if events:
            with contextlib.suppress(StoreAway):
                await self._inbox.withdraw(sorted(events))

    async def _work_off(self, arrival: Arrival, serve: Serve, is_written: bool) -> None:
        """Serve an arrival until that is done. The group owns the whole bot: it must go on."""
        bind_contextvars(request_id=request_of(arrival.event))
        try:
            await self._serve(arrival, serve, is_written)
        except Exception:
            log.exception("%s could not be served", arrival.event)
        await self._note_served(arrival)

    async def _serve(self, arrival: Arrival, serve: Serve, is_written: bool) -> None:
        """Serve an arrival, however long the store is away.

        While the platform is, what somebody wrote waits too; all else only for a while.
        """
        lane = await self._lane(arrival, is_written)
        unreachable = 0
        for tries, backoff in enumerate(backoffs()):
            try:
                async with Serving(tries, lane, may_leave=lane is not self._suspects) as serving:
                    await self._note_begun(arrival)
                    return await serve(serving)
            except StoreAway as exc:
                log.warning("%s waits for the store: %s", arrival.event, exc)
            except ChannelUnreachable as exc:
                unreachable += 1
                is_over = unreachable >= MAX_UNREACHABLE and not is_written
                if exc.reason != "away" or is_over:
                    log.warning("%s stays without an answer: %s", arrival.event, exc)
                    return None
            await self._sleep(backoff)

    async def _lane(self, arrival: Arrival, is_written: bool) -> asyncio.Semaphore:
        if arrival.tries >= SUSPECT_TRIES:
            log.error("%s was begun %d times, and never ended", arrival.event, arrival.tries)
            await self._sleep(SUSPECT_S)
            return self._suspects
        return self._written if is_written else self._asked

    async def _note_begun(self, arrival: Arrival) -> None:
        if arrival.event in self._left_over:
            await self._inbox.begun(arrival.event)
            self._left_over.discard(arrival.event)

    async def _note_served(self, arrival: Arrival) -> None:
        self._served.append(arrival.event)
        for backoff in backoffs():
            try:
                return await self._note_all_served()
            except StoreAway as exc:
                log.warning("%s is served, which is not noted yet: %s", arrival.event, exc)
            await self._sleep(backoff)

    async def _note_all_served(self) -> None:
        """Note what is served, with what others served while somebody noted theirs."""
        async with self._noting:
            served, self._served = self._served, []
            try:
                if served:
                    await self._inbox.served(sorted(served), self._clock.now())
            except BaseException:
                self._served += served
                raise

    async def _tidy(self) -> None:
        while True:
            with contextlib.suppress(StoreAway):
                await self._inbox.forget(self._clock.now() - REMEMBERED)
            await self._sleep(TIDY_S)


def backoffs() -> Iterator[float]:
    """Yield ever longer waits in seconds, without end."""
    backoff = FIRST_BACKOFF_S
    while True:
        yield backoff
        backoff = min(2 * backoff, LAST_BACKOFF_S)
