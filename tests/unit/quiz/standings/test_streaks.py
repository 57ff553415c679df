"""Streaks as golden numbers; 2026-11-16 is a Monday."""

from datetime import date

import pytest

from bot.quiz.model import EVERY_DAY, WEEKDAYS
from bot.quiz.standings.streaks import longest, streak


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


@pytest.mark.parametrize(
    ("studied", "today", "expected"),
    [
        ((), 20, 0),
        ((20,), 20, 1),
        ((18, 19, 20), 20, 3),
        ((18, 19), 20, 2),  # today is not over yet
        ((17, 18), 20, 0),
        ((16, 18, 19, 20), 20, 3),
    ],
)
def test_daily_streak(studied: tuple[int, ...], today: int, expected: int) -> None:
    assert streak(november(*studied), date(2026, 11, today), EVERY_DAY) == expected


def test_a_weekend_without_questions_does_not_break_it() -> None:
    assert streak(november(19, 20, 23), date(2026, 11, 23), WEEKDAYS) == 3


def test_studying_on_a_free_day_counts() -> None:
    assert streak(november(20, 21, 23), date(2026, 11, 23), WEEKDAYS) == 3


def test_longest_remembers_an_old_streak() -> None:
    assert longest(november(2, 3, 4, 5, 19, 20), EVERY_DAY) == 4


def test_longest_of_nothing_is_zero() -> None:
    assert longest([], EVERY_DAY) == 0
