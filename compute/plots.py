"""One look for all pictures, which Matplotlib has from when this is imported.

The paper is opaque and slightly warm, so that it reads the same in a dark or a light chat.
Colours are told apart by colour-blind readers, and each has a marker and a dash of its own.
A picture is as wide as a phone: a letter of 13 points is 11 pixels high on one of 390. Words are
set in Pretendard, which has Hangul.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import FancyArrowPatch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from content import numerals

PAPER, INK, FAINT = "#F6F5F1", "#22262B", "#858A91"
BLUE, ORANGE, GREEN, RED = "#055AE3", "#BA781F", "#0E865B", "#BA3000"
PURPLE, SKY, BROWN, PINK = "#7A2F88", "#2197CB", "#493126", "#F92676"
COLORS = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)
"""For lines and groups that have no colour of their own by their meaning."""
TEN = (*COLORS, PINK, BROWN, FAINT, INK)
"""For ten classes, such as digits; write beside each what it is."""


class Look(NamedTuple):
    """What a curve has besides its colour: a marker, how a word shows it, and a dash."""

    marker: str
    glyph: str
    dash: Any


LOOKS = {
    BLUE: Look("o", "●", "-"),
    RED: Look("s", "■", (0, (7, 1))),
    GREEN: Look("^", "▲", (0, (4, 1))),
    ORANGE: Look("D", "◆", (0, (2, 0.7))),
    PURPLE: Look("v", "▼", (0, (6, 1, 1.5, 1))),
    SKY: Look("P", "✚", (0, (4, 1, 1, 1, 1, 1))),
}
"""How curves of these colours are told apart without seeing the colours."""

RISING = LinearSegmentedColormap.from_list("rising", [PAPER, BLUE, "#00304D"])
"""From nothing to a lot."""
SIGNED = LinearSegmentedColormap.from_list("signed", [RED, PAPER, BLUE])
"""From negative over zero to positive; give it limits that are symmetric."""

WIDTH_IN, HEIGHT_IN, TALL_IN, DPI = 6.4, 5.12, 8.0, 187.5
"""Of a picture with one row of panels, 5:4, and with several, 4:5."""
SMALLEST = 13
"""Letters have so many points at the least."""

TAG, KEY = "tag", "key"
"""Words that are given their places when all else has its own."""

Point = tuple[float, float]

FONTS = Path(__file__).parent / "fonts"
_STYLE: dict[Any, Any] = {
    "font.family": ["Pretendard", "DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#DDDBD4",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 14,
    "axes.titlesize": 15,
    "axes.labelsize": 14,
    "xtick.labelsize": 13,
    "ytick.labelsize": 13,
}


for path in sorted(FONTS.glob("*.otf")):
    fontManager.addfont(path)
mpl.rcParams.update(_STYLE)


@dataclass(frozen=True)
class Motion:
    """A picture that moves: `draw` changes the artists of `figure` to those of one frame.

    Frames follow each other after `ms`; the last stays for `hold_ms` before the first comes again.
    """

    figure: Figure
    draw: Callable[[int], object]
    frames: int
    ms: int = 80
    hold_ms: int = 2000


Picture = Figure | Motion


def panels(
    title: str,
    columns: int = 1,
    rows: int = 1,
    share: bool = True,
    widths: Sequence[float] = (),
    *,
    beside: bool = False,
) -> tuple[Figure, list[Axes]]:
    """Return a figure with one bold message on top and panels that share their y.

    Panels of a single row are stacked, which keeps them legible on a phone, unless they have to
    stand `beside` each other. Without `share` each panel has a y of its own; `widths` are how much
    room they get, relative to each other.
    """
    stacked = rows == 1 and not beside
    shape = (columns, 1) if stacked else (rows, columns)
    layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1)
    height = HEIGHT_IN if beside or rows * columns == 1 else TALL_IN
    figure = Figure(figsize=(WIDTH_IN, height), dpi=DPI, layout=layout)
    figure.suptitle(title, fontsize=19, fontweight="bold", x=0.02, ha="left", wrap=True)
    room: dict[str, Any] = {"height_ratios" if stacked else "width_ratios": widths or None}
    axes = figure.subplots(*shape, sharey=share, squeeze=False, **room)
    return figure, list(axes.flat)


def blank(across: tuple[float, float], up: tuple[float, float]) -> tuple[Figure, Axes]:
    """Return a figure that is one bare panel of these limits, 8:5, to draw a diagram on."""
    figure = Figure(figsize=(8.0, 5.0), dpi=150)
    axes = figure.add_axes((0, 0, 1, 1), xlim=across, ylim=up)
    axes.set_axis_off()
    return figure, axes


def arrow(
    axes: Axes, start: Point, end: Point, color: str, *, bend: float = 0.0, gap: float = 0.0
) -> None:
    """Draw an arrow that keeps `gap` points away from where it starts and ends.

    `bend` is how far it leaves the straight line, as a part of its length.
    """
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>,head_length=0.5,head_width=0.3",
            connectionstyle=f"arc3,rad={bend}",
            mutation_scale=19,
            linewidth=3,
            color=color,
            shrinkA=gap,
            shrinkB=gap,
        )
    )


def write(axes: Axes, place: Point, text: str, size: float, color: str = INK) -> None:
    """Write words round a place; coloured ones are bold."""
    weight = "normal" if color == INK else "bold"
    axes.text(
        *place,
        text,
        fontsize=size,
        color=color,
        fontweight=weight,
        ha="center",
        va="center_baseline",
    )


def line(
    axes: Axes, x: Sequence[float], y: Sequence[float], color: str, label: str | None = None
) -> None:
    """Draw one thick line, which `tag_ends` gives its label."""
    axes.plot(x, y, color=color, label=label, linewidth=3.5, solid_capstyle="round", clip_on=False)


def band(axes: Axes, x: Sequence[float], runs: Any, color: str, label: str | None = None) -> None:
    """Draw the mean of curves (runs, x), an array or lists, as a line, and how far they spread."""
    axes.fill_between(x, np.min(runs, axis=0), np.max(runs, axis=0), color=color, alpha=0.2, lw=0)
    line(axes, x, np.mean(runs, axis=0).tolist(), color, label)


def tag_ends(axes: Axes, ends: Mapping[str, float] = MappingProxyType({})) -> None:
    """Write the labels of lines at the right edge; what overlaps is moved apart at the end.

    Set the axes' limits and scales first: the places are worked out from them, and from where the
    lines end. `ends` has where those do, by label, that a motion has yet to draw.
    """
    to_fraction = axes.transScale + axes.transLimits
    for drawn in axes.lines:
        label = str(drawn.get_label())
        if label.startswith("_"):
            continue
        y = ends[label] if label in ends else np.ravel(drawn.get_ydata())[-1]
        axes.text(
            1.03,
            float(np.clip(to_fraction.transform((1.0, y))[1], 0, 1)),
            label,
            color=drawn.get_color(),
            fontsize=15,
            fontweight="bold",
            va="center",
            linespacing=1.0,
            transform=axes.transAxes,
            gid=TAG,
        )


def percent(share: float) -> str:
    """Return a share as a picture writes it: 87%, and 99.8% where that is not quite all."""
    return numerals.percent(share, digits=0)


def count_along_x(axes: Axes) -> None:
    """Put the x ticks on whole numbers."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def mark(axes: Axes, x: float, y: float, text: str, color: str) -> None:
    """Put a dot at a point worth naming, with its value to the right."""
    axes.plot(x, y, "o", color=color, markersize=10, clip_on=False, zorder=4)
    axes.annotate(
        text,
        (x, y),
        xytext=(16, -4),
        textcoords="offset points",
        color=color,
        fontsize=15,
        fontweight="bold",
        va="center",
    )


