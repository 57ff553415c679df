"""Pictures of a grader's scores against grades, drawn with Matplotlib's object API."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluators.benchmark.measures import LEVELS, Scores, confusion, curve
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
_QUARTERS = np.arange(LEVELS) / (LEVELS - 1)
_JITTER = 0.32


def save(scores: Scores, folder: Path) -> dict[str, str]:
    """Write every picture into `folder` and return their files by title."""
    drawn = {
        "Score by kind of answer": ("score-by-kind.png", by_kind(scores)),
        "Calibration curve": ("calibration.png", calibration(scores)),
        "Confusion of grade and score": ("confusion.png", confused(scores)),
    }
    for file, figure in drawn.values():
        figure.savefig(folder / file)
    return {title: file for title, (file, _) in drawn.items()}


def by_kind(scores: Scores) -> Figure:
    """Draw every score as a dot, the middle half of a kind as a box, and its mean grade."""
    figure, axes = _panel("How the scores of each kind spread", 9.0, 5.0)
    kinds = [kind for kind in AnswerKind if len(scores.of(kind))]
    spread = np.random.default_rng(0)
    for row, kind in enumerate(kinds):
        values = scores.of(kind)
        up = row + spread.uniform(-_JITTER, _JITTER, len(values))
        axes.plot(values, up, "o", color=BLUE, alpha=0.35, markersize=3.5, markeredgewidth=0)
    axes.boxplot(
        [scores.of(kind) for kind in kinds],
        positions=range(len(kinds)),
        orientation="horizontal",
        widths=0.75,
        showfliers=False,
        manage_ticks=False,
        boxprops={"color": INK},
        medianprops={"color": INK, "linewidth": 2.5},
        whiskerprops={"color": FAINT},
        capprops={"color": FAINT},
    )
    grades = [Scores(scores.answers, scores.grades).of(kind).mean() for kind in kinds]
    axes.plot(grades, range(len(kinds)), "D", color=ORANGE, markersize=9)
    names = [f"{kind.replace('_', ' ')} ({len(scores.of(kind))})" for kind in kinds]
    axes.set_yticks(range(len(kinds)), names)
    axes.invert_yaxis()
    axes.set_xlabel("score: a dot per answer, a box round the middle half, ◆ their mean grade")
    axes.set_xlim(-0.03, 1.03)
    axes.grid(axis="x")
    return figure


def calibration(scores: Scores) -> Figure:
    """Draw the mean grade of the answers in each tenth of the scale against their mean score."""
    figure, axes = _panel("What a score is worth", 6.5, 6.0)
    bins = curve(scores)
    axes.plot([0, 1], [0, 1], "--", color=FAINT, label="score = grade")
    axes.plot([one.score for one in bins], [one.grade for one in bins], "o-", color=BLUE, lw=2)
    for one in bins:
        axes.text(one.score, -0.07, str(one.answers), ha="center", color=BLUE)
    label = "mean score in each tenth of the scale, with the number of answers"
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.09, 1.03), xlabel=label, ylabel="mean grade")
    axes.set_aspect("equal")
    axes.grid()
    axes.legend(loc="upper left", frameon=False, labelcolor=INK)
    return figure


def confused(scores: Scores) -> Figure:
    """Draw how many answers of each grade got each score in quarters."""
    figure, axes = _panel("Grade and score, in quarters", 6.5, 6.0)
    counts = confusion(scores)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        color = PAPER if shares[row, column] > 0.65 else INK
        axes.text(column, row, str(count), ha="center", va="center", color=color, fontsize=14)
    axes.set_xticks(range(LEVELS), [f"{value:g}" for value in _QUARTERS])
    axes.set_yticks(range(LEVELS), [f"{value:g}" for value in _QUARTERS])
    axes.invert_yaxis()
    axes.set(xlabel="score (darker: more of the answers with that grade)", ylabel="grade")
    return figure


def _panel(title: str, width_in: float, height_in: float) -> tuple[Figure, Axes]:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width_in, height_in), dpi=120, layout="constrained")
        figure.suptitle(title, fontweight="bold", x=0.02, ha="left")
        return figure, figure.add_subplot()
