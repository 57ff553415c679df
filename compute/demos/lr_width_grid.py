"""What hyperparameters are: the same network, trained with every learning rate and width."""

from itertools import product
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

if TYPE_CHECKING:
    from torch import nn

Rate = Annotated[float, Field(ge=0.0001, le=50)]
Width = Annotated[int, Field(ge=1, le=256)]

HELD_OUT = 5
"""One of so many images that could be learned from is held out for validation."""


class Grid(Params):
    lrs: Annotated[tuple[Rate, ...], Field(min_length=1, max_length=6)] = (
        0.001,
        0.01,
        0.1,
        1.0,
        10.0,
    )
    widths: Annotated[tuple[Width, ...], Field(min_length=1, max_length=6)] = (2, 8, 32, 128)
    epochs: Annotated[int, Field(ge=1, le=10)] = 5


def measure(params: Grid, lab: Lab) -> tuple[Metrics, list[list[float]]]:
    """Train a network for every cell, choose by validation and test only the one chosen."""
    data = digits(lab.seed)
    metrics: Metrics = {}
    models = {}
    for (width, lr), part in lab.share(list(product(params.widths, params.lrs))):
        models[width, lr] = candidate(data, width, lr, params.epochs, part)
        right = validated(models[width, lr], data)
        metrics[f"accuracy_lr_{lr:g}_width_{width}"] = right
    grid = [[metrics[f"accuracy_lr_{r:g}_width_{w}"] for r in params.lrs] for w in params.widths]
    width, lr = max(models, key=lambda cell: metrics[f"accuracy_lr_{cell[1]:g}_width_{cell[0]}"])
    chosen, reached = models[width, lr], list(metrics.values())
    return metrics | {
        "best_width": float(width),
        "best_lr": lr,
        "best_accuracy": max(map(max, grid)),
        "worst_accuracy": min(map(min, grid)),
        "spread_by_lr": max(max(row) - min(row) for row in grid),
        "spread_by_width": max(max(one) - min(one) for one in zip(*grid, strict=True)),
        "best_cells": float(reached.count(max(reached))),
        "test_accuracy": accuracy(chosen, data.test_x, data.test_y),
        "parameters": float(sum(weights.numel() for weights in chosen.parameters())),
    }, grid


def candidate(data: Digits, width: int, lr: float, epochs: int, lab: Lab) -> "nn.Sequential":
    """Return a network that was trained on all but the images held out to choose by."""
    import torch

    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, width, 10])
    held = len(data.x) // HELD_OUT
    inputs, labels = data.x[held:], data.y[held:]
    train(model, inputs, labels, lab, epochs=epochs, lr=lr, batch=32, optimizer="SGD")
    return model


def validated(model: "nn.Module", data: Digits) -> float:
    """Return the accuracy on the images held out."""
    held = len(data.x) // HELD_OUT
    return accuracy(model, data.x[:held], data.y[:held])


def draw(params: Grid, metrics: Metrics, grid: list[list[float]], say: Say) -> Pictures:
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    rates, widths = ([f"{value:g}" for value in values] for values in (params.lrs, params.widths))
    plots.heat(panel, grid, rates, widths, ".0%", limits=(0, 1))
    panel.set(xlabel=say("학습률", "learning rate"), ylabel=say("은닉 유닛 수", "hidden units"))
    corner = (
        params.lrs.index(metrics["best_lr"]) - 0.5,
        params.widths.index(int(metrics["best_width"])) - 0.5,
    )
    frame = Rectangle(corner, 1, 1, fill=False, edgecolor=plots.RED, linewidth=5, clip_on=False)
    panel.add_patch(frame)
    return {"grid": figure}


DEMO = packaged(Grid, measure, draw)
