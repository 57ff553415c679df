from bot.platforms.web.chat import WebChat
from bot.platforms.web.page_updates import PageUpdates
from bot.quiz.cards import Card
from bot.quiz.model import Address, ChannelId, MemberId
from tests.fakes_chat import InMemoryTranscript

STUDY = ChannelId("web:study")
MINA = MemberId("web:mina")
ALEX = MemberId("web:alex")
FIRST, SECOND = Card(title="first"), Card(title="second")


async def titles(inbox: PageUpdates) -> list[str]:
    changes = await inbox.take()
    assert changes is not None
    return [posting.card.title for posting in changes]


async def test_open_page_is_told_of_a_new_message() -> None:
    chat = WebChat(InMemoryTranscript())
    inbox = chat.open(STUDY, MINA)
    await chat.post(Address(STUDY), FIRST, "round:1")

    assert await titles(inbox) == ["first"]


async def test_private_message_never_reaches_another_page() -> None:
    chat = WebChat(InMemoryTranscript())
    mine, theirs = chat.open(STUDY, MINA), chat.open(STUDY, ALEX)
    await chat.post(Address(STUDY, only=MINA), FIRST, "answer:1")
    await chat.post(Address(STUDY), SECOND, "round:1")

    assert await titles(mine) == ["first", "second"]
    assert await titles(theirs) == ["second"]


async def test_message_of_another_channel_is_not_told() -> None:
    chat = WebChat(InMemoryTranscript())
    inbox = chat.open(STUDY, MINA)
    await chat.post(Address(ChannelId("web:lounge")), FIRST, "round:1")
    await chat.post(Address(STUDY), SECOND, "round:1")

    assert await titles(inbox) == ["second"]


async def test_only_the_last_of_many_edits_waits() -> None:
    chat = WebChat(InMemoryTranscript())
    inbox = chat.open(STUDY, MINA)
    message = await chat.post(Address(STUDY), FIRST, "demo:1")
    for step in range(500):
        await chat.edit(Address(STUDY), message, Card(title=f"{step}"))

    assert await titles(inbox) == ["499"]


async def test_page_that_falls_behind_is_told_to_start_over() -> None:
    chat = WebChat(InMemoryTranscript())
    inbox = chat.open(STUDY, MINA)
    for number in range(101):
        await chat.post(Address(STUDY), FIRST, f"round:{number}")

    assert await inbox.take() is None
    await chat.post(Address(STUDY), SECOND, "round:last")
    assert await titles(inbox) == ["second"]


async def test_closed_page_is_told_nothing_more() -> None:
    chat = WebChat(InMemoryTranscript())
    closed, open_ = chat.open(STUDY, MINA), chat.open(STUDY, MINA)
    chat.close(closed)
    await chat.post(Address(STUDY), FIRST, "round:1")

    assert await titles(open_) == ["first"]
    assert not closed.has_changes
