"""Study groups on the fake Discord and the fake Slack, shared by the tests of the adapters."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.platforms.discord.identity import member_id, workspace_id
from bot.platforms.slack.platform import EVENTS
from bot.quiz.model import Channel, MemberId
from tests import slack_study
from tests.chaos.grader import grading
from tests.discord_fake import FakeDiscord
from tests.discord_study import running, study_channel
from tests.integration.slack_steps import Quiz, at_work
from tests.slack_fake import FakeSlack
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read


@pytest.fixture(scope="session")
def light_compute() -> Iterator[dict[str, str]]:
    """Return what to set for a bot whose answers are graded at once, by their texts alone."""
    with grading() as settings:
        yield settings


@dataclass
class Group:
    """A server with a channel for the quiz, an admin and two members; `bot` starts the bot."""

    fake: FakeDiscord
    guild: Any
    place: Any
    channel: Channel
    boss: Any
    mina: Any
    alex: Any
    memory: Memory

    def bot(self) -> AbstractAsyncContextManager[Bot]:
        return running(self.fake, self.memory, DECK, read)


def known_as(group: Group, member: Any) -> MemberId:
    """Return the id by which the quiz knows a member of the group's server."""
    return member_id(workspace_id(int(group.guild.id)), int(member.id))


@pytest.fixture
async def group() -> AsyncIterator[Group]:
    async with FakeDiscord() as fake:
        guild = fake.add_guild("스터디", owner="지훈", locale="ko")
        place = guild.add_channel("딥러닝-스터디")
        memory = Memory()
        channel = study_channel(place, guild)
        await memory.store.save_channel(channel)
        yield Group(
            fake,
            guild,
            place,
            channel,
            boss=guild.add_member("지훈", locale="ko", is_admin=True),
            mina=guild.add_member("민지", locale="ko"),
            alex=guild.add_member("Alex", locale="en-US"),
            memory=memory,
        )
        assert fake.violations == []


@dataclass
class SlackGroup:
    """A workspace with a channel for the quiz, an admin and two members; `bot` starts the bot."""

    fake: FakeSlack
    team: Any
    place: Any
    channel: Channel
    boss: Any
    mina: Any
    alex: Any
    memory: Memory

    def bot(
        self, *, by_http: bool = False, admin_group: str = ""
    ) -> AbstractAsyncContextManager[Bot]:
        parts = (self.fake, self.team, self.memory, DECK, read)
        return slack_study.running(*parts, by_http=by_http, admin_group=admin_group)


@pytest.fixture
async def workspace(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackGroup]:
    monkeypatch.setattr("bot.platforms.slack.rates.PER_CHANNEL_S", {})  # The fake takes all.
    async with FakeSlack(events=set(EVENTS)) as fake:
        team = fake.add_team("스터디")
        place = team.add_channel("딥러닝-스터디")
        memory = Memory()
        channel = slack_study.study_channel(place, team)
        await memory.store.save_channel(channel)
        yield SlackGroup(
            fake,
            team,
            place,
            channel,
            boss=team.add_member("지훈", locale="ko-KR", is_admin=True),
            mina=team.add_member("민지", locale="ko-KR"),
            alex=team.add_member("Alex", locale="en-US"),
            memory=memory,
        )
        assert fake.violations == []


@pytest.fixture
def by_http() -> bool:
    return False


@pytest.fixture
async def bot(workspace: SlackGroup, by_http: bool) -> AsyncIterator[Bot]:
    async with workspace.bot(by_http=by_http) as bot:
        yield bot


@pytest.fixture
async def quiz(workspace: SlackGroup, by_http: bool) -> AsyncIterator[Quiz]:
    async with at_work(workspace, by_http) as quiz:
        yield quiz
