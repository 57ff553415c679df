"""What the worker of an inbox promises: kept first, served once, and none held up by others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from structlog.contextvars import get_contextvars

from bot.platforms.shared import inbox_worker
from bot.platforms.shared.inbox_worker import (
    MAX_UNREACHABLE,
    MAX_WRITTEN,
    SUSPECT_TRIES,
    InboxWorker,
    NotKept,
    Serve,
    Serving,
)
from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.inbox import Arrival, request_of
from bot.quiz.model import EventId
from tests.doubles import ManualClock
from tests.fakes_outbox import InMemoryInbox
from tests.samples import NOON

Pause = Callable[[float], Awaitable[None]]


class Over(Exception):
    """Ends the tasks of a test."""


class Gated(InMemoryInbox):
    """Keeps only while its gate is open, and fails as often as it is told to."""

    def __init__(self, is_open: bool = True) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.failures = 0
        self.batches: list[int] = []
        self.begun_events: list[str] = []
        if is_open:
            self.gate.set()

    async def begun(self, event: EventId) -> None:
        self.begun_events.append(event)
        await super().begun(event)

    async def keep(self, arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
        self.batches.append(len(arrivals))
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise StoreAway("locked")
        return await super().keep(arrivals)

    async def asked(self) -> None:
        """Wait until something is to be kept."""
        while not self.batches:
            await asyncio.sleep(0)

    async def names(self) -> list[str]:
        """Return what is kept and not served."""
        return [one.event for one in await self.unserved("slack")]


def arrival(name: str) -> Arrival:
    return Arrival(EventId(name), "slack", "slash", {"text": name}, NOON)


async def no_pause(seconds: float) -> None:
    """Let others run; the worker's own waits are not what is tested."""
    await (asyncio.Event().wait() if seconds == inbox_worker.TIDY_S else asyncio.sleep(0))


@asynccontextmanager
async def working(
    inbox: InMemoryInbox, patience_s: float = 5.0, pause: Pause = no_pause
) -> AsyncIterator[InboxWorker]:
    try:
        async with asyncio.TaskGroup() as tasks:
            yield InboxWorker("slack", inbox, ManualClock(NOON), tasks, patience_s, pause)
            raise Over
    except* Over:
        pass


class Served:
    """Counts how often something is served; fails with the given errors first."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self.tries: list[int] = []
        self.done = asyncio.Event()

    async def __call__(self, serving: Serving) -> None:
        self.tries.append(serving.tries)
        if self._errors:
            raise self._errors.pop(0)
        self.done.set()


class Peak:
    """Counts how many are served at the same time."""

    def __init__(self) -> None:
        self.most = self.now = self.served = 0

    async def __call__(self, serving: Serving) -> None:
        serving.rest()
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        self.served += 1


async def endless(_: Serving) -> None:
    await asyncio.Event().wait()


async def endless_wait(serving: Serving) -> None:
    serving.rest()
    await asyncio.Event().wait()


async def take(worker: InboxWorker, name: str, serve: Serve, is_written: bool = True) -> None:
    """Keep something and have it served."""
    await worker.keep(arrival(name))
    worker.start(arrival(name), serve, is_written=is_written)


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(400):
        await asyncio.sleep(0)


@pytest.mark.parametrize("failures", [0, 3], ids=["the store is there", "it is back in time"])
@pytest.mark.parametrize("earlier", [[], ["a"]], ids=["new", "kept before and not begun"])
async def test_an_arrival_is_to_be_served_once(failures: int, earlier: list[str]) -> None:
    inbox = Gated()
    await inbox.keep([arrival(name) for name in earlier])
    inbox.failures = failures
    async with working(inbox) as worker:
        assert await worker.keep(arrival("a"))
        assert not await worker.keep(arrival("a"))


async def test_logs_know_what_an_arrival_asked_for_by_an_id_of_its_own() -> None:
    known: dict[str, str] = {}

    def noted(name: str) -> Serve:
        async def serve(_: Serving) -> None:
            known[name] = get_contextvars()["request_id"]

        return serve

    async with working(InMemoryInbox()) as worker:
        for name in "ab":
            await take(worker, name, noted(name))
        await settled()
    assert known == {name: request_of(EventId(name)) for name in "ab"}
    assert known["a"] != known["b"]


async def test_logs_tell_once_that_nothing_is_kept_and_that_it_is_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox = Gated()
    inbox.failures = 5
    async with working(inbox) as worker:
        await worker.keep(arrival("a"))
        await worker.keep(arrival("b"))
    told = [one.getMessage() for one in caplog.records]
    assert told == ["nothing that arrives is kept: locked", "what arrives is kept again"]


async def test_those_who_come_while_others_are_kept_are_kept_together() -> None:
    inbox = Gated(is_open=False)
    async with working(inbox) as worker:
        first = asyncio.create_task(worker.keep(arrival("0")))
        await inbox.asked()
        others = [asyncio.create_task(worker.keep(arrival(f"{n}"))) for n in range(1, 50)]
        await asyncio.sleep(0)
        inbox.gate.set()
        assert await first
        assert all([await one for one in others])
    assert inbox.batches == [1, 49]


@pytest.mark.parametrize("earlier", [[], ["old"]], ids=["new", "kept by an earlier process"])
async def test_what_is_not_kept_in_time_is_withdrawn_if_it_is_new(earlier: list[str]) -> None:
    inbox = Gated()
    await inbox.keep([arrival(name) for name in earlier])
    inbox.gate.clear()
    async with working(inbox, patience_s=0.01) as worker:
        with pytest.raises(NotKept):
            await worker.keep(arrival("old"))
        inbox.gate.set()
        assert await worker.keep(arrival("next"))
        assert await inbox.names() == ["next", *earlier]


async def test_nobody_is_told_that_it_is_kept_when_the_bot_ends() -> None:
    inbox = Gated(is_open=False)
    async with working(inbox) as worker:
        keeping = asyncio.create_task(worker.keep(arrival("a")))
        await inbox.asked()
    with pytest.raises(NotKept):
        await keeping


async def test_too_much_at_once_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Gated()
    async with working(inbox) as worker:
        monkeypatch.setattr(inbox_worker, "MAX_WAITING", 0)
        with pytest.raises(NotKept):
            await worker.keep(arrival("a"))
    assert inbox.batches == []


async def test_what_meets_an_absent_store_is_served_when_it_is_back_and_noted() -> None:
    inbox, served = Gated(), Served(*[StoreAway("away")] * 20)
    async with working(inbox) as worker:
        await take(worker, "a", served, is_written=False)
        await served.done.wait()
        await settled()
        assert await inbox.names() == []
    assert served.tries == list(range(21))


class SlowlyNoted(Gated):
    """Notes what is served while its door is open, and fails the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.door = asyncio.Event()
        self.notes: list[list[str]] = []

    async def served(self, events: Sequence[EventId], at: datetime) -> None:
        self.notes.append(list(events))
        await self.door.wait()
        if len(self.notes) == 1:
            raise StoreAway("locked")
        await super().served(events, at)


