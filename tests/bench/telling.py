"""A crowd of grades that nobody has told yet, told by direct message at Slack's rates."""

import asyncio
import time
from datetime import date
from typing import Any

from bot.platforms.slack.identity import member_id, workspace_id
from bot.quiz.model import Answer, EventId, Member, NewAnswer, QuestionId, RoundId
from tests.bench.crowd import check_unopposed
from tests.bench.processes import Row
from tests.slack_fake import FakeSlack
from tests.slack_study import home, running, study_channel
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read

MEMBERS = 200
GOAL_S = 60
TEXT = "good reason"


async def telling() -> list[Row]:
    """Let a bot start that has many grades to tell, and wait until all are told.

    Raises:
        RuntimeError: Slack objects to something, or somebody is not told.
    """
    async with FakeSlack(rate_limits=True) as fake:
        team = fake.add_team("스터디")
        place = team.add_channel("딥러닝-스터디")
        people = [team.add_member(f"회원{number}") for number in range(MEMBERS)]
        memory = Memory()
        await memory.store.save_channel(study_channel(place, team))
        async with running(fake, team, memory, DECK, read) as bot:
            await bot.quiz.host.tick()
            for person in people:
                await _graded(bot, team, place, person)
            bot.quiz.teller.wake()
            began = time.monotonic()
            told_s = await _all_told(memory, began)
        if not all(any("100점" in one.text for one in person.sees(person.dm)) for person in people):
            raise RuntimeError("not everybody was told")
        check_unopposed(fake.too_many, fake.violations)
    return [
        (
            f"{MEMBERS} grades told by direct message at Slack's rates (goal < {GOAL_S} s)",
            f"{told_s:.0f} s",
            "no request was answered 429",
            "",
        )
    ]


async def _graded(bot: Bot, team: Any, place: Any, person: Any) -> None:
    """Store an answer of somebody with its grade, of which they have not heard."""
    store = bot.memory.store
    member = Member(member_id(team.id, person.id), workspace_id(team.id), person.name, "ko")
    await store.remember(member)
    [round] = await store.rounds()
    new = NewAnswer(
        event=EventId(f"slack:{person.id}"),
        round=RoundId(round.id),
        channel=home(place, team),
        question=QuestionId(round.question),
        member=member.id,
        text=TEXT,
        study_date=date(2026, 11, 20),
        at=bot.clock.now(),
    )
    stored = await store.add(new, 3)
    grade = read(TEXT)
    assert isinstance(stored, Answer)
    assert grade is not None
    await store.grade(stored.id, grade, 100, bot.clock.now())


async def _all_told(memory: Memory, began: float) -> float:
    async with asyncio.timeout(5 * GOAL_S):
        while await memory.store.untold(1):
            await asyncio.sleep(0.05)
    return time.monotonic() - began
