"""The figures that questions refer to, by the name a question gives; knows nothing of HTTP.

Listing them imports no Matplotlib.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING

from compute.api import Chart
from compute.figures import bars, gd_curve, word2vec_network
from compute.problems import unknown_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawing = Callable[[], "Figure"]

FIGURES: Mapping[str, Drawing] = {
    "gd-curve": gd_curve.named,
    "gd-curve-unnamed": gd_curve.unnamed,
    "word2vec-network": word2vec_network.draw,
}


class Gallery:
    """Draws each figure once, and one at a time: Matplotlib has settings for the whole process."""

    def __init__(self, figures: Mapping[str, Drawing] = FIGURES) -> None:
        self._figures = figures
        self._drawn: dict[str, bytes] = {}
        self._lock = Lock()

    def png(self, name: str) -> bytes:
        """Return the figure as a PNG, blocking; raise `Refused` where there is none."""
        if name not in self._figures:
            raise unknown_figure(name, self._figures)
        with self._lock:
            if name not in self._drawn:
                self._drawn[name] = self._draw(name)
            return self._drawn[name]

    def chart(self, chart: Chart) -> bytes:
        """Return a chart as a PNG, blocking."""
        from compute.render import png

        with self._lock:
            return png(bars.draw(chart))

    def _draw(self, name: str) -> bytes:
        from compute.render import png

        return png(self._figures[name]())
