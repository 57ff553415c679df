"""Why the loss sometimes rises: gradient descent on digits with steps that are too long."""

import math
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp

Rate = Annotated[float, Field(ge=0.001, le=50)]

CEILING = 1e6
"""A loss beyond this counts as diverged and ends its run."""


class Descent(Params):
    lrs: Annotated[tuple[Rate, ...], Field(min_length=1, max_length=4)] = (0.2, 2.0, 20.0)
    batch: Annotated[int, Field(ge=0, le=1024)] = 0
    steps: Annotated[int, Field(ge=10, le=300)] = 100


def measure(params: Descent, lab: Lab) -> tuple[Metrics, list[list[float]]]:
    """Train the same small network with each learning rate and follow the loss."""
    metrics: Metrics = {}
    curves: list[list[float]] = []
    for rate, part in lab.share(params.lrs):
        curve = descend(rate, params.batch, params.steps, part)
        rises = sum(after > before for before, after in pairwise(curve))
        metrics |= {
            f"rises_lr_{rate:g}": float(rises),
            f"highest_loss_lr_{rate:g}": max(curve),
            f"final_loss_lr_{rate:g}": curve[-1],
            f"steps_lr_{rate:g}": float(len(curve) - 1),
        }
        curves.append(curve)
    metrics["first_loss"] = curves[0][0]
    return metrics, curves


def descend(rate: float, batch: int, steps: int, lab: Lab) -> list[float]:
    """Return the loss over all images before the first step and after each, all finite."""
    import torch
    from torch.nn.functional import cross_entropy

    data = digits()
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10], "Tanh")
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses: list[float] = []
    for step in range(steps + 1):
        loss = cross_entropy(model(data.x), data.y)
        if not math.isfinite(loss.item()) or loss.item() > CEILING:
            break
        losses.append(loss.item())
        lab.report(step / steps, f"lr {rate:g} · loss {loss.item():.3g}")
        if batch:
            rows = torch.randint(len(data.x), (batch,))
            loss = cross_entropy(model(data.x[rows]), data.y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def draw(params: Descent, metrics: Metrics, curves: list[list[float]], say: Say) -> Pictures:
    from compute import plots

    colors = (plots.BLUE, plots.ORANGE, plots.RED, plots.PURPLE)
    figure, (panel,) = plots.panels(say.headline)
    for rate, curve, color in zip(params.lrs, curves, colors, strict=False):
        times = f"{metrics[f'rises_lr_{rate:g}']:g}"
        text = say(f"lr {rate:g}\n{times}번 올라감", f"lr {rate:g}\nrose {times}×")
        plots.line(panel, range(len(curve)), curve, color, text)
    panel.set(yscale="log", xlabel=say("학습 횟수", "step"), ylabel="loss", xlim=(0, params.steps))
    plots.tag_ends(panel)
    return {"loss": figure}


DEMO = packaged(Descent, measure, draw)
