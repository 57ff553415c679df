"""Serves the playground inside the bot's own event loop, on one port, until it is cancelled."""

import asyncio
import errno
import os
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from nicegui import core, ui

from bot.platforms.errors import PortInUse
from bot.platforms.web.chat import WebChat
from bot.platforms.web.guard import Guard
from bot.platforms.web.pictures import pictures
from bot.platforms.web.theme import FAVICON
from bot.platforms.web.visits import Visits
from bot.quiz.dispatch import Dispatcher
from bot.quiz.ports import Channels, Media

MAX_MESSAGE_BYTES = 4_000_000
GRACE_S = 1
SHUTDOWN_S = 2.5


class WebPlatform:
    """The playground's server. Add routes to `app` before `run`: the page takes all that is left.

    `open_paths` answer any Host, for endpoints that check their callers themselves. NiceGUI is
    one per process, so this is too.
    """

    prefix = "web"

    def __init__(
        self,
        chat: WebChat,
        media: Media,
        channels: Channels,
        host: str = "127.0.0.1",
        port: int = 8080,
        open_paths: Collection[str] = (),
    ) -> None:
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self.app.include_router(pictures(media))
        self.app.add_middleware(Guard, host=host, open_paths=open_paths)
        self.ready = asyncio.Event()
        self.chat = chat
        self._host = host
        self._port = port
        self._socket: socket.socket | None = None
        self._channels = channels
        self._visits: Visits | None = None

    def prepare(self, dispatcher: Dispatcher, tasks: asyncio.TaskGroup) -> None:
        """Take what serves members and the port.

        Raises:
            PortInUse: another program has it.
        """
        self._visits = Visits(dispatcher, self.chat, self._channels, tasks)
        self.bind()

    @property
    def whereabouts(self) -> str:
        return f"at {self.url}"

    @property
    def url(self) -> str:
        return url_of(self._host, self._port)

    def bind(self) -> None:
        """Take the port.

        Raises:
            PortInUse: another program has it.
        """
        if self._socket is None:
            self._socket = listen(self._host, self._port)
            self._port = self._socket.getsockname()[1]

    async def run(self) -> None:
        """Serve until cancelled, then close within three seconds whoever is connected."""
        visits, listener = self._visits, self._socket
        assert visits is not None, "prepared before"
        assert listener is not None, "bound before"
        self._mount(visits)
        server = _Server(self.app, self.ready)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve([listener]), name="web server")
            try:
                await asyncio.wait({serving})
            finally:
                visits.end()
                server.should_exit = True
                await asyncio.wait({serving}, timeout=SHUTDOWN_S)

    def _mount(self, visits: Visits) -> None:
        ui.page("/")(visits.visit)
        core.sio.eio.max_http_buffer_size = MAX_MESSAGE_BYTES
        ui.run_with(
            self.app,
            title="quizmaster",
            favicon=FAVICON,
            dark=None,
            tailwind=False,
            binding_refresh_interval=None,
            reconnect_timeout=10.0,
            gzip_middleware_factory=None,
            show_welcome_message=False,
        )


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to the bot and says when it serves."""

    def __init__(self, app: FastAPI, ready: asyncio.Event) -> None:
        config = uvicorn.Config(
            app,
            loop="none",
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE_BYTES,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


def url_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Take a port for good: once this returns, nobody else can.

    Raises:
        PortInUse: another program has it.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as exc:
        listener.close()
        if exc.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from exc
        raise
    return listener
