"""When a channel's question is due: wall-clock time in its time zone, safe across DST changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.quiz.model import Channel


@dataclass(frozen=True, slots=True)
class Due:
    """The moment (UTC) at which the question of a local date goes out."""

    local_date: date
    at: datetime


def local_date(channel: Channel, now: datetime) -> date:
    """Return the date on the wall of the channel's time zone."""
    return now.astimezone(channel.timezone).date()


def due_on(channel: Channel, day: date) -> Due:
    """Return when the question of `day` is due.

    A wall time that a DST change skips moves forward by the gap; one that occurs twice means
    its first occurrence (PEP 495, fold=0).
    """
    wall = datetime.combine(day, channel.at, tzinfo=channel.timezone)
    return Due(day, wall.astimezone(UTC))


def latest_due(channel: Channel, now: datetime) -> Due | None:
    """Return the most recent due moment not after `now`; None without weekdays."""
    return next((due for due in _dues(channel, now, step=-1) if due.at <= now), None)


def next_due(channel: Channel, now: datetime) -> Due | None:
    """Return the first due moment after `now`; None without weekdays."""
    return next((due for due in _dues(channel, now, step=1) if due.at > now), None)


def closing(channel: Channel, day: date) -> datetime:
    """Return when the round of `day` closes: as the next study day's question is due."""
    days = (day + timedelta(days=offset) for offset in range(1, 8))
    following = next((d for d in days if d.weekday() in channel.weekdays), day + timedelta(days=1))
    return due_on(channel, following).at


def is_too_late(channel: Channel, due_at: datetime, now: datetime) -> bool:
    """Tell whether a question due then may no longer be posted."""
    return now - due_at > timedelta(hours=channel.late_h)


def _dues(channel: Channel, now: datetime, step: int) -> Iterator[Due]:
    # One day of slack on the near side: a DST gap can carry a due moment past midnight.
    start = local_date(channel, now) - timedelta(days=step)
    for offset in range(10):
        day = start + timedelta(days=step * offset)
        if day.weekday() in channel.weekdays:
            yield due_on(channel, day)
