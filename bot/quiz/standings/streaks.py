"""Streaks over local study dates, and the freezes that keep them.

A streak breaks on a day that asked for study and got none. Seven study days in a row earn a
freeze, of which two are held at most; one is used up by each such day, and the streak goes on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

FREEZE_EVERY = 7
MAX_FREEZES = 2


@dataclass(frozen=True, slots=True)
class Streak:
    """A streak of so many study `days`, the `freezes` held, and the `longest` there ever was.

    `saved` is how many freezes it took to get from the study day before to the last one.
    """

    days: int = 0
    freezes: int = 0
    longest: int = 0
    saved: int = 0


NONE = Streak()


def streak(studied: Sequence[date], asked: Sequence[date], today: date) -> Streak:
    """Return a member's streak as it stands today; both kinds of days are ascending.

    Studying on a day that asked for nothing counts. Today breaks nothing: there is still time.
    """
    now = NONE
    before = date.min
    for day in studied[: bisect_right(studied, today)]:
        now = _studied(_missed(now, _between(asked, before, day)))
        before = day
    missed = _between(asked, before, today)
    left = _missed(now, missed)
    return Streak(left.days, left.freezes, left.longest, 0 if missed else now.saved)


def _between(asked: Sequence[date], first: date, last: date) -> int:
    """Count the days that asked for study between two, without these."""
    return max(0, bisect_left(asked, last) - bisect_right(asked, first))


def _missed(so_far: Streak, days: int) -> Streak:
    if days > so_far.freezes:
        return Streak(longest=so_far.longest)
    return Streak(so_far.days, so_far.freezes - days, so_far.longest, saved=days)


def _studied(so_far: Streak) -> Streak:
    days = so_far.days + 1
    earned = 1 if days % FREEZE_EVERY == 0 else 0
    freezes = min(MAX_FREEZES, so_far.freezes + earned)
    return Streak(days, freezes, max(days, so_far.longest), so_far.saved)
