"""What the rest is made of: ids, times, and errors as Slack words them."""

import secrets
import string
import time
from typing import Any

Json = dict[str, Any]

LETTERS = string.ascii_uppercase + string.digits


class ApiError(Exception):
    """An answer of the Web API that is no success, with what is wrong in words."""

    def __init__(self, error: str, *reasons: str, **more: Any) -> None:
        self.error = error
        self.reasons = reasons
        self._more = more
        super().__init__(f"{error} {reasons}")

    @property
    def body(self) -> Json:
        """Return the error as JSON."""
        body: Json = {"ok": False, "error": self.error, **self._more}
        if self.reasons:
            body["errors"] = list(self.reasons)
            messages = [f"[ERROR] {reason}" for reason in self.reasons]
            body["response_metadata"] = {"messages": messages}
        return body


class Refused(AssertionError):
    """The member's client would not send this."""


class Timestamps:
    """Makes the times that name messages: they only grow."""

    def __init__(self) -> None:
        self._last_us = 0

    def next(self) -> str:
        self._last_us = max(self._last_us + 1, time.time_ns() // 1000)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06}"


def new_id(prefix: str) -> str:
    """Return an id of Slack's kind, such as U02ABCDEFGH."""
    return prefix + "0" + "".join(secrets.choice(LETTERS) for _ in range(9))


def is_true(value: Any) -> bool:
    """Read a flag, which forms carry as text."""
    return value in (True, 1, "1", "true", "True")
