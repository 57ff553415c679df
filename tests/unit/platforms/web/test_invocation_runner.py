import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.platforms.shared.inbox_worker import InboxWorker
from bot.platforms.shared.rate_limits import MEMBER_BURST
from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import PLATFORM, member
from bot.platforms.web.invocation_runner import InvocationRunner, PageRequest, event_of
from bot.quiz import commands
from bot.quiz.cards import Form, InputField
from bot.quiz.dispatch import Dispatcher, notice
from bot.quiz.errors import StoreAway
from bot.quiz.model import ChannelId, Invocation
from bot.quiz.ports import Reply
from bot.quiz.transcript import Posting
from tests.doubles import ManualClock
from tests.fakes_chat import InMemoryTranscript
from tests.fakes_outbox import InMemoryInbox
from tests.samples import NOON
from tests.unit.platforms.web.test_completion import NoMembers
from tests.unit.platforms.web.test_reply import FakeDialog
from tests.uploads import NO_UPLOADS

MINA = member("민지", "ko")
STUDY = ChannelId("web:study")
SENT = "0123456789abcdef"
FIELD = InputField(name="text", label="답", kind="paragraph", value="좋은 이유")
SHORT = "너무 짧아요"
AGAIN = Form(title="답하기", command="answer", fields=(FIELD,), submit="보내기", error=SHORT)


class Over(Exception):
    """Ends the tasks of a test."""


class Script:
    """Handles everything alike: waits for its gate, fails as told, then answers or asks again."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.errors: list[Exception] = []
        self.form: Form | None = None
        self.handled: list[Invocation] = []

    async def handle(self, invocation: Invocation, reply: Reply) -> None:
        self.handled.append(invocation)
        await self.gate.wait()
        if self.errors:
            raise self.errors.pop(0)
        if self.form:
            await reply.ask(self.form)
        else:
            await reply.show(notice("여기요"))


class World:
    """What outlives a process: the inbox and the transcript."""

    def __init__(self) -> None:
        self.inbox = InMemoryInbox()
        self.transcript = InMemoryTranscript()
        self.script = Script()

    @asynccontextmanager
    async def runner(self) -> AsyncIterator[InvocationRunner]:
        async def pause(seconds: float) -> None:
            await (asyncio.Event().wait() if seconds > 60 else asyncio.sleep(0))

        handlers = {one.name: self.script.handle for one in commands.COMMANDS}
        dispatcher = Dispatcher(NoMembers(), handlers, {})
        clock = ManualClock(NOON)
        try:
            async with asyncio.TaskGroup() as tasks:
                worker = InboxWorker(PLATFORM, self.inbox, clock, tasks, sleep=pause)
                chat = WebChat(self.transcript, NO_UPLOADS)
                yield InvocationRunner(dispatcher, chat, worker, clock)
                raise Over
        except* Over:
            pass

    def said(self) -> list[str]:
        return [str(one.card.model_dump()) for one in self.transcript.postings.values()]


def request(
    command: str = "help", sent: str | None = None, said: str = "", **args: str
) -> PageRequest:
    return PageRequest(Invocation(event_of(MINA.id, sent), MINA, STUDY, command, args), said)


async def run(runner: InvocationRunner, asked: PageRequest) -> FakeDialog:
    """Run a press to its end."""
    ended, dialog = asyncio.Event(), FakeDialog()
    assert await runner.run(asked, dialog, ended.set) is None
    await ended.wait()
    return dialog


async def served(world: World) -> None:
    """Wait until nothing is left to be served."""
    async with asyncio.timeout(5):
        while world.inbox.left:
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("form", "shown"),
    [(None, ["여기요"]), (AGAIN, [SHORT, "좋은 이유"])],
    ids=["answered", "given back with what was typed, as its form is gone"],
)
async def test_what_is_kept_when_the_bot_ends_is_served_by_the_next(
    form: Form | None, shown: list[str]
) -> None:
    world = World()
    world.script.gate.clear()
    async with world.runner() as runner:
        asked = request("answer", said="/answer 왜", text="좋은 이유")
        assert await runner.run(asked, FakeDialog(), print) is None
    [kept] = await world.inbox.unserved(PLATFORM)
    assert kept.body["args"] == {"text": "좋은 이유"}
    world.script.gate.set()
    world.script.form = form
    async with world.runner() as runner:
        await runner.resume()
        await served(world)
    handled = world.script.handled[-1]
    assert (handled.args, handled.member) == ({"text": "좋은 이유"}, MINA)
    assert all(text in world.said()[-1] for text in shown)


async def test_what_is_sent_again_is_served_once() -> None:
    world = World()
    async with world.runner() as runner:
        await run(runner, request(sent=SENT))
        dialog = await run(runner, request(sent=SENT))
    assert len(world.script.handled) == 1
    assert dialog.happened == ["finish"]


async def test_what_cannot_be_kept_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    monkeypatch.setattr("bot.platforms.shared.inbox_worker.MAX_WAITING", 0)
    async with world.runner() as runner:
        refusal = await runner.run(request("answer", text="왜"), FakeDialog(), print)
    assert "저장할 수 없어서" in (refusal or "")
    assert world.script.handled == []


@pytest.mark.usefixtures("no_refill")
async def test_who_is_too_fast_is_told_so() -> None:
    async with World().runner() as runner:
        for _ in range(MEMBER_BURST):
            await run(runner, request())
        refusal = await runner.run(request(), FakeDialog(), print)
    assert "너무 빨라서" in (refusal or "")


async def test_what_meets_an_absent_store_is_served_later_and_says_so() -> None:
    world = World()
    world.script.errors = [StoreAway("locked")]
    async with world.runner() as runner:
        await run(runner, request())
        await served(world)
    [said] = world.said()
    assert "여기요" in said


async def test_a_form_that_meets_an_absent_store_is_taken_and_not_to_be_sent_again() -> None:
    world = World()
    world.script.errors = [StoreAway("locked")]
    async with world.runner() as runner:
        asked = replace(request("answer", said="좋은 이유", text="좋은 이유"), is_form=True)
        dialog = await run(runner, asked)
        assert "받아 두었어요" in world.said()[-1]
        await served(world)
    assert dialog.happened == ["finish"]
    assert "여기요" in world.said()[-1]


async def test_what_is_kept_is_told_on_the_page_while_no_message_can_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.script.errors = [StoreAway("locked")]

    async def away(*args: object) -> tuple[Posting, bool]:
        monkeypatch.undo()
        raise StoreAway("locked")

    monkeypatch.setattr(world.transcript, "put", away)
    async with world.runner() as runner:
        dialog = await run(runner, request())
        await served(world)
    [told] = dialog.happened
    assert told.startswith("tell 받아 두었어요.")
    assert "여기요" in world.said()[-1]


async def test_a_bug_in_a_handler_ends_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.script.errors = [RuntimeError("a bug")]
    with caplog.at_level(logging.ERROR):
        async with world.runner() as runner:
            await run(runner, request())
            await run(runner, request())
    assert "여기요" in world.said()[-1]


@pytest.mark.parametrize("sent", [None, 7, "", "short", "../../etc/passwd" * 3, "f" * 65])
def test_only_an_id_that_a_page_makes_is_taken_as_one(sent: object) -> None:
    assert event_of(MINA.id, sent) != event_of(MINA.id, sent)
    assert event_of(MINA.id, SENT) == event_of(MINA.id, SENT)
    assert event_of(MINA.id, SENT) != event_of(member("Alex", "en").id, SENT)
    assert MINA.id not in event_of(MINA.id, SENT) + event_of(MINA.id)
