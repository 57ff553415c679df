"""Why max pooling: CNNs that shrink their maps in three ways read digits that moved."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.demos.cnn_vs_mlp import by_shift, framed, shifted
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compute.plots import Picture

Pool = Literal["max", "average", "stride"]

FILTERS = 24


class Shrinking(Params):
    pool: Annotated[
        tuple[Pool, ...], Title("줄이는 방법", "ways to shrink"), Field(min_length=1, max_length=3)
    ] = ("max", "average", "stride")
    shift: Annotated[
        int, Title("옮길 픽셀 수 (최대)", "largest shift in pixels"), Field(ge=1, le=3)
    ] = 2
    window: Annotated[int, Title("창 한 변", "side of the window"), Field(ge=2, le=8)] = 4


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


def draw(params: Shrinking, metrics: Metrics, image: "Tensor", say: Say) -> "dict[str, Picture]":
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
    return {"pooling": by_shift(headline(params, metrics, say), curves, image, say)}


def headline(params: Shrinking, metrics: Metrics, say: Say) -> str:
    moved = {pool: metrics[f"{pool}_accuracy_1"] for pool in params.pool}
    if len(moved) > 1 and max(moved, key=lambda pool: moved[pool]) == "max":
        return say(
            "1픽셀 옮겨도 max 풀링이 가장 잘 버텨요", "Moved by a pixel, max pooling holds up best"
        )
    if len(moved) > 1:
        return say("1픽셀만 옮겨도 정확도가 달라져요", "A single pixel changes the accuracy")
    pool, after = next(iter(moved.items()))
    before = metrics[f"{pool}_accuracy_0"]
    return say(
        f"1픽셀 옮기면 {before:.0%}에서 {after:.0%}로",
        f"One pixel takes it from {before:.0%} to {after:.0%}",
    )


def caption(params: Shrinking, metrics: Metrics) -> Bilingual:
    """Say what each way to shrink reads in place and after a shift, and why they differ."""
    ko_names = {"max": "max 풀링", "average": "평균 풀링", "stride": "스트라이드 합성곱"}
    en_names = {"max": "max pooling", "average": "average pooling", "stride": "strided convolution"}
    w, far = params.window, params.shift
    falls = {
        pool: [f"{metrics[f'{pool}_accuracy_{pixels}']:.1%}" for pixels in range(far + 1)]
        for pool in params.pool
    }
    ko_runs = ", ".join(f"{ko_names[pool]} {' → '.join(seen)}" for pool, seen in falls.items())
    en_runs = ", ".join(f"{en_names[pool]} {' → '.join(seen)}" for pool, seen in falls.items())
    return Bilingual(
        ko=f"가운데 있는 숫자로 CNN을 학습하고, 0픽셀에서 {far}픽셀까지 옮긴 숫자로 시험했어요."
        f" 특징 맵을 {w}×{w} 창마다 값 하나로 줄이는 방법만 달라요. 정확도는 {ko_runs}예요."
        " max는 창에서 가장 센 반응만 남겨서 획이 창 안에서 움직이면 값이 그대로이고, 평균은 그"
        " 반응을 빈칸들과 섞어 흐려요. 획이 창을 벗어나면 max도 소용없어요.",
        en=f"CNNs learned from digits in the middle and were tested on digits moved by 0 to"
        f" {some(far, 'pixel')}; only the way to turn each {w}×{w} window into one value differs."
        f" Accuracy: {en_runs}. Max keeps the strongest response of a window, so a stroke that"
        " moves inside it changes nothing, while the average blurs it with empty cells. Once the"
        " stroke leaves the window max pooling fails too.",
    )


DEMO = Demo(
    name="pooling-compare",
    topic=Topic.CONVOLUTION,
    title=Bilingual(ko="max 풀링과 평균 풀링", en="Max and average pooling"),
    params=Shrinking,
    presets=(
        Preset(
            name="wide-window",
            works=True,
            params={"pool": "max,average", "window": 7, "shift": 3},
            look=Bilingual(
                ko="창이 넓을수록 max는 더 멀리까지 버티고, 평균은 제자리에서도 흐려져 틀려요.",
                en="The wider the window, the further max pooling holds, while the average blurs"
                " even what is in place.",
            ),
        ),
        Preset(
            name="too-far",
            works=False,
            params={"window": 2, "shift": 3},
            look=Bilingual(
                ko="2픽셀부터는 세 선이 함께 바닥으로 가요. 버티는 거리는 창 크기만큼이에요.",
                en="From 2 pixels on all three lines go down together: the window is as far as it"
                " holds.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
