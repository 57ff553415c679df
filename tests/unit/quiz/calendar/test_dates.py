"""Dates as people write them; today is Monday, 2026-11-23."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.calendar.dates import read_date, read_days
from bot.quiz.calendar.view import day_off
from bot.quiz.errors import Refusal
from bot.quiz.model import DayOff
from content.schema import LANGUAGES, Language

TODAY = date(2026, 11, 23)


def off(first: str, last: str = "", reason: str = "") -> DayOff:
    return DayOff(date.fromisoformat(first), date.fromisoformat(last or first), reason)


@pytest.mark.parametrize(
    "text",
    [
        *("12/25", "12-25", "12.25", "25/12", "2026-12-25", "2026. 12. 25.", "2026/12/25"),
        *("12/25/2026", "12월 25일", "2026년 12월25일", "25 Dec", "Dec 25", "25th December 2026"),
        *("dec. 25, 2026", "12/25(금)", "12월 25일 (금요일)", "25 Dec (Fri)", "2026-12-25(금)까지"),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text, TODAY) == date(2026, 12, 25)
    assert read_days(text, TODAY) == (off("2026-12-25"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/24~1/2 연말 휴가", off("2026-12-24", "2027-01-02", "연말 휴가")),
        ("12/24 - 12/26: break", off("2026-12-24", "2026-12-26", "break")),
        ("12월 24일 ~ 26일 방학", off("2026-12-24", "2026-12-26", "방학")),
        ("12월 30일부터 1월 2일까지", off("2026-12-30", "2027-01-02")),
        ("24-26 Dec", off("2026-12-24", "2026-12-26")),
        ("Dec 24–26 Xmas", off("2026-12-24", "2026-12-26", "Xmas")),
        ("2026-12-24-2026-12-26", off("2026-12-24", "2026-12-26")),
        ("12/25 - 성탄절", off("2026-12-25", reason="성탄절")),
        ("1/1", off("2027-01-01")),  # the next one
        ("11/23", off("2026-11-23")),
        ("2026-11-02 지난 휴가", off("2026-11-02", reason="지난 휴가")),
        ("내일", off("2026-11-24")),
        ("모레 이사", off("2026-11-25", reason="이사")),
        ("12/24(목) ~ 26(토) 방학", off("2026-12-24", "2026-12-26", "방학")),
        ("금요일 회식", off("2026-11-27", reason="회식")),
        ("Monday", off("2026-11-30")),
        ("다음 주 월요일~수요일", off("2026-11-30", "2026-12-02")),
        ("next friday", off("2026-12-04")),
        ("이번주 금요일까지", off("2026-11-27")),
    ],
)
def test_ranges_and_reasons(text: str, expected: DayOff) -> None:
    assert read_days(text, TODAY) == (expected,)


def test_several_stand_on_lines_or_after_commas() -> None:
    days = (off("2026-12-25"), off("2026-12-26", reason="party"), off("2027-01-01"))
    assert read_days("12/25, 12/26 party\n\n Jan 1 ", TODAY) == days


@pytest.mark.parametrize("text", ["2/29", "2월 29일", "29 Feb"])
def test_a_leap_day_is_that_of_the_year_that_has_it(text: str) -> None:
    assert read_date(text, date(2027, 11, 5)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("성탄절", "error-bad-date"),
        ("13/45", "error-bad-date"),
        ("2/30", "error-bad-date"),
        ("Decidedly 3", "error-bad-date"),
        ("9" * 5000, "error-bad-date"),
        ("2026-12-26~2026-12-24", "error-backward-days"),
        ("12/26~12/24", "error-long-days"),
        ("2031-01-01", "error-far-date"),
        ("2025-01-01", "error-far-date"),
        ("2028-11-20 - 2028-12-01", "error-far-date"),
        ("\n".join(["12/25"] * 61), "error-too-many-days-off"),
    ],
)
def test_what_is_no_date_is_told(text: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_days(text, TODAY)
    assert refused.value.message == why


@given(
    ahead=st.integers(0, 500),
    length=st.integers(0, 60),
    reason=st.text(st.characters(categories=["L"]), max_size=30),
    language=st.sampled_from(LANGUAGES),
)
def test_what_the_form_starts_with_is_read_as_it_was(
    ahead: int, length: int, reason: str, language: Language
) -> None:
    first = TODAY + timedelta(days=ahead)
    one = DayOff(first, first + timedelta(days=length), reason)
    assert read_days(day_off(language, one), TODAY) == (one,)


def test_a_range_is_written_as_each_language_does() -> None:
    week = off("2026-12-24", "2027-01-01", "방학")
    assert day_off("ko", week) == "2026-12-24 ~ 2027-01-01 방학"
    assert day_off("en", week) == "2026-12-24 – 2027-01-01 방학"


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert all(one.first <= (one.last or one.first) for one in read_days(text, TODAY))
