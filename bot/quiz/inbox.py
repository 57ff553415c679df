"""What platforms deliver, kept raw before anybody is told that it was taken.

What is kept is worked off once: an arrival whose serving was cut short is served again, and what
the quiz keeps of an event it keeps once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.quiz.model import EventId

MAX_TRIES = 5
"""How often an arrival is handed out again before it counts as one that ends the process."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One delivery of a platform, as it came.

    `event` is the same when it is delivered again; `kind` is how `body` is to be read.
    """

    event: EventId
    platform: str
    kind: str
    body: Mapping[str, Any]
    at: datetime


class Inbox(Protocol):
    async def keep(self, arrivals: Sequence[Arrival]) -> set[EventId]:
        """Keep arrivals, all or none, committed on return; return the events that are new."""
        ...

    async def unserved(self, platform: str) -> list[Arrival]:
        """Return what an earlier process left to be served, in the order it came.

        It counts as one more try. What was tried `MAX_TRIES` times is left alone.
        """
        ...

    async def served(self, event: EventId, at: datetime) -> None:
        """Note that an arrival has been served, and drop its body."""
        ...

    async def withdraw(self, events: Sequence[EventId]) -> None:
        """Drop arrivals of which their members were told that they are not kept."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop what was served earlier; such an event would be served again."""
        ...
