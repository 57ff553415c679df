"""A crowd that answers at once: what it says, when it comes, and what its own work counts for."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from unittest.mock import patch

from content.loader import Bank
from tests.bench.processes import Row, percentile
from tests.bot_process import query

ALONE = 20
TOGETHER = 200
WITHIN_S = 10.0
SEED = 4
BEAT_S = 0.005
GRADE = re.compile(r"\d+점 · ")

T = TypeVar("T")


def posted(data: Path) -> str:
    """Return which question was posted."""
    [(question,)] = query(data, "SELECT question FROM rounds WHERE state = 'open'")
    return str(question)


def answers(bank: Bank, asked: str) -> Iterator[str]:
    """Yield different answers to a question: full ones, halves, wrong ones and others."""
    question = bank.questions[asked]
    full = question.references.all()
    halves = [text[: len(text) // 2] for text in full]
    wrong = [claim.text.ko for claim in question.misconceptions]
    other = [one.references.ko[0] for one in bank.questions.values() if one.references.ko]
    kinds = [cycle(kind) for kind in (full, halves, wrong, other) if kind]
    for number, kind in enumerate(cycle(kinds)):
        yield f"{number}: {next(kind)}"


async def together(works: Iterable[Callable[[], Awaitable[T]]]) -> list[T]:
    """Do all the works, each begun at some moment within the time."""
    luck = random.Random(SEED)

    async def come(work: Callable[[], Awaitable[T]]) -> T:
        await asyncio.sleep(luck.uniform(0, WITHIN_S))
        return await work()

    return await asyncio.gather(*map(come, works))


@asynccontextmanager
async def judged_later(spec: ModuleType, violations: list[str]) -> AsyncIterator[None]:
    """Judge requests only after the block: that takes longer than all else this process does."""
    calls: list[tuple[Any, ...]] = []

    def remember(*call: Any) -> list[str]:
        calls.append(call)
        return []

    with patch.object(spec, "faults", remember):
        yield
    violations += [f"{call[:2]}: {fault}" for call in calls for fault in spec.faults(*call)]


@asynccontextmanager
async def lateness() -> AsyncIterator[list[float]]:
    """Measure how late this process itself is, for what it is late by counts in every time."""
    late: list[float] = []

    async def beat() -> None:
        while True:
            due = time.monotonic() + BEAT_S
            await asyncio.sleep(BEAT_S)
            late.append(time.monotonic() - due)

    beating = asyncio.create_task(beat())
    try:
        yield late
    finally:
        beating.cancel()


def check_stored(data: Path, count: int) -> None:
    """Check that so many members' answers are stored and graded, one of each.

    Raises:
        RuntimeError: they are not.
    """
    counts = "SELECT count(*), count(DISTINCT member), count(graded_at) FROM answers"
    found = query(data, counts)
    if found != [(count,) * 3]:
        raise RuntimeError(f"stored, members and graded are {found}, not {count} each")


def check_unopposed(too_many: int, violations: list[str]) -> None:
    """Check that the platform objected to nothing.

    Raises:
        RuntimeError: it did.
    """
    if too_many or violations:
        raise RuntimeError(f"answered 429: {too_many}; violations: {violations}")


def own_row(late: list[float]) -> Row:
    """Return how late the load itself was."""
    return ("the load's own lateness, p99 (counts in the above)", ms(percentile(late, 99)), "", "")


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
