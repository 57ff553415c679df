"""The composition root: the only place that names every concrete class."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.app.config import NOTHING_TO_SERVE, ConfigError, Settings, local_timezone
from bot.app.decks import Decks
from bot.app.keys import FILE, SETTING, make_key
from bot.app.list_importer import ListImporter
from bot.app.results_folder import results_folder
from bot.app.supervisor import ComputeChild
from bot.i18n.messages import say
from bot.platforms.shared.http import HttpServer
from bot.platforms.shared.platform import ChatRouter, Platform
from bot.platforms.web.demo_pages import serve_demo_pages
from bot.quiz.clock import SystemClock
from bot.quiz.library import Library
from bot.quiz.model import EVERY_DAY, Channel, ChannelId, MemberId, WorkspaceId
from bot.quiz.ports import Channels, Clock
from bot.quiz.quiz import Adapters, build_quiz
from bot.quiz.suggestions import rules as suggestions
from bot.remote import Compute, HttpDemos, HttpFigures, HttpGrader
from bot.store.backlog import SqlBacklogs
from bot.store.engine import Database
from bot.store.errors import WrongKey
from bot.store.in_use import only_bot
from bot.store.inbox import SqlInbox
from bot.store.media import FileMedia
from bot.store.migrate import upgrade
from bot.store.presence import present
from bot.store.retention import Keep, Retention
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from bot.store.sql_store import SqlStore
from bot.store.transcript import SqlTranscript
from bot.watch.looks import all_looks
from bot.watch.loop import watch_loop
from bot.watch.pages import add_pages
from bot.watch.readiness import Look, Readiness
from compute.client import ComputeClient
from compute.replicas import Replicas
from content.demo_words import packaged_demos
from content.disk import GB
from content.importers.wording import resembles

if TYPE_CHECKING:
    from bot.platforms.slack.platform import Transport
    from bot.platforms.slack.workspaces import Tokens
    from bot.store.encryption import Cipher

PLAYGROUND_CHANNEL = ChannelId("web:daily")
PLAYGROUND_LATE_H = 24
PATIENCE_S = 5.0
STATE_S = 600
LOST_KEY = (
    f"give it back in {SETTING} or as {FILE} in the data folder (docs/slack.md says what to do "
    "without it)"
)


async def run(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Run the whole bot until it is cancelled; `on_ready` gets where each part is, in words.

    Raises:
        ConfigError: what is set is not enough to run on.
        CannotListen: the port of the metrics, the playground or of Slack's requests can't be had.
        TokenRefused: a platform does not accept its token.
        Disconnected: a platform ended the connection for good.
        StoreError: the database cannot be opened or migrated, or is another bot's.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(settings.database))
        stack.enter_context(only_bot(database))
        await upgrade(database)
        presence = await stack.enter_async_context(present(database))
        media = FileMedia(settings.data_dir / "media")
        base = Base(settings, database, SqlStore(database), media, clock)
        child = None
        if not settings.compute_url:
            results_dir = stack.enter_context(results_folder(settings.data_dir))
            child = _child(settings, results_dir)
        client = await stack.enter_async_context(_client(settings, child))
        server = _server(settings) if settings.serves_http else None
        decks = Decks(settings.decks, packaged_demos())
        library = Library(await asyncio.to_thread(decks.read))
        kept_up = suggestions.KeptUp(base.store, library, clock)
        await kept_up.keep_up()
        platforms = await _platforms(base, server)
        router = ChatRouter({platform.name: platform.chat for platform in platforms})
        adapters = Adapters(
            store=base.store,
            chat=router,
            grader=HttpGrader(client),
            demos=HttpDemos(client, media, base.store.pseudonym),
            figures=HttpFigures(client, media),
            importer=ListImporter(settings.data_dir, partial(decks.look, library)),
            alike=resembles,
            clock=clock,
        )
        quiz = build_quiz(adapters, library, local_timezone())
        async with asyncio.TaskGroup() as tasks:
            if presence:
                tasks.create_task(presence.run(), name="presence")
            if server:
                server.bind()
            if settings.metrics_port is not None:
                waiting = SqlBacklogs(database)
                looks = all_looks(waiting, platforms, client, quiz, clock)
                _watch(settings.metrics_host, settings.metrics_port, looks, tasks)
            if server and settings.serves_demo_pages:
                visitors = HttpDemos(client, media, _as_named)
                serve_demo_pages(server, visitors, media, has_chat=settings.serves_playground)
            for platform in platforms:
                platform.prepare(quiz, tasks)
            if child:
                tasks.create_task(child.run(), name="compute")
            if server:
                tasks.create_task(server.run(), name="http")
            for platform in platforms:
                tasks.create_task(platform.run(), name=platform.name)
                tasks.create_task(_announce(platform, on_ready), name=f"{platform.name} ready")
            await _most_are_ready(platforms)
            tasks.create_task(quiz.host.run(), name="rounds")
            tasks.create_task(quiz.host.run_boards(), name="boards")
            tasks.create_task(quiz.grading.run(), name="grading")
            tasks.create_task(quiz.teller.run(), name="telling")
            tasks.create_task(quiz.rulings.run(), name="rulings")
            tasks.create_task(quiz.reviewing.run(), name="reviews")
            tasks.create_task(quiz.reminding.run(), name="reminders")
            tasks.create_task(decks.keep_up(library, clock), name="decks")
            retention = _retention(base)
            tasks.create_task(retention.run(), name="retention")
            tasks.create_task(kept_up.run(), name="suggestions")
            if presence:
                tasks.create_task(presence.run_take_over(quiz.wake), name="take over")


def _server(settings: Settings) -> HttpServer:
    public_host = settings.public_url.host if settings.public_url else None
    return HttpServer(settings.host, settings.port, public_host=public_host)


def _watch(host: str, port: int, looks: Mapping[str, Look], tasks: asyncio.TaskGroup) -> None:
    """Serve what tells how the bot is, at an address of its own.

    Raises:
        CannotListen: the port can't be had.
    """
    server = HttpServer(host, port)
    add_pages(server, host, Readiness(looks, tasks))
    server.bind()
    tasks.create_task(server.run(), name="watch")
    tasks.create_task(watch_loop(), name="event loop")


def _retention(base: "Base") -> Retention:
    settings = base.settings
    answers_days = settings.keep_answers_days
    keep = Keep(
        messages=timedelta(days=settings.keep_days),
        answers=timedelta(days=answers_days) if answers_days else None,
        pictures_bytes=settings.keep_gb * GB,
    )
    return Retention(base.database, base.store, base.clock, base.media, keep)


@dataclass(frozen=True, slots=True)
class Base:
    """What every platform stands on."""

    settings: Settings
    database: Database
    store: SqlStore
    media: FileMedia
    clock: Clock


async def _as_named(visitor: MemberId) -> str:
    return visitor


async def _announce(platform: Platform, on_ready: Callable[[str], None]) -> None:
    await platform.ready.wait()
    on_ready(platform.whereabouts)


async def _most_are_ready(platforms: Sequence[Platform]) -> None:
    """Wait for all platforms; once one is ready, not much longer for those that are away."""
    waiting = {asyncio.create_task(platform.ready.wait()) for platform in platforms}
    try:
        _, late = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if late:
            await asyncio.wait(late, timeout=PATIENCE_S)
    finally:
        for task in waiting:
            task.cancel()


async def _platforms(base: Base, server: HttpServer | None) -> list[Platform]:
    """Return the platforms that are set up; the playground comes last, for it takes all paths.

    Each brings large libraries, so only those that are used are imported.
    """
    platforms: list[Platform] = []
    if base.settings.discord_token:
        platforms.append(_discord(base, base.settings.discord_token))
    if base.settings.slack_way:
        platforms.append(await _slack(base, server))
    if base.settings.serves_playground and server:
        platforms.append(await _playground(base, server))
    if not platforms:
        raise ConfigError(NOTHING_TO_SERVE)
    return platforms


async def _playground(base: Base, server: HttpServer) -> Platform:
    from bot.platforms.web.chat import WebChat
    from bot.platforms.web.platform import WebPlatform
    from bot.platforms.web.uploads import Uploads

    await open_playground(base.store, base.settings)
    uploads = Uploads(base.settings.data_dir / "uploads")
    chat = WebChat(SqlTranscript(base.database, base.clock), uploads)
    inbox = SqlInbox(base.database)
    return WebPlatform(chat, base.store, inbox, base.clock, server)


def _discord(base: Base, token: SecretStr) -> Platform:
    from bot.platforms.discord.endpoints import point_at
    from bot.platforms.discord.platform import DiscordPlatform
    from bot.platforms.discord.shards import ALONE

    settings = base.settings
    point_at(settings.discord_api_base, settings.discord_gateway_url)
    return DiscordPlatform(
        token,
        base.store,
        SqlOutbox(base.database, base.clock),
        SqlPendingCards(base.database, base.clock),
        SqlButtons(base.database, base.clock),
        SqlInbox(base.database),
        base.media,
        base.clock,
        # A stand-in's gateway is asked directly, and not how many shards it wants.
        settings.discord_shards or (ALONE if settings.discord_gateway_url else None),
        site=settings.site,
    )


async def _slack(base: Base, server: HttpServer | None) -> Platform:
    from bot.platforms.slack.platform import SlackPlatform

    tokens, transport = await _slack_transport(base, server)
    return SlackPlatform(
        tokens,
        transport,
        base.store,
        SqlOutbox(base.database, base.clock),
        SqlButtons(base.database, base.clock),
        SqlInbox(base.database),
        base.media,
        base.clock,
        base.settings.slack_api,
        base.settings.slack_admin_group,
        base.settings.site,
    )


async def _slack_transport(base: Base, server: HttpServer | None) -> "tuple[Tokens, Transport]":
    """Return where Slack's tokens come from, and how members come in."""
    from bot.platforms.slack.requests import HttpTransport
    from bot.platforms.slack.socket import SocketTransport
    from bot.platforms.slack.workspaces import OneToken

    settings = base.settings
    if settings.slack_bot_token and settings.slack_app_token:
        socket = SocketTransport(settings.slack_app_token, settings.slack_api)
        return OneToken(settings.slack_bot_token), socket
    assert server is not None, "HTTP mode needs a server"
    assert settings.slack_signing_secret is not None, "HTTP mode needs the signing secret"
    if settings.slack_bot_token:
        transport = HttpTransport(server, settings.slack_signing_secret)
        return OneToken(settings.slack_bot_token), transport
    return await _slack_installed(base, server, settings.slack_signing_secret)


