"""The playground as a whole: one page on the bot's own HTTP server."""

import asyncio

from nicegui import app as pages
from nicegui import core, ui

from bot.platforms.shared.http import MAX_MESSAGE_BYTES, HttpServer
from bot.platforms.shared.inbox_worker import InboxWorker
from bot.platforms.web.assets import FAVICON
from bot.platforms.web.chat import WebChat
from bot.platforms.web.identity import PLATFORM
from bot.platforms.web.invocation_runner import InvocationRunner
from bot.platforms.web.page_sessions import BUILD_S, PageSessions
from bot.platforms.web.plain_pages import not_found
from bot.platforms.web.uploads import UploadLimit
from bot.quiz.inbox import Inbox
from bot.quiz.ports import Clock
from bot.quiz.quiz import Quiz
from bot.quiz.store import Channels


class WebPlatform:
    """The playground. Prepare it last: its page takes all paths that are left.

    NiceGUI is one per process, so this is too.
    """

    name = PLATFORM

    def __init__(
        self,
        chat: WebChat,
        channels: Channels,
        inbox: Inbox,
        clock: Clock,
        server: HttpServer,
    ) -> None:
        self.chat = chat
        self.ready = server.ready
        self._channels = channels
        self._inbox = inbox
        self._clock = clock
        self._server = server
        self._sessions: PageSessions | None = None

    @property
    def whereabouts(self) -> str:
        return f"at {self._server.url}"

    async def is_connected(self) -> bool:
        return self.ready.is_set()

    def prepare(self, quiz: Quiz, tasks: asyncio.TaskGroup) -> None:
        """Put the page on the server."""
        worker = InboxWorker(PLATFORM, self._inbox, self._clock, tasks)
        runner = InvocationRunner(quiz.dispatcher, self.chat, worker, self._clock)
        self._sessions = PageSessions(quiz.dispatcher, self.chat, self._channels, runner, tasks)
        tasks.create_task(runner.resume(), name=f"{PLATFORM} left over")
        app = self._server.app
        app.add_middleware(UploadLimit)
        pages.add_exception_handler(404, not_found)
        ui.page("/", response_timeout=2 * BUILD_S)(self._sessions.visit)
        core.sio.eio.max_http_buffer_size = MAX_MESSAGE_BYTES
        ui.run_with(
            app,
            title="quizmaster",
            favicon=FAVICON,
            dark=None,
            tailwind=False,
            binding_refresh_interval=None,
            reconnect_timeout=10.0,
            gzip_middleware_factory=None,
            show_welcome_message=False,
        )

    async def run(self) -> None:
        """Let visitors stay until cancelled."""
        assert self._sessions is not None, "prepared before"
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._sessions.end()
