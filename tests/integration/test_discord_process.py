"""`quizmaster run` on Discord as its user starts it: grades, wrong tokens, and a kill."""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot_process import DEADLINE_S, lost, query, until
from tests.discord_fake import FakeDiscord
from tests.discord_fake.channels import Channel
from tests.discord_fake.guilds import Guild
from tests.discord_fake.interactions import Interaction
from tests.discord_fake.messages import Message
from tests.discord_fake.people import Member
from tests.discord_process import bot_on, open_question, opened

MEMBERS = 40
WITHIN_S = 3.0
STOP_S = 10
GOOD = "기울기의 반대 방향으로 학습률만큼 조금씩 옮기며 손실이 줄지 않을 때까지 되풀이해요."
GRADE = re.compile(r"\d+점 · ")
SETTING = "QUIZMASTER_DISCORD_TOKEN"
FEW_REQUESTS = 10
RECORDED = "SELECT message FROM outbox WHERE message IS NOT NULL"
UNSERVED = "SELECT count(*) FROM inbox WHERE served_at IS NULL"
NOTHING_IS_SERVED = """CREATE TRIGGER nothing_is_served BEFORE UPDATE OF served_at ON inbox
BEGIN SELECT RAISE(IGNORE); END"""


@dataclass
class Study:
    """A server with a channel for the quiz and its admin.

    A bot that follows a killed one cannot know how many requests that one had left.
    """

    fake: FakeDiscord
    guild: Guild
    place: Channel
    boss: Member
    compute: dict[str, str]
    is_killed: bool = False


@pytest.fixture
async def study(light_compute: dict[str, str]) -> AsyncIterator[Study]:
    async with FakeDiscord(rate_limits=True) as fake:
        guild = fake.add_guild("스터디")
        boss = guild.add_member("지훈", is_admin=True)
        study = Study(fake, guild, guild.add_channel("딥러닝-스터디"), boss, light_compute)
        yield study
        assert fake.violations == []
        assert fake.too_many == 0 or study.is_killed


def is_grade(message: Message) -> bool:
    return GRADE.search(message.text) is not None


async def test_from_an_empty_folder_to_a_grade(study: Study, tmp_path: Path) -> None:
    mina = study.guild.add_member("민지")
    logs = {"LOG": "json", "LOG_LEVEL": "debug"}
    async with bot_on(study.fake, tmp_path, **logs, **study.compute) as bot:
        assert "quizmaster is ready on Discord as " in await bot.ready()
        board = await open_question(study.boss, study.place)
        sent = await submitted(mina, board)
        grade = await sent.shown(DEADLINE_S, where=is_grade)
        assert grade.ephemeral_to is mina
        async with asyncio.timeout(STOP_S):
            ended = await bot.stopped()
    logged = [json.loads(line) for line in ended.complained.splitlines()]
    assert (ended.code, {one["level"] for one in logged} - {"debug", "info"}) == (0, set())
    for private in (GOOD, study.fake.token, mina.id):
        assert str(private) not in ended.complained
    assert query(tmp_path, "SELECT text FROM answers WHERE graded_at IS NOT NULL") == [(GOOD,)]


@pytest.mark.parametrize("is_revoked", [False, True], ids=["wrong", "revoked"])
async def test_a_token_that_is_not_accepted_ends_it_with_one_sentence(
    study: Study, tmp_path: Path, is_revoked: bool
) -> None:
    token = study.fake.token if is_revoked else study.fake.token[:-4] + "oops"
    before = 0
    async with bot_on(study.fake, tmp_path, token, **study.compute) as bot:
        if is_revoked:
            await bot.ready()
            before = len(study.fake.requests)
            await study.fake.revoke_token()
        ended = await bot.ended()
    assert ended.code == 1
    assert SETTING in ended.complaint
    assert token not in ended.said + ended.complained
    assert len(study.fake.requests) - before < FEW_REQUESTS
    assert study.fake.identifies == is_revoked


