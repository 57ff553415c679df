"""A visit of the page, without a browser."""

import asyncio

import pytest
from nicegui import Client, core, ui
from starlette.requests import Request

from bot.platforms.web import page_sessions
from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import WORKSPACE
from bot.platforms.web.page_sessions import PageSessions
from bot.platforms.web.page_updates import PageUpdates
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher
from bot.quiz.errors import StoreAway
from bot.quiz.model import Channel, ChannelId, Invocation, MemberId
from bot.quiz.ports import Reply
from bot.quiz.transcript import Posting
from tests.fakes import InMemoryStore
from tests.fakes_chat import InMemoryTranscript
from tests.unit.platforms.web.test_completion import NoMembers
from tests.unit.platforms.web.test_invocation_runner import World
from tests.uploads import NO_UPLOADS

STUDY = Channel(ChannelId("web:study"), WORKSPACE, "study")
SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}


class Chat(WebChat):
    """Knows which pages are open, and cannot be read."""

    def __init__(self, hangs: bool) -> None:
        super().__init__(InMemoryTranscript(), NO_UPLOADS)
        self._hangs = hangs
        self.pages: list[PageUpdates] = []

    def open(self, channel: ChannelId, member: MemberId) -> PageUpdates:
        self.pages.append(super().open(channel, member))
        return self.pages[-1]

    def close(self, inbox: PageUpdates) -> None:
        super().close(inbox)
        self.pages.remove(inbox)

    async def history(self, channel: ChannelId, member: MemberId) -> list[Posting]:
        if self._hangs:
            await asyncio.Event().wait()
        raise StoreAway("locked")


async def nothing(invocation: Invocation, reply: Reply) -> None: ...


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
    return Client(ui.page("/test-visit"), request=None)


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_visit_that_cannot_be_loaded_says_so_and_leaves_nothing_behind(
    client: Client, monkeypatch: pytest.MonkeyPatch, hangs: bool
) -> None:
    monkeypatch.setattr(page_sessions, "BUILD_S", 0.5)
    store, chat = InMemoryStore(), Chat(hangs)
    await store.save_channel(STUDY)
    dispatcher = Dispatcher(NoMembers(), {one.name: nothing for one in commands.COMMANDS}, {})
    async with World().runner() as runner, asyncio.TaskGroup() as tasks:
        sessions = PageSessions(dispatcher, chat, store, runner, tasks)
        with client:
            shown = await sessions.visit(Request(SCOPE), "Mina")
    assert shown is not None
    assert (shown.status_code, shown.headers["Refresh"]) == (503, "5")
    assert "This page can&#39;t be opened right now." in bytes(shown.body).decode()
    assert len(chat.pages) == 1
    client.delete()
    assert chat.pages == []
