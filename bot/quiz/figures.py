"""The pictures in cards that are not of a demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.quiz.mypage.model import PastDay


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: a part of the whole, from 0 to 1; one that `is_marked` stands out."""

    name: str
    value: float
    label: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    title: str
    bars: tuple[Bar, ...]


class Figures(Protocol):
    """The figures that questions refer to, and charts."""

    async def figure(self, name: str) -> str | None:
        """Return a figure's id in the media store; None while it cannot be had.

        A question goes out without its figure rather than not at all.
        """
        ...

    async def bars(self, chart: BarChart) -> str | None:
        """Draw a chart and return its id in the media store; None while it cannot be had."""
        ...

    async def calendar(self, first: date, today: date, days: Mapping[date, PastDay]) -> str | None:
        """Draw what was done each day since a Monday; as `bars`."""
        ...
