"""A study group on a stand-in: a real adapter and the real core, with a grader that reads text."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.platforms.shared.platform import Storage
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, EVERY_DAY, Channel, ChannelId, WorkspaceId
from bot.quiz.quiz import Adapters, Quiz, build_quiz
from content.importers.wording import same
from content.loader import Bank
from evaluators.grade import Grade
from tests.doubles import FakeDemos, FakeFigures, FakeGrader, FakeImporter, ManualClock
from tests.fakes import InMemoryMedia, InMemoryStore
from tests.fakes_chat import InMemoryTranscript
from tests.fakes_outbox import InMemoryButtons, InMemoryInbox, InMemoryOutbox, InMemoryPendingCards

ZONE = ZoneInfo("Asia/Seoul")
Read = Callable[[str], Grade | None]


class Over(Exception):
    """Ends a bot's tasks, as a signal does."""


@dataclass
class Memory:
    """What outlives a bot: its store, and what it remembers of what it sent."""

    store: InMemoryStore = field(default_factory=InMemoryStore)
    outbox: InMemoryOutbox = field(default_factory=InMemoryOutbox)
    pending_cards: InMemoryPendingCards = field(default_factory=InMemoryPendingCards)
    buttons: InMemoryButtons = field(default_factory=InMemoryButtons)
    inbox: InMemoryInbox = field(default_factory=InMemoryInbox)
    media: InMemoryMedia = field(default_factory=InMemoryMedia)
    transcript: InMemoryTranscript = field(default_factory=InMemoryTranscript)

    @property
    def storage(self) -> Storage:
        return Storage(
            store=self.store,
            inbox=self.inbox,
            outbox=self.outbox,
            pending_cards=self.pending_cards,
            buttons=self.buttons,
            media=self.media,
        )


class Platform(Protocol):
    """What a bot runs on; `chat` also tells which channels can be reached."""

    chat: Any
    ready: asyncio.Event

    def prepare(self, quiz: Quiz, tasks: asyncio.TaskGroup, patience_s: float) -> None: ...

    async def run(self) -> None: ...


@dataclass
class Bot:
    """One running bot, and the doubles it stands on."""

    platform: Any
    quiz: Quiz
    memory: Memory
    grader: FakeGrader
    demos: FakeDemos
    figures: FakeFigures
    clock: ManualClock
    importer: FakeImporter
    library: Library
    url: str = ""


@asynccontextmanager
async def running(
    platform_of: Callable[[ManualClock], Platform],
    memory: Memory,
    bank: Bank,
    read: Read,
    patience_s: float,
    *beside: Callable[[], Coroutine[Any, Any, None]],
) -> AsyncIterator[Bot]:
    """Run a bot on a platform, and what it needs beside it, until the block ends."""
    clock, grader = ManualClock(datetime.now(UTC)), FakeGrader(read)
    demos, figures, importer = FakeDemos(), FakeFigures(), FakeImporter()
    platform = platform_of(clock)
    chat, library = platform.chat, Library({DEFAULT_DECK: bank})
    adapters = Adapters(
        store=memory.store,
        chat=chat,
        grader=grader,
        demos=demos,
        figures=figures,
        importer=importer,
        alike=same,
        clock=clock,
    )
    quiz = build_quiz(adapters, library, ZONE)
    try:
        async with asyncio.TaskGroup() as tasks:
            platform.prepare(quiz, tasks, patience_s)
            for one in (*beside, platform.run):
                tasks.create_task(one())
            async with asyncio.timeout(15):
                await platform.ready.wait()
            for worker in (quiz.grading, quiz.teller, quiz.rulings, quiz.reviewing):
                tasks.create_task(worker.run())
            yield Bot(platform, quiz, memory, grader, demos, figures, clock, importer, library)
            raise Over
    except* Over:
        pass


def study_channel(id: ChannelId, workspace: WorkspaceId, name: str, **changes: Any) -> Channel:
    """Return a channel of the quiz whose question was due a minute ago."""
    due = (datetime.now(UTC) - timedelta(minutes=1)).astimezone(ZONE)
    settings: dict[str, Any] = {
        "id": id,
        "workspace": workspace,
        "name": name,
        "language": "ko",
        "timezone": ZONE,
        "at": due.time().replace(second=0, microsecond=0),
        "weekdays": EVERY_DAY,
    }
    return Channel(**settings | changes)
