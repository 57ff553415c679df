"""A study group on the fake Slack: the real adapter and core, with a grader that reads text."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.platforms.shared.http import HttpServer
from bot.platforms.slack.identity import channel_id, workspace_id
from bot.platforms.slack.manifest import REQUESTS
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.requests import HttpTransport
from bot.platforms.slack.socket import SocketTransport
from bot.platforms.slack.workspaces import OneToken
from bot.quiz.library import PACKAGED_DECK, Library
from bot.quiz.model import EVERY_DAY, Channel, ChannelId
from bot.quiz.quiz import Quiz, build_quiz
from content.importers.wording import same
from content.loader import Bank
from evaluators.grade import Grade
from tests.doubles import FakeDemos, FakeFigures, FakeGrader, ManualClock
from tests.fakes import InMemoryMedia, InMemoryStore
from tests.fakes_outbox import InMemoryButtons, InMemoryInbox, InMemoryOutbox
from tests.slack_fake import FakeSlack

PATIENCE_S = 1.0
PING_S = 0.05


class Over(Exception):
    """Ends a bot's tasks, as a signal does."""


@dataclass
class Memory:
    """What outlives a bot: its store, and what it remembers of what it sent."""

    store: InMemoryStore = field(default_factory=InMemoryStore)
    outbox: InMemoryOutbox = field(default_factory=InMemoryOutbox)
    buttons: InMemoryButtons = field(default_factory=InMemoryButtons)
    inbox: InMemoryInbox = field(default_factory=InMemoryInbox)
    media: InMemoryMedia = field(default_factory=InMemoryMedia)


@dataclass
class Bot:
    """One running bot, and the doubles it stands on."""

    platform: SlackPlatform
    quiz: Quiz
    memory: Memory
    grader: FakeGrader
    demos: FakeDemos
    figures: FakeFigures
    clock: ManualClock
    url: str


@asynccontextmanager
async def running(
    fake: FakeSlack,
    team: Any,
    memory: Memory,
    bank: Bank,
    read: Callable[[str], Grade | None],
    *,
    by_http: bool = False,
) -> AsyncIterator[Bot]:
    """Run a bot in one workspace of the fake until the block ends."""
    clock, grader = ManualClock(datetime.now(UTC)), FakeGrader(read)
    demos, figures = FakeDemos(), FakeFigures()
    server = HttpServer(port=0)
    entrance = (
        HttpTransport(server, SecretStr(fake.signing_secret))
        if by_http
        else SocketTransport(SecretStr(fake.app_token), fake.api_base, PING_S)
    )
    platform = SlackPlatform(
        OneToken(SecretStr(team.bot_token)),
        entrance,
        memory.store,
        memory.outbox,
        memory.buttons,
        memory.inbox,
        memory.media,
        clock,
        fake.api_base,
    )
    chat = platform.chat
    library, zone = Library({PACKAGED_DECK: bank}), ZoneInfo("Asia/Seoul")
    quiz = build_quiz(memory.store, chat, grader, demos, figures, chat, library, zone, clock, same)
    server.bind()
    bot = Bot(platform, quiz, memory, grader, demos, figures, clock, f"{server.url}{REQUESTS}")
    if by_http:
        fake.post_to(bot.url)
    try:
        async with asyncio.TaskGroup() as tasks:
            platform.prepare(quiz, tasks, PATIENCE_S)
            tasks.create_task(server.run())
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


def study_channel(channel: Any, team: Any, **changes: Any) -> Channel:
    """Return a channel of the quiz whose question was due a minute ago."""
    zone = ZoneInfo("Asia/Seoul")
    due = (datetime.now(UTC) - timedelta(minutes=1)).astimezone(zone)
    settings: dict[str, Any] = {
        "id": channel_id(team.id, channel.id),
        "workspace": workspace_id(team.id),
        "name": channel.name,
        "language": "ko",
        "timezone": zone,
        "at": due.time().replace(second=0, microsecond=0),
        "weekdays": EVERY_DAY,
    }
    return Channel(**settings | changes)


def home(channel: Any, team: Any) -> ChannelId:
    return channel_id(team.id, channel.id)
