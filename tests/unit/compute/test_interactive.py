"""A Matplotlib figure as data for a browser: each kind of mark with its values, or the picture."""

import base64
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from PIL import Image

from compute import interactive, plots, render
from compute.interactive import Plot
from compute.plots import BLUE, RED, Motion


def told(draw: Callable[[Axes], object]) -> dict[str, Any]:
    """Return the one panel of a figure on which something was drawn."""
    figure, (panel,) = plots.panels("A message")
    draw(panel)
    found = plot_of(figure)
    assert found is not None
    assert found["title"] == "A message"
    (only,) = found["panels"]
    return only


def plot_of(picture: Figure | Motion) -> Any:
    plot = Plot(picture)
    render.encoded("it", picture, plot.see)
    return json.loads(plot.json) if plot.json else None


def mark(draw: Callable[[Axes], object]) -> dict[str, Any]:
    (only,) = told(draw)["marks"]
    return only


def test_a_line_keeps_its_values_its_look_and_its_gaps() -> None:
    found = mark(lambda p: p.plot([0, 1, 2], [0.5, np.nan, 3], "--", color=BLUE, label="a\nloss"))
    assert (found["kind"], found["x"], found["y"]) == ("line", [0, 1, 2], [0.5, None, 3])
    assert (found["color"], found["label"]) == (BLUE.lower(), "a loss")
    assert found["dash"]


@pytest.mark.parametrize(
    ("marker", "stroke"), [("P", "#000000"), ("X", "#000000"), ("s", "#ffffff")]
)
def test_crosses_that_a_browser_only_strokes_have_their_own_colour(
    marker: str, stroke: str
) -> None:
    (dots,) = told(lambda p: p.plot([0], [0], marker, color="black", mec="white"))["marks"]
    assert dots["stroke"] == stroke


def test_a_browser_tells_curves_apart_by_as_many_markers_as_a_picture_has() -> None:
    assert len({interactive.SYMBOLS[look.marker] for look in plots.LOOKS.values()}) == 6


def test_markers_are_dots_of_their_own() -> None:
    line, dots = told(lambda p: p.plot([0, 1], [2, 3], "s-", markersize=7))["marks"]
    assert (line["kind"], dots["kind"], dots["symbol"], dots["size"]) == (
        "line",
        "dots",
        "square",
        7,
    )


def test_a_scatter_has_a_colour_and_a_size_for_each_point() -> None:
    found = mark(lambda p: p.scatter([1, 2], [3, 4], s=[16, 64], c=[RED, BLUE]))
    assert (found["x"], found["y"], found["size"]) == ([1, 2], [3, 4], [4, 8])
    assert found["fill"] == [RED.lower(), BLUE.lower()]


@pytest.mark.parametrize(
    "draw",
    [
        lambda p: p.fill_between([0, 1], [0, 1], [1, 2], color=BLUE, alpha=0.2),
        lambda p: p.axvspan(0, 1, color=BLUE, alpha=0.2),
        lambda p: p.bar([0], [1], color=BLUE, alpha=0.2),
        lambda p: p.scatter([0], [1], color=BLUE, alpha=0.2),
    ],
    ids=["between", "span", "bar", "scatter"],
)
def test_what_shows_through_does_so_once(draw: Callable[[Axes], object]) -> None:
    found = mark(draw)
    assert (found["fill"], found["alpha"]) == (BLUE.lower(), 0.2)


def test_bars_are_named_by_the_ticks() -> None:
    panel = told(lambda p: plots.bars(p, ["SGD", "Adam"], [3, 5], [RED, BLUE], ["3", "5"]))
    ends = [(m["x1"], m["x2"]) for m in panel["marks"] if m["kind"] == "bar"]
    assert np.array(ends) == pytest.approx(np.array([(0, 3), (0, 5)]))
    assert panel["y"]["ticks"] == [[0, "SGD"], [1, "Adam"]]
    assert panel["y"]["domain"][0] > panel["y"]["domain"][1]


@pytest.mark.parametrize(("origin", "top"), [("upper", 1), ("lower", 3)])
def test_an_image_comes_as_pixels_and_values_from_the_top_row_down(origin: Any, top: int) -> None:
    found = mark(lambda p: p.imshow([[1, 2], [3, 4]], origin=origin, cmap="gray"))
    assert found["values"][0][0] == top
    data = base64.b64decode(found["href"].partition(",")[2])
    assert Image.open(BytesIO(data)).convert("L").getpixel((0, 0)) == (0 if top == 1 else 170)
    assert (found["x1"], found["x2"]) == (-0.5, 1.5)


def test_an_image_inside_a_panel_is_placed_in_its_data() -> None:
    def draw(panel: Axes) -> None:
        panel.set(xlim=(0, 10), ylim=(0, 10))
        inset = panel.inset_axes((2, 4, 3, 3), transform=panel.transData)
        inset.imshow(np.eye(2), aspect="auto")
        inset.set_axis_off()

    found = mark(draw)
    assert [found[name] for name in ("x1", "x2", "y1", "y2")] == pytest.approx([2, 5, 4, 7], 0.01)