def key(figure: Figure, entries: Sequence[tuple[str, str]]) -> None:
    """Write coloured words (text, color) under the panels, in as many lines as they need."""
    for text, color in entries:
        figure.text(0.5, 0, text, color=color, fontsize=15, fontweight="bold", gid=KEY)


def dots(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    color: str,
    size: float = 8,
    label: str | None = None,
) -> None:
    """Draw points, with a rim of paper that keeps those close together apart."""
    rim = 0.8 if size >= 4 else 0.0
    axes.plot(x, y, "o", color=color, ms=size, mec=PAPER, mew=rim, zorder=3, ls="none", label=label)


def bars(
    axes: Axes,
    names: Sequence[str],
    values: Sequence[float],
    colors: Sequence[str],
    labels: Sequence[str],
) -> None:
    """Draw horizontal bars from top to bottom, each named at its left and labelled at its end."""
    places = range(len(names))
    axes.barh(places, values, color=list(colors), height=0.62)
    axes.set_yticks(places, names, fontsize=15)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    for place, value, color, label in zip(places, values, colors, labels, strict=True):
        axes.annotate(
            label,
            (value, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=color,
            fontsize=15,
            fontweight="bold",
        )


def tiles(
    axes: Axes,
    images: Any,
    columns: int,
    cmap: Any = "gray_r",
    limits: tuple[float, float] | None = None,
) -> None:
    """Show images (n, height, width) side by side in rows of `columns`, with gaps between."""
    stack = np.asarray(images, dtype=np.float64)
    low, high = limits or (float(stack.min()), float(stack.max()))
    axes.imshow(sheet(stack, columns), cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
    axes.set_axis_off()


def sheet(images: Any, columns: int) -> Any:
    """Return images (n, height, width) laid out as `tiles` shows them, for a motion to change."""
    stack = np.asarray(images, dtype=np.float64)
    n, height, width = stack.shape
    rows = -(-n // columns)
    found = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for index, image in enumerate(stack):
        top, left = index // columns * (height + 1), index % columns * (width + 1)
        found[top : top + height, left : left + width] = image
    return found


def heat(
    axes: Axes,
    values: Any,
    across: Sequence[str],
    down: Sequence[str],
    write_as: str = ".2f",
    cmap: Any = RISING,
    limits: tuple[float, float] | None = None,
) -> None:
    """Show a matrix (down, across) as coloured cells with their numbers in them."""
    cells = np.asarray(values, dtype=np.float64)
    low, high = limits or (float(np.nanmin(cells)), float(np.nanmax(cells)))
    image = axes.imshow(cells, cmap=cmap, vmin=low, vmax=high, aspect="auto")
    axes.set_xticks(range(len(across)), across)
    axes.set_yticks(range(len(down)), down)
    axes.grid(visible=False)
    axes.tick_params(length=0)
    size = 15 if cells.size <= 36 else SMALLEST
    for (row, column), value in np.ndenumerate(cells):
        if np.isfinite(value):
            color = ink_on(image.cmap(float((value - low) / (high - low or 1))))
            axes.text(
                column, row, f"{value:{write_as}}", ha="center", va="center", color=color,
                fontsize=size,
            )  # fmt: skip


def ink_on(color: Any) -> str:
    """Return the ink or the paper, whichever can be read on a background of this colour."""
    red, green, blue = to_rgb(color)
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else PAPER


def bare(axes: Axes) -> None:
    """Leave out ticks and grid where the numbers along the axes mean nothing."""
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)


def over_samples(
    title: str, curves: Sequence[tuple[str, Sequence[float], str]], samples: Sequence[Any]
) -> tuple[Figure, Axes]:
    """Draw accuracies as lines (name, values, color) over an image of what each was tested on."""
    figure, (axes,) = panels(title)
    places = range(len(samples))
    for name, values, color in curves:
        line(axes, places, values, color, f"{name}\n{percent(values[-1])}")
        dots(axes, places, values, color, 11)
    axes.set(xlim=(-0.35, len(samples) - 0.65), ylim=(-0.42, 1.12))
    axes.set(xticks=places, yticks=[0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    for place, sample in zip(places, samples, strict=True):
        box = (place - 0.4, -0.4, 0.8, 0.36)
        thumbnail = axes.inset_axes(box, transform=axes.transData)
        thumbnail.imshow(sample, cmap="gray_r")
        thumbnail.set_axis_off()
    tag_ends(axes)
    return figure, axes
