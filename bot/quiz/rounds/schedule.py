"""When a channel's question is due: wall-clock time in its time zone, safe across DST changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType

from bot.quiz.calendar.days_off import is_off
from bot.quiz.model import Channel, Round, RoundId
from bot.quiz.store import Rounds
from content.schema import Question

SEARCHED_DAYS = 800
REQUEST_LASTS = timedelta(minutes=10)
LONG = timedelta(hours=1)
Taken = Mapping[int, date]
NONE_TAKEN: Taken = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Due:
    """The moment (UTC) at which the question of a local date goes out."""

    local_date: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What a channel is asked next; no question if there is none to ask."""

    due: Due
    question: Question | None


async def taken(rounds: Rounds, channel: Channel, day: date) -> Taken:
    """Return the slots that have their question of a date, such as by `/quiz now`, or missed it.

    Each with the last date that it has one of: that is a later one where the channel's clocks were
    put back since.
    """
    found = await rounds.rounds(channel=channel.id, since=day)
    return {one.slot: one.local_date for one in sorted(found, key=lambda one: one.local_date)}


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


def is_study_day(channel: Channel, day: date) -> bool:
    """Tell whether a question is due on a date."""
    return day.weekday() in channel.weekdays and not is_off(channel, day)


def has_question(channel: Channel, day: date, slot: int) -> bool:
    """Tell whether a daily question of a slot is due on a date."""
    return slot in channel.by_slot and is_study_day(channel, day)


def asks_study(channel: Channel, day: date, due_at: datetime, posted_at: datetime) -> bool:
    """Tell whether a question of a date asks for study: on a study day, before midnight, and not
    long after it was due."""
    is_in_time = local_date(channel, posted_at) <= day
    is_here = is_in_time and not is_lost(channel, day, due_at, posted_at)
    return is_here and is_study_day(channel, day)


