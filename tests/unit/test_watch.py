"""What tells how the bot is: its pages, and what they say when something is away or late."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from prometheus_client import REGISTRY

from bot.platforms.shared.http import HttpServer
from bot.quiz.backlog import Backlog
from bot.quiz.errors import StoreAway
from bot.watch import looks
from bot.watch.loop import EVERY_S, watch_loop
from bot.watch.pages import add_pages
from bot.watch.readiness import Look, Readiness, State
from compute.client import ComputeUnavailable
from compute.service.health import Health
from tests.doubles import ManualClock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class FakeStore:
    """Holds a minute-old arrival and two answers, one of them an hour old; away or full if told."""

    is_away = False
    is_full = False

    async def try_writing(self) -> None:
        if self.is_full:
            raise StoreAway("the disk is full")

    async def answers(self) -> dict[str, Backlog]:
        if self.is_away:
            raise StoreAway("the database cannot be used now")
        return {"rounds": Backlog(2, NOW - timedelta(hours=1)), "reviews": Backlog()}

    async def arrivals(self) -> dict[str, Backlog]:
        if self.is_away:
            raise StoreAway("the database cannot be used now")
        return {"discord": Backlog(1, NOW - timedelta(minutes=1))}


class FakeCompute:
    def __init__(self, health: Health | None) -> None:
        self._health = health

    async def healthy(self) -> Health:
        if self._health is None:
            raise ComputeUnavailable("nobody answers")
        return self._health


async def fine() -> State:
    return State(True, "fine")


async def wrong() -> State:
    return State(False, "away")


@asynccontextmanager
async def pages(**parts: Look) -> AsyncIterator[httpx.AsyncClient]:
    async with asyncio.TaskGroup() as tasks:
        server = HttpServer()
        add_pages(server, "127.0.0.1", Readiness(parts, tasks, patience_s=0.05))
        transport = httpx.ASGITransport(server.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield client


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_one_part_that_is_not_ready_says_so_for_all() -> None:
    async with pages(store=fine, compute=wrong) as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {
            "is_ready": False,
            "parts": {
                "store": {"is_ready": True, "detail": "fine"},
                "compute": {"is_ready": False, "detail": "away"},
            },
        }
        assert (await client.get("/readyz?exclude=compute")).status_code == 200
        assert (await client.get("/healthz")).status_code == 200


async def test_a_part_that_hangs_or_breaks_is_not_ready_and_is_asked_once() -> None:
    asked = 0
    let_go = asyncio.Event()

    async def hanging() -> State:
        nonlocal asked
        asked += 1
        await let_go.wait()
        return State(True, "fine")

    async def broken() -> State:
        raise ValueError

    async with pages(slow=hanging, odd=broken) as client:
        for _ in range(2):
            parts = (await client.get("/readyz")).json()["parts"]
            assert parts["slow"] == {"is_ready": False, "detail": "no answer within 0.05 s"}
            assert not parts["odd"]["is_ready"]
        assert asked == 1
        let_go.set()


async def test_metrics_show_parts_and_what_waits() -> None:
    store, clock = FakeStore(), ManualClock(NOW)
    look = {"store": lambda: looks.store(store, clock), "inbox": lambda: looks.inbox(store, clock)}
    async with pages(**look) as client:
        text = (await client.get("/metrics")).text
        assert 'quizmaster_answers_pending{queue="rounds"} 2.0' in text
        assert 'quizmaster_answers_pending_oldest_seconds{queue="rounds"} 3600.0' in text
        assert 'quizmaster_inbox_oldest_seconds{platform="discord"} 60.0' in text
        assert 'quizmaster_ready{part="store"} 1.0' in text
        store.is_away = True
        text = (await client.get("/metrics")).text
        assert 'quizmaster_ready{part="store"} 0.0' in text
        assert 'quizmaster_answers_pending{queue="rounds"}' not in text


async def test_a_store_that_can_only_be_read_is_not_ready() -> None:
    store = FakeStore()
    store.is_full = True
    assert await looks.store(store, ManualClock(NOW)) == State(False, "the disk is full")


async def test_the_inbox_is_late_after_a_minute() -> None:
    clock = ManualClock(NOW)
    assert (await looks.inbox(FakeStore(), clock)).is_ready
    clock.advance(seconds=1)
    assert await looks.inbox(FakeStore(), clock) == State(False, "61 s behind")


@pytest.mark.parametrize(
    ("health", "state"),
    [
        (Health(status="ready"), State(True, "ready")),
        (Health(status="loading"), State(False, "loading")),
        (Health(status="failed", reason="no model"), State(False, "no model")),
        (None, State(False, "nobody answers")),
    ],
)
async def test_compute_is_ready_once_it_grades(health: Health | None, state: State) -> None:
    assert await looks.grader(FakeCompute(health)) == state


async def test_the_loop_is_measured() -> None:
    before = value("quizmaster_event_loop_lag_seconds_count") or 0
    turns = 0

    async def sleep(seconds: float) -> None:
        nonlocal turns
        assert seconds == EVERY_S
        turns += 1
        if turns == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await watch_loop(sleep)
    assert value("quizmaster_event_loop_lag_seconds_count") == before + 2
