"""How an MLP can equal a CNN: a convolution written out as one large matrix, mostly zeros."""

from itertools import product
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from content.numerals import some

if TYPE_CHECKING:
    from torch import Tensor

    from compute.toolkit.data import Digits

MOST_FRAMES = 36


class Unrolling(Params):
    kernel: Annotated[int, Field(ge=2, le=5)] = 3
    stride: Annotated[int, Field(ge=1, le=3)] = 1
    free_steps: Annotated[
        int,
        Field(ge=0, le=100),
    ] = 0


class Unrolled(NamedTuple):
    """The image (side, side), the matrix (outputs, pixels), and where each row's window starts."""

    image: "Tensor"
    matrix: "Tensor"
    corners: list[tuple[int, int]]


def measure(params: Unrolling, lab: Lab) -> tuple[Metrics, Unrolled]:
    """Multiply all test images by the matrix and compare with the convolution itself."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    weights = torch.randn(params.kernel, params.kernel)
    starts = range(0, data.side - params.kernel + 1, params.stride)
    corners = list(product(starts, starts))
    matrix = unrolled(weights, data.side, corners)
    if params.free_steps:
        matrix = trained_freely(matrix, data, params.free_steps, lab)
    images = data.test_x.view(-1, 1, data.side, data.side)
    convolved = torch.nn.functional.conv2d(images, weights[None, None], stride=params.stride)
    difference = float((data.test_x @ matrix.T - convolved.flatten(1)).abs().max())
    lab.report(1.0, f"difference {difference:.2g}")
    filled = matrix[matrix != 0]
    return {
        "rows": float(len(matrix)),
        "columns": float(matrix.shape[1]),
        "cells": float(matrix.numel()),
        "filled_share": len(filled) / matrix.numel(),
        "distinct_values": float(len(set(filled.tolist()))),
        "largest_difference": difference,
    }, Unrolled(images[data.test_y == 3][0, 0], matrix, corners)


def unrolled(weights: "Tensor", side: int, corners: list[tuple[int, int]]) -> "Tensor":
    """Return a matrix with a row per window: the filter where the window is, zeros elsewhere."""
    import torch

    kernel = len(weights)
    matrix = torch.zeros(len(corners), side, side)
    for row, (top, left) in enumerate(corners):
        matrix[row, top : top + kernel, left : left + kernel] = weights
    return matrix.flatten(1)


def trained_freely(matrix: "Tensor", data: "Digits", steps: int, lab: Lab) -> "Tensor":
    """Return the matrix after gradient steps in an MLP that treats each cell as its own weight."""
    import torch
    from torch import nn

    outputs, pixels = matrix.shape
    layer = nn.Linear(pixels, outputs, bias=False)
    layer.weight.data = matrix.clone()
    model = nn.Sequential(layer, nn.ReLU(), nn.Linear(outputs, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for step in range(1, steps + 1):
        loss = nn.functional.cross_entropy(model(data.x), data.y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        lab.report(step / steps, f"step {step} · loss {loss.item():.2g}")
    return layer.weight.detach()


def draw(params: Unrolling, metrics: Metrics, data: Unrolled, say: Say) -> Pictures:
    import numpy as np
    from matplotlib.patches import Rectangle

    from compute import plots

    figure, (left, middle, right) = plots.panels(say.headline, 3, share=False, widths=(1, 2.4, 1))
    matrix = data.matrix.numpy()
    outputs = matrix @ data.image.numpy().ravel()
    across = round(len(outputs) ** 0.5)
    left.imshow(data.image.numpy(), cmap="gray_r")
    plots.bare(left)
    window = Rectangle(
        (0, 0), params.kernel, params.kernel, fill=False, edgecolor=plots.RED, linewidth=4
    )
    left.add_patch(window)
    edge, most = (float(np.abs(values).max()) for values in (matrix, outputs))
    cells = middle.imshow(matrix, plots.SIGNED, vmin=-edge, vmax=edge, aspect="auto")
    plots.bare(middle)
    answer = right.imshow(outputs.reshape(across, across), plots.SIGNED, vmin=-most, vmax=most)
    plots.bare(right)
    rows, columns = matrix.shape
    left.set_title(say(f"이미지\n{columns}픽셀", f"image\n{columns} pixels"))
    apart = f"{metrics['largest_difference']:.2g}"
    right.set_title(say(f"출력 {rows}개\n차이 {apart}", f"{some(rows, 'output')}\n{apart} apart"))
    share, values = plots.percent(metrics["filled_share"]), f"{metrics['distinct_values']:,.0f}"
    middle.set_title(
        say(
            f"행렬 {rows}×{columns}: 0이 아닌 칸 {share},\n서로 다른 값 {values}개",
            f"matrix {rows}×{columns}: {share} not zero,\n{values} different values",
        )
    )
    frames = min(rows, MOST_FRAMES)

    def frame(index: int) -> None:
        done = (index + 1) * rows // frames
        top, start = data.corners[done - 1]
        window.set_xy((start - 0.5, top - 0.5))
        seen = np.arange(rows) < done
        cells.set_data(np.where(seen[:, None], matrix, np.nan))
        answer.set_data(np.where(seen, outputs, np.nan).reshape(across, across))

    return {"matrix": plots.Motion(figure, frame, frames, ms=140, hold_ms=4000)}


DEMO = packaged(Unrolling, measure, draw)
