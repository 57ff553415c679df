"""Seasons of a channel: points count from the day one begins, and its standings are kept after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType, Protocol

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId, Standing

SeasonId = NewType("SeasonId", int)
MAX_NAME_CHARS = 40


class SeasonState(StrEnum):
    """running → ending → archived → over.

    One that is ending waits for its last round to close; then its standings are archived, and
    told to the channel. Both once more when answers to that round count no longer.
    """

    RUNNING = "running"
    ENDING = "ending"
    ARCHIVED = "archived"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of a channel's days, from `first` to `last`; both belong to it.

    The first season of a channel has always been there, and the running one has no end. An empty
    `name` is read as the season's number, counted from 1.
    """

    id: SeasonId
    channel: ChannelId
    number: int
    name: str
    first: date | None
    last: date | None
    state: SeasonState

    @property
    def key(self) -> str:
        return f"season:{self.id}"

    @property
    def is_kept(self) -> bool:
        """Tell whether its standings are in the archive."""
        return self.state in (SeasonState.ARCHIVED, SeasonState.OVER)


class Seasons(Protocol):
    async def seasons(self, channel: ChannelId) -> Sequence[Season]:
        """Return the seasons of a channel, oldest first; none before the first one was ended."""
        ...

    async def start_season(
        self, channel: ChannelId, name: str, first: date, entry: AuditEntry
    ) -> Season | None:
        """Begin a season and let the one before end the day before, with what the audit list
        tells; None if that one begins no earlier."""
        ...

    async def archive_season(self, season: SeasonId, standings: Sequence[Standing]) -> None:
        """Keep the standings of a season that is not over yet, names included."""
        ...

    async def season_over(self, season: SeasonId) -> None: ...

    async def archived(self, season: SeasonId) -> Sequence[Standing]:
        """Return what is kept of a season, best first. Streaks are not: they go on."""
        ...


def running(seasons: Sequence[Season]) -> Season | None:
    """Return the season without an end, which may yet have to begin; None while there has only
    been one."""
    return next((one for one in seasons if one.state is SeasonState.RUNNING), None)


def begun(seasons: Sequence[Season], today: date) -> Sequence[Season]:
    """Return the seasons that have begun; the last of them is today's."""
    return [one for one in seasons if one.first is None or one.first <= today]
