"""Why much data made deep learning boom: a linear model and a network learn from more and more."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

BATCH = 64
STEPS = 300
"""Every model takes about so many, however much data it has."""

AHEAD = 0.1
"""From this difference in accuracy on, one model is clearly better."""


class Scaling(Params):
    sizes: Annotated[
        tuple[Annotated[int, Field(ge=20, le=1300)], ...],
        Title("학습 데이터 크기들", "training set sizes"),
        Field(min_length=2, max_length=6),
    ] = (30, 100, 300, 1000)
    shift: Annotated[
        int, Title("숫자를 옮기는 최대 픽셀", "pixels a digit may move"), Field(ge=0, le=4)
    ] = 3


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
            name = "deep" if hidden else "linear"
            metrics[f"{name}_accuracy_{size}"] = accuracy(model, test_x, data.test_y)
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


def draw(
    params: Scaling, metrics: Metrics, samples: list[list[list[float]]], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (left, right) = plots.panels(
        headline(params, metrics, say), 2, share=False, widths=(1, 2.2)
    )
    plots.tiles(left, samples, 2)
    left.set_title(say("이 숫자는?", "which digit?"), fontweight="bold")
    sizes = sorted(params.sizes)
    names = {
        "deep": say("깊은\n신경망", "deep\nnetwork"),
        "linear": say("선형\n모델", "linear\nmodel"),
    }
    tags = []
    for name, color in (("deep", plots.BLUE), ("linear", plots.RED)):
        values = [metrics[f"{name}_accuracy_{size}"] for size in sizes]
        plots.line(right, sizes, values, color)
        plots.dots(right, sizes, values, color, size=10)
        tags.append((values[-1], f"{names[name]}\n{values[-1]:.0%}", color))
    right.set(xscale="log", ylim=(0, 1), ylabel=say("테스트 정확도", "test accuracy"))
    right.set(xlabel=say("학습 이미지 수", "training images"))
    right.yaxis.set_major_formatter("{x:.0%}")
    right.set_xticks(sizes, [str(size) for size in sizes])
    right.set_xticks([], minor=True)
    plots.tag_ends(right, tags)
    return {"scaling": figure}


def lead(metrics: Metrics, size: int) -> float:
    """Return by how much the deep network is more accurate with so many images."""
    return metrics[f"deep_accuracy_{size}"] - metrics[f"linear_accuracy_{size}"]


def headline(params: Scaling, metrics: Metrics, say: Say) -> str:
    few, many = (lead(metrics, size) for size in (min(params.sizes), max(params.sizes)))
    if many > max(AHEAD, few):
        return say(
            "데이터가 늘수록 깊은 신경망이 앞서요", "With more data the deep network pulls ahead"
        )
    if abs(many) <= AHEAD:
        return say("여기서는 둘이 비슷해요", "Here both do about as well")
    return say("데이터 크기에 따른 두 모델", "Two models by the size of their data")


def caption(params: Scaling, metrics: Metrics) -> Bilingual:
    """Say what both models learnt from, how well at both ends, and what that has to do with it."""
    few, many = min(params.sizes), max(params.sizes)
    linear_few, deep_few, linear_many, deep_many = (
        f"{metrics[f'{name}_accuracy_{size}']:.0%}"
        for size in (few, many)
        for name in ("linear", "deep")
    )
    ko = (
        f"최대 {params.shift}픽셀 옮긴 손글씨 숫자를 선형 모델과 은닉층 2개 신경망에 가르쳤어요."
        f" 테스트 정확도는 {few}장일 때 {linear_few}와 {deep_few},"
        f" {many}장일 때 {linear_many}와 {deep_many}예요."
    )
    en = (
        f"A linear model and a network with two hidden layers learnt digits moved by up to"
        f" {params.shift} pixels. Test accuracy: {linear_few} and {deep_few} from {few} images,"
        f" {linear_many} and {deep_many} from {many}."
    )
    if lead(metrics, many) > AHEAD:
        ko += " 선형 모델은 금세 한계에 닿지만 큰 신경망은 데이터가 많을수록 더 배워요."
        en += " The linear model soon hits its limit; the large network keeps learning from more."
    else:
        ko += " 데이터가 적거나 문제가 쉬우면 큰 신경망의 장점이 드러나지 않아요."
        en += " With little data or an easy task, a large network has no advantage to show."
    ko += " 2010년대에는 큰 데이터와 그것을 감당할 GPU가 함께 갖춰졌어요."
    en += " In the 2010s, large data sets and the GPUs to cope with them came together."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="data-scaling",
    topic=Topic.GENERALIZATION,
    title=Bilingual(ko="데이터가 늘어나면", en="What more data do"),
    params=Scaling,
    presets=(
        Preset(
            name="too-few",
            works=False,
            params={"sizes": "20,40,80"},
            look=Bilingual(
                ko="데이터가 이렇게 적으면 깊은 신경망도 선형 모델보다 나을 것이 별로 없어요.",
                en="With so few images the deep network is hardly better than the linear model.",
            ),
        ),
        Preset(
            name="all-data",
            works=True,
            params={"sizes": "50,100,200,400,800,1300"},
            look=Bilingual(
                ko="빨간 선은 눕는데 파란 선은 계속 올라가요.",
                en="The red line levels off while the blue one keeps climbing.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
