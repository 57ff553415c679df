"""How many parameters a CNN has and how many values it computes, layer by layer."""

import re
from math import prod
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field, field_validator

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from compute.plots import Picture

_SPEC = r"^((conv[1-9]\d{0,2}|pool), ?){1,6}(gap, ?)?fc[1-9]\d{0,2}(, ?fc[1-9]\d{0,2}){0,2}$"
_MOST_POOLS = 3
"""The smallest image, 8 × 8, can be halved so often."""


class Architecture(Params):
    layers: Annotated[
        str,
        Title("층 (conv필터수, pool, gap, fc출력수)", "layers (convN, pool, gap, fcN)"),
        Field(pattern=_SPEC, max_length=80),
    ] = "conv8,pool,conv16,pool,fc10"
    side: Annotated[int, Title("이미지 한 변", "side of the image"), Field(ge=8, le=256)] = 28
    channels: Annotated[int, Title("이미지 채널 수", "image channels"), Field(ge=1, le=16)] = 1
    kernel: Annotated[int, Title("필터 한 변", "side of the filters"), Field(ge=1, le=7)] = 3

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
        "largest_map": float(max(prod(layer.shape) for layer in layers)),
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


def draw(
    params: Architecture, metrics: Metrics, layers: list[Layer], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (left, right) = plots.panels(headline(metrics, say), 2, share=False)
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


def headline(metrics: Metrics, say: Say) -> str:
    share = metrics["dense_share"]
    if share > 0.5:
        return say(
            f"파라미터의 {share:.1%}가 전연결층에 있어요",
            f"{share:.1%} of the parameters are in dense layers",
        )
    return say(
        f"파라미터의 {1 - share:.1%}가 합성곱층에 있어요",
        f"{1 - share:.1%} of the parameters are in convolutions",
    )


def caption(params: Architecture, metrics: Metrics) -> Bilingual:
    """Say the sum, the formula of each kind of layer, and where most of it comes from."""
    side, k = params.side, params.kernel
    total, dense = (f"{metrics[name]:,.0f}" for name in ("parameters", "dense_parameters"))
    terms = " + ".join(
        f"{metrics[f'parameters_{number}']:,.0f}"
        for number in range(1, len(params.layers.split(",")) + 1)
        if metrics[f"parameters_{number}"]
    )
    share, largest = f"{metrics['dense_share']:.1%}", f"{metrics['largest_map']:,.0f}"
    return Bilingual(
        ko=f"{side}×{side}×{params.channels} 이미지를 받는 {params.layers} 모델을 PyTorch로 만들어"
        f" 세어 보니 파라미터는 {terms} = {total}개예요. 합성곱층은"
        f" ({k}·{k}·입력 채널 + 1)·필터 수, 전연결층은 (입력 + 1)·출력 수이고, 풀링에는 파라미터가"
        f" 없어요. 전연결층의 몫은 {dense}개({share})예요. 출력값은 이미지가 클수록 늘어 한 층에서"
        f" 많게는 {largest}개인데, 합성곱층의 파라미터 수는 이미지 크기와 상관없어요.",
        en=f"PyTorch built {params.layers} for images of {side}×{side}×{params.channels}, with"
        f" {terms} = {total} parameters. A convolution has ({k}·{k}·input channels + 1)·filters, a"
        " dense layer (inputs + 1)·outputs, and pooling none; the dense part comes to"
        f" {dense} ({share}). Activations grow with the image, up to {largest} in a layer, while"
        " the parameters of a convolution do not depend on its size.",
    )


DEMO = Demo(
    name="cnn-parameter-count",
    topic=Topic.CONVOLUTION,
    title=Bilingual(ko="CNN의 파라미터 세기", en="Counting the parameters of a CNN"),
    params=Architecture,
    presets=(
        Preset(
            name="no-pooling",
            works=False,
            params={"layers": "conv8,conv16,fc128,fc10", "side": 32, "channels": 3},
            look=Bilingual(
                ko="풀링 없이 펼치면 첫 전연결층 하나가 나머지를 다 합친 것보다 훨씬 커요.",
                en="Flattened without pooling, the first dense layer dwarfs all the others"
                " together.",
            ),
        ),
        Preset(
            name="averaged",
            works=True,
            params={"layers": "conv8,pool,conv16,pool,gap,fc10"},
            look=Bilingual(
                ko="펼치는 대신 맵마다 평균(gap)을 내면 전연결층이 가장 작은 층에 들어요.",
                en="With the mean of each map (gap) instead of flattening, the dense layer becomes"
                " one of the small ones.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
