"""Due moments as golden UTC times."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.model import EVERY_DAY, WEEKDAYS, Channel, ChannelId, WorkspaceId
from bot.quiz.rounds import schedule

SEOUL = Channel(
    id=ChannelId("web:seoul"),
    workspace=WorkspaceId("web"),
    name="seoul",
    timezone=ZoneInfo("Asia/Seoul"),
    at=time(9, 0),
    weekdays=WEEKDAYS,
)
NEW_YORK = replace(SEOUL, timezone=ZoneInfo("America/New_York"), weekdays=EVERY_DAY)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_nine_in_seoul_is_midnight_utc() -> None:
    assert schedule.due_on(SEOUL, date(2026, 11, 20)).at == utc(2026, 11, 20, 0, 0)


def test_wall_time_stays_the_same_across_a_dst_change() -> None:
    before = schedule.due_on(NEW_YORK, date(2026, 3, 7)).at
    after = schedule.due_on(NEW_YORK, date(2026, 3, 8)).at
    assert (before, after) == (utc(2026, 3, 7, 14, 0), utc(2026, 3, 8, 13, 0))


def test_a_skipped_wall_time_moves_forward_by_the_gap() -> None:
    early = replace(NEW_YORK, at=time(2, 30))
    assert schedule.due_on(early, date(2026, 3, 8)).at == utc(2026, 3, 8, 7, 30)


def test_a_repeated_wall_time_means_its_first_occurrence() -> None:
    early = replace(NEW_YORK, at=time(1, 30))
    assert schedule.due_on(early, date(2026, 11, 1)).at == utc(2026, 11, 1, 5, 30)


def test_weekend_is_left_out() -> None:
    friday_noon = utc(2026, 11, 20, 3, 0)
    upcoming = schedule.next_due(SEOUL, friday_noon)
    assert upcoming == schedule.Due(date(2026, 11, 23), utc(2026, 11, 23, 0, 0))


def test_latest_due_on_a_sunday_is_fridays() -> None:
    latest = schedule.latest_due(SEOUL, utc(2026, 11, 22, 5, 0))
    assert latest is not None
    assert latest.local_date == date(2026, 11, 20)


def test_a_due_moment_counts_from_the_very_second() -> None:
    at = utc(2026, 11, 20, 0, 0)
    latest, upcoming = schedule.latest_due(SEOUL, at), schedule.next_due(SEOUL, at)
    assert latest is not None
    assert upcoming is not None
    assert (latest.at, upcoming.local_date) == (at, date(2026, 11, 23))


def test_without_weekdays_nothing_is_ever_due() -> None:
    paused = replace(SEOUL, weekdays=frozenset())
    now = utc(2026, 11, 20)
    assert schedule.latest_due(paused, now) is None
    assert schedule.next_due(paused, now) is None


def test_a_round_closes_when_the_next_study_day_is_due() -> None:
    assert schedule.closing(SEOUL, date(2026, 11, 20)) == utc(2026, 11, 23, 0, 0)


@pytest.mark.parametrize(("hours", "late"), [(5.9, False), (6.0, False), (6.1, True)])
def test_late_window_is_six_hours_by_default(hours: float, late: bool) -> None:
    due = utc(2026, 11, 20, 0, 0)
    now = datetime.fromtimestamp(due.timestamp() + hours * 3600, UTC)
    assert schedule.is_too_late(SEOUL, due, now) is late


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Apia", "Africa/Casablanca"]),
    at=st.times(),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
)
def test_now_lies_between_latest_and_next_due(
    now: datetime, zone: str, at: time, weekdays: frozenset[int]
) -> None:
    channel = replace(SEOUL, timezone=ZoneInfo(zone), at=at.replace(tzinfo=None), weekdays=weekdays)
    latest, upcoming = schedule.latest_due(channel, now), schedule.next_due(channel, now)
    assert latest is not None
    assert upcoming is not None
    assert latest.at <= now < upcoming.at
    assert {latest.local_date.weekday(), upcoming.local_date.weekday()} <= weekdays
