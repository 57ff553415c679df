"""Times of day are read as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.errors import Refusal
from bot.quiz.times import read_time


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("9", 9, 0), ("9시", 9, 0), ("오전 9시 반", 9, 30), ("오후 9시 5분", 21, 5), ("0900", 9, 0),
        ("930", 9, 30), ("9am", 9, 0), ("9:30 PM", 21, 30), ("21:30", 21, 30), ("9.30", 9, 30),
        ("９：３０", 9, 30), ("9h30", 9, 30), ("저녁 8시", 20, 0), ("오후 21시", 21, 0),
        ("낮 2시", 14, 0),
        ("밤 11시", 23, 0), ("밤 12시", 0, 0), ("12am", 0, 0), ("12pm", 12, 0), ("정오", 12, 0),
        ("midnight", 0, 0), (" 9 시 에 ", 9, 0),
    ],
)  # fmt: skip
def test_reads_what_people_write(said: str, hour: int, minute: int) -> None:
    assert read_time(said) == time(hour, minute)


@pytest.mark.parametrize(
    "said",
    ["", "아침", "24:00", "25", "9시90분", "오전 13시", "9:5", "9am pm", "12345", "١٢"],
)
def test_refuses_what_is_no_time(said: str) -> None:
    with pytest.raises(Refusal):
        read_time(said)


@given(st.times())
def test_reads_every_time_in_its_usual_forms(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    for form in ("%H:%M", "%H%M", "%I:%M %p", "%H시 %M분"):
        assert read_time(at.strftime(form)) == at
