import asyncio
import logging

import pytest

from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import member
from bot.platforms.web.presses import Presses, new_event
from bot.platforms.web.reply import WebReply
from bot.quiz import commands
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import ChannelId, Invocation, Member, MemberId
from bot.quiz.ports import Reply
from tests.fakes_chat import InMemoryTranscript
from tests.unit.platforms.web.test_reply import FakeDialog

HELP = Invocation(new_event(), member("민지", "ko"), ChannelId("web:study"), "help")


class NoMembers:
    async def remember(self, member: Member) -> None: ...

    async def member(self, member: MemberId) -> Member | None: ...


class Gate:
    """A handler that waits until it is opened."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()

    async def handle(self, invocation: Invocation, reply: Reply) -> None:
        await self.opened.wait()


class BrokenReply(WebReply):
    async def show(self, card: object, key: str | None = None) -> None:
        raise RuntimeError("the page is gone")


def dispatcher(gate: Gate) -> Dispatcher:
    return Dispatcher(NoMembers(), {one.name: gate.handle for one in commands.COMMANDS}, {})


def reply(kind: type[WebReply] = WebReply) -> WebReply:
    return kind(WebChat(InMemoryTranscript()), HELP, FakeDialog())


async def test_one_too_many_is_refused_until_another_ends() -> None:
    gate, ended = Gate(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        presses = Presses(dispatcher(gate), tasks, max_in_flight=1)
        assert presses.run(HELP, reply(), ended.set)
        assert not presses.run(HELP, reply(), ended.set)
        gate.opened.set()
        await ended.wait()
        assert presses.run(HELP, reply(), ended.set)


async def test_reply_that_cannot_be_shown_does_not_end_the_group(
    caplog: pytest.LogCaptureFixture,
) -> None:
    unknown = Invocation(new_event(), HELP.member, HELP.channel, "no such command")
    ended = asyncio.Event()
    with caplog.at_level(logging.ERROR):
        async with asyncio.TaskGroup() as tasks:
            Presses(dispatcher(Gate()), tasks).run(unknown, reply(BrokenReply), ended.set)
    assert ended.is_set()
    assert "could not be shown" in caplog.text


def test_every_press_is_its_own_event() -> None:
    assert new_event() != new_event()
