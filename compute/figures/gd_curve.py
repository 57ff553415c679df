"""The curve that everybody draws to explain gradient descent, and a ball on its way down."""

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BOTTOM, STEEPNESS = 3.75, 0.34
START, RATE, STEPS = 0.62, 0.45, 3


def named() -> "Figure":
    """Draw the curve with its axes named: a weight, and the loss with that weight."""
    return draw("$w$", "$L(w)$")


def unnamed() -> "Figure":
    """Draw the curve for a question that asks what its axes are."""
    return draw("?", "?")


def draw(across: str, up: str) -> "Figure":
    """Draw a U, some steps of gradient descent on it, and two axes with these names."""
    from compute import plots

    figure, panel = plots.blank((-0.9, 8.25), (-0.55, 5.2))
    plots.arrow(panel, (0, 0), (7.4, 0), plots.FAINT)
    plots.arrow(panel, (0, 0), (0, 4.45), plots.FAINT)
    plots.write(panel, (7.7, 0), across, 36)
    plots.write(panel, (0, 4.82), up, 36)
    along = [0.4 + 6.7 * part / 200 for part in range(201)]
    plots.line(panel, along, [loss(weight) for weight in along], plots.BLUE)
    places = [(weight, loss(weight)) for weight in descent()]
    for start, end in pairwise(places):
        plots.arrow(panel, start, end, plots.INK, bend=-0.3, gap=10.5)
    for place in places:
        panel.plot(*place, "o", color=plots.RED, markersize=17)
    return figure


def loss(weight: float) -> float:
    return 0.45 + STEEPNESS * (weight - BOTTOM) ** 2


def descent() -> list[float]:
    """Return the weights that gradient descent on `loss` comes by."""
    weights = [START]
    for _ in range(STEPS):
        slope = 2 * STEEPNESS * (weights[-1] - BOTTOM)
        weights.append(weights[-1] - RATE * slope)
    return weights
