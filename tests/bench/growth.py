"""How time grows with what there is: 2 is in step with twice as much, 4 with its square.

What is measured is the processor's time, the least of a few tries; the store's in milliseconds.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore
from content.importers import run
from content.importers.source import Upload
from content.loader import load
from evaluators.grade import MAX_ANSWER_CHARS, GradeRequest
from evaluators.grader import load_grader
from tests.bench import standings
from tests.bench.processes import Row

TRIES = 3
QUESTIONS = 500
ANSWERS, IN_ONE_CHANNEL = 50_000, 10_000


async def growth() -> list[Row]:
    """Grade and import once and twice as much, and read standings over four times the answers."""
    texts = await asyncio.to_thread(lambda: [_grading(), _importing()])
    return [*texts, *await _standings()]


def _grading() -> Row:
    grader, bank = load_grader(), load()
    rubrics = [bank.rubric(one) for one in bank.questions]
    rubric = next(one for one in rubrics if one and one.references.ko)
    said = " ".join(rubric.references.all())

    def work(length: int) -> Callable[[], object]:
        answer = (f"{said} " * (length // len(said) + 1))[:length]
        return partial(grader.grade, [GradeRequest(question=rubric, answer=answer)])

    work(100)()
    half = MAX_ANSWER_CHARS // 2
    return _row(f"grading {half:,} characters, and twice as many", work(half), work(2 * half))


def _importing() -> Row:
    def work(count: int) -> Callable[[], object]:
        asked = "".join(
            f"## Why does a network of {n} layers and {n * 7919 % 9973} units learn?\n\n"
            f"Because unit {n} follows gradient {n * 31 % 997}.\n\n"
            for n in range(count)
        )
        return partial(run.read, [Upload("list.md", asked.encode())], "team")

    what = f"importing {QUESTIONS:,} questions, and twice as many"
    return _row(what, work(QUESTIONS), work(2 * QUESTIONS))


def _row(what: str, once: Callable[[], object], twice: Callable[[], object]) -> Row:
    least = [min(_cpu_s(work) for _ in range(TRIES)) for work in (once, twice)]
    return _shown(what, *least)


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _shown(what: str, less: float, more: float) -> Row:
    return what, f"{1000 * more:.1f} ms", f"{1000 * less:.1f} ms", f"{more / less:.2f}"


async def _standings() -> list[Row]:
    less, more = await _reading(1), await _reading(4)
    title = f"over {ANSWERS:,} answers, and four times as many"
    return [_shown(f"{what} {title}", less[what], more[what]) for what in less]


async def _reading(times: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'quizmaster.db'}"
        async with Database(url) as database:
            await upgrade(database)
        size = (times * ANSWERS, times * IN_ONE_CHANNEL)
        await asyncio.to_thread(standings.fill, Path(folder) / "quizmaster.db", *size)
        async with Database(url) as database:
            reads = standings.reads(SqlStore(database))
            return {what: median(await standings.times(work)) for what, work in reads.items()}
