"""Figures: what questions refer to can be drawn, once and always the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from bot.i18n.messages import messages
from compute import plots
from compute.api import Chart, ChartBar
from compute.figures import gd_curve
from compute.figures.registry import FIGURES, Gallery
from compute.problems import Refused
from content.schema import LANGUAGES
from tests.bank import BANK

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def pixels(png: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def share_of_paper(png: bytes) -> float:
    paper = [int(plots.PAPER[at : at + 2], 16) for at in (1, 3, 5)]
    return float((pixels(png) == paper).all(axis=2).mean())


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_a_picture_of_the_demos_size_with_room_round_it(name: str) -> None:
    png = Gallery().png(name)
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (1200, 750))
    assert len(png) < 200_000
    assert Gallery().png(name) == png, "it is to be the same to the byte each time"
    assert 0.6 < share_of_paper(png) < 0.98
    drawn = pixels(png)
    for edge in (drawn[:8], drawn[-8:], drawn[:, :8], drawn[:, -8:]):
        assert len(np.unique(edge.reshape(-1, 3), axis=0)) == 1


def test_the_unnamed_curve_does_not_say_what_its_axes_are() -> None:
    def words(figure: "Figure") -> list[str]:
        return [text.get_text() for text in figure.axes[0].texts]

    assert words(gd_curve.unnamed()) == ["?", "?"]
    assert words(gd_curve.named()) == ["$w$", "$L(w)$"]


def counted(drawing: Callable[[], "Figure"], calls: list[int]) -> Callable[[], "Figure"]:
    def draw() -> "Figure":
        calls.append(1)
        return drawing()

    return draw


def test_figure_is_drawn_once_however_many_ask() -> None:
    calls: list[int] = []
    gallery = Gallery({"gd-curve": counted(gd_curve.named, calls)})
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(gallery.png, ["gd-curve"] * 8))
    assert (len(set(drawn)), len(calls)) == (1, 1)


def test_unknown_figure_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refused) as caught:
        Gallery().png("gd-curv")
    assert (caught.value.status, caught.value.problem.code) == (404, "unknown_figure")
    assert "gd-curve" in caught.value.problem.message.ko


def test_figures_differ_and_are_those_that_the_bank_refers_to() -> None:
    gallery = Gallery()
    assert len({gallery.png(name) for name in FIGURES}) == len(FIGURES)
    asked = {question.figure for question in BANK.questions.values() if question.figure}
    assert asked == set(FIGURES)


def test_chart_is_drawn_whatever_its_bars_are_called() -> None:
    bars = (
        ChartBar(name="월 · 최적화 $x", value=0.0, label="0점"),
        ChartBar(name=r"화 · $\frac", value=1.0, label="100점", is_marked=True),
    )
    png = Gallery().chart(Chart(title="$한 주$ 정리", bars=bars))
    assert Image.open(BytesIO(png)).size == (1200, 960)
    assert 0.6 < share_of_paper(png) < 0.98


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_can_be_told_in_words(language: str) -> None:
    told = {message for message in messages(language) if message.startswith("figure-")}  # type: ignore[arg-type]
    assert told == {f"figure-{name}" for name in FIGURES}
