"""Pictures of a grader's scores against grades, drawn with Matplotlib's object API."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from evaluators.benchmark.measures import LEVELS, ScoredAnswers, confusion, curve
from evaluators.graded import AnswerKind

PAPER, INK, FAINT, BLUE, ORANGE = "#F6F5F1", "#22262B", "#8A8F96", "#0072B2", "#B87800"

_STYLE: dict[Any, Any] = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#DDDBD4",
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 12,
}
_TINT = "#CBDDE8"
_SHADES = LinearSegmentedColormap.from_list("paper to blue", ["#ECEBE6", BLUE])
_QUARTERS = np.arange(LEVELS) / (LEVELS - 1)
_JITTER = 0.32


def save(scores: ScoredAnswers, folder: Path) -> dict[str, str]:
    """Write every picture into `folder` and return their files by title."""
    drawn = {
        "Score by kind of answer": ("score-by-kind.png", by_kind(scores)),
        "Calibration curve": ("calibration.png", calibration(scores)),
        "Confusion of grade and score": ("confusion.png", confused(scores)),
    }
    for file, figure in drawn.values():
        figure.savefig(folder / file)
    return {title: file for title, (file, _) in drawn.items()}


def by_kind(scores: ScoredAnswers) -> Figure:
    """Draw every score as a dot, the middle half of a kind as a box, and its mean grade."""
    figure, axes = _panel("How the scores of each kind spread", 9.0, 5.4)
    kinds = [kind for kind in AnswerKind if len(scores.of(kind))]
    spread = np.random.default_rng(0)
    axes.boxplot(
        [scores.of(kind) for kind in kinds],
        positions=range(len(kinds)),
        orientation="horizontal",
        widths=0.72,
        showfliers=False,
        showcaps=False,
        whis=0,
        manage_ticks=False,
        patch_artist=True,
        boxprops={"facecolor": _TINT, "edgecolor": "none"},
        medianprops={"color": INK, "linewidth": 2.5, "solid_capstyle": "butt"},
    )
    for row, kind in enumerate(kinds):
        values = scores.of(kind)
        up = row + spread.uniform(-_JITTER, _JITTER, len(values))
        axes.plot(values, up, "o", color=BLUE, alpha=0.45, markersize=4, markeredgewidth=0)
    grades = [ScoredAnswers(scores.answers, scores.grades).of(kind).mean() for kind in kinds]
    axes.plot(
        grades, range(len(kinds)), "D", color=ORANGE, markersize=10, mec=PAPER, mew=1.5, zorder=4
    )
    names = [f"{kind.replace('_', ' ')} ({len(scores.of(kind))})" for kind in kinds]
    axes.set_yticks(range(len(kinds)), names)
    axes.tick_params(length=0, pad=8)
    axes.invert_yaxis()
    label = "score  (● an answer, ▌ the middle half and median, ◆ mean grade)"
    axes.set_xlabel(label, labelpad=8)
    axes.set_xlim(-0.03, 1.03)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    return figure


def calibration(scores: ScoredAnswers) -> Figure:
    """Draw the mean grade of the answers in each tenth of the scale against their mean score."""
    figure, axes = _panel("What a score is worth", 6.5, 7.0)
    bins = curve(scores)
    axes.plot([0, 1], [0, 1], "--", color=FAINT, label="score = grade")
    axes.plot([one.score for one in bins], [one.grade for one in bins], "o-", color=BLUE, lw=2)
    for one in bins:
        axes.text(one.score, -0.08, str(one.answers), ha="center", color=BLUE, fontsize=10)
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.11, 1.03), ylabel="mean grade")
    label = "mean score in each tenth of the scale\n(blue: how many answers)"
    axes.set_xlabel(label, labelpad=8)
    axes.tick_params(length=0, pad=8)
    axes.set_aspect("equal")
    axes.grid()
    axes.legend(loc="upper left", facecolor=PAPER, framealpha=1, edgecolor="none", labelcolor=INK)
    return figure


def confused(scores: ScoredAnswers) -> Figure:
    """Draw how many answers of each grade got each score in quarters."""
    figure, axes = _panel("Grade and score, in quarters", 6.5, 7.0)
    counts = confusion(scores)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    edges = np.arange(LEVELS + 1) - 0.5
    axes.pcolormesh(
        edges, edges, shares, cmap=_SHADES, vmin=0, vmax=1, edgecolor=PAPER, linewidth=3
    )
    for (row, column), count in np.ndenumerate(counts):
        color = PAPER if shares[row, column] > 0.65 else INK
        weight = "bold" if row == column else "normal"
        cell = axes.text(column, row, str(count), ha="center", va="center", color=color)
        cell.set(fontsize=14, fontweight=weight)
    axes.set_xticks(range(LEVELS), [f"{value:g}" for value in _QUARTERS])
    axes.set_yticks(range(LEVELS), [f"{value:g}" for value in _QUARTERS])
    axes.tick_params(length=0, pad=8)
    axes.spines[:].set_visible(False)
    axes.set_aspect("equal")
    axes.set_ylabel("grade")
    axes.set_xlabel("score\n(darker: more of the answers with that grade)", labelpad=8)
    return figure


def _panel(title: str, width_in: float, height_in: float) -> tuple[Figure, Axes]:
    with mpl.rc_context(_STYLE):
        layout = ConstrainedLayoutEngine(w_pad=0.18, h_pad=0.18)
        figure = Figure(figsize=(width_in, height_in), dpi=120, layout=layout)
        axes = figure.add_subplot()
        axes.set_title(title, fontweight="bold", loc="left", pad=14)
        return figure, axes
