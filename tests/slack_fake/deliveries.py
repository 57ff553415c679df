"""Something that is sent to the bot, and how the bot acknowledges it."""

import time
from typing import TYPE_CHECKING

from tests.slack_fake.basics import Json

if TYPE_CHECKING:
    from tests.slack_fake.world import World

SLASH, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"


class Delivery:
    """One payload. `ack` is what its acknowledgement carried, None while or where nothing."""

    def __init__(self, world: "World", kind: str, payload: Json) -> None:
        self.world = world
        self.kind = kind
        self.payload = payload
        self.created_at = time.monotonic()
        self.ack_s: float | None = None
        self.ack: Json | None = None
        self.acks = 0
        self.retries = 0
        self.status: int | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kind} {self.what}>"

    @property
    def what(self) -> str:
        """Return what Slack calls this payload."""
        if self.kind == INTERACTIVE:
            return str(self.payload["type"])
        return "slash" if self.kind == SLASH else "event"

    async def acked(self, timeout: float = 5, times: int = 1) -> float:
        """Wait for the acknowledgement; return after how many seconds the first came."""

        def find() -> "tuple[float] | None":
            if self.ack_s is None or self.acks < times:
                return None
            return (self.ack_s,)

        return (await self.world.changes.until(find, timeout, f"ack of {self}"))[0]

    def take(self, payload: Json | None) -> None:
        """Take an acknowledgement; only the first that is in time has an effect."""
        self.acks += 1
        if self.ack_s is None:
            self.ack_s = time.monotonic() - self.created_at
            self.ack = payload
            if self.ack_s <= self.world.ack_deadline_s:
                self.answered(payload or {})
        self.world.changes.tell()

    def answered(self, payload: Json) -> None:
        """Do what the acknowledgement says; an event's says nothing."""
        self.world.judge("ack", {"of": self.what, "payload": payload})
