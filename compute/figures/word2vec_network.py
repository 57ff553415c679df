"""The network of Word2Vec: a one-hot input, one hidden layer, an output, two weight matrices."""

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from compute.plots import Point

GAP = "⋮"
INPUT = ("0", "1", "0", "0", GAP, "0")
HIDDEN = ("", "", GAP, "")
OUTPUT = ("", "", "", "", GAP, "")

Layer = list[tuple["Point", str]]


def draw() -> "Figure":
    """Draw the layers with their names and sizes, and between them the weights, by side."""
    from compute import plots

    figure, panel = plots.blank((0, 16), (0, 10))
    before, hidden, after = layer(2.4, INPUT), layer(8, HIDDEN), layer(13.6, OUTPUT)
    weights(panel, before, hidden, plots.BLUE)
    weights(panel, hidden, after, plots.ORANGE)
    plots.write(panel, (5.2, 9.05), "left", 28, plots.BLUE)
    plots.write(panel, (10.8, 9.05), "right", 28, plots.ORANGE)
    names = ("one-hot input\n$V$", "hidden\n$N$", "output\n$V$")
    for nodes, name in zip((before, hidden, after), names, strict=True):
        circles(panel, nodes)
        (across, _), _ = nodes[0]
        plots.write(panel, (across, 1.0), name, 20)
    return figure


def layer(across: float, marks: tuple[str, ...]) -> Layer:
    """Return where the nodes of a layer stand and what is written in each, from top to bottom."""
    half = (len(marks) - 1) / 2
    return [((across, 5.15 + 1.12 * (half - row)), mark) for row, mark in enumerate(marks)]


def weights(panel: "Axes", before: Layer, after: Layer, color: str) -> None:
    for ((left, low), mark), ((right, high), other) in product(before, after):
        if GAP not in (mark, other):
            panel.plot((left, right), (low, high), color=color, linewidth=1.8, alpha=0.7)


def circles(panel: "Axes", nodes: Layer) -> None:
    from compute import plots

    for place, mark in nodes:
        if mark != GAP:
            panel.plot(*place, "o", color=plots.INK, markersize=38)
            panel.plot(*place, "o", color=plots.PAPER, markersize=33)
        plots.write(panel, place, mark, 23)
