"""Faults that a test asks for."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.slack_fake.basics import ApiError

EVERY = "*"


@dataclass
class Answer:
    """A status with a body; None as status drops the connection.

    A body of words is a page if the status is a fault of the server's, unless its `kind` is said.
    """

    status: int | None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    kind: str | None = None


@dataclass
class Injection:
    """What shall go wrong, and how often yet; `after` lets the request take effect first.

    What hangs does so until `over`.
    """

    method: str
    error: str | None
    status: int | None
    retry_after: int
    hang: bool
    drop: bool
    latency_s: float
    after: bool
    times: int
    text: str | bytes | None = None
    kind: str = "text/plain"
    hits: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answer(self) -> Answer | None:
        """Return what is answered instead of the truth; None if that is only late."""
        if self.drop:
            return Answer(None)
        if self.error:
            return Answer(200, ApiError(self.error).body)
        if self.text is not None:
            headers = {"Retry-After": str(self.retry_after)} if self.status == 429 else {}
            return Answer(self.status or 200, self.text, headers, self.kind)
        if self.status == 429:
            return too_many(self.retry_after)
        if self.status:
            return Answer(self.status, "<html><h1>Server Error</h1></html>")
        return None


class Injections:
    """All faults that are still to come."""

    def __init__(self) -> None:
        self._all: list[Injection] = []

    def add(self, injection: Injection) -> Injection:
        self._all.append(injection)
        return injection

    def next(self, method: str) -> Injection | None:
        """Return the fault for a request, counting it."""
        for injection in self._all:
            if injection.method in (EVERY, method) and injection.hits < injection.times:
                injection.hits += 1
                return injection
        return None

    def end(self, *injections: Injection) -> None:
        """End some faults, or all."""
        for one in injections or self._all:
            one.over.set()
            one.times = one.hits


def too_many(retry_after: int) -> Answer:
    """Answer 429 as Slack does."""
    headers = {"Retry-After": str(retry_after)}
    return Answer(429, ApiError("ratelimited").body, headers)
