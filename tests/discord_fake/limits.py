"""Rate limits: a bucket for each route and major parameter, and 50 requests a second in all."""

import time
from dataclasses import dataclass
from hashlib import sha256

from tests.discord_fake.calls import Request
from tests.discord_fake.injected import too_many
from tests.fake_server import Answer

GLOBAL = (50, 1.0)
ORDINARY = (50, 1.0)
WEBHOOK = (5, 2.0)
SPECIAL = {
    ("POST", "/channels/{channel}/messages"): (5, 5.0),
    ("PATCH", "/channels/{channel}/messages/{message}"): (5, 5.0),
    ("POST", "/channels/{channel}/messages/{message}/threads"): (5, 5.0),
    ("POST", "/channels/{channel}/threads"): (5, 5.0),
    ("POST", "/users/@me/channels"): (5, 5.0),
    ("PUT", "/applications/{application}/commands"): (5, 5.0),
}
MAJOR = ("channel", "guild", "token")


@dataclass
class Bucket:
    """So many requests in a window that starts with the first of them."""

    limit: int
    period_s: float
    ends_at: float = 0.0
    used: int = 0

    def take(self, now: float) -> bool:
        """Count a request; tell whether there was room for it."""
        if now >= self.ends_at:
            self.ends_at, self.used = now + self.period_s, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True


class Limits:
    """Counts requests, if limits are on."""

    def __init__(self, is_on: bool) -> None:
        self._is_on = is_on
        self._global = Bucket(*GLOBAL)
        self._buckets: dict[str, Bucket] = {}
        self.too_many = 0

    def count(self, call: Request) -> tuple[dict[str, str], Answer | None]:
        """Return the headers for the answer, and a refusal if there was too much."""
        if not self._is_on or call.template.startswith("/interactions"):
            return {}, None
        now = time.monotonic()
        is_webhook = call.template.startswith("/webhooks")
        if not is_webhook and not self._global.take(now):
            return {}, self._refuse(self._global, now, "global")
        name, bucket = self._bucket(call, is_webhook)
        had_room = bucket.take(now)
        headers = _headers(name, bucket, now)
        return headers, None if had_room else self._refuse(bucket, now, "user")

    def _bucket(self, call: Request, is_webhook: bool) -> tuple[str, Bucket]:
        size = WEBHOOK if is_webhook else SPECIAL.get((call.method, call.template), ORDINARY)
        name = sha256(f"{call.method} {call.template}".encode()).hexdigest()[:32]
        major = "+".join(call.params.get(key, "") for key in MAJOR)
        return name, self._buckets.setdefault(f"{name}:{major}", Bucket(*size))

    def _refuse(self, bucket: Bucket, now: float, scope: str) -> Answer:
        self.too_many += 1
        return too_many(round(max(0.001, bucket.ends_at - now), 3), scope)


def _headers(name: str, bucket: Bucket, now: float) -> dict[str, str]:
    left_s = max(0.0, bucket.ends_at - now)
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
        "X-RateLimit-Reset": f"{time.time() + left_s:.3f}",
        "X-RateLimit-Reset-After": f"{left_s:.3f}",
        "X-RateLimit-Bucket": name,
    }
