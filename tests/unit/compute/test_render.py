"""What is done to a picture when nothing more is added to it."""

from io import BytesIO
from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb
from matplotlib.transforms import Bbox
from PIL import Image

from compute import plots
from compute.render import gif, rows_of, settle, spread


@pytest.mark.parametrize(
    ("centres", "heights", "expected"),
    [
        ([], [], []),
        ([0.2, 0.8], [0.1, 0.1], [0.2, 0.8]),
        ([0.5, 0.5], [0.2, 0.2], [0.5, 0.7]),
        ([0.0, 0.0], [0.2, 0.2], [0.1, 0.3]),
        ([1.0, 1.0, 1.0], [0.2, 0.2, 0.2], [0.5, 0.7, 0.9]),
        ([0.4, 0.5], [0.6, 0.6], [0.1, 0.7]),
    ],
)
def test_words_keep_apart_and_stay_between(
    centres: list[float], heights: list[float], expected: list[float]
) -> None:
    assert spread(centres, heights, 0, 1) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("widths", "rows"),
    [([], []), ([0.4, 0.4], [[0, 1]]), ([0.5, 0.4, 0.3], [[0, 1], [2]]), ([2.0, 0.1], [[0], [1]])],
)
def test_words_fill_rows(widths: list[float], rows: list[list[int]]) -> None:
    assert rows_of(widths, 1, 0.05) == rows


def test_curves_of_several_colours_differ_without_them() -> None:
    figure, (several, one) = plots.panels("two panels", 2)
    for color in plots.COLORS:
        plots.line(several, range(9), range(9), color)
    plots.line(one, range(9), range(9), plots.RED)
    settle(figure)
    looks = [(line.get_marker(), line.get_linestyle()) for line in several.lines]
    assert len({marker for marker, _ in looks}) == len(plots.COLORS)
    assert one.lines[0].get_marker() == "None"


@pytest.mark.parametrize("points", [9, 50, 500])
def test_a_curve_that_jitters_is_not_full_of_markers(points: int) -> None:
    figure, (panel,) = plots.panels("noise")
    for rank, color in enumerate((plots.BLUE, plots.RED)):
        plots.line(panel, range(points), [n % 2 + rank for n in range(points)], color)
    settle(figure)
    for drawn in panel.lines:
        every = drawn.get_markevery()
        assert every == (every[0], 0.15) if points < 20 else points / every[1] <= 8


def test_groups_of_dots_differ_without_their_colours() -> None:
    figure, (panel,) = plots.panels("dots")
    plots.dots(panel, [0, 1], [0, 1], plots.BLUE)
    plots.dots(panel, [0, 1], [1, 0], plots.RED)
    settle(figure)
    assert [line.get_marker() for line in panel.lines] == ["o", "s"]


def test_lines_with_a_label_are_named_where_they_end_in_their_colour() -> None:
    _, (panel,) = plots.panels("names")
    panel.set_ylim(0, 10)
    plots.line(panel, [0, 1], [9, 4], plots.BLUE, "drawn")
    panel.plot([], [], color=plots.RED, label="to come")
    panel.axhline(5)
    plots.tag_ends(panel, {"to come": 12})
    found = {text.get_text(): (text.get_position()[1], text.get_color()) for text in panel.texts}
    assert found == {"drawn": (0.4, plots.BLUE), "to come": (1, plots.RED)}


def test_many_names_at_one_height_do_not_overlap() -> None:
    figure, panels = plots.panels("names", 2)
    for panel in panels:
        for n, color in enumerate(plots.COLORS):
            plots.line(panel, [0, 1], [n, 0.5], color, f"name {n}\n{n} %")
        plots.tag_ends(panel)
    settle(figure)
    for panel in panels:
        boxes = sorted((text.get_window_extent() for text in panel.texts), key=lambda box: box.y0)
        for lower, upper in pairwise(boxes):
            assert lower.y1 <= upper.y0 + 1
        assert all(inside(box, figure.bbox) for box in boxes)


@pytest.mark.parametrize("y", [0.01, 100])
def test_names_at_the_edge_of_a_panel_that_fills_the_picture_stay_in_it(y: int) -> None:
    figure, (panel,) = plots.panels("")
    panel.set(yscale="log", ylim=(0.001, 300), xlabel="x", ylabel="y")
    panel.axhline(y, color=plots.BLUE, label="one\n34.6")
    panel.plot([], [], color=plots.RED, label="two\n33")
    plots.tag_ends(panel, {"two\n33": y})
    settle(figure)
    assert all(inside(text.get_window_extent(), figure.bbox) for text in panel.texts)


def test_long_titles_and_keys_take_several_lines_instead_of_leaving_the_picture() -> None:
    figure, (panel,) = plots.panels("A message that is told in far more words than one line has")
    plots.line(panel, [0, 1], [0, 1], plots.BLUE)
    plots.line(panel, [0, 1], [1, 0], plots.RED)
    names = ("● a curve", "−log of a long name", "× a point", "an area with a long name")
    plots.key(
        figure, list(zip(names, (plots.BLUE, plots.RED, plots.RED, plots.GREEN), strict=True))
    )
    settle(figure)
    assert all(inside(text.get_window_extent(), figure.bbox) for text in figure.texts)
    first = [text.get_text()[0] for text in figure.texts if text.get_gid() == plots.KEY]
    assert first == ["●", "■", "×", "a"], "curves show their markers"


def inside(box: Bbox, outer: Bbox) -> bool:
    x0, y0, x1, y1 = box.extents
    room = outer.padded(1)
    return bool(room.fully_contains(x0, y0) and room.fully_contains(x1, y1))


def test_a_ball_stays_round_beside_curves() -> None:
    figure, (axes,) = plots.panels("two")
    plots.line(axes, [0, 1], [0, 1], plots.BLUE)
    (ball,) = axes.plot([0.5], [0.5], "o", color=plots.RED, markersize=18)
    plots.key(figure, [("curve", plots.BLUE), ("● ball", plots.RED)])
    settle(figure)
    assert ball.get_marker() == "o"
    keys = [text.get_text() for text in figure.texts if text.get_gid() == plots.KEY]
    assert keys == ["● curve", "● ball"]


def test_small_things_keep_their_colours_where_they_move() -> None:
    figure, (panel,) = plots.panels("ten dots on a map of many colours")
    panel.imshow([[row * column for column in range(64)] for row in range(64)], cmap="viridis")
    for place, color in enumerate(plots.TEN):
        panel.plot(6 * place + 3, 30, "s", color=color, markersize=9)
    drawn = Image.open(BytesIO(gif(plots.Motion(figure, lambda frame: None, 2), lambda: None)))
    seen = {color for _, color in drawn.convert("RGB").getcolors(maxcolors=1 << 20) or ()}
    assert {tuple(round(255 * part) for part in to_rgb(color)) for color in plots.TEN} <= seen
