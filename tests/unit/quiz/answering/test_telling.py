"""Grades are told many at a time, and each member's in order."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.quiz.answering.telling import MAX_AT_ONCE, Teller
from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.model import Answer, AnswerId, MemberId
from tests.doubles import ManualClock
from tests.samples import NOON
from tests.unit.quiz.conftest import an_answer, until


def answer(number: int, member: int | None = None) -> Answer:
    return an_answer(id=AnswerId(number), member=MemberId(f"web:m{member or number}"))


class Untold:
    """The grades that nobody has told yet."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = {one.id: one for one in answers}
        self.is_away = False

    async def untold(self, limit: int) -> list[Answer]:
        if self.is_away:
            raise StoreAway("the database is starting up")
        return list(self.answers.values())[:limit]

    async def told(self, answer: AnswerId) -> None:
        self.answers.pop(answer, None)


class Work:
    """What is done with answers; one that is stuck waits until it is let go."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.stuck: dict[AnswerId, asyncio.Event] = {}
        self.errors: dict[AnswerId, Exception] = {}
        self.at_once = 0
        self.most_at_once = 0

    async def deliver(self, answer: Answer) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if answer.id in self.stuck:
                await self.stuck[answer.id].wait()
            await asyncio.sleep(0)
            if answer.id in self.errors:
                raise self.errors[answer.id]
            self.log.append(f"told {answer.id}")
        finally:
            self.at_once -= 1


@asynccontextmanager
async def telling(untold: Untold, work: Work) -> AsyncIterator[Teller]:
    teller = Teller(untold, work.deliver, ManualClock(NOON))
    running = asyncio.create_task(teller.run())
    try:
        yield teller
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def settled() -> None:
    for _ in range(300):
        await asyncio.sleep(0)


async def test_a_crowd_is_told_at_once() -> None:
    untold, work = Untold(*map(answer, range(1, 201))), Work()
    async with telling(untold, work):
        await until(lambda: len(work.log) == 200)
    assert work.most_at_once == MAX_AT_ONCE


async def test_while_the_store_is_away_logs_say_so_in_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    untold, work = Untold(answer(1)), Work()
    untold.is_away = True
    async with telling(untold, work) as teller:
        await settled()
        [record] = caplog.records
        assert (record.levelname, record.exc_info) == ("WARNING", None)
        untold.is_away = False
        teller.wake()
        await settled()
    assert work.log == ["told 1"]


async def test_who_cannot_be_reached_quickly_holds_up_nobody() -> None:
    untold, work = Untold(*map(answer, range(1, 2 * MAX_AT_ONCE))), Work()
    work.stuck[AnswerId(1)] = asyncio.Event()
    async with telling(untold, work):
        await until(lambda: list(untold.answers) == [AnswerId(1)])
        work.stuck[AnswerId(1)].set()
        await until(lambda: not untold.answers)


async def test_grades_of_one_member_come_in_order() -> None:
    untold, work = Untold(answer(1, member=7), answer(2, member=7)), Work()
    work.stuck[AnswerId(1)] = asyncio.Event()
    async with telling(untold, work):
        await settled()
        assert work.log == []
        work.stuck[AnswerId(1)].set()
        await until(lambda: not untold.answers)
    assert work.log == ["told 1", "told 2"]


async def test_what_a_caller_tells_is_left_to_them() -> None:
    untold, work = Untold(answer(1)), Work()
    async with telling(untold, work) as teller:
        with teller.leave(answer(1)):
            teller.wake()
            await settled()
            await teller.told(answer(1))
        await settled()
    assert work.log == []


async def test_a_caller_who_comes_too_late_is_told_so() -> None:
    untold, work = Untold(answer(1)), Work()
    gate = work.stuck[AnswerId(1)] = asyncio.Event()
    async with telling(untold, work) as teller:
        await until(lambda: work.at_once)
        with teller.leave(answer(1)) as is_meanwhile_ours:
            gate.set()
        await until(lambda: not untold.answers)
        with teller.leave(answer(1)) as is_afterwards_ours:
            pass
    assert (is_meanwhile_ours, is_afterwards_ours) == (False, False)
    assert work.log == ["told 1"]


async def test_what_a_caller_could_not_tell_is_told_at_once() -> None:
    untold, work = Untold(answer(1)), Work()
    async with telling(untold, work) as teller:
        with contextlib.suppress(ChannelUnreachable), teller.leave(answer(1)):
            teller.wake()
            await settled()
            raise ChannelUnreachable("away")
        await until(lambda: not untold.answers)
    assert work.log[0] == "told 1"


async def test_a_grade_that_cannot_be_told_waits_without_holding_up_others() -> None:
    untold, work = Untold(*map(answer, range(1, 4))), Work()
    work.errors = {
        AnswerId(1): ChannelUnreachable("gone", "gone"),
        AnswerId(2): ValueError("a bug"),
    }
    async with telling(untold, work) as teller:
        await until(lambda: AnswerId(3) not in untold.answers)
        for _ in range(3):
            teller.wake()
            await settled()
    assert list(untold.answers) == [AnswerId(1), AnswerId(2)]
    assert work.log == ["told 3"]


async def test_a_grade_is_told_again_when_its_platform_is_back() -> None:
    untold, work = Untold(answer(1)), Work()
    work.errors = {AnswerId(1): ChannelUnreachable("away", "away")}
    async with telling(untold, work) as teller:
        await settled()
        work.errors.clear()
        teller.wake()
        await until(lambda: not untold.answers)
