"""Slack as a whole: knows its workspaces, and serves whatever comes in by its transport."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot import metrics
from bot.platforms.shared.buttons import ButtonBook
from bot.platforms.shared.direct import DirectCommands
from bot.platforms.shared.errors import TokenRefused
from bot.platforms.shared.inbox_worker import PATIENCE_S, InboxWorker, NotKept
from bot.platforms.shared.platform import Storage
from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.chat import SlackChat
from bot.platforms.slack.downloads import Downloads
from bot.platforms.slack.event_handler import EventHandler, Nobody, TooFast, Unserved
from bot.platforms.slack.greeter import Greeter
from bot.platforms.slack.home import Home
from bot.platforms.slack.identity import PLATFORM
from bot.platforms.slack.parse import InvocationParser
from bot.platforms.slack.people import People
from bot.platforms.slack.private import PrivateMessages
from bot.platforms.slack.refusals import FAILURES, REVOKED, code_of
from bot.platforms.slack.renaming import Renaming
from bot.platforms.slack.render import Renderer
from bot.platforms.slack.reply import ReplyContext
from bot.platforms.slack.response_urls import ResponseUrls
from bot.platforms.slack.rights import Rights
from bot.platforms.slack.scopes import EVENTS as SUBSCRIBED
from bot.platforms.slack.service import Service
from bot.platforms.slack.workspaces import Installed, Tokens, Workspaces
from bot.quiz.errors import ChannelUnreachable, StoreAway
from bot.quiz.ports import Clock
from bot.quiz.quiz import Quiz

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_BACKOFF_S = 1.0
LAST_BACKOFF_S = 60.0
MEET_S = 3600.0
EVERYTHING = re.compile("")
EVENTS = tuple(name.partition(".")[0] for name in SUBSCRIBED)
"""Their types: what is subscribed to as `message.im` comes as `message`."""
CONNECTIONS = 50


class Transport(Protocol):
    """The way by which Slack tells the bot what members do."""

    def prepare(self, app: AsyncApp, installed: Installed) -> None:
        """Take what serves what comes in, and who is told where the bot is installed by whom."""
        ...

    async def open(self, session: aiohttp.ClientSession) -> None:
        """Let Slack in.

        Raises:
            SlackApiError: Slack refuses.
        """
        ...

    async def is_open(self) -> bool:
        """Tell whether Slack can come in now."""
        ...

    async def close(self) -> None: ...


class SlackPlatform:
    """The workspaces that have the bot, and what stands on them."""

    name = PLATFORM

    def __init__(
        self,
        tokens: Tokens,
        transport: Transport,
        storage: Storage,
        clock: Clock,
        api_base: str,
        *,
        admin_group: str = "",
        site: str = "",
    ) -> None:
        """Take the handle of the user group whose members run every quiz, if there is one."""
        self._tokens = tokens
        self._transport = transport
        self._store = store = storage.store
        self._inbox = storage.inbox
        self._handler: EventHandler | None = None
        self._clock = clock
        self.workspaces = Workspaces(tokens, api_base, store, clock)
        self._people = People(store, clock)
        self._directory = ChannelDirectory(self.workspaces, clock)
        self._rights = Rights(self._people, self._directory, admin_group, clock)
        self._response_urls = ResponseUrls(clock)
        self._book = ButtonBook(storage.buttons, clock)
        self._renderer = Renderer(self._book, storage.media, site)
        self._private = PrivateMessages(
            self._people, self._directory, self._renderer, storage.outbox, self._response_urls
        )
        downloads = Downloads(self._directory, api_base)
        self.chat = SlackChat(
            self._directory, self._renderer, storage.outbox, self._private, downloads, clock
        )
        self.ready = asyncio.Event()

    @property
    def whereabouts(self) -> str:
        names = sorted(one.name for one in self.workspaces.known)
        return f"on Slack, in {', '.join(names) if names else 'no workspace yet'}"

    async def is_connected(self) -> bool:
        return self.ready.is_set() and await self._transport.is_open()

    def prepare(self, quiz: Quiz, tasks: asyncio.TaskGroup, patience_s: float = PATIENCE_S) -> None:
        """Take what serves members; what they start runs in `tasks`."""
        context = ReplyContext(
            self._renderer, self._book, self._private, self._people, self._response_urls
        )
        direct = DirectCommands(self._store)
        parser = InvocationParser(self._book, self._people, self._directory, self._rights, direct)
        self._handler = EventHandler(
            service=Service(
                quiz.dispatcher, parser, self.workspaces, self._people, self._directory, context
            ),
            workspaces=self.workspaces,
            people=self._people,
            worker=InboxWorker(PLATFORM, self._inbox, self._clock, tasks, patience_s),
            context=context,
            home=Home(
                quiz.overview,
                self._renderer,
                self._people,
                self._directory,
                self._rights,
                self._store,
                self._clock,
            ),
            greeter=Greeter(self._people, self._directory, self._store, self.chat),
            renaming=Renaming(self._directory, self._store),
            clock=self._clock,
            tasks=tasks,
            patience_s=patience_s,
        )
        self._transport.prepare(_app(self._handler), self._handler.installed)

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            TokenRefused: a token is wrong.
        """
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector) as session:
            self.workspaces.connect(session)
            self._response_urls.connect(session)
            await self._until_there(self._introduce)
            assert self._handler is not None, "prepared before"
            await self._handler.resume()
            try:
                await self._until_there(lambda: self._enter(session))
                self.ready.set()
                await self._stay()
            finally:
                await self._transport.close()

    async def _until_there(self, step: Callable[[], Awaitable[T]]) -> T:
        """Take a step, however long Slack or the store is away."""
        backoff = FIRST_BACKOFF_S
        while True:
            try:
                return await step()
            except StoreAway as exc:
                log.warning("the store is away (%s); trying again in %.0f s", exc, backoff)
            except (ChannelUnreachable, *FAILURES) as exc:
                metrics.PLATFORM_ERRORS.labels(PLATFORM, "away").inc()
                log.warning("Slack is away (%s); trying again in %.0f s", exc, backoff)
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, LAST_BACKOFF_S)

    async def _introduce(self) -> None:
        """Find the workspaces that are known beforehand; one that removed the bot is left out."""
        for team in await self._tokens.teams():
            try:
                await self.workspaces.find(team)
            except ChannelUnreachable as exc:
                if exc.reason == "away":
                    raise
                if not team:
                    setting = "QUIZMASTER_SLACK_BOT_TOKEN"
                    raise _refused("Slack does not accept the bot token", setting) from exc
                log.warning("the workspace %s cannot be served: %s", team, exc)
                if exc.reason == "removed":
                    await self.workspaces.note_departure(team)

    async def _enter(self, session: aiohttp.ClientSession) -> None:
        try:
            await self._transport.open(session)
        except SlackApiError as exc:
            if code_of(exc) not in REVOKED:
                raise
            raise _refused(
                "Slack does not accept the app token", "QUIZMASTER_SLACK_APP_TOKEN"
            ) from exc

    async def _stay(self) -> None:
        """Keep what is known of workspaces and their members up to date."""
        while True:
            for workspace in self.workspaces.known:
                try:
                    await self.workspaces.note_return(workspace.team)
                    await self._people.meet(workspace)
                except (StoreAway, *FAILURES) as exc:
                    log.warning("the members of %s are not known yet: %s", workspace.name, exc)
            await asyncio.sleep(MEET_S)


