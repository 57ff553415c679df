"""What lets a network read digits that moved: pooling over all places, or having seen them move."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from torch import Tensor, nn

KERNEL, CLASSES = 5, 10
EPOCHS = {"global": 8, "flat": 8, "mlp": 8, "augmented": 3}
"""Of images moved aside there are many more, so fewer rounds over them do."""


class Budget(Params):
    params: Annotated[int, Field(ge=100, le=8000)] = 2500
    max_shift: Annotated[int, Field(ge=1, le=4)] = 3


def measure(params: Budget, lab: Lab) -> "tuple[Metrics, Tensor]":
    """Train four models on digits in the middle, one of them moved at random, and test by shift."""
    import torch

    data = digits()
    x, test_x = (framed(images, data.side, params.max_shift) for images in (data.x, data.test_x))
    metrics: Metrics = {}
    for name, part in lab.share(("global", "flat", "mlp", "augmented")):
        torch.manual_seed(lab.seed)
        model = built(name, params.params, x.shape[-1])
        most = params.max_shift if name == "augmented" else 0
        moved_x, moved_y = moved(x, data.y, most)
        train(model, moved_x, moved_y, part, epochs=EPOCHS[name], lr=0.02)
        metrics[f"parameters_{name}"] = float(sum(p.numel() for p in model.parameters()))
        for pixels in range(params.max_shift + 1):
            found = [accuracy(model, one, data.test_y) for one in shifted(test_x, pixels)]
            metrics[f"accuracy_{name}_{pixels}"] = sum(found) / len(found)
    return metrics, test_x[data.test_y == 2][0, 0]


def framed(images: "Tensor", side: int, margin: int) -> "Tensor":
    """Return images (n, 1, height, width) with empty pixels around, so that shifts lose nothing."""
    from torch.nn.functional import pad

    return pad(images.view(-1, 1, side, side), (margin,) * 4)


def shifted(images: "Tensor", pixels: int) -> "list[Tensor]":
    """Return the images moved right, left, down and up."""
    moves = ((0, pixels), (0, -pixels), (pixels, 0), (-pixels, 0)) if pixels else ((0, 0),)
    return [images.roll(move, (-2, -1)) for move in moves]


def moved(images: "Tensor", labels: "Tensor", most: int) -> "tuple[Tensor, Tensor]":
    """Return the images moved in all four directions by each distance up to `most` pixels."""
    import torch

    away = [one for pixels in range(most + 1) for one in shifted(images, pixels)]
    return torch.cat(away), labels.repeat(len(away))


def built(name: str, budget: int, side: int) -> "nn.Module":
    """Return a CNN that pools over all places, one that keeps them apart, or an MLP.

    Each has about `budget` parameters, but at least one filter or hidden unit.
    """
    from torch import nn

    if name == "global":
        filters = (budget - CLASSES) // (KERNEL**2 + 1 + CLASSES)
        return nn.Sequential(
            nn.Conv2d(1, filters, KERNEL, padding=KERNEL - 1),
            nn.AdaptiveMaxPool2d(1),
            nn.ReLU(),  # after the maximum it is the same, on fewer numbers
            nn.Flatten(),
            nn.Linear(filters, CLASSES),
        )
    if name == "flat":
        left = (side // 2) ** 2
        filters = max(1, (budget - CLASSES) // (KERNEL**2 + 1 + left * CLASSES))
        return nn.Sequential(
            nn.Conv2d(1, filters, KERNEL, padding=KERNEL // 2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(filters * left, CLASSES),
        )
    hidden = max(1, (budget - CLASSES) // (side**2 + 1 + CLASSES))
    return nn.Sequential(nn.Flatten(), *mlp([side**2, hidden, CLASSES]))


def draw(params: Budget, metrics: Metrics, image: "Tensor", say: Say) -> Pictures:
    from compute import plots

    names = {
        "global": (say("CNN · 전역 풀링", "CNN, global pool"), plots.BLUE),
        "flat": (say("보통 CNN", "ordinary CNN"), plots.GREEN),
        "mlp": ("MLP", plots.RED),
        "augmented": (say("MLP · 옮겨 학습", "MLP, moved digits"), plots.PURPLE),
    }
    curves = [
        (title, [metrics[f"accuracy_{name}_{n}"] for n in range(params.max_shift + 1)], color)
        for name, (title, color) in names.items()
    ]
    return {"shift": by_shift(say.headline, curves, image, say)}


def by_shift(
    title: str, curves: "Sequence[tuple[str, list[float], str]]", image: "Tensor", say: Say
) -> "Figure":
    """Draw accuracies by shift as lines (name, values, color) above what the shift looks like."""
    from compute import plots

    shifts = [image.roll(pixels, 1).numpy() for pixels in range(len(curves[0][1]))]
    figure, panel = plots.over_samples(title, curves, shifts)
    panel.set_xlabel(say("숫자를 옮긴 거리 (픽셀)", "shift of the digit (pixels)"))
    panel.set_ylabel(say("테스트 정확도", "test accuracy"), loc="top")
    return figure


DEMO = packaged(Budget, measure, draw)
