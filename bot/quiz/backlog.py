"""What is kept and waits to be worked off, for who watches over the bot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, and since when the oldest of it; None if nothing does."""

    waiting: int = 0
    since: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        return max(now - self.since, timedelta()) if self.since else timedelta()


class Waiting(Protocol):
    """What waits in the store, whoever is to work it off.

    Raises:
        StoreAway: it cannot be looked up, or written, now.
    """

    async def answers(self) -> Mapping[str, Backlog]:
        """Count what waits for a grade, by queue: `rounds` and `reviews`."""
        ...

    async def arrivals(self) -> Mapping[str, Backlog]:
        """Count what is kept and not served, by platform."""
        ...

    async def try_writing(self) -> None:
        """Write to the store without changing anything in it: a full disk still lets it be read."""
        ...