def _refused(message: str, setting: str) -> TokenRefused:
    return TokenRefused(f"{message}; check {setting} (see docs/slack.md)")


def _app(handler: EventHandler) -> AsyncApp:
    """Return the app that hands everything to the event handler.

    Who asks is looked up there, where it is remembered; signatures are checked by the transport.
    """
    app = AsyncApp(
        name="quizmaster",
        signing_secret="",
        authorize=_trusting,
        request_verification_enabled=False,
    )
    app.command(EVERYTHING)(handler.slash)
    app.action(EVERYTHING)(handler.press)
    app.options(EVERYTHING)(handler.options)
    app.shortcut(EVERYTHING)(handler.shortcut)
    app.view_submission(EVERYTHING)(handler.form)
    for event in EVENTS:
        app.event(event, middleware=[handler.event])(_acknowledged)
    app.error(_left_alone)
    return app


async def _trusting(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


async def _acknowledged() -> None:
    """Leave an event to Bolt, which acknowledges it: whatever it asks for is kept."""


async def _left_alone(error: Exception) -> BoltResponse:
    """Leave Slack without the answer it waits for, so that it asks again or tells the member."""
    if isinstance(error, Unserved | NotKept | TooFast):
        log.info("something from Slack is not served: %s", error)
    else:
        log.error("something from Slack could not be taken", exc_info=error)
    return BoltResponse(status=400 if isinstance(error, Nobody) else 503)
