"""A study group on the fake Discord: the real adapter and core, with a grader that reads text."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import channel_id, workspace_id
from bot.platforms.discord.platform import DiscordPlatform
from bot.quiz.library import PACKAGED_DECK, Library
from bot.quiz.model import EVERY_DAY, Channel, ChannelId
from bot.quiz.quiz import Quiz, build_quiz
from content.importers.wording import same
from content.loader import Bank
from evaluators.grade import Grade
from tests.discord_fake import FakeDiscord
from tests.doubles import FakeDemos, FakeFigures, FakeGrader, ManualClock
from tests.fakes import InMemoryMedia, InMemoryStore
from tests.fakes_outbox import InMemoryButtons, InMemoryInbox, InMemoryOutbox, InMemoryPendingCards

PATIENCE_S = 0.3


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


@dataclass
class Bot:
    """One running bot, and the doubles it stands on."""

    platform: DiscordPlatform
    quiz: Quiz
    memory: Memory
    grader: FakeGrader
    demos: FakeDemos
    figures: FakeFigures
    clock: ManualClock


@asynccontextmanager
async def running(
    fake: FakeDiscord,
    memory: Memory,
    bank: Bank,
    read: Callable[[str], Grade | None],
) -> AsyncIterator[Bot]:
    """Run a bot on the fake until the block ends."""
    point_at(fake.api_base, fake.gateway_url)
    clock, grader = ManualClock(datetime.now(UTC)), FakeGrader(read)
    demos, figures = FakeDemos(), FakeFigures()
    platform = DiscordPlatform(
        SecretStr(fake.token),
        memory.store,
        memory.outbox,
        memory.pending_cards,
        memory.buttons,
        memory.inbox,
        memory.media,
        clock,
        shard_count=1,
        servers_patience_s=0.05,
    )
    chat = platform.chat
    library, zone = Library({PACKAGED_DECK: bank}), ZoneInfo("Asia/Seoul")
    quiz = build_quiz(memory.store, chat, grader, demos, figures, chat, library, zone, clock, same)
    bot = Bot(platform, quiz, memory, grader, demos, figures, clock)
    try:
        async with asyncio.TaskGroup() as tasks:
            platform.prepare(quiz, tasks, PATIENCE_S)
            tasks.create_task(platform.run())
            async with asyncio.timeout(15):
                await platform.ready.wait()
            tasks.create_task(quiz.grading.run())
            tasks.create_task(quiz.teller.run())
            tasks.create_task(quiz.rulings.run())
            yield bot
            raise Over
    except* Over:
        pass


def study_channel(channel: Any, guild: Any, **changes: Any) -> Channel:
    """Return a channel of the quiz whose question was due a minute ago."""
    zone = ZoneInfo("Asia/Seoul")
    due = (datetime.now(UTC) - timedelta(minutes=1)).astimezone(zone)
    settings: dict[str, Any] = {
        "id": channel_id(int(channel.id)),
        "workspace": workspace_id(int(guild.id)),
        "name": channel.name,
        "language": "ko",
        "timezone": zone,
        "at": due.time().replace(second=0, microsecond=0),
        "weekdays": EVERY_DAY,
    }
    return Channel(**settings | changes)


def home(channel: Any) -> ChannelId:
    return channel_id(int(channel.id))
