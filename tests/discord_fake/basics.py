"""What the rest is made of: ids, times and errors as Discord words them."""

import time
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

EPOCH_MS = 1420070400000
ERRORS = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    40005: (413, "Request entity too large"),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
}


class ApiError(Exception):
    """An answer of Discord that is no success."""

    def __init__(self, code: int, *reasons: str) -> None:
        self.status, self.message = ERRORS[code]
        self.code = code
        self.reasons = reasons
        super().__init__(f"{self.status} {code}: {self.message} {reasons}")

    @property
    def body(self) -> Json:
        """Return the error as JSON."""
        body: Json = {"message": self.message, "code": self.code}
        if self.reasons:
            wrong = [{"code": "INVALID", "message": reason} for reason in self.reasons]
            body["errors"] = {"body": {"_errors": wrong}}
        return body


class Snowflakes:
    """Makes ids that tell their time and only grow."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        now = int(time.time() * 1000) - EPOCH_MS
        self._last = max(self._last + 1, now << 22)
        return str(self._last)


def now_iso() -> str:
    """Return the time as Discord writes it."""
    return datetime.now(UTC).isoformat()
