"""The calendar of a member's last weeks as a picture that reads on light and on dark."""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from bot.quiz.mypage.model import PastDay

CELL, GAP, TOP, MARGIN = 56, 10, 40, 16
SHADES = ["#9be9a8", "#40c463", "#30a14e", "#1b6e36"]
EMPTY = (128, 134, 142, 60)
OUTLINE = "#e8912d"
INK = "#7d858f"
FULL_DAY = 200


def draw(first: date, today: date, days: Mapping[date, PastDay]) -> bytes:
    """Draw a column for each week from `first`, a Monday, to today, as a PNG."""
    weeks = (today - first).days // 7 + 1
    step = CELL + GAP
    size = (2 * MARGIN + weeks * step - GAP, TOP + 2 * MARGIN + 7 * step - GAP)
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(28)
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        left, top = MARGIN + number // 7 * step, TOP + MARGIN + number % 7 * step
        box = (left, top, left + CELL, top + CELL)
        outline = OUTLINE if day == today else None
        pen.rounded_rectangle(box, 12, fill=_shade(days.get(day)), outline=outline, width=5)
        if number % 7 == 0 and (day.day <= 7 or number == 0):
            pen.text((left, MARGIN // 2), f"{day.month}/{day.day}", fill=INK, font=font)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _shade(day: PastDay | None) -> str | tuple[int, int, int, int]:
    if day is None or (day.points == 0 and not day.is_study):
        return EMPTY
    place = min(day.points * len(SHADES) // FULL_DAY, len(SHADES) - 1)
    return SHADES[place]
