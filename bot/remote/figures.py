"""Has figures drawn at the compute service, and calendars here."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import date

from bot.quiz.errors import QuizError
from bot.quiz.figures import BarChart, Figures
from bot.quiz.mypage.model import PastDay
from bot.quiz.ports import Media
from bot.remote.compute import Compute
from compute.api import Chart, ChartBar
from compute.client import ComputeRefused, ComputeUnavailable

log = logging.getLogger(__name__)

FIGURE_S = 5.0
MAX_BAR_CHARS = 24
UNDRAWN = (ComputeUnavailable, ComputeRefused, QuizError, TimeoutError)


class HttpFigures(Figures):
    """Has each figure drawn once, while the media store keeps it."""

    def __init__(self, client: Compute, media: Media) -> None:
        self._client = client
        self._media = media
        self._known: dict[str, str] = {}

    async def figure(self, name: str) -> str | None:
        try:
            async with asyncio.timeout(FIGURE_S):
                known = self._known.get(name)
                if known is None or await self._media.get(known) is None:
                    data = await self._client.figure(name)
                    self._known[name] = await self._media.put(data, ".png")
                return self._known[name]
        except UNDRAWN as exc:
            log.warning("the figure %s is left out for now: %s", name, str(exc) or "too slow")
            return None

    async def bars(self, chart: BarChart) -> str | None:
        try:
            async with asyncio.timeout(FIGURE_S):
                data = await self._client.chart(_chart(chart))
                return await self._media.put(data, ".png")
        except UNDRAWN as exc:
            log.warning("a chart is left out: %s", str(exc) or "too slow")
            return None

    async def calendar(self, first: date, today: date, days: Mapping[date, PastDay]) -> str | None:
        data = await asyncio.to_thread(_drawn, first, today, days)
        return await self._media.put(data, ".png")


def _drawn(first: date, today: date, days: Mapping[date, PastDay]) -> bytes:
    # The library that draws is loaded by who first asks for a picture, not at the start.
    from bot.remote.calendar_picture import draw

    return draw(first, today, days)


def _chart(chart: BarChart) -> Chart:
    """Return a chart as compute takes it: names that a team made up may be long."""
    bars = (
        ChartBar(
            name=_clipped(bar.name),
            value=bar.value,
            label=_clipped(bar.label),
            is_marked=bar.is_marked,
        )
        for bar in chart.bars
    )
    return Chart(title=chart.title, bars=tuple(bars))


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_BAR_CHARS else text[: MAX_BAR_CHARS - 1] + "…"