async def test_what_is_served_meanwhile_is_noted_together() -> None:
    inbox = SlowlyNoted()
    async with working(inbox) as worker:
        for name in ("a", "b", "c"):
            await take(worker, name, Served())
        await settled()
        inbox.door.set()
        await settled()
        assert await inbox.names() == []
    assert inbox.notes == [["a"], ["a", "b", "c"]]


@pytest.mark.parametrize(("is_written", "tries"), [(True, 21), (False, MAX_UNREACHABLE)])
async def test_only_what_was_written_waits_long_for_its_platform(
    is_written: bool, tries: int
) -> None:
    inbox, served = Gated(), Served(*[ChannelUnreachable("away", "away")] * 20)
    async with working(inbox) as worker:
        await take(worker, "a", served, is_written)
        await settled()
        assert await inbox.names() == []
    assert len(served.tries) == tries


@pytest.mark.parametrize("error", [ChannelUnreachable("gone", "gone"), ValueError("a bug")])
async def test_what_can_never_be_served_ends_nothing_else(error: Exception) -> None:
    inbox, broken, served = Gated(), Served(error), Served()
    async with working(inbox) as worker:
        await take(worker, "a", broken)
        await take(worker, "b", served)
        await served.done.wait()
        await settled()
        assert await inbox.names() == []
    assert broken.tries == [0]


async def test_what_is_left_and_cannot_be_read_ends_nothing_else() -> None:
    inbox, served = Gated(), Served()
    await inbox.keep([arrival("a"), arrival("b")])

    def start(left: Arrival) -> None:
        if left.event == "a":
            raise KeyError("as an earlier version kept it")
        worker.start(left, served, is_written=True)

    async with working(inbox) as worker:
        await worker.resume(start)
        await served.done.wait()


async def test_what_is_in_work_when_the_bot_ends_is_left_to_the_next() -> None:
    inbox, served = Gated(), Served(StoreAway("away"))
    async with working(inbox) as worker:
        await take(worker, "a", endless)
        assert await worker.left_over() == []
    async with working(inbox) as worker:
        [left] = await worker.left_over()
        assert (left.event, left.tries) == ("a", 0)
        worker.start(left, served, is_written=True)
        await served.done.wait()
    assert inbox.begun_events == ["a"]


@pytest.mark.parametrize(
    ("others", "are_written", "is_written"),
    [(endless, False, True), (endless_wait, False, False), (endless_wait, True, True)],
    ids=[
        "what is written, by what is asked",
        "what is asked, by demos that run",
        "what is written, by answers that wait for their grades",
    ],
)
async def test_a_crowd_does_not_hold_up(others: Serve, are_written: bool, is_written: bool) -> None:
    served = Served()
    async with working(Gated()) as worker:
        for number in range(MAX_WRITTEN + 1):
            worker.start(arrival(f"{number}"), others, is_written=are_written)
        worker.start(arrival("one more"), served, is_written=is_written)
        async with asyncio.timeout(5):
            await served.done.wait()


async def test_what_may_end_the_bot_is_served_after_all_else_and_alone() -> None:
    inbox, paused, at_once, served = Gated(), asyncio.Event(), Peak(), Served()
    suspects = [replace(arrival(f"{n}"), tries=SUSPECT_TRIES) for n in range(3)]
    await inbox.keep(suspects)

    async def pause(seconds: float) -> None:
        await (asyncio.Event() if seconds == inbox_worker.TIDY_S else paused).wait()

    async with asyncio.timeout(5), working(inbox, pause=pause) as worker:
        for one in await worker.left_over():
            worker.start(one, at_once, is_written=True)
        await settled()
        assert at_once.served == 0
        await take(worker, "new", served)
        await served.done.wait()
        paused.set()
        while at_once.served < len(suspects):
            await asyncio.sleep(0)
    assert at_once.most == 1


def test_backoffs_grow_to_a_bound() -> None:
    waits: Any = inbox_worker.backoffs()
    assert [next(waits) for _ in range(7)] == [0.5, 1, 2, 4, 8, 15, 15]
