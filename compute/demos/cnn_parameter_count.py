"""How many parameters a CNN has and how many values it computes, layer by layer."""

import re
from math import prod
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field, field_validator

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

_SPEC = r"^((conv[1-9]\d{0,2}|pool), ?){1,6}(gap, ?)?fc[1-9]\d{0,2}(, ?fc[1-9]\d{0,2}){0,2}$"
_MOST_POOLS = 3
"""The smallest image, 8 × 8, can be halved so often."""


class Architecture(Params):
    layers: Annotated[
        str,
        Field(pattern=_SPEC, max_length=80),
    ] = "conv8,pool,conv16,pool,fc10"
    side: Annotated[int, Field(ge=8, le=256)] = 28
    channels: Annotated[int, Field(ge=1, le=16)] = 1
    kernel: Annotated[int, Field(ge=1, le=7)] = 3

    @field_validator("layers")
    @classmethod
    def _leave_something_to_pool(cls, layers: str) -> str:
        if layers.count("pool") > _MOST_POOLS:
            raise ValueError(f"more than {_MOST_POOLS} pools")
        return layers


class Layer(NamedTuple):
    """A layer as it was given, and what it puts out as channels, height and width, or as units."""

    name: str
    shape: tuple[int, ...]
    parameters: int


def measure(params: Architecture, lab: Lab) -> tuple[Metrics, list[Layer]]:
    """Let PyTorch build the layers and push an image through, on a device without memory."""
    import torch

    signal = torch.empty(1, params.channels, params.side, params.side, device="meta")
    layers: list[Layer] = []
    for word, _ in lab.share([word.strip() for word in params.layers.split(",")]):
        module = built(word, signal.shape[1:], params.kernel)
        signal = module(signal)
        parameters = sum(p.numel() for p in module.parameters())
        layers.append(Layer(word, tuple(signal.shape[1:]), parameters))
    metrics: Metrics = {
        "parameters": float(sum(layer.parameters for layer in layers)),
        "dense_parameters": float(sum(x.parameters for x in layers if x.name.startswith("fc"))),
        "activations": float(sum(prod(layer.shape) for layer in layers)),
        "largest_map": float(max(prod(x.shape) for x in layers if not x.name.startswith("fc"))),
    }
    metrics["dense_share"] = metrics["dense_parameters"] / metrics["parameters"]
    for number, layer in enumerate(layers, start=1):
        metrics[f"parameters_{number}"] = float(layer.parameters)
    return metrics, layers


def built(word: str, shape: "Sequence[int]", kernel: int) -> "nn.Module":
    """Return the layer that a word such as "conv8" stands for, for an input of this shape."""
    from torch import nn

    size = int(re.sub(r"\D", "", word) or 0)
    if word == "pool":
        return nn.MaxPool2d(2)
    if word == "gap":
        return nn.AdaptiveAvgPool2d(1)
    if word.startswith("conv"):
        return nn.Conv2d(shape[0], size, kernel, padding="same", device="meta")
    return nn.Sequential(nn.Flatten(), nn.Linear(prod(shape), size, device="meta"))


def draw(params: Architecture, metrics: Metrics, layers: list[Layer], say: Say) -> Pictures:
    from compute import plots

    figure, (left, right) = plots.panels(say.headline, 2, share=False)
    counts = [layer.parameters for layer in layers]
    outputs = [prod(layer.shape) for layer in layers]
    names = [f"{layer.name}  {shape_of(layer)}" for layer in layers]
    for panel, values, color in ((left, counts, plots.BLUE), (right, outputs, plots.ORANGE)):
        colors = [color if value == max(values) else plots.FAINT for value in values]
        labels = [f"{value:,}" for value in values]
        plots.bars(panel, names, values, colors, labels)
        panel.set(xlim=(0, 1.5 * max(values)), xticks=[])
        panel.grid(visible=False)
        panel.spines[["bottom"]].set_visible(False)
    total, activations = f"{metrics['parameters']:,.0f}", f"{metrics['activations']:,.0f}"
    left.set_title(say(f"파라미터 {total}개", f"{total} parameters"), color=plots.BLUE)
    right.set_title(
        say(f"출력값 {activations}개", f"{activations} activations"), color=plots.ORANGE
    )
    return {"layers": figure}


def shape_of(layer: Layer) -> str:
    """Return the output's shape as a picture has it: height × width × channels."""
    channels, *size = layer.shape
    return "×".join(str(length) for length in (*size, channels))


DEMO = packaged(Architecture, measure, draw)
