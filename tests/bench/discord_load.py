"""A server full of members who answer at once: the real bot, on a Discord that limits rates."""

import asyncio
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from content.loader import Bank, load
from tests.bench.processes import Row, percentile
from tests.discord_fake import FakeDiscord, spec
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.people import Member
from tests.discord_process import DEADLINE_S, bot_on, open_question

ALONE = 20
TOGETHER = 200
WITHIN_S = 10.0
SEED = 4
BEAT_S = 0.005
GRADE = re.compile(r"\d+점 · ")


@dataclass(frozen=True)
class Answered:
    """How long one member waited: for the form, for its taking, and for the grade."""

    acks_s: tuple[float, float]
    graded_s: float
    sent: Interaction


async def discord_load() -> list[Row]:
    """Let members answer one at a time, and then very many of them together.

    Raises:
        RuntimeError: an answer is not graded exactly once, or Discord objects to something.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        async with FakeDiscord(rate_limits=True) as fake, judged_later(fake.violations):
            guild = fake.add_guild("스터디")
            boss = guild.add_member("지훈", is_admin=True)
            place = guild.add_channel("딥러닝-스터디")
            members = [guild.add_member(f"회원{number}") for number in range(ALONE + TOGETHER)]
            async with bot_on(fake, data) as bot:
                await bot.ready()
                board = await open_question(boss, place)
                texts = answers(load(), posted(data))
                await answer(boss, board, next(texts))
                alone = [await answer(one, board, next(texts)) for one in members[:ALONE]]
                async with lateness() as late:
                    crowd = await together(members[ALONE:], board, texts)
                await bot.stopped()
        check(fake, data, crowd)
    return rows(alone, crowd, late)


def posted(data: Path) -> str:
    """Return which question was posted."""
    [(question,)] = query(data, "SELECT question FROM rounds WHERE state = 'open'")
    return str(question)


def query(data: Path, words: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "quizmaster.db", timeout=30)) as connection:
        return connection.execute(words).fetchall()


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


async def answer(member: Member, board: Message, text: str) -> Answered:
    """Press Answer, send the form, and wait for the grade."""
    pressed = await member.press(board, "답하기")
    form = await pressed.acked(DEADLINE_S)
    sent = await member.submit(pressed, {"text": text})
    taken = await sent.acked(DEADLINE_S)
    await sent.shown(DEADLINE_S, where=is_grade)
    return Answered((form, taken), time.monotonic() - sent.created_at, sent)


def is_grade(message: Message) -> bool:
    return GRADE.search(message.text) is not None


async def together(members: list[Member], board: Message, texts: Iterator[str]) -> list[Answered]:
    luck = random.Random(SEED)

    async def come(member: Member, text: str) -> Answered:
        await asyncio.sleep(luck.uniform(0, WITHIN_S))
        return await answer(member, board, text)

    each = zip(members, islice(texts, len(members)), strict=True)
    return await asyncio.gather(*(come(member, text) for member, text in each))


@asynccontextmanager
async def judged_later(violations: list[str]) -> AsyncIterator[None]:
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


def check(fake: FakeDiscord, data: Path, crowd: list[Answered]) -> None:
    wanted = (1 + ALONE + TOGETHER,) * 3
    counts = "SELECT count(*), count(DISTINCT member), count(graded_at) FROM answers"
    found = query(data, counts)
    if found != [wanted]:
        raise RuntimeError(f"stored, members and graded are {found}, not {wanted}")
    if any(sum(map(is_grade, one.sent.messages)) != 1 for one in crowd):
        raise RuntimeError("not everybody was shown exactly one grade")
    if fake.too_many or fake.violations:
        raise RuntimeError(f"answered 429: {fake.too_many}; violations: {fake.violations}")


def rows(alone: list[Answered], crowd: list[Answered], late: list[float]) -> list[Row]:
    idle = median(wait for one in alone for wait in one.acks_s)
    acked = [wait for one in crowd for wait in one.acks_s]
    graded = [one.graded_s for one in crowd]
    idle_graded = median(one.graded_s for one in alone)
    p99, p95 = percentile(acked, 99), percentile(graded, 95)
    return [
        (
            f"Discord, {TOGETHER} members in {WITHIN_S:.0f} s: acked, p99 (goal < 1 s)",
            f"{ms(p99)} (p50 {ms(median(acked))})",
            f"{ms(idle)} one member at a time",
            f"{p99 / idle:.1f}",
        ),
        (
            "from sending an answer to its grade, p95",
            f"{ms(p95)} (p50 {ms(median(graded))})",
            f"{ms(idle_graded)} one member at a time",
            f"{p95 / idle_graded:.1f}",
        ),
        ("graded exactly once", f"{len(crowd)} of {TOGETHER}", "no request was answered 429", ""),
        ("the load's own lateness, p99 (counts in the above)", ms(percentile(late, 99)), "", ""),
    ]


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
