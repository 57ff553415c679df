"""Faults that a test asks for."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from tests.discord_fake.basics import Json
from tests.discord_fake.calls import Request

VIA = {"Via": "1.1 google"}


@dataclass
class Answer:
    """A status with a body; None as status drops the connection."""

    status: int | None
    body: Any = None
    headers: dict[str, str] | None = None
    kind: str = "text/html"


@dataclass
class Injection:
    """What shall go wrong, and how often yet; what hangs does so until `over`."""

    method: str | None
    path: str
    status: int | None
    retry_after: float
    times: int
    is_global: bool
    latency_s: float
    after: bool
    drop: bool
    code: int
    hang: bool = False
    is_plain: bool = False
    hits: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def takes(self, call: Request) -> bool:
        """Tell whether the fault is for a request."""
        if self.hits >= self.times or self.method not in (None, call.method):
            return False
        return re.search(self.path, call.path) is not None

    @property
    def answer(self) -> Answer | None:
        """Return what is answered instead of the truth; None if that is only late."""
        if self.drop or (self.after and self.status is None and not self.latency_s):
            return Answer(None)
        if self.status is None:
            return None
        if self.status == 429:
            return too_many(self.retry_after, "global" if self.is_global else "user")
        if self.is_plain:
            return Answer(self.status, "upstream connect error", dict(VIA), "text/plain")
        if self.status in (502, 503, 504):
            return Answer(self.status, "<html><h1>Bad Gateway</h1></html>", dict(VIA))
        body = {"message": f"{self.status}: injected", "code": self.code}
        return Answer(self.status, body, dict(VIA))


class Injections:
    """All faults that are still to come."""

    def __init__(self) -> None:
        self._all: list[Injection] = []

    def add(self, injection: Injection) -> Injection:
        self._all.append(injection)
        return injection

    def next(self, call: Request) -> Injection | None:
        """Return the fault for a request, counting it."""
        for injection in self._all:
            if injection.takes(call):
                injection.hits += 1
                return injection
        return None

    def end(self, *injections: Injection) -> None:
        """End some faults, or all."""
        for one in injections or self._all:
            one.over.set()
            one.times = one.hits


def too_many(retry_after: float, scope: str) -> Answer:
    """Answer 429 as Discord does: whole seconds in the header, exact ones in the body."""
    is_global = scope == "global"
    body: Json = {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": is_global,
    }
    headers = VIA | {"Retry-After": str(int(retry_after) + 1), "X-RateLimit-Scope": scope}
    if is_global:
        headers |= {"X-RateLimit-Global": "true"}
    return Answer(429, body, headers)
