"""How optimisers differ: SGD, momentum, RMSprop and Adam in a ravine and on digits."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from compute.plots import Picture

Optimizer = Literal["sgd", "momentum", "rmsprop", "adam"]

OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}
OPTIONS: dict[str, dict[str, Any]] = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "rmsprop": {"alpha": 0.9},
    "adam": {},
}
GENTLE, STEEP = 1.0, 140.0
"""The curvatures along and across the ravine."""
START = (-1.0, 0.3)
STEPS = 100
CEILING = 10.0
"""A loss beyond this, or that is no number any more, counts as diverged."""
REPEATS = 5
"""So many networks learn with each optimiser, from other weights and in another order."""


class Race(Params):
    lr: Annotated[float, Field(ge=0.0005, le=0.5)] = 0.01
    optimizers: Annotated[tuple[Optimizer, ...], Field(min_length=1, max_length=4)] = (
        "sgd",
        "momentum",
        "rmsprop",
        "adam",
    )
    epochs: Annotated[int, Field(ge=2, le=30)] = 10


class Run(NamedTuple):
    """Where an optimiser went in the ravine, and each network's loss by epoch on digits."""

    path: list[tuple[float, float]]
    losses: list[list[float]]


def measure(params: Race, lab: Lab) -> tuple[Metrics, dict[str, Run]]:
    """Let all optimisers start from the same points with the same learning rate."""
    metrics: Metrics = {"repeats": float(REPEATS)}
    runs: dict[str, Run] = {}
    for name, part in lab.share(params.optimizers):
        path = cross_ravine(name, params.lr)
        losses = [learn_digits(name, params, one) for one in part.repeats(REPEATS)]
        ends = [curve[-1] for curve in losses]
        metrics |= {
            f"ravine_{name}": height(*path[-1]),
            f"loss_{name}": sum(ends) / REPEATS,
            f"lowest_loss_{name}": min(ends),
            f"highest_loss_{name}": max(ends),
        }
        runs[name] = Run(path, losses)
    best = min(runs, key=lambda name: metrics[f"loss_{name}"])
    for other in runs:
        overlaps = metrics[f"lowest_loss_{other}"] <= metrics[f"highest_loss_{best}"]
        metrics[f"leads_{other}"] = float(overlaps)
    return metrics, runs


def cross_ravine(name: str, lr: float) -> list[tuple[float, float]]:
    """Return the points that an optimiser visits in the ravine, until it leaves it if it does."""
    import torch

    place = torch.tensor(START, requires_grad=True)
    optimizer = getattr(torch.optim, OPTIMIZERS[name])([place], lr=lr, **OPTIONS[name])
    curvatures = torch.tensor([GENTLE, STEEP])
    path = [START]
    while len(path) <= STEPS and height(*path[-1]) < CEILING:
        loss = (curvatures * place**2).sum() / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        path.append((place[0].item(), place[1].item()))
    return path


def height(x: float, y: float) -> float:
    return min(CEILING, (GENTLE * x * x + STEEP * y * y) / 2)


def learn_digits(name: str, params: Race, lab: Lab) -> list[float]:
    """Return the loss of each epoch of a small network."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10])
    curve = train(
        model, data.x, data.y, lab,
        epochs=params.epochs, lr=params.lr, optimizer=OPTIMIZERS[name], **OPTIONS[name],
    )  # fmt: skip
    return [min(CEILING, loss) for loss in curve]


def draw(params: Race, metrics: Metrics, runs: dict[str, Run], say: Say) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, (ravine, digit) = plots.panels(say.headline, 2, share=False, widths=(1.2, 1))
    names = {
        "sgd": ("SGD", plots.RED),
        "momentum": ("Momentum", plots.ORANGE),
        "rmsprop": ("RMSprop", plots.PURPLE),
        "adam": ("Adam", plots.BLUE),
    }
    contours(ravine)
    ravine.set_title(say("골짜기에서 간 길", "paths in a ravine"), fontweight="bold")
    digit.set_title(
        say(f"손글씨 숫자의 loss ({REPEATS}번)", f"loss on digits ({REPEATS} runs)"),
        fontweight="bold",
    )
    digit.set(xlabel="epoch", xlim=(1, params.epochs))
    digit.set_ylim(0, 1.1 * max(np.max(run.losses) for run in runs.values()))
    plots.count_along_x(digit)
    plots.tag_ends(digit, [(metrics[f"loss_{name}"], *names[name]) for name in runs])
    artists = {}
    for name in runs:
        color = names[name][1]
        artists[name] = (
            ravine.plot([], [], color=color, linewidth=2.5)[0],
            ravine.plot([], [], "o", color=color, ms=13, mec=plots.PAPER, zorder=5)[0],
            digit.plot([], [], "o-", color=color, linewidth=3.5, markersize=5)[0],
            digit.fill_between([], [], [], color=color, alpha=0.2, linewidth=0),
        )
    times = np.linspace(0, 1, 26)

    def frame(index: int) -> None:
        for name, (path, head, curve, band) in artists.items():
            walked = np.transpose(runs[name].path[: round(STEPS * times[index]) + 1])
            path.set_data(*walked)
            head.set_data(*walked[:, -1:])
            losses = np.array(runs[name].losses)[:, : round(params.epochs * times[index])]
            epochs = np.arange(1, losses.shape[1] + 1)
            curve.set_data(epochs, losses.mean(axis=0))
            band.set_data(epochs, losses.min(axis=0), losses.max(axis=0))

    return {"race": plots.Motion(figure, frame, len(times), ms=150)}


def contours(panel: "Axes") -> None:
    import numpy as np

    from compute import plots

    x, y = np.meshgrid(np.linspace(-1.15, 0.35, 61), np.linspace(-0.5, 0.5, 61))
    levels = np.array([0.01, 0.1, 0.4, 1, 2, 4, 8, 14, 22])
    panel.contour(
        x, y, (GENTLE * x**2 + STEEP * y**2) / 2, levels, colors=[plots.FAINT], linewidths=1.2
    )
    panel.plot(0, 0, "*", color=plots.INK, ms=24, mec=plots.PAPER, zorder=6)
    panel.set(xlim=(-1.15, 0.35), ylim=(-0.5, 0.5))
    plots.bare(panel)


DEMO = packaged(Race, measure, draw)
