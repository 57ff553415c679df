"""Serves HTTP inside the bot's own event loop, on one port for all platforms that need one."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from bot.platforms.shared.connections import PromptConnection
from bot.platforms.shared.errors import CannotListen, PortInUse
from bot.platforms.shared.host_check import HostCheckMiddleware

MAX_MESSAGE_BYTES = 4_000_000
DEADLINE_S = 10.0
GRACE_S = 1
SHUTDOWN_S = 2.5


class HttpServer:
    """One port and one app, to which platforms add their routes before it runs.

    A request has to be complete within the deadline. `public_host` is the name by which it is
    reached from outside, if it is.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 8080,
        deadline_s: float = DEADLINE_S,
        public_host: str | None = None,
    ) -> None:
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self._open_paths: set[str] = set()
        self._published: set[str] = set()
        self.app.add_middleware(
            HostCheckMiddleware,
            host=host,
            open_paths=self._open_paths,
            public_host=public_host,
            published=self._published,
        )
        self.app.add_exception_handler(ClientDisconnect, _hung_up)
        self.ready = asyncio.Event()
        self._host = host
        self._port = port
        self._deadline_s = deadline_s
        self._socket: socket.socket | None = None

    @property
    def url(self) -> str:
        return url_of(self._host, self._port)

    def open_to_all(self, path: str) -> None:
        """Answer any Host on this path: what is served there checks its callers itself."""
        self._open_paths.add(path)

    def publish(self, *prefixes: str) -> None:
        """Answer the public host as well on paths that begin so."""
        self._published.update(prefixes)

    def bind(self) -> None:
        """Take the port.

        Raises:
            CannotListen: it can't be had; `PortInUse` where another program has it.
        """
        if self._socket is None:
            self._socket = listen(self._host, self._port)
            self._port = self._socket.getsockname()[1]

    async def run(self) -> None:
        """Serve until cancelled, then close within three seconds whoever is connected."""
        assert self._socket is not None, "bound before"
        server = _Server(self.app, self.ready, self._deadline_s)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve([self._socket]), name="http server")
            try:
                await asyncio.wait({serving})
            finally:
                server.should_exit = True
                await asyncio.wait({serving}, timeout=SHUTDOWN_S)


async def _hung_up(request: Request, error: Exception) -> Response:
    """Leave half a request alone: nobody is there to hear of it."""
    return Response(status_code=400)


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to the bot and says when it serves."""

    def __init__(self, app: FastAPI, ready: asyncio.Event, deadline_s: float) -> None:
        config = uvicorn.Config(
            app,
            loop="none",
            # Any callable will do. `limit_concurrency` would count the connections that wait, and
            # refuse everybody once somebody holds that many.
            http=partial(PromptConnection, deadline_s=deadline_s),  # type: ignore[arg-type]
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
        CannotListen: it can't be had; `PortInUse` where another program has it.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as exc:
        raise CannotListen(host, port, exc.strerror) from exc
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as exc:
        listener.close()
        why = PortInUse if exc.errno == errno.EADDRINUSE else CannotListen
        raise why(host, port, exc.strerror) from exc
    return listener
