"""Why much data made deep learning boom: a linear model and a network learn from more and more."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train

if TYPE_CHECKING:
    from torch import Tensor

BATCH = 64
STEPS = 300
"""Every model takes about so many, however much data it has."""


class Scaling(Params):
    sizes: Annotated[
        tuple[Annotated[int, Field(ge=20, le=1300)], ...],
        Field(min_length=2, max_length=6),
    ] = (30, 100, 300, 1000)
    shift: Annotated[int, Field(ge=0, le=4)] = 3


def measure(params: Scaling, lab: Lab) -> tuple[Metrics, list[list[list[float]]]]:
    """Train both models on the first so many images, digits anywhere in a larger frame."""
    import torch

    data = digits(lab.seed)
    torch.manual_seed(lab.seed)
    x, test_x = (moved(images, data.side, params.shift) for images in (data.x, data.test_x))
    metrics: Metrics = {}
    for size, part in lab.share(sorted(params.sizes)):
        for hidden, half in part.share(((), (256, 128))):
            torch.manual_seed(lab.seed)
            model = mlp([x.shape[1], *hidden, 10])
            epochs = max(1, STEPS // -(-size // BATCH))
            lr = 0.003 if hidden else 0.01
            train(model, x[:size], data.y[:size], half, epochs=epochs, lr=lr, batch=BATCH)
            right = accuracy(model, test_x, data.test_y)
            metrics[f"{'deep' if hidden else 'linear'}_accuracy_{size}"] = right
    side = data.side + params.shift
    return metrics, x[:6].view(-1, side, side).tolist()


def moved(images: "Tensor", side: int, shift: int) -> "Tensor":
    """Put each image at a random place in a black frame that is `shift` pixels larger."""
    import torch

    frames = torch.zeros(len(images), side + shift, side + shift)
    places = torch.randint(0, shift + 1, (len(images), 2)).tolist()
    for frame, image, (down, across) in zip(frames, images, places, strict=True):
        frame[down : down + side, across : across + side] = image.view(side, side)
    return frames.flatten(1)


def draw(params: Scaling, metrics: Metrics, samples: list[list[list[float]]], say: Say) -> Pictures:
    from compute import plots

    figure, (left, right) = plots.panels(say.headline, 2, share=False, widths=(1, 2.2))
    plots.tiles(left, samples, 2)
    left.set_title(say("이 숫자는?", "which digit?"), fontweight="bold")
    sizes = sorted(params.sizes)
    names = {
        "deep": say("깊은\n신경망", "deep\nnetwork"),
        "linear": say("선형\n모델", "linear\nmodel"),
    }
    for name, color in (("deep", plots.BLUE), ("linear", plots.RED)):
        values = [metrics[f"{name}_accuracy_{size}"] for size in sizes]
        label = f"{names[name]}\n" + plots.percent(values[-1])
        plots.line(right, sizes, values, color, label)
        plots.dots(right, sizes, values, color, size=10)
    right.set(xscale="log", ylim=(0, 1), ylabel=say("테스트 정확도", "test accuracy"))
    right.set(xlabel=say("학습 이미지 수", "training images"))
    right.yaxis.set_major_formatter("{x:.0%}")
    right.set_xticks(sizes, [str(size) for size in sizes])
    right.set_xticks([], minor=True)
    plots.tag_ends(right)
    return {"scaling": figure}


DEMO = packaged(Scaling, measure, draw)
