"""How each part of the bot is looked at."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Protocol

from prometheus_client import Gauge

from bot import metrics
from bot.platforms.shared.platform import Platform
from bot.quiz.backlog import Backlog, Waiting
from bot.quiz.errors import StoreAway
from bot.quiz.ports import Clock
from bot.quiz.quiz import Quiz
from bot.watch.readiness import Look, State
from compute.client import ComputeRefused, ComputeUnavailable
from compute.service.health import Health

INBOX_LAG = timedelta(minutes=1)
GRADING_LAG = timedelta(minutes=5)
TICKS_LAG = timedelta(minutes=1)

Backlogs = Mapping[str, Backlog]
Count = Callable[[], Awaitable[Backlogs]]


class Compute(Protocol):
    async def healthy(self) -> Health: ...


def all_looks(
    waiting: Waiting, platforms: Sequence[Platform], compute: Compute, quiz: Quiz, clock: Clock
) -> dict[str, Look]:
    """Return how to look at each part, by its name."""
    return {
        "store": partial(store, waiting, clock),
        **{one.name: partial(connection, one) for one in platforms},
        "compute": partial(grader, compute),
        "inbox": partial(inbox, waiting, clock),
        "grading": partial(grading, quiz, clock),
        "ticks": partial(ticks, quiz, clock),
    }


async def store(waiting: Waiting, clock: Clock) -> State:
    """Look whether the store can be written, and count what waits for a grade."""
    try:
        found = await _counted(waiting.answers, metrics.ANSWERS_PENDING, metrics.ANSWERS_AGE, clock)
        await waiting.try_writing()
    except StoreAway as exc:
        return State(False, str(exc))
    return State(True, f"answers without a grade: {sum(one.waiting for one in found.values())}")


async def connection(platform: Platform) -> State:
    is_connected = await platform.is_connected()
    return State(is_connected, "connected" if is_connected else "not connected")


async def grader(compute: Compute) -> State:
    try:
        health = await compute.healthy()
    except (ComputeUnavailable, ComputeRefused) as exc:
        return State(False, str(exc))
    return State(health.status == "ready", health.reason or health.status)


async def inbox(waiting: Waiting, clock: Clock) -> State:
    """Look how long what is kept waits to be served."""
    try:
        found = await _counted(waiting.arrivals, metrics.INBOX_WAITING, metrics.INBOX_AGE, clock)
    except StoreAway as exc:
        return State(False, str(exc))
    lag = max((one.age(clock.now()) for one in found.values()), default=timedelta())
    return State(lag <= INBOX_LAG, _behind(lag))


async def _counted(count: Count, waiting: Gauge, oldest: Gauge, clock: Clock) -> Backlogs:
    """Count what waits, and show it by its labels; while the store is away none is shown."""
    waiting.clear()
    oldest.clear()
    found, now = await count(), clock.now()
    for name, backlog in found.items():
        waiting.labels(name).set(backlog.waiting)
        oldest.labels(name).set(backlog.age(now).total_seconds())
    return found


async def grading(quiz: Quiz, clock: Clock) -> State:
    """Look how long the oldest answer that can be graded waits; one that cannot is left out."""
    lag = Backlog(since=quiz.grading_since).age(clock.now())
    return State(lag <= GRADING_LAG, _behind(lag))


async def ticks(quiz: Quiz, clock: Clock) -> State:
    """Look when the channels were last looked through."""
    if quiz.host.ticked_at is None:
        return State(False, "the channels were not looked through yet")
    lag = clock.now() - quiz.host.ticked_at
    return State(lag <= TICKS_LAG, f"the channels were looked through {_seconds(lag)} ago")


def _behind(lag: timedelta) -> str:
    return f"{_seconds(lag)} behind" if lag else "nothing waits"


def _seconds(lag: timedelta) -> str:
    return f"{lag.total_seconds():.0f} s"
