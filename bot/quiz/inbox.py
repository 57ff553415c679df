"""What platforms deliver, kept raw before anybody is told that it was taken.

What is kept is worked off once: an arrival whose serving was cut short is served again, and what
the quiz keeps of an event it keeps once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.quiz.model import EventId


def request_of(event: EventId) -> str:
    """Return the id under which logs tell what follows from an event."""
    return hashlib.blake2b(event.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One delivery of a platform, as it came.

    `event` is the same when it is delivered again; `kind` is how `body` is to be read, or
    answered. `tries` is how many processes have begun to serve it and ended before they were done.
    """

    event: EventId
    platform: str
    kind: str
    body: Mapping[str, Any]
    at: datetime
    tries: int = 0


class Inbox(Protocol):
    async def keep(self, arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
        """Keep arrivals, all or none, committed on return.

        Return the events that are not served yet, each with whether it is new; one that another
        process serves is not among them.
        """
        ...

    @property
    def is_shared(self) -> bool:
        """Tell whether other processes keep what comes in the same inbox."""
        ...

    async def unserved(self, platform: str) -> list[Arrival]:
        """Return what earlier processes left to be served: what was tried least, and came first.

        Where the inbox is shared that is what nobody alive serves; it is this process's from now
        on.
        """
        ...

    async def begun(self, event: EventId) -> None:
        """Note that one more process begins to serve what an earlier one left."""
        ...

    async def served(self, events: Sequence[EventId], at: datetime) -> None:
        """Note that arrivals have been served, and drop their bodies."""
        ...

    async def withdraw(self, events: Sequence[EventId]) -> None:
        """Drop arrivals of which their members were told that they are not kept."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop what was served earlier; such an event would be served again."""
        ...
