"""A workspace full of members who answer at once: the real bot, on a Slack that limits rates.

Half of them press Answer and fill in the form. Slack promises to open 100 forms a minute, and the
stand-in opens no more, so that half is a bit smaller; the others type `/answer`.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, cycle
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
from tests.slack_fake import FakeSlack, spec
from tests.slack_fake.channels import Channel
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_process import bot_on, by_socket, open_question

BY_FORM, BY_COMMAND = True, False
MIX = (BY_FORM, BY_COMMAND, BY_COMMAND, BY_FORM, BY_COMMAND)  # 89 forms in all, with the admin's


@dataclass(frozen=True)
class Answered:
    """How long one member waited: for each acknowledgement, for the form, and for the grade."""

    acks_s: tuple[float, ...]
    forms_s: tuple[float, ...]
    graded_s: float


class Load:
    """Members, each of whom answers a question in their own way."""

    def __init__(self, place: Channel, board: Message, texts: Iterator[str]) -> None:
        self._place = place
        self._board = board
        self._texts = texts

    async def answer(self, member: Member, by_form: bool) -> Answered:
        """Answer, and wait for the grade."""
        if by_form:
            return await self._fill_in(member)
        sent = await member.slash(self._place, "/answer", next(self._texts))
        taken = await sent.acked(DEADLINE_S)
        await sent.shown(is_grade, DEADLINE_S)
        return Answered((taken,), (), time.monotonic() - sent.created_at)

    async def _fill_in(self, member: Member) -> Answered:
        pressed = await member.press(self._board, "답하기")
        await pressed.opened(timeout=DEADLINE_S)
        opened = time.monotonic() - pressed.created_at
        sent = await member.submit(pressed, {"text": next(self._texts)})
        taken = await sent.acked(DEADLINE_S)
        await sent.shown(is_grade, DEADLINE_S)
        acks = (await pressed.acked(DEADLINE_S), taken)
        return Answered(acks, (opened,), time.monotonic() - sent.created_at)


async def slack_load() -> list[Row]:
    """Let members answer one at a time, and then very many of them together.

    Raises:
        RuntimeError: an answer is not graded exactly once, or Slack objects to something.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        async with FakeSlack(rate_limits=True) as fake, judged_later(spec, fake.violations):
            team = fake.add_team("스터디")
            boss = team.add_member("지훈", is_admin=True)
            place = team.add_channel("딥러닝-스터디")
            members = [team.add_member(f"회원{number}") for number in range(ALONE + TOGETHER)]
            async with bot_on(fake, data, by_socket(fake, team)) as bot:
                await bot.ready()
                board = await open_question(boss, place)
                load_on = Load(place, board, answers(load(), posted(data)))
                await load_on.answer(boss, BY_COMMAND)
                each = zip(members, cycle(MIX), strict=False)
                alone = [await load_on.answer(*next(each)) for _ in range(ALONE)]
                async with lateness() as late:
                    crowd = await together(partial(load_on.answer, *one) for one in each)
                await bot.stopped()
        check_stored(data, 1 + ALONE + TOGETHER)
        check_unopposed(fake.too_many, fake.violations)
        if any(grades_of(member, place) != 1 for member in members):
            raise RuntimeError("not everybody was shown exactly one grade")
    return rows(alone, crowd, late)


def is_grade(message: Message) -> bool:
    return GRADE.search(message.text) is not None


def grades_of(member: Member, place: Channel) -> int:
    return sum(is_grade(one) for one in (*member.sees(place), *member.sees(member.dm)))


def rows(alone: Sequence[Answered], crowd: Sequence[Answered], late: list[float]) -> list[Row]:
    forms = sum(len(one.forms_s) for one in crowd)
    return [
        measured(
            f"Slack, {TOGETHER} members in {WITHIN_S:.0f} s, {forms} by form, the others typing:"
            " acked, p99 (goal < 1 s)",
            99,
            [[*chain(*(one.acks_s for one in part))] for part in (alone, crowd)],
        ),
        measured(
            "from pressing Answer to the form, p99 (Slack waits 3 s)",
            99,
            [[*chain(*(one.forms_s for one in part))] for part in (alone, crowd)],
        ),
        measured(
            "from sending an answer to its grade, p95",
            95,
            [[one.graded_s for one in part] for part in (alone, crowd)],
        ),
        ("graded exactly once", f"{len(crowd)} of {TOGETHER}", "no request was answered 429", ""),
        own_row(late),
    ]


def measured(what: str, percent: int, times: Sequence[list[float]]) -> Row:
    alone, crowd = times
    found, idle = percentile(crowd, percent), median(alone)
    return (
        what,
        f"{ms(found)} (p50 {ms(median(crowd))})",
        f"{ms(idle)} one member at a time",
        f"{found / idle:.1f}",
    )
