"""Streaks as golden numbers; 2026-11-16 is a Monday."""

from datetime import date

import pytest

from bot.quiz.model import EVERY_DAY, WEEKDAYS
from bot.quiz.standings.streaks import longest, streak


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


@pytest.mark.parametrize(
    ("studied", "today", "weekdays", "expected"),
    [
        ((), 20, EVERY_DAY, 0),
        ((20,), 20, EVERY_DAY, 1),
        ((18, 19, 20), 20, EVERY_DAY, 3),
        ((18, 19), 20, EVERY_DAY, 2),  # today is not over yet
        ((17, 18), 20, EVERY_DAY, 0),
        ((16, 18, 19, 20), 20, EVERY_DAY, 3),
        ((19, 20, 23), 23, WEEKDAYS, 3),  # a weekend without questions does not break it
        ((20, 21, 23), 23, WEEKDAYS, 3),  # studying on a free day counts
    ],
)
def test_streak(
    studied: tuple[int, ...], today: int, weekdays: frozenset[int], expected: int
) -> None:
    assert streak(november(*studied), date(2026, 11, today), weekdays) == expected


def test_longest_remembers_an_old_streak() -> None:
    assert longest(november(2, 3, 4, 5, 19, 20), EVERY_DAY) == 4
    assert longest([], EVERY_DAY) == 0
