"""The bot's own HTTP server: its port, its address, and how long it waits for a request."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from fastapi import Request, Response, WebSocket
from fastapi.responses import StreamingResponse

from bot.platforms.shared.errors import PortInUse
from bot.platforms.shared.http import HttpServer, listen, url_of

DEADLINE_S = 0.3
HOST = b"Host: localhost\r\n"
BEGUN = b"POST /echo HTTP/1.1\r\n" + HOST + b"Content-Length: 10\r\n\r\n"
WHOLE = BEGUN + b"0123456789"


def test_port_in_use_is_named() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with taken, pytest.raises(PortInUse) as refused:
        listen("127.0.0.1", port)
    assert (refused.value.host, refused.value.port) == ("127.0.0.1", port)


def test_port_is_taken_by_binding_alone() -> None:
    with listen("localhost", 0) as taken, socket.socket() as other:
        assert other.connect_ex(("127.0.0.1", taken.getsockname()[1])) == 0


def test_url_of_an_ipv6_host_has_brackets() -> None:
    assert url_of("::1", 8080) == "http://[::1]:8080"
    assert url_of("127.0.0.1", 8080) == "http://127.0.0.1:8080"


class Line:
    """A connection to the server, as bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    async def until_end(self) -> bytes:
        """Return all that comes until the server ends the connection."""
        async with asyncio.timeout(3):
            return await self._reader.read()

    async def heard(self, text: bytes) -> bytes:
        """Return what comes, as soon as this text is in it."""
        async with asyncio.timeout(3):
            return await self._reader.readuntil(text)


class Served:
    """A running server with some routes, and what happens in them."""

    def __init__(self) -> None:
        self.server = HttpServer(port=0, deadline_s=DEADLINE_S)
        self.go_on = asyncio.Event()
        self.server.app.post("/echo")(self._echo)
        self.server.app.get("/slow")(self._slow)
        self.server.app.websocket("/ws")(self._talk)
        self.lines: list[Line] = []

    async def _echo(self, request: Request) -> Response:
        return Response(await request.body())

    async def _slow(self) -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            yield "first "
            await self.go_on.wait()
            yield "last"

        return StreamingResponse(parts())

    async def _talk(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())
        await socket.close()

    async def line(self, said: bytes = b"") -> Line:
        """Connect and say something."""
        port = int(self.server.url.rpartition(":")[2])
        line = Line(*await asyncio.open_connection("127.0.0.1", port))
        self.lines.append(line)
        line.writer.write(said)
        await line.writer.drain()
        return line

    async def deadline_over(self) -> None:
        """Wait until whatever began before now is past its deadline."""
        await (await self.line()).until_end()


@pytest.fixture
async def served(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Served]:
    """Yield a running server, of which nothing that is said to it leaves a trace in the log."""
    found = Served()
    found.server.bind()
    running = asyncio.create_task(found.server.run())
    await found.server.ready.wait()
    yield found
    for line in found.lines:
        line.writer.close()
    running.cancel()
    await asyncio.wait({running})
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    "said",
    [
        b"P",
        b"POST /ec",
        b"POST /echo HTTP/1.1\r\n" + HOST,
        BEGUN,
        BEGUN + b"012345678",
        b"POST /echo HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n01",
        b"GET /ws HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
    ],
)
async def test_half_a_request_is_ended_and_told_why(served: Served, said: bytes) -> None:
    line = await served.line(said)
    answer = await line.until_end()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.count(b"HTTP/") == 1


async def test_a_connection_without_a_request_is_ended_without_a_word(served: Served) -> None:
    assert await (await served.line()).until_end() == b""


async def test_a_request_that_trickles_in_gains_no_time(served: Served) -> None:
    line = await served.line(b"POST /echo HTTP/1.1\r\n")
    ended = asyncio.create_task(line.until_end())
    while not ended.done():
        line.writer.write(b"X-More: 1\r\n")
        await asyncio.wait({ended}, timeout=DEADLINE_S / 10)
    with contextlib.suppress(ConnectionError):
        assert (await ended).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("at_once", [True, False])
async def test_each_request_of_a_connection_has_its_deadline(served: Served, at_once: bool) -> None:
    line = await served.line(WHOLE + BEGUN if at_once else WHOLE)
    assert b" 200 " in await line.heard(b"0123456789")
    if not at_once:
        line.writer.write(BEGUN)
    assert (await line.until_end()).startswith(b"HTTP/1.1 408 ")


async def test_a_connection_may_rest_between_requests(served: Served) -> None:
    line = await served.line(WHOLE)
    await line.heard(b"0123456789")
    await served.deadline_over()
    line.writer.write(WHOLE)
    assert b" 200 " in await line.heard(b"0123456789")


async def test_an_answer_given_before_the_request_is_complete_is_the_only_one(
    served: Served,
) -> None:
    line = await served.line(BEGUN.replace(b"/echo", b"/nowhere"))
    answer = await line.until_end()
    assert b" 404 " in answer
    assert answer.count(b"HTTP/") == 1


async def test_a_long_answer_has_no_deadline(served: Served) -> None:
    line = await served.line(b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n")
    await line.heard(b"first ")
    await served.deadline_over()
    served.go_on.set()
    await line.heard(b"last")


async def test_a_websocket_has_no_deadline(served: Served) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{served.server.url}/ws") as socket,
    ):
        await served.deadline_over()
        await socket.send_str("still here")
        assert await socket.receive_str(timeout=3) == "still here"
