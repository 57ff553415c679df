"""The contract of `Chat`, run on the fake and on every platform: add a case for each adapter."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from bot.platforms.discord.identity import channel_id, member_id, workspace_id
from bot.platforms.slack import identity as slack
from bot.platforms.web.chat import WebChat
from bot.quiz.cards import Card
from bot.quiz.model import Address, ChannelId, MemberId
from bot.quiz.ports import Chat
from tests import slack_study
from tests.discord_fake import FakeDiscord
from tests.discord_study import running
from tests.fakes_chat import FakeChat, InMemoryTranscript
from tests.slack_fake import FakeSlack
from tests.study import Memory
from tests.unit.quiz.conftest import DECK, read
from tests.uploads import NO_UPLOADS

ROOMS = ("study", "lounge")
MEMBERS = ("Mina", "Alex")
FIRST, SECOND = Card(title="first"), Card(title="second")


@dataclass(frozen=True)
class Case:
    """An adapter with two channels and two members, and how to look over a member's shoulder.

    `seen_by` returns the titles a member sees of what was said in a channel.
    """

    chat: Chat
    study: ChannelId
    lounge: ChannelId
    mina: MemberId
    alex: MemberId
    seen_by: Callable[[MemberId, ChannelId], Awaitable[list[str]]]

    @property
    def here(self) -> Address:
        return Address(self.study)


IDS = (
    ChannelId("web:study"),
    ChannelId("web:lounge"),
    MemberId("web:mina"),
    MemberId("web:alex"),
)


@asynccontextmanager
async def fake_case() -> AsyncIterator[Case]:
    chat = FakeChat()

    async def seen_by(member: MemberId, channel: ChannelId) -> list[str]:
        return [card.title for card in chat.seen_by(member, channel)]

    yield Case(chat, *IDS, seen_by)


@asynccontextmanager
async def web_case() -> AsyncIterator[Case]:
    chat = WebChat(InMemoryTranscript(), NO_UPLOADS)

    async def seen_by(member: MemberId, channel: ChannelId) -> list[str]:
        return [posting.card.title for posting in await chat.history(channel, member)]

    yield Case(chat, *IDS, seen_by)


@asynccontextmanager
async def discord_case() -> AsyncIterator[Case]:
    async with FakeDiscord() as fake:
        guild = fake.add_guild("study group", owner="Jun")
        server = workspace_id(int(guild.id))
        places = {channel_id(int(c.id)): c for c in map(guild.add_channel, ROOMS)}
        people = {member_id(server, int(m.id)): m for m in map(guild.add_member, MEMBERS)}

        async def seen_by(member: MemberId, channel: ChannelId) -> list[str]:
            place, person = places[channel], people[member]
            threads = [said for thread in place.threads for said in thread.messages]
            # What is private and comes out of the blue comes as a direct message, of one channel.
            direct = person.dm.messages if channel == next(iter(places)) else []
            said = [*person.sees(place), *threads, *direct]
            return [message.text.splitlines()[0].removeprefix("## ") for message in said]

        async with running(fake, Memory(), DECK, read) as bot:
            yield Case(bot.platform.chat, *places, *people, seen_by)
        assert fake.violations == []


@asynccontextmanager
async def slack_case() -> AsyncIterator[Case]:
    async with FakeSlack() as fake:
        team = fake.add_team("study group")
        places = {slack.channel_id(team.id, c.id): c for c in map(team.add_channel, ROOMS)}
        people = {slack.member_id(team.id, m.id): m for m in map(team.add_member, MEMBERS)}

        async def seen_by(member: MemberId, channel: ChannelId) -> list[str]:
            place, person = places[channel], people[member]
            # What is private and comes out of the blue comes as a direct message, of one channel.
            direct = person.dm.messages if channel == next(iter(places)) else []
            return [message.text.splitlines()[0] for message in [*person.sees(place), *direct]]

        async with slack_study.running(fake, team, Memory(), DECK, read) as bot:
            yield Case(bot.platform.chat, *places, *people, seen_by)
        assert fake.violations == []


CASES = {"fake": fake_case, "web": web_case, "discord": discord_case, "slack": slack_case}


@pytest.fixture(params=CASES.values(), ids=CASES)
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    make: Callable[[], AbstractAsyncContextManager[Case]] = request.param
    async with make() as case:
        yield case


@pytest.mark.parametrize("is_private", [False, True], ids=["public", "private"])
async def test_card_is_seen_in_its_channel_and_known_key_gives_it_a_new_one(
    case: Case, is_private: bool
) -> None:
    to = replace(case.here, only=case.mina) if is_private else case.here
    message = await case.chat.post(to, FIRST, "key:1")

    for card in (FIRST, SECOND):
        assert await case.chat.post(to, card, "key:1") == message
        assert await case.seen_by(case.mina, case.study) == [card.title]
        assert await case.seen_by(case.alex, case.study) == ([] if is_private else [card.title])
    assert await case.seen_by(case.mina, case.lounge) == []
    assert await case.chat.find(to, "key:1") == message


async def test_key_names_a_message_of_its_channel(case: Case) -> None:
    lounge = Address(case.lounge)
    message = await case.chat.post(case.here, FIRST, "board")
    assert await case.chat.find(case.here, "board") == message
    assert await case.chat.find(case.here, "other") is None
    assert await case.chat.find(lounge, "board") is None

    assert await case.chat.post(lounge, SECOND, "board") != message
    assert await case.seen_by(case.mina, case.lounge) == ["second"]
    assert await case.seen_by(case.mina, case.study) == ["first"]


async def test_edit_replaces_the_card_in_place(case: Case) -> None:
    message = await case.chat.post(case.here, FIRST, "round:1")
    await case.chat.post(case.here, FIRST, "round:2")
    await case.chat.edit(case.here, message, SECOND)

    assert await case.seen_by(case.mina, case.study) == ["second", "first"]


async def test_reply_in_a_thread_is_found_and_edited(case: Case) -> None:
    root = await case.chat.post(case.here, FIRST, "round:1")
    thread = Address(case.study, thread=root)
    reply = await case.chat.post(thread, FIRST, "reveal:1")
    await case.chat.edit(thread, reply, SECOND)

    assert await case.chat.find(thread, "reveal:1") == reply != root
    assert await case.seen_by(case.alex, case.study) == ["first", "second"]
