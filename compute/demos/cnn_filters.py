"""What a CNN is: small learned filters that scan a digit, each writing a feature map."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

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
    from torch import Tensor

    from compute.plots import Picture

FRAMES = 32


class Scan(Params):
    filters: Annotated[int, Title("필터 수", "filters"), Field(ge=1, le=16)] = 8
    epochs: Annotated[int, Title("에폭 수", "epochs"), Field(ge=0, le=40)] = 10
    digit: Annotated[int, Title("보여 줄 숫자", "digit to show"), Field(ge=0, le=9)] = 3


class Maps(NamedTuple):
    """An image (side, side), the filters (n, 3, 3) and the maps (n, side, side) they make of it."""

    image: "Tensor"
    filters: "Tensor"
    maps: "Tensor"


def measure(params: Scan, lab: Lab) -> tuple[Metrics, Maps]:
    """Train convolution, ReLU, max pooling and a dense layer; then look at the first two."""
    import torch
    from torch import nn

    data = digits()
    square = (-1, 1, data.side, data.side)
    torch.manual_seed(lab.seed)
    convolution = nn.Conv2d(1, params.filters, 3, padding=1)
    pooled = params.filters * (data.side // 2) ** 2
    model = nn.Sequential(
        convolution, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(pooled, 10)
    )
    train(model, data.x.view(square), data.y, lab, epochs=params.epochs, lr=0.01)
    image = data.test_x[data.test_y == params.digit][:1].view(square)
    maps = convolution(image).relu()[0].detach()
    test_accuracy = accuracy(model, data.test_x.view(square), data.test_y)
    lab.report(1.0, f"accuracy {test_accuracy:.3f}")
    return {
        "test_accuracy": test_accuracy,
        "filter_parameters": float(sum(p.numel() for p in convolution.parameters())),
        "dense_parameters": float((data.side**2 + 1) * maps.numel()),
    }, Maps(image[0, 0], convolution.weight[:, 0].detach(), maps)


def draw(params: Scan, metrics: Metrics, data: Maps, say: Say) -> "dict[str, Picture]":
    import numpy as np
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (left, middle, right) = plots.panels(headline(params, say), 3, share=False)
    side = len(data.image)
    columns = min(params.filters, 4 if params.filters <= 8 else 8)
    largest = float(data.filters.abs().max())
    left.imshow(data.image.numpy(), cmap="gray_r")
    left.set(xlim=(-1.7, side + 0.7), ylim=(side + 0.7, -1.7))  # the window leaves the image
    left.set_axis_off()
    plots.tiles(middle, data.filters, columns, plots.SIGNED, (-largest, largest))
    plots.tiles(right, data.maps, columns, plots.RISING)
    n = params.filters
    left.set_title(say("입력 이미지", "input image"))
    middle.set_title(say(f"필터 {n}개", some(n, "filter")))
    right.set_title(say(f"특징 맵 {n}장", some(n, "feature map")))
    window = Rectangle((0, 0), 3, 3, fill=False, edgecolor=plots.RED, linewidth=4)
    left.add_patch(window)
    shown = right.images[0]
    sheet = np.asarray(shown.get_array())
    rows, across = np.indices(sheet.shape)
    order = rows % (side + 1) * side + across % (side + 1)

    def frame(index: int) -> None:
        reached = (index + 1) * side**2 // FRAMES - 1
        window.set_xy((reached % side - 1.5, reached // side - 1.5))
        shown.set_data(np.where(order <= reached, sheet, np.nan))

    return {"filters": plots.Motion(figure, frame, FRAMES, ms=130, hold_ms=4000)}


def headline(params: Scan, say: Say) -> str:
    if params.epochs == 0:
        return say("학습 전: 필터 값이 무작위예요", "Before training the filters are random")
    return say("같은 필터가 그림 전체를 훑어요", "The same filters scan the whole image")


def caption(params: Scan, metrics: Metrics) -> Bilingual:
    """Say what was trained, how well it reads digits, and how few weights the scanning takes."""
    right = f"{metrics['test_accuracy']:.1%}"
    few, many = f"{metrics['filter_parameters']:.0f}", f"{metrics['dense_parameters']:,.0f}"
    return Bilingual(
        ko=f"3×3 필터 {params.filters}개짜리 합성곱층에 풀링과 전연결층을 붙인 CNN을 손글씨 숫자로"
        f" {params.epochs}에폭 학습했고, 테스트 정확도는 {right}예요."
        " 빨간 창이 지나는 곳마다 필터와 겹친 픽셀을 곱해 더하고, ReLU를 거친 값이 특징 맵의 한"
        " 칸이 돼요. 필터의 빨강은 음수, 파랑은 양수예요."
        f" 모든 자리에서 같은 필터를 쓰니 이 층의 파라미터는 {few}개뿐이고,"
        f" 같은 크기의 출력을 전연결층으로 만들면 {many}개예요.",
        en=f"A CNN of {some(params.filters, 'filter')} of 3×3, pooling and a dense layer was"
        f" trained on digits for {some(params.epochs, 'epoch')}; its test accuracy is {right}."
        " Wherever the red window stops, the pixels under it are multiplied by the filter (red is"
        " negative, blue positive) and summed; after ReLU that is one cell of the feature map."
        f" Since all places share the filters, this layer has just {few} parameters, where a dense"
        f" layer with as many outputs has {many}.",
    )


DEMO = Demo(
    name="cnn-filters",
    topic=Topic.CONVOLUTION,
    title=Bilingual(ko="CNN의 필터와 특징 맵", en="Filters and feature maps of a CNN"),
    params=Scan,
    presets=(
        Preset(
            name="untrained",
            works=False,
            params={"epochs": 0},
            look=Bilingual(
                ko="필터 값이 무작위이고 정확도는 찍는 수준이에요. 기본값으로 돌려 학습한 필터와"
                " 견줘 보세요.",
                en="The filters are random and the accuracy is that of guessing; run the defaults"
                " to compare them with trained ones.",
            ),
        ),
        Preset(
            name="long",
            works=True,
            params={"filters": 6, "epochs": 40},
            look=Bilingual(
                ko="위아래나 좌우로 색이 갈린 필터를 찾아보세요. 그 방향의 획 가장자리에서 맵이"
                " 진해져요.",
                en="Look for filters split into two colours: their maps are dark where a stroke has"
                " an edge in that direction.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
