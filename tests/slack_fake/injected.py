"""Faults that a test asks for, as Slack and what is before it word them."""

from dataclasses import dataclass

from tests import fake_server
from tests.fake_server import Answer
from tests.slack_fake.basics import ApiError
from tests.slack_fake.calls import Call

EVERY = "*"


@dataclass(kw_only=True)
class Injection(fake_server.Injection):
    """`text` is what something between Slack and the bot answers, as it is.

    A status alone comes with a page; what hangs takes effect first.
    """

    method: str
    error: str | None = None
    retry_after: int = 1
    text: str | bytes | None = None
    kind: str = "text/plain"

    def __post_init__(self) -> None:
        self.after |= self.hang

    def fits(self, call: Call) -> bool:
        return self.method in (EVERY, call.method)

    @property
    def answer(self) -> Answer | None:
        if self.drop:
            return Answer(None)
        if self.error:
            return Answer(200, ApiError(self.error).body)
        if self.text is not None:
            headers = {"Retry-After": str(self.retry_after)} if self.status == 429 else {}
            return Answer(self.status or 200, self.text, headers, self.kind)
        if self.status == 429:
            return too_many(self.retry_after)
        if self.location:
            return Answer(self.status, headers={"Location": self.location})
        if self.status:
            return Answer(self.status, "<html><h1>Server Error</h1></html>")
        return None


def too_many(retry_after: int) -> Answer:
    """Answer 429 as Slack does."""
    headers = {"Retry-After": str(retry_after)}
    return Answer(429, ApiError("ratelimited").body, headers)
