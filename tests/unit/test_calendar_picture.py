"""The calendar: a square for each day until today, lit where something was done."""

from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from bot.quiz.mypage.handler import WEEKS, first_day
from bot.quiz.mypage.model import PastDay
from bot.remote.calendar_picture import CELL, GAP, MARGIN, OUTLINE, TOP, draw

TODAY = date(2026, 11, 20)
FIRST = first_day(TODAY)


def pixel(image, day, across):
    number = (day - FIRST).days
    left = MARGIN + number // 7 * (CELL + GAP) + across
    return image.getpixel((left, TOP + MARGIN + number % 7 * (CELL + GAP) + CELL // 2))


def test_days_are_lit_by_points_and_today_is_outlined():
    assert (FIRST.weekday(), (TODAY - FIRST).days // 7) == (0, WEEKS - 1)
    days = {FIRST: PastDay(90, True), TODAY: PastDay(0, False)}
    image = Image.open(BytesIO(draw(FIRST, TODAY, days)))
    assert image.mode == "RGBA"
    lit, dark = (pixel(image, FIRST + timedelta(days=n), CELL // 2) for n in (0, 1))
    assert lit[3] == 255
    assert dark[3] < 128
    assert "#{:02x}{:02x}{:02x}".format(*pixel(image, TODAY, 2)) == OUTLINE
    assert pixel(image, TODAY + timedelta(days=1), CELL // 2)[3] == 0
    assert draw(FIRST, TODAY, days) == draw(FIRST, TODAY, dict(days))