class Answerer:
    """A member who does again whatever nobody acknowledges, as people do."""

    def __init__(self, member: Member, board: Message) -> None:
        self.member = member
        self.text = f"{member.name}의 답이에요. {GOOD}"
        self.submits: list[Interaction] = []
        self._board = board

    async def answer(self, after_s: float = 0) -> None:
        """Press Answer, and send the form."""
        await asyncio.sleep(after_s)
        form = await opened(lambda: self.member.press(self._board, "답하기"))
        while not self.is_taken:
            sent = await self.member.submit(form, {"text": self.text})
            self.submits.append(sent)
            with suppress(TimeoutError):
                await sent.acked(sent.world.ack_deadline_s)

    @property
    def is_taken(self) -> bool:
        return any(one.acked_after_s is not None for one in self.submits)

    @property
    def grades(self) -> list[Message]:
        """Return the grades that came, to the place of the answer or as direct messages."""
        came = [message for sent in self.submits for message in sent.messages]
        told = [one for one in (*came, *self.member.dm.messages) if one.is_visible]
        return [one for one in told if is_grade(one)]


async def test_nothing_is_lost_or_doubled_by_a_kill_amid_answers(
    study: Study, tmp_path: Path
) -> None:
    changes = study.fake.world.changes
    async with asyncio.TaskGroup() as tasks:
        async with bot_on(study.fake, tmp_path, **study.compute) as bot:
            await bot.ready()
            board = await open_question(study.boss, study.place)
            crowd = [Answerer(study.guild.add_member(f"회원{n}"), board) for n in range(MEMBERS)]
            await crowd[0].answer()
            await changes.until(lambda: crowd[0].grades, DEADLINE_S, "first grade")
            luck = random.Random(1)
            for one in crowd[1:]:
                tasks.create_task(one.answer(luck.uniform(0, WITHIN_S)))
            await changes.until(lambda: taken(crowd) > MEMBERS / 2, DEADLINE_S, "half of them")
            await bot.killed()
            study.is_killed = True
            shown = [grade for one in crowd for grade in one.grades]
            recorded = {message for (message,) in query(tmp_path, RECORDED)}
            assert lost(tmp_path, {one.text for one in crowd if one.is_taken}) == set()
        async with bot_on(study.fake, tmp_path, **study.compute) as bot:
            await bot.ready()
            await changes.until(lambda: not waiting(crowd), DEADLINE_S, "grade for everybody")
            count = f"지금까지 {MEMBERS}명이 답했어요"
            await changes.until(lambda: count in board.text, DEADLINE_S, count)
            assert (await bot.stopped()).code == 0
    kept = query(tmp_path, "SELECT member, text FROM answers WHERE graded_at IS NOT NULL")
    known_as = f"discord:{study.guild.id}"
    told = sorted((f"{known_as}/{one.member.id}", one.text) for one in crowd)
    assert sorted(kept) == told
    assert query(tmp_path, "SELECT count(*) FROM answers") == [(MEMBERS,)]
    doubled = [one.grades for one in crowd if len(one.grades) > len(one.submits)]
    # What one member alone is shown cannot be looked for: unless it is recorded, it is shown again.
    known = [grade for grade in shown if str(grade.id) in recorded]
    assert known
    assert [both for both in doubled if both[0] in known] == []
    everywhere = [study.place, *study.place.threads]
    assert not any(is_grade(message) for place in everywhere for message in place.messages)


async def test_a_grade_stays_where_its_answer_is_served_again_after_a_crash(
    study: Study, tmp_path: Path
) -> None:
    mina, jun = (study.guild.add_member(name) for name in ("민지", "준"))
    async with bot_on(study.fake, tmp_path, **study.compute) as bot:
        await bot.ready()
        board = await open_question(study.boss, study.place)
        query(tmp_path, NOTHING_IS_SERVED)
        sent = await submitted(mina, board)
        grade = await sent.shown(DEADLINE_S, where=is_grade)
        assert (await bot.stopped()).code == 0
    assert query(tmp_path, "SELECT is_told FROM answers") == [(1,)]
    assert query(tmp_path, UNSERVED) != [(0,)]
    query(tmp_path, "DROP TRIGGER nothing_is_served")
    async with bot_on(study.fake, tmp_path, **study.compute) as bot:
        await bot.ready()
        await (await submitted(jun, board)).shown(DEADLINE_S, where=is_grade)
        await until(tmp_path, UNSERVED, [(0,)])
        assert (await bot.stopped()).code == 0
    assert grade.is_visible
    assert [one for one in (*sent.messages, *mina.dm.messages) if is_grade(one)] == [grade]


async def submitted(member: Member, board: Message) -> Interaction:
    return await member.submit(await opened(lambda: member.press(board, "답하기")), {"text": GOOD})


def taken(crowd: list[Answerer]) -> int:
    return sum(one.is_taken for one in crowd)


def waiting(crowd: list[Answerer]) -> list[Answerer]:
    return [one for one in crowd if not (one.is_taken and one.grades)]
