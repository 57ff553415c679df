"""A chart of bars, as the bot orders it: each bar a part of the whole."""

from typing import TYPE_CHECKING

from compute.api import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(chart: Chart) -> "Figure":
    """Draw the bars from top to bottom; marked ones have a colour of their own."""
    from compute import plots

    figure, (panel,) = plots.panels(_plain(chart.title))
    plots.bars(
        panel,
        [_plain(bar.name) for bar in chart.bars],
        [bar.value for bar in chart.bars],
        [plots.RED if bar.is_marked else plots.BLUE for bar in chart.bars],
        [_plain(bar.label) for bar in chart.bars],
    )
    panel.set(xlim=(0, 1.18), xticks=[])
    panel.spines["bottom"].set_visible(False)
    return figure


def _plain(text: str) -> str:
    """Return words that Matplotlib does not read as a formula."""
    return text.replace("$", r"\$")
