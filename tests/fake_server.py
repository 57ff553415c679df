"""What the stand-ins for Discord and Slack share: a server, and faults that a test asks for."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web


@dataclass
class Answer:
    """A status with a body; None as status drops the connection.

    A body of words is a page if the status is a fault of the server's, unless its `kind` is said.
    """

    status: int | None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str | None = None

    def response(self, request: web.Request) -> web.Response:
        if self.status is None:
            if request.transport:
                request.transport.abort()
            return web.Response(status=500)
        if self.body is None:
            return web.Response(status=self.status, headers=self.headers)
        if isinstance(self.body, str | bytes):
            kind = self.kind or ("text/html" if self.status >= 500 else "text/plain")
            body = self.body.encode() if isinstance(self.body, str) else self.body
        else:
            kind, body = "application/json", json.dumps(self.body).encode()
        return web.Response(status=self.status, body=body, content_type=kind, headers=self.headers)


@dataclass(kw_only=True)
class Injection(ABC):
    """What shall go wrong, and how often yet; `after` lets the request take effect first.

    `latency_s` alone makes the true answer late, `drop` cuts the connection, a status with a
    `location` leads elsewhere. What hangs does so until `over`.
    """

    status: int | None = None
    times: int = 1
    latency_s: float = 0.0
    after: bool = False
    drop: bool = False
    hang: bool = False
    location: str = ""
    hits: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @abstractmethod
    def fits(self, call: Any) -> bool:
        """Tell whether the fault is for a request."""

    @property
    @abstractmethod
    def answer(self) -> Answer | None:
        """What is answered instead of the truth; None if that is only late."""


class Injections:
    """All faults that are still to come."""

    def __init__(self) -> None:
        self._all: list[Injection] = []

    def add(self, injection: Injection) -> None:
        self._all.append(injection)

    def end(self, *injections: Injection) -> None:
        """End some faults, or all; what hangs is answered now."""
        for one in injections or self._all:
            one.over.set()
            one.times = one.hits

    async def served(self, call: Any, truth: Callable[[], Answer]) -> Answer:
        """Answer a request with the truth, or with the next fault that is for it."""
        fitting = (one for one in self._all if one.hits < one.times and one.fits(call))
        fault = next(fitting, None)
        if fault is None:
            return truth()
        fault.hits += 1
        if fault.after:
            answer = truth()
            await asyncio.sleep(fault.latency_s)
            answer = fault.answer or answer
        else:
            await asyncio.sleep(fault.latency_s)
            call.at += fault.latency_s
            answer = fault.answer or truth()
        if fault.hang:
            await fault.over.wait()
        return answer


class FakeServer(ABC):
    """A platform on a free port of this machine; an asynchronous context manager."""

    request_limit: int

    def __init__(self, injections: Injections) -> None:
        self._injections = injections
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=self.request_limit)
        self.add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.found(f"127.0.0.1:{self._runner.addresses[0][1]}")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        self.heal()
        await self.end()
        await self._runner.cleanup()

    def heal(self, *faults: Injection) -> None:
        """End some faults at once, or all; what hangs is answered now."""
        self._injections.end(*faults)

    @abstractmethod
    def add_routes(self, router: web.UrlDispatcher) -> None: ...

    @abstractmethod
    def found(self, here: str) -> None:
        """Learn the host and port it is at."""

    @abstractmethod
    async def end(self) -> None:
        """End all connections."""
