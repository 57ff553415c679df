"""The composition root: the only place that names every concrete class."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import time
from typing import Protocol

from pydantic import SecretStr

from bot.config import Settings, local_timezone
from bot.i18n.messages import say
from bot.platforms.router import ChatRouter
from bot.platforms.router import Platform as ChatPlatform
from bot.quiz.clock import SystemClock
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import EVERY_DAY, Channel, ChannelId, WorkspaceId
from bot.quiz.ports import Channels, Clock
from bot.quiz.quiz import build_quiz
from bot.remote import HttpDemos, HttpGrader
from bot.store.buttons import SqlButtons
from bot.store.engine import Database
from bot.store.mailbox import SqlMailbox
from bot.store.media import FileMedia
from bot.store.migrate import upgrade
from bot.store.outbox import SqlOutbox
from bot.store.sql_store import SqlStore
from bot.store.transcript import SqlTranscript
from bot.supervisor import ComputeChild
from compute.client import ComputeClient
from compute.demos.registry import DEMOS
from content.loader import Bank
from content.loader import load as load_bank

log = logging.getLogger(__name__)

PLAYGROUND_CHANNEL = ChannelId("web:daily")
PLAYGROUND_LATE_H = 24


async def run(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Run the whole bot until it is cancelled; `on_ready` gets where it is, in words.

    Raises:
        PortInUse: the playground's port is taken.
        TokenRefused: a platform does not accept its token.
        Disconnected: a platform ended the connection for good.
        StoreError: the database cannot be opened or migrated.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(settings.database))
        await upgrade(database)
        store = SqlStore(database)
        media = FileMedia(settings.data_dir / "media")
        child = None if settings.compute_url else ComputeChild(settings.data_dir, settings.encoder)
        client = await stack.enter_async_context(_client(settings, child))
        platform = await _platform(settings, database, store, media, clock)
        router = ChatRouter({platform.prefix: platform.chat})
        quiz = build_quiz(
            store,
            router,
            HttpGrader(client),
            HttpDemos(client, media),
            router,
            _bank(),
            local_timezone(),
            clock,
        )
        async with asyncio.TaskGroup() as tasks:
            platform.prepare(quiz.dispatcher, tasks)
            if child:
                tasks.create_task(child.run(), name="compute")
            tasks.create_task(platform.run(), name=platform.prefix)
            await platform.ready.wait()
            tasks.create_task(quiz.host.run(), name="rounds")
            tasks.create_task(quiz.host.run_boards(), name="boards")
            tasks.create_task(quiz.desk.run(), name="grading")
            on_ready(platform.whereabouts)


class Platform(Protocol):
    """What is started for members to come in by."""

    prefix: str
    ready: asyncio.Event

    @property
    def chat(self) -> ChatPlatform: ...

    @property
    def whereabouts(self) -> str:
        """Return where members find the bot, once it is ready."""
        ...

    def prepare(self, dispatcher: Dispatcher, tasks: asyncio.TaskGroup) -> None:
        """Take what serves members, and where that work runs."""
        ...

    async def run(self) -> None: ...


async def _platform(
    settings: Settings, database: Database, store: SqlStore, media: FileMedia, clock: Clock
) -> Platform:
    """Return the platform that is set up: the playground if no other is.

    Each brings large libraries, so only the one that is used is imported.
    """
    if settings.discord_token:
        return _discord(settings, settings.discord_token, database, store, media, clock)
    from bot.platforms.web.chat import WebChat
    from bot.platforms.web.server import WebPlatform

    await open_playground(store, settings)
    chat = WebChat(SqlTranscript(database, clock))
    return WebPlatform(chat, media, store, settings.host, settings.port)


def _discord(
    settings: Settings,
    token: SecretStr,
    database: Database,
    store: SqlStore,
    media: FileMedia,
    clock: Clock,
) -> Platform:
    from bot.platforms.discord.endpoints import point_at
    from bot.platforms.discord.platform import DiscordPlatform

    point_at(settings.discord_api_base, settings.discord_gateway_url)
    return DiscordPlatform(
        token,
        store,
        SqlOutbox(database),
        SqlMailbox(database),
        SqlButtons(database),
        media,
        clock,
        # A stand-in's gateway is asked directly, and not how many shards it wants.
        shard_count=1 if settings.discord_gateway_url else None,
    )


def _client(settings: Settings, child: ComputeChild | None) -> ComputeClient:
    if child:
        return ComputeClient(child.url, child.token)
    return ComputeClient(str(settings.compute_url), settings.compute_token)


def _bank() -> Bank:
    bank = load_bank()
    for fault in bank.faults:
        log.warning("question left out: %s", fault)
    return bank.with_demos(spec.name for spec in DEMOS.specs)


async def open_playground(store: Channels, settings: Settings) -> None:
    """Set the playground's channel up once: a question every day from midnight on."""
    if await store.channel(PLAYGROUND_CHANNEL) is None:
        channel = Channel(
            id=PLAYGROUND_CHANNEL,
            workspace=WorkspaceId("web"),
            name=say(settings.locale, "playground-channel"),
            language=settings.locale,
            timezone=local_timezone(),
            at=time(0, 0),
            weekdays=EVERY_DAY,
            late_h=PLAYGROUND_LATE_H,
        )
        await store.save_channel(channel)
