"""Why images call for a CNN: it and an MLP of as many parameters read digits that moved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Demo, Metrics, Params, Say, Title
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.topics import Topic
from compute.toolkit.words import some
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from torch import Tensor, nn

    from compute.plots import Picture

KERNEL = 5
CLASSES = 10


class Budget(Params):
    params: Annotated[
        int, Title("모델마다 파라미터 수", "parameters of each model"), Field(ge=100, le=8000)
    ] = 2500
    max_shift: Annotated[
        int, Title("옮길 픽셀 수 (최대)", "largest shift in pixels"), Field(ge=1, le=4)
    ] = 3


def measure(params: Budget, lab: Lab) -> "tuple[Metrics, Tensor]":
    """Train both on digits in the middle and test them on the same digits moved aside."""
    import torch

    data = digits()
    x, test_x = (framed(images, data.side, params.max_shift) for images in (data.x, data.test_x))
    metrics: Metrics = {}
    for name, part in lab.share(("cnn", "mlp")):
        torch.manual_seed(lab.seed)
        side = x.shape[-1]
        model = convolutional(params.params) if name == "cnn" else dense(params.params, side)
        metrics[f"{name}_parameters"] = float(sum(p.numel() for p in model.parameters()))
        train(model, x, data.y, part, epochs=8, lr=0.02)
        for pixels in range(params.max_shift + 1):
            found = [accuracy(model, moved, data.test_y) for moved in shifted(test_x, pixels)]
            metrics[f"{name}_accuracy_{pixels}"] = sum(found) / len(found)
    return metrics, test_x[data.test_y == 2][0, 0]


def framed(images: "Tensor", side: int, margin: int) -> "Tensor":
    """Return images (n, 1, height, width) with empty pixels around, so that shifts lose nothing."""
    from torch.nn.functional import pad

    return pad(images.view(-1, 1, side, side), (margin,) * 4)


def shifted(images: "Tensor", pixels: int) -> "list[Tensor]":
    """Return the images moved right, left, down and up."""
    moves = ((0, pixels), (0, -pixels), (pixels, 0), (-pixels, 0)) if pixels else ((0, 0),)
    return [images.roll(move, (-2, -1)) for move in moves]


def convolutional(budget: int) -> "nn.Module":
    """Return one convolution whose filters each report the best match anywhere in the image.

    The padding is as wide as a filter reaches, so that all places count the same.
    """
    from torch import nn

    filters = (budget - CLASSES) // (KERNEL**2 + 1 + CLASSES)
    return nn.Sequential(
        nn.Conv2d(1, filters, KERNEL, padding=KERNEL - 1),
        nn.AdaptiveMaxPool2d(1),
        nn.ReLU(),  # after the maximum it is the same, on fewer numbers
        nn.Flatten(),
        nn.Linear(filters, CLASSES),
    )


def dense(budget: int, side: int) -> "nn.Module":
    """Return an MLP with one hidden layer, of one unit where the budget pays for none."""
    from torch import nn

    hidden = max(1, (budget - CLASSES) // (side**2 + 1 + CLASSES))
    return nn.Sequential(nn.Flatten(), mlp([side**2, hidden, CLASSES]))


def draw(params: Budget, metrics: Metrics, image: "Tensor", say: Say) -> "dict[str, Picture]":
    from compute import plots

    curves = [
        (
            name.upper(),
            [metrics[f"{name}_accuracy_{pixels}"] for pixels in range(params.max_shift + 1)],
            color,
        )
        for name, color in (("cnn", plots.BLUE), ("mlp", plots.RED))
    ]
    return {"shift": by_shift(headline(params, metrics, say), curves, image, say)}


def by_shift(
    title: str, curves: Sequence[tuple[str, list[float], str]], image: "Tensor", say: Say
) -> "Figure":
    """Draw accuracies by shift as lines (name, values, color) above what the shift looks like."""
    from compute import plots

    shifts = [image.roll(pixels, 1) for pixels in range(len(curves[0][1]))]
    figure, panel = plots.over_samples(title, curves, shifts)
    panel.set_xlabel(say("숫자를 옮긴 거리 (픽셀)", "shift of the digit (pixels)"))
    panel.set_ylabel(say("테스트 정확도", "test accuracy"), loc="top")
    return figure


def headline(params: Budget, metrics: Metrics, say: Say) -> str:
    far = params.max_shift
    if metrics["cnn_accuracy_0"] < 0.8:
        return say("필터가 너무 적으면 CNN도 못 읽어요", "With too few filters the CNN fails too")
    if metrics["cnn_accuracy_0"] - metrics[f"mlp_accuracy_{far}"] > 0.3:
        return say(
            f"{far}픽셀만 옮겨도 MLP는 무너져요",
            f"Move the digit {some(far, 'pixel')} and the MLP fails",
        )
    return say("숫자를 옮기면 누가 잘 읽을까요?", "Who reads a digit that has moved?")


def caption(params: Budget, metrics: Metrics) -> Bilingual:
    """Say how many parameters each had and what they read in the middle and furthest from it."""
    far = params.max_shift
    cnn, mlp_ = (f"{metrics[f'{name}_parameters']:,.0f}" for name in ("cnn", "mlp"))
    cnn_0, cnn_far, mlp_0, mlp_far = (
        f"{metrics[f'{name}_accuracy_{pixels}']:.1%}"
        for name in ("cnn", "mlp")
        for pixels in (0, far)
    )
    return Bilingual(
        ko=f"파라미터가 {cnn}개인 CNN과 {mlp_}개인 MLP를 가운데 있는 숫자로만 학습한 뒤, 옆으로"
        f" 옮긴 숫자로 시험했어요. 가운데에서는 CNN {cnn_0}, MLP {mlp_0}이고, {far}픽셀 옮기면"
        f" CNN {cnn_far}, MLP {mlp_far}예요."
        " CNN은 같은 필터를 모든 자리에 대 보고 가장 잘 맞는 값만 남겨서(전역 맥스 풀링) 숫자가"
        " 어디 있든 답이 같아요. MLP는 픽셀마다 가중치가 따로라 옮긴 자리는 처음 보는 입력이에요.",
        en=f"A CNN of {cnn} parameters and an MLP of {mlp_} learned from digits in the middle and"
        f" were tested on digits moved aside. In the middle the CNN gets {cnn_0} and the MLP"
        f" {mlp_0}; {some(far, 'pixel')} off they get {cnn_far} and {mlp_far}."
        " The CNN tries the same filters everywhere and keeps the best match (global max pooling),"
        " so its answer is the same wherever the digit is. The MLP has a weight for each pixel and"
        " none of them was trained for the new place.",
    )


DEMO = Demo(
    name="cnn-vs-mlp",
    topic=Topic.CONVOLUTION,
    title=Bilingual(ko="CNN과 MLP: 숫자를 옮기면", en="CNN and MLP on digits that moved"),
    params=Budget,
    presets=(
        Preset(
            name="one-pixel",
            works=True,
            params={"params": 5000, "max_shift": 1},
            look=Bilingual(
                ko="제자리에서는 MLP도 CNN만큼 잘 읽어요. 한 픽셀 옮겼을 때 벌어지는 틈을 보세요.",
                en="In place the MLP reads about as well as the CNN; look at the gap that a single"
                " pixel opens.",
            ),
        ),
        Preset(
            name="too-few",
            works=False,
            params={"params": 120},
            look=Bilingual(
                ko="파란 선은 여전히 평평하지만 낮아요. 위치에 강해도 필터가 모자라면 숫자를 가리지"
                " 못해요.",
                en="The blue line is still level but low: so few filters cannot tell the digits"
                " apart, wherever they are.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
