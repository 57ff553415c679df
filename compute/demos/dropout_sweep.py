"""What dropout does: the same network on few images, some labelled wrongly, at several rates."""

from typing import Annotated, NamedTuple

from pydantic import Field

from compute.demos.overfit_remedies import mislabelled
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train

HIDDEN, EPOCHS = 64, 60
REPEATS = 3
"""So many times everything is done again with other images, weights and order."""
VALIDATION = 500
"""So many other images, whose labels are right, choose the rate."""


class Dropout(Params):
    rates: Annotated[
        tuple[Annotated[float, Field(ge=0, le=0.95)], ...], Field(min_length=1, max_length=6)
    ] = (0.0, 0.2, 0.5, 0.8)
    n: Annotated[int, Field(ge=50, le=800)] = 200
    wrong: Annotated[float, Field(ge=0, le=0.5)] = 0.2


class Scores(NamedTuple):
    """Accuracies on the training labels, wrong ones among them, on validation and test images."""

    train: float
    validation: float
    test: float


def measure(params: Dropout, lab: Lab) -> tuple[Metrics, dict[float, list[Scores]]]:
    """Train at each rate several times, lowest rate first, and choose by validation."""
    runs = {
        rate: [learn(rate, params.n, params.wrong, one) for one in part.repeats(REPEATS)]
        for rate, part in lab.share(sorted(params.rates))
    }
    metrics: Metrics = {"repeats": float(REPEATS)}
    for rate, scores in runs.items():
        mean = Scores(*(sum(each) / REPEATS for each in zip(*scores, strict=True)))
        metrics |= {
            f"train_accuracy_{rate:g}": mean.train,
            f"validation_accuracy_{rate:g}": mean.validation,
            f"test_accuracy_{rate:g}": mean.test,
            f"gap_{rate:g}": mean.train - mean.test,
        }
    best = max(runs, key=lambda rate: metrics[f"validation_accuracy_{rate:g}"])
    gains = [run.test - low.test for run, low in zip(runs[best], runs[min(runs)], strict=True)]
    metrics |= {"best_rate": best, "lowest_gain": min(gains), "highest_gain": max(gains)}
    return metrics, runs


def learn(rate: float, n: int, wrong: float, lab: Lab) -> Scores:
    """Train on `n` images, a share of them labelled wrongly, with dropout at this rate."""
    import torch
    from torch import nn

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    images, labels = data.x[:n], mislabelled(data.y[:n], wrong)
    model = nn.Sequential(
        nn.Linear(data.side**2, HIDDEN),
        nn.ReLU(),
        nn.Dropout(rate),
        nn.Linear(HIDDEN, HIDDEN),
        nn.ReLU(),
        nn.Dropout(rate),
        nn.Linear(HIDDEN, 10),
    )
    train(model, images, labels, lab, epochs=EPOCHS, lr=0.01, batch=50)
    others = slice(n, n + VALIDATION)
    return Scores(
        accuracy(model, images, labels),
        accuracy(model, data.x[others], data.y[others]),
        accuracy(model, data.test_x, data.test_y),
    )


def draw(params: Dropout, metrics: Metrics, runs: dict[float, list[Scores]], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    rates = list(runs)
    places = range(len(rates))
    curves = {
        "train": (say("학습", "training"), plots.INK),
        "test": (say("테스트", "test"), plots.RED),
    }
    for part, (name, color) in curves.items():
        values = [[getattr(one, part) for one in scores] for scores in runs.values()]
        means = [metrics[f"{part}_accuracy_{rate:g}"] for rate in rates]
        panel.fill_between(
            places, [*map(min, values)], [*map(max, values)], color=color, alpha=0.15, linewidth=0
        )
        plots.line(panel, places, means, color, name)
        plots.dots(panel, places, means, color, size=10)
    best = metrics["best_rate"]
    chosen = rates.index(best), metrics[f"test_accuracy_{best:g}"]
    panel.plot(*chosen, "o", ms=22, mfc="none", mec=plots.RED, mew=3)
    for place, rate in enumerate(rates):
        trained, tested = (metrics[f"{part}_accuracy_{rate:g}"] for part in curves)
        below = tested <= trained
        panel.annotate(plots.percent(tested), (place, tested), xytext=(0, -26 if below else 26),
                       textcoords="offset points", color=plots.RED, fontsize=16,
                       fontweight="bold", ha="center", va="center")  # fmt: skip
    panel.set(xlabel=say("드롭아웃 비율", "dropout rate"), ylabel=say("정확도", "accuracy"))
    panel.set(xlim=(-0.35, len(rates) - 0.65), ylim=(-0.12, 1.05))
    panel.set_xticks(places, [f"{rate:g}" for rate in rates])
    panel.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    panel.yaxis.set_major_formatter("{x:.0%}")
    plots.tag_ends(panel)
    return {"dropout": figure}


DEMO = packaged(Dropout, measure, draw)
