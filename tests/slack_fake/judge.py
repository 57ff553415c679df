"""Judges what the bot sends and keeps what was wrong with it."""

from tests.slack_fake import spec
from tests.slack_fake.basics import Json


class Judge:
    """All violations; `may_mention` holds ids, `channel` or `here` that the bot may ping."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.may_mention: set[str] = set()

    def __call__(self, method: str, args: Json) -> list[str]:
        """Return the faults of a request, and note them."""
        wrong = spec.faults(method, args, frozenset(self.may_mention))
        self.violations += [f"{method}: {one}" for one in wrong]
        return wrong
