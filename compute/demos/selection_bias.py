"""Why the score one chose by is too high: the best of many models that all just guess."""

from typing import Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

CHANCE = 0.5
"""The true accuracy of every model: each answer is the toss of a coin."""

REPEATS = 500
"""The choice is made so many times to tell its average from luck."""

SHOWN = 200
"""So many models get a line in the picture."""


class Contest(Params):
    k: Annotated[int, Field(ge=2, le=1000)] = 100
    n: Annotated[int, Field(ge=10, le=5000)] = 100


class Scores(NamedTuple):
    """Each model's two scores, and by number of models the mean scores of the one chosen."""

    chosen_on: list[float]
    fresh: list[float]
    mean_reported: list[float]
    mean_fresh: list[float]


def measure(params: Contest, lab: Lab) -> tuple[Metrics, Scores]:
    """Score guessing models, choose the best by that score and score it on new questions."""
    import numpy as np

    rng = np.random.default_rng(lab.seed)
    size = (REPEATS, params.k)
    scores = rng.binomial(params.n, CHANCE, size) / params.n
    lab.report(0.5, f"{params.k} models · {params.n} questions")
    fresh = rng.binomial(params.n, CHANCE, size) / params.n
    winner = int(scores[0].argmax())
    records = np.maximum.accumulate(scores, axis=1)  # the best of the first 1, 2, … models
    holders = np.maximum.accumulate(np.where(scores == records, np.arange(params.k), 0), axis=1)
    of_holders = np.take_along_axis(fresh, holders, axis=1)
    found = Scores(
        scores[0].tolist(),
        fresh[0].tolist(),
        records.mean(axis=0).tolist(),
        of_holders.mean(axis=0).tolist(),
    )
    lab.report(1.0, f"best {records[0, -1]:.2f}")
    return {
        "reported_accuracy": found.chosen_on[winner],
        "fresh_accuracy": found.fresh[winner],
        "mean_reported_accuracy": found.mean_reported[-1],
        "mean_fresh_accuracy": found.mean_fresh[-1],
        "mean_inflation": found.mean_reported[-1] - found.mean_fresh[-1],
    }, found


def draw(params: Contest, metrics: Metrics, found: Scores, say: Say) -> Pictures:
    from compute import plots

    reported, fresh = metrics["reported_accuracy"], metrics["fresh_accuracy"]
    figure, (left, right) = plots.panels(say.headline, 2, widths=(1, 1.1))
    for pair in list(zip(found.chosen_on, found.fresh, strict=True))[:SHOWN]:
        left.plot((0, 1), pair, "o-", color=plots.FAINT, linewidth=1, ms=3, alpha=0.35)
    left.plot((0, 1), (reported, fresh), "o-", color=plots.RED, linewidth=4.5, ms=12)
    for x, score, side in ((-0.08, reported, "right"), (1.08, fresh, "left")):
        left.text(x, score, plots.percent(score), color=plots.RED, fontsize=19, fontweight="bold",
                  ha=side, va="center")  # fmt: skip
    all_scores = (*found.chosen_on, *found.fresh)
    left.set(ylim=(min(0.28, min(all_scores) - 0.02), max(0.72, max(all_scores) + 0.02)))
    left.set(xlim=(-0.5, 1.5), ylabel=say("정확도", "accuracy"))
    left.set_xticks((0, 1), (say("고른 문제", "chosen on"), say("새 문제", "new questions")))
    left.grid(visible=False, axis="x")
    left.yaxis.set_major_formatter("{x:.0%}")
    left.set_title(say(f"찍기만 하는 모델 {params.k}개", f"{params.k} models that guess"))
    counts = range(1, params.k + 1)
    right.fill_between(counts, found.mean_fresh, found.mean_reported, color=plots.RED, alpha=0.12)
    for scores, name, color in (
        (found.mean_reported, say("고른 점수", "chosen"), plots.RED),
        (found.mean_fresh, say("새 문제", "new"), plots.BLUE),
    ):
        plots.line(right, counts, scores, color, f"{name}\n" + plots.percent(scores[-1]))
    right.set(xscale="log", xlabel=say("고를 수 있는 모델 수", "models to choose from"))
    if params.k < 10:
        right.set_xticks(counts)
    right.xaxis.set_major_formatter("{x:g}")
    right.xaxis.set_minor_formatter("")
    right.set_title(say("평균해 보면", "on average"))
    plots.tag_ends(right)
    return {"choice": figure}


DEMO = packaged(Contest, measure, draw)
