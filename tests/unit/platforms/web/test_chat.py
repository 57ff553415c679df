import asyncio
from pathlib import Path

import pytest

from bot.platforms.web.chat import WebChat
from bot.platforms.web.page_updates import PageUpdates
from bot.platforms.web.uploads import Uploads
from bot.quiz.cards import Card
from bot.quiz.errors import AttachmentGone
from bot.quiz.model import Address, ChannelId, MemberId
from tests.fakes_chat import InMemoryTranscript

STUDY = ChannelId("web:study")
MINA, ALEX = MemberId("web:mina"), MemberId("web:alex")
FIRST, SECOND = Card(title="first"), Card(title="second")


@pytest.fixture
def chat(tmp_path: Path) -> WebChat:
    return WebChat(InMemoryTranscript(), Uploads(tmp_path / "uploads"))


async def titles(page: PageUpdates) -> list[str]:
    changes = await page.take()
    assert changes is not None
    return [posting.card.title for posting in changes]


async def test_open_pages_are_told_what_their_member_may_see(chat: WebChat) -> None:
    mine, theirs, closed = (chat.open(STUDY, member) for member in (MINA, ALEX, MINA))
    chat.close(closed)
    await chat.post(Address(STUDY, only=MINA), FIRST, "answer:1")
    await chat.post(Address(ChannelId("web:lounge")), FIRST, "round:1")
    await chat.post(Address(STUDY), SECOND, "round:1")
    assert await titles(mine) == ["first", "second"]
    assert await titles(theirs) == ["second"]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await closed.take()


async def test_only_the_last_of_many_edits_waits(chat: WebChat) -> None:
    page = chat.open(STUDY, MINA)
    message = await chat.post(Address(STUDY), FIRST, "demo:1")
    for step in range(500):
        await chat.edit(Address(STUDY), message, Card(title=f"{step}"))
    assert await titles(page) == ["499"]


async def test_page_that_falls_behind_is_told_to_start_over(chat: WebChat) -> None:
    page = chat.open(STUDY, MINA)
    for number in range(101):
        await chat.post(Address(STUDY), FIRST, f"round:{number}")
    assert await page.take() is None
    await chat.post(Address(STUDY), SECOND, "round:last")
    assert await titles(page) == ["second"]


async def test_a_file_is_fetched_for_channels_of_the_page_only(chat: WebChat) -> None:
    sent = await chat.uploads.keep("list.md", b"Q: Why?")
    assert await chat.fetch(STUDY, sent) == b"Q: Why?"
    for elsewhere in ("discord:1:2", "slack:T1:C1", "website:study"):
        with pytest.raises(AttachmentGone):
            await chat.fetch(ChannelId(elsewhere), sent)