def is_lost(channel: Channel, day: date, since: datetime, until: datetime) -> bool:
    """Tell whether a question could not be answered for long on its date, from `since` on."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=channel.timezone)
    return min(until, midnight.astimezone(UTC)) - since >= LONG


def latest_due(channel: Channel, now: datetime) -> Due | None:
    """Return the most recent due moment of a daily question not after `now`.

    None without weekdays.
    """
    return next((due for due in _dues(channel, now, step=-1) if due.at <= now), None)


def next_due(channel: Channel, now: datetime, taken: Taken = NONE_TAKEN) -> Due | None:
    """Return the first due moment after `now` of all its daily questions; None without weekdays.

    Slots that are `taken` have their next question after the day of that.
    """
    dues = _next_dues(channel, now, taken).values()
    return min(filter(None, dues), key=lambda due: due.at, default=None)


def next_daily(channel: Channel, now: datetime, taken: Taken = NONE_TAKEN) -> Channel:
    """Return the channel as the daily question that comes next has it."""
    dues, following = _next_dues(channel, now, taken), next_due(channel, now, taken)
    return next((channel.by_slot[slot] for slot in dues if dues[slot] == following), channel)


def daily_of(channel: Channel, round: Round, now: datetime) -> Channel:
    """Return the channel as it has the daily question of a round, or of what that took its place.

    That is the one it closes with, and where none is, the one that comes next.
    """
    slot = _closing_with(channel, round)
    return next_daily(channel, now) if slot is None else channel.by_slot[slot]


def _closing_with(channel: Channel, round: Round) -> int | None:
    """Return the slot of the first daily question that a round closes with."""
    slots = (
        slot
        for slot, daily in channel.by_slot.items()
        if closing(daily, round.local_date) == round.closes_at
    )
    return next(slots, None)


def _next_dues(channel: Channel, now: datetime, taken: Taken) -> dict[int, Due | None]:
    return {
        slot: _next_due(daily, now, taken.get(slot, date.min))
        for slot, daily in channel.by_slot.items()
    }


def _next_due(daily: Channel, now: datetime, day: date = date.min) -> Due | None:
    """Return the first due moment after `now` and after a day."""
    return next(_dues_after(daily, now, day), None)


def _dues_after(daily: Channel, now: datetime, day: date) -> Iterator[Due]:
    return (due for due in _dues(daily, now, step=1) if due.at > now and due.local_date > day)


def coming(
    channel: Channel, now: datetime, count: int, taken: Taken = NONE_TAKEN
) -> list[tuple[Due, int]]:
    """Return the next daily questions still to come, with slots; `taken` as for `next_due`."""
    found = [
        (due, slot)
        for slot, daily in channel.by_slot.items()
        for due in islice(_dues_after(daily, now, taken.get(slot, date.min)), count)
    ]
    return sorted(found, key=lambda one: one[0].at)[:count]


def recap_day(channel: Channel, now: datetime) -> date | None:
    """Return the last study day of a week that has begun most recently, by its first question."""
    due = latest_due(channel, now)
    for _ in range(8):
        following = _next_due(channel, due.at) if due else None
        if due is None or following is None:
            return None
        if _week(following.local_date) != _week(due.local_date):
            return due.local_date
        due = latest_due(channel, due.at - timedelta(microseconds=1))
    return None


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def closing(channel: Channel, day: date, now: datetime | None = None) -> datetime:
    """Return when the round of `day` closes: as the next study day's question is due.

    In a pause without an end, that is the next day which has one otherwise, and without weekdays
    the next day. What is open `now` closes later than that.
    """
    after = max(due_on(channel, day).at, now) if now else due_on(channel, day).at
    always = replace(channel, days_off=(), holidays="")
    dues = (_next_due(one, after, day) for one in (channel, always))
    last = max(day, local_date(channel, after))
    following = next(filter(None, dues), due_on(channel, last + timedelta(days=1)))
    return following.at


def closings(
    before: Channel, after: Channel, begun: Sequence[Round], now: datetime
) -> dict[RoundId, datetime]:
    """Return when rounds close that are not over yet, where that has changed.

    An extra one goes on to close with the daily question that it closed with before.
    """
    left = [one for one in begun if one.closes_at > now]
    moments = {
        one.id: closing(after.by_slot.get(_slot_of(before, one), after), one.local_date, now)
        for one in left
    }
    return {one.id: moments[one.id] for one in left if moments[one.id] != one.closes_at}


def _slot_of(channel: Channel, round: Round) -> int:
    """Return the slot of the daily question that a round is, or else closes with."""
    return round.slot if round.slot in channel.by_slot else _closing_with(channel, round) or 0


def reminding(channel: Channel, closes_at: datetime, opens_at: datetime) -> datetime | None:
    """Return when the thread of a round is reminded; one that is open too shortly is not."""
    at = closes_at - timedelta(hours=channel.reminder_h)
    return at if channel.reminder_h and at > opens_at else None


def retimed(before: Channel | None, after: Channel, now: datetime) -> Channel:
    """Return a channel that is asked nothing which new times would have been due before `now`."""
    is_same = before is not None and _times(before) == _times(after)
    return after if is_same else replace(after, since=now)


def _times(channel: Channel) -> tuple[object, ...]:
    more = [(daily.slot, daily.at) for daily in channel.more]
    return channel.at, channel.timezone, channel.weekdays, more


def is_before(channel: Channel, due_at: datetime) -> bool:
    """Tell whether a moment was before the channel had its times."""
    return channel.since is not None and due_at < channel.since


def is_too_late(channel: Channel, due_at: datetime, now: datetime) -> bool:
    """Tell whether a question due then may no longer be posted."""
    return now - due_at > timedelta(hours=channel.late_h)


def is_expired(asked_at: datetime, now: datetime) -> bool:
    """Tell whether a question asked for then is no longer waited for."""
    return now - asked_at > REQUEST_LASTS


def _dues(channel: Channel, now: datetime, step: int) -> Iterator[Due]:
    # One day of slack on the near side: a DST gap can carry a due moment past midnight.
    start = local_date(channel, now) - timedelta(days=step)
    for offset in range(SEARCHED_DAYS if channel.weekdays else 0):
        day = start + timedelta(days=step * offset)
        if is_study_day(channel, day):
            yield due_on(channel, day)
