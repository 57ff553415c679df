"""What a small mini-batch gains and costs, with one learning rate for all or one in proportion."""

import time
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp

if TYPE_CHECKING:
    from torch import Tensor, nn

Batch = Annotated[int, Field(ge=1, le=1024)]

LOOKS = 12
"""How often per epoch the loss over all images is taken, at most."""
REFERENCE = 32
"""Scaled linearly, the learning rate is that of the params for batches of this size."""
CEILING = 10.0
"""A loss beyond this, or that is no number any more, counts as diverged and ends its run."""
TOP = 3.0
"""The picture shows losses up to this."""


class Sweep(Params):
    batches: Annotated[tuple[Batch, ...], Field(min_length=2, max_length=4)] = (4, 32, 256)
    epochs: Annotated[int, Field(ge=1, le=8)] = 5
    lr: Annotated[float, Field(ge=0.001, le=1)] = 0.1


class Look(NamedTuple):
    """The loss over all images after so many epochs, which took so many seconds of training."""

    epoch: float
    seconds: float
    loss: float


Curves = dict[int, list[Look]]


def measure(params: Sweep, lab: Lab) -> tuple[Metrics, tuple[Curves, Curves]]:
    """Train with each batch size at one rate for all, then in proportion (Goyal et al., 2017)."""
    import torch

    data = digits(lab.seed)
    metrics: Metrics = {"reference": float(REFERENCE)}
    fixed: Curves = {}
    scaled: Curves = {}
    for batch, part in lab.share(params.batches):
        for kind, one in part.share(("fixed", "scaled")):
            curves, name = (fixed, "") if kind == "fixed" else (scaled, "scaled_")
            rate = params.lr if kind == "fixed" else params.lr * batch / REFERENCE
            torch.manual_seed(lab.seed)
            model = mlp([data.side**2, 32, 10])
            curves[batch] = descend(model, data.x, data.y, batch, params.epochs, rate, one)
            right = accuracy(model, data.test_x, data.test_y)
            metrics |= {
                f"{name}loss_batch_{batch}": curves[batch][-1].loss,
                f"{name}test_accuracy_batch_{batch}": right,
            }
        metrics |= {
            f"steps_batch_{batch}": float(len(data.x) // batch * params.epochs),
            f"seconds_batch_{batch}": fixed[batch][-1].seconds,
        }
    for name, curves in (("spread", fixed), ("scaled_spread", scaled)):
        ends = [curve[-1].loss for curve in curves.values()]
        metrics[name] = max(ends) / min(ends)
    return metrics, (fixed, scaled)


def descend(
    model: "nn.Module", x: "Tensor", y: "Tensor", batch: int, epochs: int, lr: float, lab: Lab
) -> list[Look]:
    """Train with SGD, looking at the loss on the way; looking is not part of the seconds.

    A rest of an epoch that fills no batch is left out, as its gradient would be noisier.
    """
    import torch
    from torch.nn.functional import cross_entropy

    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    curve: list[Look] = []
    seconds = 0.0
    steps = len(x) // batch
    for epoch in range(epochs):
        order = torch.randperm(len(x))[: steps * batch]
        for step, rows in enumerate(order.split(batch), start=1):
            started = time.perf_counter()
            loss = cross_entropy(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seconds += time.perf_counter() - started
            if step * LOOKS // steps > (step - 1) * LOOKS // steps:
                with torch.no_grad():
                    overall = cross_entropy(model(x), y).item()
                done = epoch + step / steps
                curve.append(Look(done, seconds, min(CEILING, overall)))
                lab.report(done / epochs, f"batch {batch} · loss {overall:.3g}")
                if not overall < CEILING:
                    return curve
    return curve


def draw(params: Sweep, metrics: Metrics, curves: tuple[Curves, Curves], say: Say) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, 2)
    rate, share = f"{params.lr:g}", f"{params.lr:g} · batch / {REFERENCE}"
    titles = (
        say(f"모두 같은 학습률 {rate}", f"one rate for all: {rate}"),
        say(f"배치에 비례한 학습률: {share}", f"rate in proportion: {share}"),
    )
    for panel, title, found in zip(panels, titles, curves, strict=True):
        for (batch, curve), color in zip(found.items(), plots.COLORS, strict=False):
            losses = [min(TOP, look.loss) for look in curve]
            seconds = f"{curve[-1].seconds:.2g}"
            name = say(f"배치 {batch}\n{seconds}초", f"batch {batch}\n{seconds} s")
            plots.line(panel, [look.epoch for look in curve], losses, color, name)
        panel.set_title(title, fontweight="bold")
        panel.set(ylabel="loss", ylim=(0, TOP), xlim=(0, params.epochs))
        plots.tag_ends(panel)
    panels[-1].set_xlabel(say("본 데이터 (에폭)", "data seen (epochs)"))
    return {"loss": figure}


DEMO = packaged(Sweep, measure, draw)
