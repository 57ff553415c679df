"""Why max pooling: CNNs that shrink their maps in three ways read digits that moved."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.demos.cnn_vs_mlp import by_shift, framed, shifted
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train

if TYPE_CHECKING:
    from torch import Tensor, nn

Pool = Literal["max", "average", "stride"]

FILTERS = 24


class Shrinking(Params):
    pool: Annotated[tuple[Pool, ...], Field(min_length=1, max_length=3)] = (
        "max",
        "average",
        "stride",
    )
    shift: Annotated[int, Field(ge=1, le=3)] = 2
    window: Annotated[int, Field(ge=2, le=8)] = 4


def measure(params: Shrinking, lab: Lab) -> "tuple[Metrics, Tensor]":
    """Train one CNN per way to shrink on digits in the middle; test on digits moved aside."""
    import torch

    data = digits()
    margin = params.shift
    while (data.side + 2 * margin) % params.window:  # no window may stick out
        margin += 1
    x, test_x = (framed(images, data.side, margin) for images in (data.x, data.test_x))
    metrics: Metrics = {}
    for pool, part in lab.share(params.pool):
        torch.manual_seed(lab.seed)
        model = network(pool, params.window, x.shape[-1])
        train(model, x, data.y, part, epochs=8, lr=0.01)
        for pixels in range(params.shift + 1):
            found = [accuracy(model, moved, data.test_y) for moved in shifted(test_x, pixels)]
            metrics[f"{pool}_accuracy_{pixels}"] = sum(found) / len(found)
    return metrics, test_x[data.test_y == 2][0, 0]


def network(pool: str, window: int, side: int) -> "nn.Module":
    """Return a convolution, what shrinks its maps by `window`, and a dense layer."""
    from torch import nn

    shrinking = {
        "max": nn.MaxPool2d(window),
        "average": nn.AvgPool2d(window),
        "stride": nn.Conv2d(FILTERS, FILTERS, window, stride=window),
    }
    return nn.Sequential(
        nn.Conv2d(1, FILTERS, 5, padding=2),
        nn.ReLU(),
        shrinking[pool],
        nn.Flatten(),
        nn.Linear(FILTERS * (side // window) ** 2, 10),
    )


def draw(params: Shrinking, metrics: Metrics, image: "Tensor", say: Say) -> Pictures:
    from compute import plots

    looks = {
        "max": (say("max 풀링", "max pooling"), plots.BLUE),
        "average": (say("평균 풀링", "average"), plots.RED),
        "stride": (say("스트라이드", "stride"), plots.FAINT),
    }
    curves = [
        (
            looks[pool][0],
            [metrics[f"{pool}_accuracy_{pixels}"] for pixels in range(params.shift + 1)],
            looks[pool][1],
        )
        for pool in params.pool
    ]
    return {"pooling": by_shift(say.headline, curves, image, say)}


DEMO = packaged(Shrinking, measure, draw)
