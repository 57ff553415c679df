"""Due moments as golden UTC times."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.model import EVERY_DAY, WEEKDAYS, Channel, ChannelId, DailyQuiz, WorkspaceId
from bot.quiz.rounds import schedule
from tests.unit.quiz.conftest import a_round

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


@pytest.mark.parametrize(
    ("channel", "at", "local_date", "due"),
    [
        (SEOUL, time(9, 0), date(2026, 11, 20), utc(2026, 11, 20, 0, 0)),
        (NEW_YORK, time(9, 0), date(2026, 3, 7), utc(2026, 3, 7, 14, 0)),
        (NEW_YORK, time(9, 0), date(2026, 3, 8), utc(2026, 3, 8, 13, 0)),  # in summer time
        (NEW_YORK, time(2, 30), date(2026, 3, 8), utc(2026, 3, 8, 7, 30)),  # skipped: by the gap
        (NEW_YORK, time(1, 30), date(2026, 11, 1), utc(2026, 11, 1, 5, 30)),  # repeated: its first
    ],
)
def test_a_day_is_due_at_its_wall_time(
    channel: Channel, at: time, local_date: date, due: datetime
) -> None:
    assert schedule.due_on(replace(channel, at=at), local_date).at == due


@pytest.mark.parametrize(
    ("now", "latest_day", "next_day"),
    [
        (utc(2026, 11, 20, 3, 0), 20, 23),
        (utc(2026, 11, 22, 5, 0), 20, 23),
        (utc(2026, 11, 20, 0, 0), 20, 23),
        (utc(2026, 11, 19, 23, 59, 59), 19, 20),
    ],
    ids=["Friday noon", "Sunday", "the very second", "a second before"],
)
def test_latest_and_next_due_leave_the_weekend_out(
    now: datetime, latest_day: int, next_day: int
) -> None:
    for due, day in (
        (schedule.latest_due(SEOUL, now), latest_day),
        (schedule.next_due(SEOUL, now), next_day),
    ):
        assert due == schedule.Due(date(2026, 11, day), utc(2026, 11, day))


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


def test_without_weekdays_what_is_open_closes_tomorrow_and_not_before_now() -> None:
    none = replace(SEOUL, weekdays=frozenset())
    sunday = utc(2026, 11, 22, 2)
    assert schedule.closing(none, date(2026, 11, 20), sunday) == utc(2026, 11, 23)


def test_an_extra_question_goes_on_to_close_with_the_daily_one_it_closed_with() -> None:
    two = replace(SEOUL, more=(DailyQuiz(1, time(20), SEOUL.decks),))
    extra = a_round(slot=4, local_date=date(2026, 11, 19), closes_at=utc(2026, 11, 20, 11))
    now = utc(2026, 11, 19, 6)
    assert schedule.closings(two, replace(two, holidays="KR"), [extra], now) == {}
    later = replace(two, more=(DailyQuiz(1, time(21), SEOUL.decks),))
    assert schedule.closings(two, later, [extra], now) == {extra.id: utc(2026, 11, 20, 12)}
