"""Days on which a channel is asked nothing: days off, holidays and pauses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.i18n.messages import say
from bot.quiz.calendar.holidays import holiday
from bot.quiz.model import Channel, DayOff
from content.schema import Language

_DAY = timedelta(days=1)


def is_off(channel: Channel, day: date) -> bool:
    return _entry(channel, day) is not None or _holiday(channel, day, "en") is not None


def reason(language: Language, channel: Channel, day: date) -> str | None:
    """Return why a day is off, in a few words; None if it is not."""
    entry = _entry(channel, day)
    if entry is None:
        return _holiday(channel, day, language)
    named = entry.reason or _holiday(channel, day, language)
    return named or say(language, "calendar-pause" if entry.is_pause else "calendar-off")


def not_given_off(channel: Channel, days: Sequence[date]) -> list[date]:
    """Return those of some days that were not made days off, or a pause, after all."""
    return [day for day in days if _entry(channel, day) is None]


def _entry(channel: Channel, day: date) -> DayOff | None:
    return next((one for one in channel.days_off if one.covers(day)), None)


def _holiday(channel: Channel, day: date, language: Language) -> str | None:
    return holiday(channel.holidays, day, language) if channel.holidays else None


def pause_of(channel: Channel, today: date) -> DayOff | None:
    """Return the pause that a channel is in on a day, or that is still to come."""
    pauses = (one for one in channel.days_off if one.is_pause and one.is_left(today))
    return next(pauses, None)


def planned(channel: Channel, today: date) -> list[DayOff]:
    """Return the days off that are not over, in their order, without pauses."""
    left = (one for one in channel.days_off if one.is_left(today) and not one.is_pause)
    return sorted(left, key=lambda one: one.first)


def with_planned(channel: Channel, days: Sequence[DayOff], today: date) -> Channel:
    """Return the channel with other days off to come; pauses and what is over stay."""
    kept = [one for one in channel.days_off if one.is_pause or not one.is_left(today)]
    return replace(channel, days_off=(*kept, *days))


def paused(channel: Channel, today: date, until: date | None) -> Channel:
    """Return the channel asked nothing from today until a date; without one until it resumes."""
    now = pause_of(channel, today)
    others = [one for one in channel.days_off if one is not now]
    last = until - _DAY if until else None
    return replace(
        channel,
        days_off=(*others, DayOff(now.first if now else today, last, is_pause=True)),
    )


def resumed(channel: Channel, today: date, *, is_over: bool) -> Channel:
    """Return the channel with its pause at an end; a day that `is_over` still belongs to it."""
    now = pause_of(channel, today + _DAY if is_over else today)
    if now is None:
        return channel
    others = [one for one in channel.days_off if one is not now]
    ended = replace(now, last=today if is_over else today - _DAY)
    is_empty = ended.last is not None and ended.last < ended.first
    return replace(channel, days_off=tuple(others if is_empty else [*others, ended]))
