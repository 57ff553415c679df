"""A server full of members who answer at once: the real bot, on a Discord that limits rates."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from content.loader import load
from tests.bench.crowd import (
    ALONE,
    GRADE,
    TOGETHER,
    WITHIN_S,
    answers,
    check_stored,
    check_unopposed,
    judged_later,
    lateness,
    ms,
    own_row,
    posted,
    together,
)
from tests.bench.processes import Row, percentile
from tests.bot_process import DEADLINE_S
from tests.discord_fake import FakeDiscord, spec
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.people import Member
from tests.discord_process import bot_on, open_question, opened


@dataclass(frozen=True)
class Answered:
    """How long one member waited: for the form, for its taking, and for the grade.

    A form that can't be opened in time is asked for again.
    """

    is_form_at_once: bool
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
        async with FakeDiscord(rate_limits=True) as fake, judged_later(spec, fake.violations):
            guild = fake.add_guild("스터디")
            boss = guild.add_member("지훈", is_admin=True)
            place = guild.add_channel("딥러닝-스터디")
            members = [guild.add_member(f"회원{number}") for number in range(ALONE + TOGETHER)]
            async with bot_on(fake, data) as bot:
                await bot.ready()
                board = await open_question(boss, place)
                texts = answers(load(), posted(data))
                await answer(boss, board, texts)
                alone = [await answer(one, board, texts) for one in members[:ALONE]]
                async with lateness() as late:
                    crowd = await together(
                        partial(answer, one, board, texts) for one in members[ALONE:]
                    )
                await bot.stopped()
        check_stored(data, 1 + ALONE + TOGETHER)
        check_unopposed(fake.too_many, fake.violations)
        if any(sum(map(is_grade, one.sent.messages)) != 1 for one in crowd):
            raise RuntimeError("not everybody was shown exactly one grade")
    return rows(alone, crowd, late)


async def answer(member: Member, board: Message, texts: Iterator[str]) -> Answered:
    """Press Answer, send the form, and wait for the grade."""
    pressed = await member.press(board, "답하기")
    form = await pressed.acked(DEADLINE_S)
    asking = pressed if pressed.modal else await opened(lambda: member.press(board, "답하기"))
    sent = await member.submit(asking, {"text": next(texts)})
    taken = await sent.acked(DEADLINE_S)
    await sent.shown(DEADLINE_S, where=is_grade)
    graded_s = time.monotonic() - sent.created_at
    return Answered(asking is pressed, (form, taken), graded_s, sent)


def is_grade(message: Message) -> bool:
    return GRADE.search(message.text) is not None


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
        (
            "forms that opened at the first press",
            f"{sum(one.is_form_at_once for one in crowd)} of {TOGETHER}",
            "",
            "",
        ),
        ("graded exactly once", f"{len(crowd)} of {TOGETHER}", "no request was answered 429", ""),
        own_row(late),
    ]
