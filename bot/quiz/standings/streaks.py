"""Streaks over local study dates."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from bot.quiz.model import MemberId

_DAY = timedelta(days=1)


def streak(studied: Collection[date], today: date, weekdays: Collection[int]) -> int:
    """Return how many dates in a row were studied, ending today or on the last study day.

    A day without a question (its weekday is not scheduled) never breaks a streak, and studying on
    it counts. Today does not break it either: there is still time.
    """
    days = set(studied)
    first = min(days, default=date.max)
    count = 0
    day = today
    while day >= first:
        if day in days:
            count += 1
        elif day != today and day.weekday() in weekdays:
            break
        day -= _DAY
    return count


def streaks(
    studied: Mapping[MemberId, Collection[date]], today: date, weekdays: Collection[int]
) -> dict[MemberId, int]:
    """Return every member's streak."""
    return {member: streak(days, today, weekdays) for member, days in studied.items()}


def longest(studied: Collection[date], weekdays: Collection[int]) -> int:
    """Return the longest streak there ever was."""
    best = count = 0
    before = min(studied, default=date.min)
    for day in sorted(set(studied)):
        between = (before + _DAY * n for n in range(1, (day - before).days))
        count = 1 if any(gap.weekday() in weekdays for gap in between) else count + 1
        best, before = max(best, count), day
    return best