def test_words_know_whether_they_stand_in_the_data_or_in_the_panel() -> None:
    in_data = mark(lambda p: p.text(0.2, 0.3, "here"))
    in_panel = mark(lambda p: p.text(1.02, 0.5, "there", transform=p.transAxes))
    assert (in_data["at"], in_data["axes"]) == ([0.2, 0.3], [False, False])
    assert (in_panel["at"], in_panel["axes"]) == ([1.02, 0.5], [True, True])


def test_a_line_across_the_panel_is_in_its_data() -> None:
    found = mark(lambda p: (p.set_xlim(-2, 2), p.axhline(0.5)))
    assert (found["x"], found["y"]) == ([-2, 2], [0.5, 0.5])


def test_what_is_close_together_on_a_narrow_axis_stays_apart() -> None:
    found = told(lambda p: p.plot([1000, 1000.001, 1000.002], [1 - 3e-7, 1 - 2e-7, 1 - 1e-7]))
    (line,) = found["marks"]
    assert np.diff(line["x"]) == pytest.approx(0.001, rel=0.01)
    assert np.diff(line["y"]) == pytest.approx(1e-7, rel=0.01)
    assert np.ptp(found["y"]["domain"]) == pytest.approx(2.2e-7, rel=0.01)


def test_what_rounding_left_of_zero_is_zero_unless_the_axis_tells_it_apart() -> None:
    left = [-5.551e-17, 1]
    assert mark(lambda p: p.plot([0, 1], left))["y"] == [0, 1]
    assert mark(lambda p: p.imshow([left], cmap="gray"))["values"] == [[0, 1]]
    assert mark(lambda p: p.semilogy([0, 1], [5.551e-17, 1]))["y"] == [5.551e-17, 1]


def test_a_field_is_filled_rings() -> None:
    panel = told(lambda p: p.contourf(np.add.outer(np.arange(5), np.arange(5)), levels=4))
    assert panel["marks"]
    assert all(m["kind"] == "path" and m["rings"] for m in panel["marks"])


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_band_is_a_ring_in_the_data_whatever_the_scale(scale: str) -> None:
    def draw(panel: Axes) -> None:
        panel.fill_between([1, 10, 100], [1, 2, 3], [2, 3, 4])
        panel.set_xscale(scale)

    ((x, y),) = mark(draw)["rings"]
    assert (min(x), max(x)) == pytest.approx((1, 100), rel=0.01)
    assert (min(y), max(y)) == pytest.approx((1, 4), rel=0.01)


def test_axes_tell_scale_limits_and_words() -> None:
    def draw(panel: Axes) -> None:
        panel.plot([1, 100], [0, 1])
        panel.set(xscale="log", xlim=(1, 100), xlabel="steps", ylim=(0, 1))
        panel.yaxis.set_major_formatter(PercentFormatter(1))

    panel = told(draw)
    assert panel["x"]["scale"] == "log"
    assert (panel["x"]["domain"], panel["x"]["label"]) == ([1, 100], "steps")
    assert panel["x"]["ticks"] is None
    assert panel["y"]["percent"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda p: p.twinx(),
        lambda p: p.pcolormesh([[1, 2], [3, 4]]),
        lambda p: p.text(0, 0, "$x^2$"),
        lambda p: p.set_yscale("logit"),
        lambda p: p.table([["a"]]),
        lambda p: p.plot([1], [1], marker=r"$\clubsuit$"),
        lambda p: p.step([1, 2], [1, 2]),
        lambda p: p.legend(handles=p.plot([1, 2], [1, 2], label="loss")),
    ],
)
def test_what_a_browser_would_draw_otherwise_is_left_to_the_picture(draw: Any) -> None:
    figure, (panel,) = plots.panels("A message")
    draw(panel)
    assert plot_of(figure) is None


def test_what_is_too_much_to_send_is_left_to_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interactive, "MAX_PLOT_BYTES", 1000)
    figure, (panel,) = plots.panels("A message")
    panel.plot(np.arange(1000), np.arange(1000))
    assert plot_of(figure) is None


@pytest.mark.parametrize(("every", "marked"), [([-1], [9]), ((1, 4), [1, 5, 9])])
def test_markers_stand_where_they_are_counted_out(every: Any, marked: list[int]) -> None:
    _, dots = told(lambda p: p.plot(range(10), range(10), "o-", markevery=every))["marks"]
    assert dots["x"] == marked


def test_a_line_with_few_markers_has_as_few_here() -> None:
    def draw(panel: Axes) -> None:
        panel.plot(np.linspace(0, 1, 101), np.zeros(101), "o-", markevery=(0.1, 0.25))
        panel.set(xlim=(0, 1), ylim=(-1, 1))

    _, dots = told(draw)["marks"]
    assert len(dots["x"]) < 5
    assert np.diff(dots["x"]) == pytest.approx(dots["x"][1] - dots["x"][0], abs=0.02)


def test_a_motion_has_what_each_frame_changes() -> None:
    figure, (panel,) = plots.panels("A message")
    panel.plot([0, 9], [0, 9])
    (ball,) = panel.plot([], [], "o")

    def draw(frame: int) -> None:
        ball.set_data([frame], [frame])

    found = plot_of(Motion(figure, draw, 3, ms=40))
    assert found["ms"] == 40
    frames = [frame["panels"] for frame in found["frames"]]
    assert frames[0] == {}
    assert [list(frame["0"]["marks"]) for frame in frames[1:]] == [["1"], ["1"]]
    assert frames[2]["0"]["marks"]["1"]["x"] == [2]
