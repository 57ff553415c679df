"""One look for all pictures, drawn with Matplotlib's object API and no global state.

The paper is opaque and slightly warm, so that it reads the same in a dark or a light chat.
Colours are Okabe-Ito's, told apart by colour-blind readers; the orange is darkened so that words
written in it stay legible.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import FancyArrowPatch
from matplotlib.ticker import MaxNLocator

PAPER, INK, FAINT = "#F6F5F1", "#22262B", "#8A8F96"
BLUE, ORANGE, GREEN, RED = "#0072B2", "#B87800", "#009E73", "#D55E00"

WIDTH_IN, HEIGHT_IN, DPI = 8.0, 5.0, 150

Point = tuple[float, float]

_STYLE: dict[Any, Any] = {
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


def panels(title: str, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """Return a figure with one bold message on top and `columns` panels that share their y."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI, layout=layout)
        figure.suptitle(title, fontsize=19, fontweight="bold", x=0.02, ha="left")
        axes = figure.subplots(1, columns, sharey=True, squeeze=False)[0]
    return figure, list(axes)


def blank(across: tuple[float, float], up: tuple[float, float]) -> tuple[Figure, Axes]:
    """Return a figure that is one bare panel of these limits, to draw a diagram on."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
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


def line(axes: Axes, x: Sequence[float], y: Sequence[float], color: str) -> None:
    """Draw one thick line."""
    axes.plot(x, y, color=color, linewidth=3.5, solid_capstyle="round", clip_on=False)


def tag_ends(axes: Axes, tags: Sequence[tuple[float, str, str]]) -> None:
    """Name lines at the right edge by (y, text, color), kept apart where they would overlap.

    Set the axes' limits and scales first: the places are worked out from them.
    """
    to_fraction = axes.transScale + axes.transLimits
    floor = 0.0
    for y, text, color in sorted(tags):
        half = 0.036 * (text.count("\n") + 1)
        place = max(float(to_fraction.transform((1.0, y))[1]), floor + half)
        floor = place + half
        axes.text(
            1.02,
            place,
            text,
            color=color,
            fontsize=15,
            fontweight="bold",
            va="center",
            linespacing=1.0,
            transform=axes.transAxes,
        )


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
    """Write coloured words (text, color) side by side under the panels."""
    figure.supxlabel(" ", fontsize=15)  # the layout keeps this line free
    for place, (text, color) in enumerate(entries, start=1):
        figure.text(
            place / (len(entries) + 1),
            0.02,
            text,
            color=color,
            fontsize=15,
            fontweight="bold",
            ha="center",
        )


def png(figure: Figure) -> bytes:
    """Render `figure` as a PNG of 1200 × 750 pixels."""
    buffer = BytesIO()
    FigureCanvasAgg(figure)
    with mpl.rc_context(_STYLE):
        figure.savefig(buffer, format="png")
    return buffer.getvalue()