async def _slack_installed(
    base: Base, server: HttpServer, signing_secret: SecretStr
) -> "tuple[Tokens, Transport]":
    """Return both for an app that workspaces install by themselves."""
    from bot.platforms.slack.installing import Installing
    from bot.platforms.slack.requests import HttpTransport
    from bot.platforms.slack.tokens import InstalledTokens
    from bot.store.slack import installation_store, installed_bots, state_store

    settings, database = base.settings, base.database
    assert settings.slack_client_id is not None, "installing needs the client id"
    assert settings.slack_client_secret is not None, "installing needs the client secret"
    client_id = settings.slack_client_id
    cipher = await _cipher(settings, database)
    installations = installation_store(database, client_id, cipher)
    installing = Installing(
        client_id,
        settings.slack_client_secret,
        installations,
        state_store(database, STATE_S),
        settings.slack_api,
        str(settings.public_url) if settings.public_url else None,
    )
    installed = partial(installed_bots, database, client_id, cipher)
    return InstalledTokens(installations, installed), HttpTransport(
        server, signing_secret, installing
    )


async def _cipher(settings: Settings, database: Database) -> "Cipher":
    """Return what encrypts tokens, once all that are stored are encrypted with its newest key.

    Raises:
        ConfigError: some were encrypted with another key, or there is none.
    """
    from bot.store.encryption import Cipher, is_encrypted
    from bot.store.slack import encrypt_stored, stored_secrets

    keys = settings.keys
    if keys is None:
        if any(map(is_encrypted, await stored_secrets(database))):
            raise ConfigError(f"the key of the stored Slack tokens is gone; {LOST_KEY}")
        try:
            keys = await asyncio.to_thread(make_key, settings.data_dir)
        except ValueError as exc:
            raise ConfigError(str(exc)) from None
    cipher = Cipher(keys.values)
    try:
        await encrypt_stored(database, cipher)
    except WrongKey:
        raise ConfigError(
            f"the stored Slack tokens were encrypted with another key than {keys.whence} holds; "
            f"{LOST_KEY}"
        ) from None
    return cipher


def _child(settings: Settings, results_dir: Path) -> ComputeChild:
    options = {
        "QUIZMASTER_DEVICE": settings.device,
        "QUIZMASTER_KEEP_GB": str(settings.keep_gb),
        "QUIZMASTER_GRADE_BATCH": str(settings.grade_batch),
        "QUIZMASTER_GRADE_LINGER_MS": str(settings.grade_linger_ms),
        "QUIZMASTER_LOG": settings.log,
        "QUIZMASTER_LOG_LEVEL": settings.log_level,
        "QUIZMASTER_ENCODER": settings.encoder or None,
        **settings.environment,
        "QUIZMASTER_MNIST_DIR": str(settings.mnist_dir.absolute()) if settings.mnist_dir else None,
    }
    return ComputeChild(settings.data_dir, results_dir, options)


def _client(settings: Settings, child: ComputeChild | None) -> AbstractAsyncContextManager[Compute]:
    if child:
        return ComputeClient(child.url, child.token)
    token = settings.compute_token
    clients = [ComputeClient(str(url), token) for url in settings.compute_url]
    return clients[0] if len(clients) == 1 else Replicas(clients)


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
