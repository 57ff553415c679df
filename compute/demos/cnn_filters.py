"""What a CNN is: small learned filters that scan a digit, each writing a feature map."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, train
from content.numerals import some

if TYPE_CHECKING:
    from torch import Tensor

FRAMES = 32


class Scan(Params):
    filters: Annotated[int, Field(ge=1, le=16)] = 8
    epochs: Annotated[int, Field(ge=0, le=40)] = 10
    digit: Annotated[int, Field(ge=0, le=9)] = 3


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


def draw(params: Scan, metrics: Metrics, data: Maps, say: Say) -> Pictures:
    import numpy as np
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (left, middle, right) = plots.panels(say.headline, 3, share=False)
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
    filters = np.asarray(shown.get_array())
    rows, across = np.indices(filters.shape)
    order = rows % (side + 1) * side + across % (side + 1)

    def frame(index: int) -> None:
        reached = (index + 1) * side**2 // FRAMES - 1
        window.set_xy((reached % side - 1.5, reached // side - 1.5))
        shown.set_data(np.where(order <= reached, filters, np.nan))

    return {"filters": plots.Motion(figure, frame, FRAMES, ms=130, hold_ms=4000)}


DEMO = packaged(Scan, measure, draw)
