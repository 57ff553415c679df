"""The playground's one page: who comes, what they see, and the end of their visit."""

import asyncio
import logging
from collections.abc import Sequence

from nicegui import Client, ui
from starlette.requests import Request
from starlette.responses import Response

from bot.i18n.messages import say
from bot.platforms.web import theme
from bot.platforms.web.address import PageAddress
from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import WORKSPACE, clean_name, member, preferred_language
from bot.platforms.web.invocation_runner import InvocationRunner
from bot.platforms.web.page import Page
from bot.platforms.web.page_updates import PageUpdates
from bot.platforms.web.plain_pages import unshown
from bot.platforms.web.welcome import welcome
from bot.quiz.dispatch import Dispatcher
from bot.quiz.model import Channel
from bot.quiz.store import Channels

log = logging.getLogger(__name__)

BUILD_S = 30.0
"""How long a page may take: on a busy machine it's more than NiceGUI's three seconds."""


class PageSessions:
    """Builds a page for everyone who comes and keeps it up to date while they stay."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        chat: WebChat,
        channels: Channels,
        runner: InvocationRunner,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._dispatcher = dispatcher
        self._chat = chat
        self._channels = channels
        self._tasks = tasks
        self._runner = runner
        self._staying: set[asyncio.Task[None]] = set()

    async def visit(
        self, request: Request, name: str = "", channel: str = "", lang: str = ""
    ) -> Response | None:
        """Build the page for one visit, as its address says, or say that it can't be built now."""
        try:
            async with asyncio.timeout(BUILD_S):
                await self._build(request, name, channel, lang)
        except Exception:
            log.exception("a page could not be built")
            return unshown(request)
        return None

    async def _build(self, request: Request, name: str, channel: str, lang: str) -> None:
        language = preferred_language(lang, request.headers.get("accept-language", ""))
        theme.dress(language)
        channels = [one for one in await self._channels.channels() if one.workspace == WORKSPACE]
        found = next((one for one in channels if one.id == channel), None)
        found = found or (channels[0] if channels else None)
        cleaned = clean_name(name)
        address = PageAddress(cleaned or name, found.id if found else None, language)
        if cleaned is None:
            welcome(address)
        elif found is None:
            ui.label(say(language, "web-no-channels")).classes("empty")
        else:
            await self._stay(address, found, channels)

    def end(self) -> None:
        """End every visit."""
        for live in self._staying:
            live.cancel()

    async def _stay(
        self, address: PageAddress, channel: Channel, channels: Sequence[Channel]
    ) -> None:
        client = ui.context.client
        visitor = member(address.name, address.language)
        page = Page(self._dispatcher, self._chat, self._runner, visitor, channel.id)
        page.build(address, channels)
        inbox = self._chat.open(channel.id, visitor.id)
        client.on_delete(lambda: self._chat.close(inbox))
        await page.load()
        live = self._tasks.create_task(_live(page, client, inbox), name=f"page {visitor.id}")
        self._staying.add(live)
        live.add_done_callback(self._staying.discard)
        client.on_delete(live.cancel)


async def _live(page: Page, client: Client, inbox: PageUpdates) -> None:
    try:
        with client:
            await page.live(inbox)
    except Exception:
        # The group owns the whole bot: one page that cannot be drawn must not end it.
        log.exception("a page stopped")
