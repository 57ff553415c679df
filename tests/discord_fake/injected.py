"""Faults that a test asks for, as Discord and what is before it word them."""

import re
from dataclasses import dataclass

from tests import fake_server
from tests.discord_fake.basics import Json
from tests.discord_fake.calls import Request
from tests.fake_server import Answer

VIA = {"Via": "1.1 google"}


@dataclass(kw_only=True)
class Injection(fake_server.Injection):
    """`path` is searched for, a regular expression; `is_plain` words a status as plain text.

    Without a status, `drop` or `after` alone cuts the connection.
    """

    method: str | None
    path: str
    retry_after: float = 0.05
    is_global: bool = False
    code: int = 0
    is_plain: bool = False

    def fits(self, call: Request) -> bool:
        return self.method in (None, call.method) and re.search(self.path, call.path) is not None

    @property
    def answer(self) -> Answer | None:
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
        if self.location:
            return Answer(self.status, None, VIA | {"Location": self.location})
        body = {"message": f"{self.status}: injected", "code": self.code}
        return Answer(self.status, body, dict(VIA))


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
