"""Discord as a whole: logs in, keeps the slash commands in step, and stays connected."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord.backoff import ExponentialBackoff
from discord.http import Route
from discord.utils import MISSING
from pydantic import SecretStr

from bot import metrics
from bot.platforms.discord.channel_directory import ChannelDirectory
from bot.platforms.discord.chat import DiscordChat
from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.command_set import command_set, differs
from bot.platforms.discord.departures import GuildDepartures
from bot.platforms.discord.event_handler import EventHandler
from bot.platforms.discord.grants import Grants
from bot.platforms.discord.greeter import Greeter
from bot.platforms.discord.identity import PLATFORM
from bot.platforms.discord.parse import InvocationParser
from bot.platforms.discord.pending import PendingDelivery
from bot.platforms.discord.private import PrivateMessages
from bot.platforms.discord.refusals import OUTAGES
from bot.platforms.discord.render import Renderer
from bot.platforms.discord.reply import PATIENCE_S
from bot.platforms.discord.servers import Servers
from bot.platforms.discord.shards import Shards
from bot.platforms.shared.buttons import ButtonBook
from bot.platforms.shared.direct import DirectCommands
from bot.platforms.shared.errors import Disconnected, TokenRefused
from bot.platforms.shared.inbox_worker import InboxWorker
from bot.platforms.shared.platform import Storage
from bot.quiz.ports import Clock
from bot.quiz.quiz import Quiz

log = logging.getLogger(__name__)

BAD_TOKEN = 4004
CLOSE_S = 2.5  # a gateway that does not say goodbye is left without one
SYNC_S = 60.0  # a day's limit would have us wait for hours
AWAY = (discord.HTTPException, discord.GatewayNotFound, *OUTAGES)


class DiscordPlatform:
    """Discord's client and what stands on it."""

    name = PLATFORM

    def __init__(
        self,
        token: SecretStr,
        storage: Storage,
        clock: Clock,
        *,
        shards: Shards | None = None,
        servers_patience_s: float = 2.0,
        site: str = "",
    ) -> None:
        self._token = token
        self._store = store = storage.store
        self._connection: asyncio.Task[None] | None = None
        self._inbox = storage.inbox
        self._shards = shards
        self._clock = clock
        self.client = QuizClient(shards, store, servers_patience_s)
        self._book = ButtonBook(storage.buttons, clock)
        self._grants = Grants(self.client, clock)
        self._renderer = Renderer(self._book, storage.media, site)
        servers = Servers(self.client, clock)
        directory = ChannelDirectory(self.client, servers, store)
        direct = DirectCommands(store)
        self._parser = InvocationParser(servers, directory, self._book, self._grants, direct)
        self._pending = PendingDelivery(
            self.client, directory, self._book, storage.pending_cards, store
        )
        self._private = PrivateMessages(
            self.client, directory, self._renderer, storage.outbox, self._pending, clock
        )
        self.chat = DiscordChat(
            self.client, directory, self._renderer, storage.outbox, self._private, clock
        )
        self.ready = asyncio.Event()

    @property
    def whereabouts(self) -> str:
        count = len(self.client.guilds)
        servers = "1 server" if count == 1 else f"{count} servers"
        shards = self._shards
        ours = f" of shards {shards}" if shards and not shards.are_all else ""
        return f"on Discord as {self.client.user}, in {servers}{ours}"

    async def is_connected(self) -> bool:
        shards = self.client.shards.values()
        return self.client.is_ready() and not any(shard.is_closed() for shard in shards)

    def prepare(
        self,
        quiz: Quiz,
        tasks: asyncio.TaskGroup,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Take what serves members; what they start runs in `tasks`."""
        handler = EventHandler(
            client=self.client,
            dispatcher=quiz.dispatcher,
            parser=self._parser,
            renderer=self._renderer,
            book=self._book,
            private=self._private,
            pending=self._pending,
            worker=InboxWorker(PLATFORM, self._inbox, self._clock, tasks),
            clock=self._clock,
            tasks=tasks,
            patience_s=patience_s,
        )
        greeter = Greeter(self.client, self._store, self.chat, self._private, self._clock, tasks)
        departures = GuildDepartures(self.client, self._store, self._clock, tasks)

        def connected() -> None:
            departures.connected()
            greeter.connected()
            self.ready.set()

        def joined(guild: discord.Guild) -> None:
            departures.changed(guild)
            greeter.joined(guild)

        self.client.serve(handler.take, connected, joined, departures.changed)
        tasks.create_task(self._resume(handler), name=f"{PLATFORM} left over")
        tasks.create_task(self._run_pending(), name=f"{PLATFORM} unannounced")

    async def _resume(self, handler: EventHandler) -> None:
        await self.ready.wait()
        await handler.resume()

    async def _run_pending(self) -> None:
        await self.ready.wait()
        await self._pending.run()

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            TokenRefused: the token is wrong, or was revoked while running.
            Disconnected: Discord will not have this connection back.
        """
        syncing: asyncio.Task[None] | None = None
        try:
            await self._until_there(self._log_in)
            if not await self._has_synced():
                syncing = asyncio.create_task(self._sync_later(), name=f"{PLATFORM} commands")
            await self._until_there(self._stay_connected)
        finally:
            if syncing is not None:
                syncing.cancel()
            await self._close()

    async def _close(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self.client.close()
        if self._connection is not None:
            self._connection.cancel()

    async def _until_there(self, step: Callable[[], Awaitable[None]]) -> None:
        """Take a step, however long Discord is away."""
        backoff = ExponentialBackoff[bool]()
        while True:
            try:
                return await step()
            except AWAY as exc:
                if self.client.is_closed():
                    raise
                delay = backoff.delay()
                metrics.PLATFORM_ERRORS.labels(PLATFORM, "away").inc()
                log.warning("Discord is away (%s); trying again in %.0f s", exc, delay)
                await asyncio.sleep(delay)

    async def _log_in(self) -> None:
        try:
            await self.client.login(self._token.get_secret_value())
        except discord.LoginFailure as exc:
            raise _refused("Discord does not accept the token") from exc
        except ValueError:
            raise _refused("the token holds characters that no token has") from None
        except AWAY:
            await self._drop_session()
            raise
        except (KeyError, TypeError) as exc:
            await self._drop_session()
            raise ConnectionError("what answers is not Discord") from exc

    async def _drop_session(self) -> None:
        """Close what a failed login leaves open: the next one makes its own."""
        await self.client.http.close()
        self.client.http.connector = MISSING

    async def _sync_later(self) -> None:
        """Try again until Discord says which commands it has."""
        backoff = ExponentialBackoff[bool]()
        while True:
            await asyncio.sleep(backoff.delay())
            if await self._has_synced():
                return

    async def _has_synced(self) -> bool:
        """Register the slash commands if they differ from those that Discord has.

        False if that was in vain for now; what Discord refuses it refuses for good.
        """
        application = self.client.application_id
        assert application is not None, "known since the login"
        ours: list[Any] = command_set()
        try:
            async with asyncio.timeout(SYNC_S):
                theirs: Sequence[Any] = await self._registered(application)
                if differs(ours, theirs):
                    http = self.client.http
                    theirs = await http.bulk_upsert_global_commands(application, ours)
                    log.info("registered %s commands", len(ours))
                self._grants.registered(theirs)
        except discord.Forbidden:
            log.error("slash commands cannot be registered; run quizmaster doctor")
        except Exception as exc:
            # The group owns the whole bot: whatever answers in Discord's place must not end it.
            log.warning("slash commands could not be compared: %r", exc)
            return isinstance(exc, discord.HTTPException) and exc.status == 400
        return True

    async def _registered(self, application: int) -> list[Any]:
        """Return the commands as Discord has them, in all languages."""
        route = Route("GET", "/applications/{application_id}/commands", application_id=application)
        found: list[Any] = await self.client.http.request(
            route, params={"with_localizations": "true"}
        )
        return found

    async def _stay_connected(self) -> None:
        # While it connects anew, discord.py takes a cancellation for one more lost connection and
        # goes on: closing the client is what ends this task.
        connecting = self.client.connect(reconnect=True)
        self._connection = asyncio.create_task(connecting, name=f"{PLATFORM} connection")
        await asyncio.wait([self._connection])
        try:
            self._connection.result()
        except discord.ConnectionClosed as exc:
            if exc.code == BAD_TOKEN:
                raise _refused("Discord no longer accepts the token") from exc
            raise Disconnected(f"Discord ended the connection (code {exc.code})") from exc


def _refused(message: str) -> TokenRefused:
    return TokenRefused(f"{message}; check QUIZMASTER_DISCORD_TOKEN (see docs/discord.md)")
