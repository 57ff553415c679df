"""A study group in the playground: what its pages send and show, without a browser."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from bot.platforms.shared.inbox_worker import InboxWorker
from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import PLATFORM, WORKSPACE, member
from bot.platforms.web.invocation_runner import InvocationRunner, PageRequest, event_of
from bot.quiz import typed_line
from bot.quiz.cards import Card, Form
from bot.quiz.model import ChannelId, Invocation, Member, MessageId
from bot.quiz.quiz import Quiz
from bot.quiz.transcript import Author, Posting
from content.schema import Language
from tests import study
from tests.doubles import ManualClock
from tests.fakes_chat import InMemoryTranscript
from tests.scenarios.group import PATIENCE_S
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read
from tests.uploads import NO_UPLOADS
from tests.waiting import Changes

HERE = ChannelId("web:study")


class Transcript(InMemoryTranscript):
    """Tells those who wait that something was said."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = Changes()

    async def put(self, *parts: Any) -> tuple[Posting, bool]:
        put = await super().put(*parts)
        self.changes.tell()
        return put

    async def replace(self, id: MessageId, card: Card) -> Posting:
        posting = await super().replace(id, card)
        self.changes.tell()
        return posting


class Playground:
    """The adapter below its pages; whoever has one is heard through `runner`."""

    def __init__(self, memory: Memory, clock: ManualClock) -> None:
        self.chat = WebChat(memory.transcript, NO_UPLOADS)
        self.ready = asyncio.Event()
        self._memory = memory
        self._clock = clock

    def prepare(self, quiz: Quiz, tasks: asyncio.TaskGroup, _: float) -> None:
        worker = InboxWorker(PLATFORM, self._memory.inbox, self._clock, tasks)
        self.runner = InvocationRunner(quiz.dispatcher, self.chat, worker, self._clock)

    async def run(self) -> None:
        await self.runner.resume()
        self.ready.set()


class PageMessage:
    """A message of the page, as it is now."""

    def __init__(self, transcript: Transcript, id: MessageId) -> None:
        self._transcript = transcript
        self.id = id

    @property
    def posting(self) -> Posting:
        return self._transcript.postings[self.id]

    @property
    def text(self) -> str:
        return "\n".join(_texts(self.posting.card.model_dump(exclude={"actions"})))

    @property
    def labels(self) -> list[str]:
        return [action.label for action in self.posting.card.actions]


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)


class PageAct:
    """The dialog of a page, and the messages that came since."""

    def __init__(self, visitor: "Visitor") -> None:
        self._visitor = visitor
        self._form: Form | None = None
        self._refusal = ""

    def open(self, form: Form) -> None:
        self._form, self._refusal = form, form.error
        self._visitor.changes.tell()

    def refuse(self, sentence: str) -> bool:
        self._refusal = sentence
        self._visitor.changes.tell()
        return True

    def finish(self) -> None:
        self._form = None

    async def shown(self, text: str) -> PageMessage:
        return await self._visitor.told(text)

    async def form(self) -> str:
        form = await self._visitor.changes.until(lambda: self._form, PATIENCE_S, "form")
        return str(form.model_dump())

    async def submit(self, **values: str | list[str]) -> "PageAct":
        await self.form()
        assert self._form is not None
        form, self._refusal = self._form, ""
        given = {one.name: one.value for one in form.fields} | {
            name: one if isinstance(one, str) else ",".join(one) for name, one in values.items()
        }
        assert given.keys() == {one.name for one in form.fields}
        await self._visitor.ask(form.command, {**form.args, **given}, self, is_form=True)
        return self

    async def refused(self, why: str, kept: str, field: str = "") -> "PageAct":
        await self._visitor.changes.until(lambda: why in self._refusal, PATIENCE_S, why)
        assert self._form is not None
        assert field in ("", self._form.error_field)
        return self


class Visitor:
    def __init__(
        self, group: "PageGroup", name: str, language: Language, *, is_admin: bool
    ) -> None:
        self._group = group
        known = member(name, language)
        self._member = Member(known.id, WORKSPACE, name, language, is_admin=is_admin)
        self.id = known.id
        self.changes = group.transcript.changes

    async def ask(
        self,
        command: str,
        args: dict[str, str],
        dialog: PageAct,
        said: str = "",
        is_form: bool = False,
        over: MessageId | None = None,
    ) -> None:
        asked = Invocation(event_of(self.id), self._member, HERE, command, args)
        request = PageRequest(asked, said, is_form, over)
        assert await self._group.runner.run(request, dialog, self.changes.tell) is None

    async def press(self, on: PageMessage, label: str) -> PageAct:
        action = next(one for one in on.posting.card.actions if one.label == label)
        act, is_tab = PageAct(self), action.replaces and on.posting.only == self.id
        over = on.id if is_tab else None
        await self.ask(action.command, dict(action.args), act, over=over)
        return act

    async def type(self, line: str) -> PageAct:
        command, args = typed_line.parse(line)
        act = PageAct(self)
        await self.ask(command.name, args, act, said=line)
        return act

    async def write(self, line: str) -> PageAct:
        return await self.type(line)

    async def told(self, text: str) -> PageMessage:
        return await self._group.message(text, only=self.id)

    async def sees(self, text: str) -> bool:
        visible = await self._group.transcript.visible(HERE, self.id)
        return any(text in str(one.card.model_dump()) for one in visible)


class PageGroup:
    typos = ("/help quiz setings",)

    def __init__(self) -> None:
        self.transcript = Transcript()
        self.memory = Memory(transcript=self.transcript)
        self.channel = study.study_channel(HERE, WORKSPACE, "딥러닝-스터디")
        self.boss = Visitor(self, "지훈", "ko", is_admin=True)
        self.mina = Visitor(self, "민지", "ko", is_admin=False)
        self.alex = Visitor(self, "Alex", "en", is_admin=False)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[Bot]:
        def platform(clock: ManualClock) -> Playground:
            playground = Playground(self.memory, clock)
            self._playground = playground
            return playground

        async with study.running(platform, self.memory, DECK, read, 0) as bot:
            yield bot

    def pingable(self, name: str) -> str:
        return ""

    def bot(self) -> AbstractAsyncContextManager[Bot]:
        return self._running()

    @property
    def runner(self) -> InvocationRunner:
        return self._playground.runner

    async def message(self, text: str, **where: Any) -> PageMessage:
        def find() -> PageMessage | None:
            for id, posting in reversed(self.transcript.postings.items()):
                found = PageMessage(self.transcript, id)
                is_there = all(getattr(posting, key) == value for key, value in where.items())
                if is_there and _is_of_bot(posting.author) and text in found.text:
                    return found
            return None

        return await self.transcript.changes.until(find, PATIENCE_S, text)

    async def posted(self, text: str) -> PageMessage:
        return await self.message(text, only=None, thread=None)

    async def ran(self, text: str) -> PageMessage:
        return await self.mina.told(text)

    async def replied(self, board: PageMessage, text: str) -> PageMessage:
        return await self.message(text, only=None, thread=board.id)


def _is_of_bot(author: Author) -> bool:
    return author.id == "bot"


@asynccontextmanager
async def group() -> AsyncIterator[PageGroup]:
    yield PageGroup()
