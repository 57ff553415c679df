"""Times of day as people write them: `9시 반`, `오후 9:30`, `0900`, `9am`, `noon`."""

import re
import unicodedata
from datetime import time

from bot.quiz.errors import Refusal

_AM = ("오전", "아침", "새벽", "am", "a.m.")
_PM = ("오후", "저녁", "pm", "p.m.")
_NOON = ("정오", "noon")
_MIDNIGHT = ("자정", "midnight")
_NIGHT, _DAY = "밤", "낮"
_HALVES = "|".join(map(re.escape, (*_AM, *_PM, _NIGHT, _DAY)))
_CLOCK = re.compile(
    rf"(?P<before>{_HALVES})?"
    r"(?P<hour>[0-9]{1,2}?)"
    r"(?:시|h|:|\.)?"
    r"(?:(?P<minute>[0-9]{2}|반|[0-9](?=분))분?)?"
    rf"(?P<after>{_HALVES})?"
    r"(?:에)?"
)
_LEAST_OF_NIGHT = 6


def read_time(text: str) -> time:
    """Read a time of day.

    Raises:
        Refusal: it is none.
    """
    said = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    if said in _NOON:
        return time(12)
    if said in _MIDNIGHT:
        return time(0)
    found = _CLOCK.fullmatch(said)
    if found and not (found["before"] and found["after"]):
        hour = _hour(int(found["hour"]), found["before"] or found["after"] or "")
        minute = 30 if found["minute"] == "반" else int(found["minute"] or 0)
        if hour is not None and minute < 60:
            return time(hour, minute)
    raise Refusal("error-bad-time", field="at", given=text.strip()[:20])


def _hour(hour: int, half: str) -> int | None:
    """Return the hour of 24 that is meant in a half of the day; None if there is none such."""
    is_of_twelve = 1 <= hour <= 12
    if half in _AM:
        return hour % 12 if is_of_twelve else None
    if half in _PM:
        return hour % 12 + 12 if is_of_twelve else _as_said(hour, least=12)
    if half == _NIGHT:
        is_evening = is_of_twelve and _LEAST_OF_NIGHT <= hour < 12
        return hour + 12 if is_evening else hour % 12 if is_of_twelve else _as_said(hour, least=18)
    if half == _DAY:
        return hour if 10 <= hour <= 12 else hour + 12 if 1 <= hour <= 5 else None
    return _as_said(hour)


def _as_said(hour: int, least: int = 0) -> int | None:
    return hour if least <= hour < 24 else None
