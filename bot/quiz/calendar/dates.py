"""Dates as people write them: 12/25(금), 12월 25일, next Friday, and ranges of them with ~ or -."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta

from bot.quiz.errors import Refusal
from bot.quiz.model import DayOff

MAX_REASON = 80
MAX_ENTRIES = 60
LONGEST = timedelta(days=183)
PAST, AHEAD = timedelta(days=366), timedelta(days=730)
_WORDS = {"오늘": 0, "today": 0, "내일": 1, "tomorrow": 1, "모레": 2}
_WEEKDAYS = (
    *("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "t(?:ember)?", "ober", "ember", "ember")
_NAMES = "|".join(f"{name}(?:{rest})?" for name, rest in zip(_MONTHS, _LONG, strict=True))
_MONTH = rf"(?P<name>{_NAMES})\b\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<y>\d{4}))?"
_TO = r"\s*(?:[~–—-]|부터|to\b|until\b)\s*"
_BRACKETED = r"\s*[(（](?:[월화수목금토일](?:요일)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)[)）]"
_END = rf"(?![\d/])(?:{_BRACKETED})?(?:\s*까지)?"
_FORMS = [
    re.compile(form + _END, re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<d>\d{1,2})\.?",
        r"(?:(?P<y>\d{4})년\s*)?(?P<m>\d{1,2})월\s*(?P<d>\d{1,2})일",
        rf"{_DAY}\s+{_MONTH}{_YEAR}",
        rf"{_MONTH}\s+{_DAY}{_YEAR}",
        r"(?P<m>\d{1,2})\s*[/.]\s*(?P<d>\d{1,2})(?:[/.](?P<y>\d{4}))?",
        r"(?P<m>\d{1,2})-(?P<d>\d{1,2})",
        rf"(?P<word>{'|'.join(_WORDS)})",
        r"(?:(?:(?P<this>이번\s*주|this)|(?P<next>다음\s*주|next))\s*)?"
        rf"(?P<weekday>{'|'.join(_WEEKDAYS)})",
    )
]
_ONLY_DAY = re.compile(rf"{_DAY}일?{_END}", re.IGNORECASE)
_DAYS_OF_MONTH = re.compile(rf"(?P<first>\d{{1,2}}){_TO}{_DAY}\s+{_MONTH}{_YEAR}", re.IGNORECASE)
_NEXT = re.compile(
    r"[\n;]|,(?=\s*(?:\d{1,4}\s*[-/.월년]|\d{1,2}\s+[a-z]{3}|[a-z]{3,9}\s+\d))", re.IGNORECASE
)
_Parts = Mapping[str, str | None]


def read_date(text: str, today: date) -> date:
    """Read one date; without a year it is the next of that day and month.

    Raises:
        Refusal: it is no date.
    """
    found = _date_at(text.strip(), 0, today)
    if found is None or found[1] != len(text.strip()):
        raise Refusal("error-bad-date", given=text.strip()[:40])
    return found[0]


def read_days(text: str, today: date) -> tuple[DayOff, ...]:
    """Read days off, one or more on a line: a date or a range, and what it is for.

    Raises:
        Refusal: naming the first that cannot be read.
    """
    pieces = [piece.strip() for piece in _NEXT.split(text)]
    days = tuple(_day_off(piece, today) for piece in pieces if piece)
    if len(days) > MAX_ENTRIES:
        raise Refusal("error-too-many-days-off", limit=MAX_ENTRIES)
    return days


def _day_off(piece: str, today: date) -> DayOff:
    first, last, end = _range_at(piece, today)
    if last < first:
        raise Refusal("error-backward-days", given=piece[:40])
    if last - first > LONGEST:
        raise Refusal("error-long-days", given=piece[:40])
    if first < today - PAST or last > today + AHEAD:
        raise Refusal("error-far-date", given=piece[:40])
    reason = " ".join(piece[end:].strip(" :,.~–—-()").split())
    return DayOff(first, last, reason[:MAX_REASON])


def _range_at(piece: str, today: date) -> tuple[date, date, int]:
    """Return the first and last day at the start of a text, and where the rest of it starts."""
    if both := _DAYS_OF_MONTH.match(piece):
        parts = both.groupdict()
        first = _made(parts | {"d": parts["first"]}, piece, today, since=today)
        return first, _made(parts, piece, today, since=first), both.end()
    found = _date_at(piece, 0, today)
    if found is None:
        raise Refusal("error-bad-date", given=piece[:40])
    first, end = found
    to = re.compile(_TO, re.IGNORECASE).match(piece, end)
    until = _date_at(piece, to.end(), today, since=first) if to else None
    if until is None and to and (day := _ONLY_DAY.match(piece, to.end())):
        parts = {"d": day["d"], "m": str(first.month), "y": str(first.year)}
        until = _made(parts, piece, today, since=first), day.end()
    return (first, *until) if until else (first, first, end)


def _date_at(
    text: str, start: int, today: date, since: date | None = None
) -> tuple[date, int] | None:
    """Read a date that starts there, and where it ends."""
    found = next((match for form in _FORMS if (match := form.match(text, start))), None)
    if found is None:
        return None
    return _made(found.groupdict(), text, today, since or today), found.end()


def _made(parts: _Parts, text: str, today: date, since: date) -> date:
    """Return the date of its parts; without a year the first that is not before `since`."""
    if word := parts.get("word"):
        return today + timedelta(days=_WORDS[word.lower()])
    if parts.get("weekday"):
        return _weekday(parts, today, since)
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts.get("m") or 0)
    day, year = int(parts.get("d") or 0), parts.get("y")
    if month > 12 and day <= 12:
        month, day = day, month
    for likely in [int(year)] if year else [since.year, since.year + 1]:
        with suppress(ValueError):  # 29 February is not in every year
            made = date(likely, month, day)
            if year or made >= since:
                return made
    raise Refusal("error-bad-date", given=text[:40])


def _weekday(parts: _Parts, today: date, since: date) -> date:
    """Return that day of this or of next week, or else the first after `since`."""
    index = _WEEKDAYS.index(str(parts["weekday"]).lower()) % 7
    if parts.get("this") or parts.get("next"):
        weeks = 1 if parts.get("next") else 0
        return today + timedelta(days=index - today.weekday() + 7 * weeks)
    return since + timedelta(days=(index - since.weekday() - 1) % 7 + 1)
