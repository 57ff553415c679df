"""Streaks as golden numbers, and what holds of all of them; 2026-11-16 is a Monday."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.model import EVERY_DAY, WEEKDAYS
from bot.quiz.rounds import schedule
from bot.quiz.standings.streaks import Streak, streak
from tests.unit.quiz.conftest import CHANNEL

DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)
ZONES = ["Asia/Seoul", "America/New_York", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe"]


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


def all_days(first: int, last: int) -> list[date]:
    return november(*range(first, last + 1))


@pytest.mark.parametrize(
    ("studied", "today", "asked", "expected"),
    [
        ((), 20, all_days(1, 20), Streak()),
        ((20,), 20, all_days(1, 20), Streak(1, 0, 1)),
        ((18, 19), 20, all_days(1, 20), Streak(2, 0, 2)),  # today is not over yet
        ((17, 18), 20, all_days(1, 20), Streak(0, 0, 2)),
        ((16, 18, 19, 20), 20, all_days(1, 20), Streak(3, 0, 3)),
        ((2, 3, 4, 19), 20, all_days(1, 20), Streak(1, 0, 3)),
        ((19, 20, 23), 23, november(19, 20, 23), Streak(3, 0, 3)),  # a weekend without questions
        ((20, 21, 23), 23, november(19, 20, 23), Streak(3, 0, 3)),  # studying on one counts
        (range(1, 8), 8, all_days(1, 8), Streak(7, 1, 7)),
        (range(1, 8), 9, all_days(1, 9), Streak(7, 0, 7)),  # the 8th took the freeze
        ((*range(1, 8), 9), 9, all_days(1, 9), Streak(8, 0, 8, saved=1)),
        ((*range(1, 8), 9, 10), 10, all_days(1, 10), Streak(9, 0, 9)),  # said once
        ((*range(1, 8), 10), 10, all_days(1, 10), Streak(1, 0, 7)),  # two days for one freeze
        (range(1, 22), 21, all_days(1, 21), Streak(21, 2, 21)),  # no more than two are held
        ((*range(1, 15), 17), 17, all_days(1, 17), Streak(15, 0, 15, saved=2)),
    ],
)
def test_streak(studied: Collection[int], today: int, asked: list[date], expected: Streak) -> None:
    assert streak(november(*studied), asked, date(2026, 11, today)) == expected


def test_only_days_of_the_schedule_with_a_question_in_time_ask_for_study() -> None:
    channel = replace(CHANNEL, weekdays=WEEKDAYS)
    after_midnight = datetime(2026, 11, 18, 15, 1, tzinfo=UTC)  # the 19th in Seoul
    posted = {
        date(2026, 11, 17): datetime(2026, 11, 17, 14, 59, tzinfo=UTC),
        date(2026, 11, 18): after_midnight,
        date(2026, 11, 21): datetime(2026, 11, 21, 0, 0, tzinfo=UTC),  # a Saturday
    }
    asked = [day for day, at in posted.items() if schedule.asks_study(channel, day, at, at)]
    assert asked == november(17)


@pytest.mark.parametrize(("late", "asks"), [(59, True), (60, False), (15 * 60, False)])
def test_a_question_that_came_long_after_it_was_due_asks_for_no_study(
    late: int, asks: bool
) -> None:
    due_at = datetime(2026, 11, 17, 0, 0, tzinfo=UTC)  # 09:00 in Seoul
    posted_at = due_at + timedelta(minutes=late)
    assert schedule.asks_study(CHANNEL, date(2026, 11, 17), due_at, posted_at) is asks


study = st.sets(st.integers(0, 90)).map(lambda days: sorted(FIRST + n * DAY for n in days))


def by_day(studied: Collection[date], asked: Collection[date], today: date) -> Streak:
    """Tell a streak day by day, as one would on a calendar."""
    days = freezes = longest = saved = last = 0
    day = FIRST
    while day <= today:
        if day in studied:
            days, last, saved = days + 1, saved, 0
            freezes = min(2, freezes + (days % 7 == 0))
        elif day in asked and day < today:
            if freezes:
                freezes, saved = freezes - 1, saved + 1
            else:
                days = freezes = saved = 0
        longest = max(longest, days)
        day += DAY
    return Streak(days, freezes, longest, last if days and not saved else 0)


@given(studied=study, asked=study, today=st.integers(0, 95))
def test_a_streak_is_what_one_counts_on_a_calendar(
    studied: list[date], asked: list[date], today: int
) -> None:
    on = FIRST + today * DAY
    counted, told = streak(studied, asked, on), by_day(studied, asked, on)
    assert (counted.days, counted.freezes, counted.longest) == (
        told.days,
        told.freezes,
        told.longest,
    )
    assert 0 <= counted.freezes <= 2


@given(studied=study, asked=study, away=study)
def test_days_without_a_question_never_shorten_a_streak(
    studied: list[date], asked: list[date], away: list[date]
) -> None:
    today = FIRST + 95 * DAY
    posted = [day for day in asked if day not in away]
    assert streak(studied, posted, today).days >= streak(studied, asked, today).days


@given(
    zone=st.sampled_from(ZONES),
    start=st.dates(date(2024, 1, 1), date(2026, 12, 1)),
    times=st.lists(st.times(), min_size=1, max_size=40),
    down=st.integers(0, 10),
)
def test_an_answer_a_day_is_a_streak_in_every_zone_and_over_downtime(
    zone: str, start: date, times: list[time], down: int
) -> None:
    """Each day is answered at any time on its own clock; then the bot is away for some days."""
    channel = replace(CHANNEL, timezone=ZoneInfo(zone), weekdays=EVERY_DAY)
    days = [start + n * DAY for n in range(len(times))]
    moments = [
        datetime.combine(day, at.replace(tzinfo=None), channel.timezone).astimezone(UTC)
        for day, at in zip(days, times, strict=True)
    ]
    studied = sorted({schedule.local_date(channel, moment) for moment in moments})
    posted = {day: schedule.due_on(channel, day).at for day in days}
    asked = [day for day, at in posted.items() if schedule.asks_study(channel, day, at, at)]
    today = days[-1] + (down + 1) * DAY
    assert streak(studied, asked, today).days == len(studied)
    assert len(studied) >= len(days) - 1  # a day that a zone skips has no time of its own
