"""The contract of `Chat`, run on the fake and on every platform: add a case for each adapter."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.platforms.web.chat import WebChat
from bot.quiz.cards import Card
from bot.quiz.model import Address, ChannelId, MemberId
from bot.quiz.ports import Chat
from tests.fakes_chat import FakeChat, InMemoryTranscript

STUDY = ChannelId("web:study")
LOUNGE = ChannelId("web:lounge")
MINA = MemberId("web:mina")
ALEX = MemberId("web:alex")
HERE = Address(STUDY)
FIRST, SECOND = Card(title="first"), Card(title="second")


@dataclass(frozen=True)
class Case:
    """An adapter and how to look over a member's shoulder."""

    chat: Chat
    seen_by: Callable[[MemberId, ChannelId], Awaitable[list[Card]]]


def fake_case() -> Case:
    chat = FakeChat()

    async def seen_by(member: MemberId, channel: ChannelId) -> list[Card]:
        return chat.seen_by(member, channel)

    return Case(chat, seen_by)


def web_case() -> Case:
    chat = WebChat(InMemoryTranscript())

    async def seen_by(member: MemberId, channel: ChannelId) -> list[Card]:
        return [posting.card for posting in await chat.history(channel, member)]

    return Case(chat, seen_by)


@pytest.fixture(params=[fake_case, web_case], ids=["fake", "web"])
def case(request: pytest.FixtureRequest) -> Case:
    make: Callable[[], Case] = request.param
    return make()


async def test_posted_card_is_seen_by_everyone_in_the_channel(case: Case) -> None:
    await case.chat.post(HERE, FIRST, "round:1")

    assert await case.seen_by(MINA, STUDY) == await case.seen_by(ALEX, STUDY) == [FIRST]
    assert await case.seen_by(MINA, LOUNGE) == []


async def test_known_key_adds_no_message(case: Case) -> None:
    first = await case.chat.post(HERE, FIRST, "round:1")

    assert await case.chat.post(HERE, FIRST, "round:1") == first
    assert await case.seen_by(MINA, STUDY) == [FIRST]


async def test_same_key_in_another_channel_is_another_message(case: Case) -> None:
    first = await case.chat.post(HERE, FIRST, "board")

    assert await case.chat.post(Address(LOUNGE), SECOND, "board") != first
    assert await case.seen_by(MINA, LOUNGE) == [SECOND]


async def test_edit_replaces_the_card_in_place(case: Case) -> None:
    message = await case.chat.post(HERE, FIRST, "round:1")
    await case.chat.post(HERE, FIRST, "round:2")
    await case.chat.edit(HERE, message, SECOND)

    assert await case.seen_by(MINA, STUDY) == [SECOND, FIRST]


async def test_find_returns_what_was_posted_under_a_key(case: Case) -> None:
    message = await case.chat.post(HERE, FIRST, "round:1")

    assert await case.chat.find(HERE, "round:1") == message
    assert await case.chat.find(HERE, "round:2") is None
    assert await case.chat.find(Address(LOUNGE), "round:1") is None


async def test_private_card_is_seen_only_by_its_member(case: Case) -> None:
    private = Address(STUDY, only=MINA)
    message = await case.chat.post(private, FIRST, "answer:1")

    assert await case.seen_by(MINA, STUDY) == [FIRST]
    assert await case.seen_by(ALEX, STUDY) == []
    assert await case.chat.find(private, "answer:1") == message


async def test_reply_in_a_thread_is_found_and_edited(case: Case) -> None:
    root = await case.chat.post(HERE, FIRST, "round:1")
    thread = Address(STUDY, thread=root)
    reply = await case.chat.post(thread, FIRST, "reveal:1")
    await case.chat.edit(thread, reply, SECOND)

    assert await case.chat.find(thread, "reveal:1") == reply != root
    assert await case.seen_by(ALEX, STUDY) == [FIRST, SECOND]
