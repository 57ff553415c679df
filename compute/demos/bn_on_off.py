"""What batch norm does for training: a deep network with it, without it, and with He's weights."""

import math
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train

if TYPE_CHECKING:
    from torch import nn

Rate = Annotated[float, Field(ge=0.001, le=100)]
Curves = list[dict[str, list[float]]]

WIDTH, BATCH, EPOCHS = 64, 64, 10
CEILING = 10.0
"""A loss beyond this, or one that is no number, counts as this much."""
LEARNED = 0.5
"""A network that gets at least this share of the test images right has learned something."""


class OnOff(Params):
    lrs: Annotated[tuple[Rate, ...], Field(min_length=1, max_length=3)] = (0.01, 0.1, 1.0)
    depth: Annotated[int, Field(ge=1, le=20)] = 6


def measure(params: OnOff, lab: Lab) -> tuple[Metrics, Curves]:
    """Train with plain SGD at each rate: default weights, He's weights, and batch norm."""
    import torch

    data = digits()
    # A last batch of a few images would give batch norm a useless mean and variance.
    rows = len(data.x) - len(data.x) % BATCH
    x, y = data.x[:rows], data.y[:rows]
    metrics: Metrics = {"learned_plain": 0, "learned_he": 0, "learned_bn": 0}
    curves: Curves = []
    for rate, part in lab.share(params.lrs):
        curves.append({})
        for kind, third in part.share(("plain", "he", "bn")):
            torch.manual_seed(lab.seed)
            model = network(kind, data.side**2, params.depth)
            losses = train(model, x, y, third, epochs=EPOCHS, lr=rate, batch=BATCH, optimizer="SGD")
            curves[-1][kind] = [min(one, CEILING) if one < math.inf else CEILING for one in losses]
            right = accuracy(model, data.test_x, data.test_y)
            metrics[f"accuracy_{kind}_lr_{rate:g}"] = right
            metrics[f"final_loss_{kind}_lr_{rate:g}"] = curves[-1][kind][-1]
            metrics[f"learned_{kind}"] += right >= LEARNED
    return metrics, curves


def network(kind: str, pixels: int, depth: int) -> "nn.Sequential":
    """Return hidden layers that are linear, normalised for "bn", and rectified.

    For "he" weights are drawn by He et al. (2015), else as PyTorch does.
    """
    from torch import nn

    layers: list[nn.Module] = []
    for inputs in [pixels, *[WIDTH] * (depth - 1)]:
        linear = nn.Linear(inputs, WIDTH)
        if kind == "he":
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
            nn.init.zeros_(linear.bias)
        layers.append(linear)
        if kind == "bn":
            layers.append(nn.BatchNorm1d(WIDTH))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers, nn.Linear(WIDTH, 10))


def draw(params: OnOff, metrics: Metrics, curves: Curves, say: Say) -> Pictures:
    from compute import plots

    colors = {"plain": plots.RED, "he": plots.ORANGE, "bn": plots.BLUE}
    figure, panels = plots.panels(say.headline, len(params.lrs))
    for rate, runs, panel in zip(params.lrs, curves, panels, strict=True):
        for kind, losses in runs.items():
            plots.line(panel, range(1, EPOCHS + 1), [min(one, 3.0) for one in losses], colors[kind])
        shares = " · ".join(
            plots.percent(metrics[f"accuracy_{kind}_lr_{rate:g}"]) for kind in colors
        )
        text = say(f"lr {rate:g}: 정확도 {shares}", f"lr {rate:g}: accuracy {shares}")
        panel.set_title(text, fontweight="bold")
        panel.set(ylim=(0, 3.3), ylabel=say("loss (3까지)", "loss (up to 3)"))
        plots.count_along_x(panel)
    panels[-1].set_xlabel(say("에폭", "epoch"))
    words = [
        (say("기본 초기화", "default init"), plots.RED),
        (say("He 초기화", "He init"), plots.ORANGE),
        (say("배치 정규화", "batch norm"), plots.BLUE),
    ]
    plots.key(figure, words)
    return {"loss": figure}


DEMO = packaged(OnOff, measure, draw)
