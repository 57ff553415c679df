"""What demos share, in the plain Matplotlib and PyTorch that a script of its own has.

Each function here is the twin of one of the same name in `compute.plots` or `compute.toolkit`: it
gives the same numbers and says the same in a picture. A script has those that its demo uses: one
of a single expression or of calls alone is written where it is called, another stands in the script
without the options that nobody uses there. Nothing imports this module; `script.py` reads its
source.
"""

import inspect
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn

from compute.toolkit.lab import Lab

PAPER, INK, FAINT = "white", "black", "gray"
BLUE, ORANGE, GREEN, RED = "blue", "orange", "green", "red"
PURPLE, SKY = "purple", "deepskyblue"
COLORS = ("blue", "red", "green", "orange", "purple", "deepskyblue")
TEN = ("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")
RISING, SIGNED = "Blues", "RdBu"


def digits(seed: int = 0) -> Any:
    x, y = map(torch.tensor, load_digits(return_X_y=True))
    x, test_x, y, test_y = train_test_split(
        x.float() / 16, y, random_state=seed % 2**32, stratify=y
    )
    return SimpleNamespace(x=x, y=y, test_x=test_x, test_y=test_y, side=8)


def mlp(sizes: Sequence[int], activation: str = "ReLU") -> nn.Sequential:
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), getattr(nn, activation)()]
    return nn.Sequential(*layers[:-1])


def train(
    model: nn.Module,
    x: Tensor,
    y: Tensor,
    lab: Lab,
    *,
    epochs: int,
    lr: float,
    batch: int = 64,
    optimizer: str = "Adam",
    loss: Callable[[Tensor, Tensor], Tensor] = nn.functional.cross_entropy,
    after: Callable[[int], None] | None = None,
    **options: Any,
) -> list[float]:
    stepper = getattr(torch.optim, optimizer)(model.parameters(), lr=lr, **options)
    order = torch.Generator().manual_seed(lab.seed)
    losses: list[float] = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for rows in torch.randperm(len(x), generator=order).split(batch):
            stepper.zero_grad()
            cost = loss(model(x[rows]), y[rows])
            cost.backward()
            stepper.step()
            total += cost.item() * len(rows)
        losses.append(total / len(x))
        if after:
            after(epoch + 1)
    return losses


def accuracy(model: nn.Module, x: Tensor, y: Tensor) -> Any:
    model.eval()
    return (model(x).argmax(1) == y).float().mean().item()


def spread(name: str, runs: Sequence[float]) -> dict[str, float]:
    return {
        name: sum(runs) / len(runs),
        f"lowest_{name}": min(runs),
        f"highest_{name}": max(runs),
    }


def lines_of(*functions: Callable[..., Any]) -> int:
    lines = [line.strip() for part in functions for line in inspect.getsource(part).splitlines()]
    return sum(bool(line) and not line.startswith(("#", '"""')) for line in lines)


def Motion(  # noqa: N802 - as it is called in a demo
    figure: Figure, draw: Callable[[int], Any], frames: int, ms: int = 80, hold_ms: int = 0
) -> FuncAnimation:
    return FuncAnimation(figure, draw, frames, interval=ms)


def line(
    axes: Axes, x: Sequence[float], y: Sequence[float], color: str, label: str | None = None
) -> Any:
    return axes.plot(x, y, color=color, linewidth=3, label=label)


def band(axes: Axes, x: Sequence[float], runs: Any, color: str, label: str | None = None) -> None:
    axes.fill_between(x, np.min(runs, axis=0), np.max(runs, axis=0), color=color, alpha=0.2, lw=0)
    axes.plot(x, np.mean(runs, axis=0), color=color, linewidth=3, label=label)


def dots(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    color: str,
    size: float = 8,
    label: str | None = None,
) -> Any:
    return axes.plot(x, y, "o", color=color, markersize=size, label=label)


def mark(axes: Axes, x: float, y: float, text: str, color: str) -> Any:
    return axes.annotate(text, (x, y), color=color, arrowprops={"color": color, "arrowstyle": "->"})


def write(axes: Axes, place: tuple[float, float], text: str, size: float, color: str = INK) -> Any:
    return axes.text(*place, text, fontsize=size, color=color, ha="center", va="center")


def tag_ends(axes: Axes, ends: Any = ()) -> Any:
    return axes.legend()


def percent(share: float) -> str:
    return f"{share:.0%}"


def count_along_x(axes: Axes) -> Any:
    return axes.locator_params("x", integer=True)


def key(figure: Figure, entries: Sequence[tuple[str, str]]) -> Any:
    handles = [
        plt.Line2D([], [], color=c, label=text)  # type: ignore[attr-defined]
        for text, c in entries
    ]
    return figure.legend(handles=handles, loc="outside lower center", ncols=2)


def bars(
    axes: Axes,
    names: Sequence[str],
    values: Sequence[float],
    colors: Sequence[str],
    labels: Sequence[str],
) -> None:
    axes.barh(names, values, color=colors)
    axes.bar_label(axes.containers[0], labels, padding=6)  # type: ignore[arg-type]
    axes.invert_yaxis()


def bare(axes: Axes) -> Any:
    return axes.set(xticks=[], yticks=[])


def sheet(images: Any, columns: int) -> Any:
    stack = np.asarray(images, dtype=float)
    missing = -len(stack) % columns
    stack = np.pad(stack, ((0, missing), (0, 1), (0, 1)), constant_values=np.nan)
    return np.vstack([np.hstack(list(row)) for row in np.split(stack, len(stack) // columns)])


def tiles(
    axes: Axes,
    images: Any,
    columns: int,
    cmap: Any = "gray_r",
    limits: tuple[float | None, float | None] = (None, None),
) -> None:
    axes.imshow(sheet(images, columns), cmap=cmap, vmin=limits[0], vmax=limits[1])
    axes.set_axis_off()


def heat(
    axes: Axes,
    values: Any,
    across: Sequence[str],
    down: Sequence[str],
    write_as: str = ".2f",
    cmap: Any = "Blues",
    limits: tuple[float | None, float | None] = (None, None),
) -> None:
    axes.imshow(values, cmap=cmap, vmin=limits[0], vmax=limits[1], aspect="auto")
    axes.set(xticks=range(len(across)), xticklabels=across)
    axes.set(yticks=range(len(down)), yticklabels=down)
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, f"{value:{write_as}}", ha="center", va="center")


def over_samples(
    title: str, curves: Sequence[tuple[str, Sequence[float], str]], samples: Sequence[Any]
) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(layout="constrained")
    figure.suptitle(title, fontweight="bold")
    for name, values, color in curves:
        axes.plot(values, "o-", color=color, linewidth=3, markersize=10, label=name)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 0.3))
    axes.set(ylim=(-0.42, 1.05), xticks=range(len(samples)))
    for place, sample in enumerate(samples):
        box = (place - 0.4, -0.4, 0.8, 0.36)
        thumbnail = axes.inset_axes(box, transform=axes.transData)
        thumbnail.imshow(sample, cmap="gray_r")
        thumbnail.set_axis_off()
    return figure, axes
