"""How optimisers differ: SGD, momentum, RMSprop and Adam in a ravine and on digits."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, spread, train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Runs = dict[str, tuple[list[tuple[float, ...]], list[list[float]]]]
"""Where each optimiser went in the ravine, and the losses of its networks by epoch on digits."""
Optimizer = Literal["sgd", "momentum", "rmsprop", "adam"]

OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "rmsprop": ("RMSprop", {"alpha": 0.9}),
    "adam": ("Adam", {}),
}
GENTLE, STEEP = 1.0, 140.0
"""The curvatures along and across the ravine."""
START = (-1.0, 0.3)
STEPS, FRAMES = 100, 26
CEILING = 10.0
"""A loss beyond this, or that is no number any more, counts as diverged."""
REPEATS = 5
"""So many networks learn with each optimiser, from other weights and in another order."""


class Race(Params):
    lr: Annotated[float, Field(ge=0.0005, le=0.5)] = 0.01
    optimizers: Annotated[tuple[Optimizer, ...], Field(min_length=1, max_length=4)] = (
        "sgd", "momentum", "rmsprop", "adam",
    )  # fmt: skip
    epochs: Annotated[int, Field(ge=2, le=30)] = 10


def measure(params: Race, lab: Lab) -> tuple[Metrics, Runs]:
    """Let all optimisers start from the same points with the same learning rate."""
    metrics: Metrics = {"repeats": float(REPEATS)}
    runs: Runs = {}
    for name, part in lab.share(params.optimizers):
        path = cross_ravine(name, params.lr)
        losses = [learn_digits(name, params, one) for one in part.repeats(REPEATS)]
        metrics[f"ravine_{name}"] = height(*path[-1])
        ends = [curve[-1] for curve in losses]
        metrics |= spread(f"loss_{name}", ends)
        runs[name] = path, losses
    best = min(runs, key=lambda name: metrics[f"loss_{name}"])
    for other in runs:
        overlaps = metrics[f"lowest_loss_{other}"] <= metrics[f"highest_loss_{best}"]
        metrics[f"leads_{other}"] = float(overlaps)
    return metrics, runs


def cross_ravine(name: str, lr: float) -> list[tuple[float, ...]]:
    """Return the points that an optimiser visits in the ravine, until it leaves it if it does."""
    import torch

    place = torch.tensor(START, requires_grad=True)
    kind, options = OPTIMIZERS[name]
    optimizer = getattr(torch.optim, kind)([place], lr=lr, **options)
    curvatures = torch.tensor([GENTLE, STEEP])
    path: list[tuple[float, ...]] = [START]
    while len(path) <= STEPS and height(*path[-1]) < CEILING:
        loss = (curvatures * place**2).sum() / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        path.append(tuple(place.tolist()))
    return path


def height(x: float, y: float) -> float:
    return min(CEILING, (GENTLE * x * x + STEEP * y * y) / 2)


def learn_digits(name: str, params: Race, lab: Lab) -> list[float]:
    """Return the loss of each epoch of a small network."""
    import torch

    data = digits()
    kind, options = OPTIMIZERS[name]
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10])
    curve = train(
        model, data.x, data.y, lab,
        epochs=params.epochs, lr=params.lr, optimizer=kind, **options,
    )  # fmt: skip
    return [min(CEILING, loss) for loss in curve]


def draw(params: Race, metrics: Metrics, runs: Runs, say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, (ravine, digit) = plots.panels(say.headline, 2, share=False, widths=(1.2, 1))
    names = {
        "sgd": ("SGD", plots.RED),
        "momentum": (say("모멘텀", "Momentum"), plots.ORANGE),
        "rmsprop": ("RMSprop", plots.PURPLE),
        "adam": ("Adam", plots.BLUE),
    }
    contours(ravine)
    ravine.set_title(say("골짜기에서 간 길", "paths in a ravine"), fontweight="bold")
    digit.set_title(
        say(f"손글씨 숫자의 loss ({REPEATS}번)", f"loss on digits ({REPEATS} runs)"),
        fontweight="bold",
    )
    digit.set(xlabel=say("에폭", "epoch"), xlim=(1, params.epochs))
    digit.set_ylim(0, 1.1 * max(np.max(losses) for _, losses in runs.values()))
    plots.count_along_x(digit)
    artists = []
    for name in runs:
        label, color = names[name]
        artists.append((
            ravine.plot([], [], color=color, linewidth=2.5)[0],
            ravine.plot([], [], "o", color=color, ms=13, mec=plots.PAPER, zorder=5)[0],
            digit.plot([], [], "o-", color=color, linewidth=3.5, markersize=5, label=label)[0],
            digit.fill_between([], [], [], color=color, alpha=0.2, linewidth=0),
        ))  # fmt: skip

    plots.tag_ends(digit, {names[name][0]: metrics[f"loss_{name}"] for name in runs})

    def frame(index: int) -> None:
        done = index / (FRAMES - 1)
        for (path, losses), (trail, head, curve, band) in zip(runs.values(), artists, strict=True):
            walked = np.transpose(path[: round(STEPS * done) + 1])
            trail.set_data(*walked)
            head.set_data(*walked[:, -1:])
            seen = np.array(losses)[:, : round(params.epochs * done)]
            epochs = range(1, seen.shape[1] + 1)
            curve.set_data(epochs, seen.mean(axis=0))
            band.set_data(epochs, seen.min(axis=0), seen.max(axis=0))

    return {"race": plots.Motion(figure, frame, FRAMES, ms=150)}


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
