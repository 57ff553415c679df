"""How activation functions compare: the same deep network learns digits with each of them."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.demos.loss_and_activation_shapes import SHOWN, Curve, curve, sketch, taken
from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.learning import accuracy, mlp, train
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

Activation = Literal["sigmoid", "tanh", "relu", "leaky-relu", "gelu", "silu"]

CLASSES = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "ReLU",
    "leaky-relu": "LeakyReLU",
    "gelu": "GELU",
    "silu": "SiLU",
}
"""Their names in `torch.nn`."""
AT = 3.0
"""Where the shapes' slopes are taken."""
GUESSING = 2.3
"""The cross-entropy of ten classes that are all held for equally likely, ln 10."""


class Contest(Params):
    names: Annotated[
        tuple[Activation, ...],
        Title("활성화 함수들", "activations"),
        Field(min_length=1, max_length=6),
    ] = ("sigmoid", "tanh", "relu", "leaky-relu")
    depth: Annotated[int, Title("은닉층 수", "hidden layers"), Field(ge=1, le=12)] = 6
    epochs: Annotated[int, Title("에폭", "epochs"), Field(ge=2, le=40)] = 12


class Learned(NamedTuple):
    losses: list[float]
    shape: Curve


def measure(params: Contest, lab: Lab) -> tuple[Metrics, dict[str, Learned]]:
    """Train with Adam from PyTorch's own initial weights, the same for all."""
    import torch

    data = digits()
    metrics: Metrics = {}
    learned: dict[str, Learned] = {}
    for name, part in lab.share(params.names):
        torch.manual_seed(lab.seed)
        model = mlp([data.side**2, *[32] * params.depth, 10], CLASSES[name])
        losses = train(model, data.x, data.y, part, epochs=params.epochs, lr=0.003)
        metrics[f"final_loss_{name}"] = losses[-1]
        metrics[f"test_accuracy_{name}"] = accuracy(model, data.test_x, data.test_y)
        metrics |= taken(name, AT)
        learned[name] = Learned(losses, curve(name))
    return metrics, learned


def draw(
    params: Contest, metrics: Metrics, learned: dict[str, Learned], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    colors = dict(zip(CLASSES, plots.COLORS, strict=True))
    for name, (losses, _) in learned.items():
        plots.line(panel, range(1, params.epochs + 1), losses, colors[name])
    panel.set(xlabel=say("에폭", "epoch"), ylabel="loss", xlim=(1, params.epochs), ylim=(0, 2.5))
    plots.count_along_x(panel)
    panel.set_title(say("%: 테스트 정확도", "%: test accuracy"), loc="right", fontsize=14)
    tags = []
    for name, (losses, _) in learned.items():
        right = f"{metrics[f'test_accuracy_{name}']:.0%}"
        tags.append((losses[-1], f"{SHOWN[name]} {right}", colors[name]))
    plots.tag_ends(panel, tags)

    title = say("활성화 함수의 모양과 미분(점선)", "The activations and their slopes (dashed)")
    rows = 1 + (len(learned) > 3)
    shapes, panels = plots.panels(title, -(-len(learned) // rows), rows, share=False)
    for name, panel in zip(learned, panels, strict=False):
        sketch(panel, name, learned[name].shape, metrics, AT, say)
    for unused in panels[len(learned) :]:
        unused.set_axis_off()
    return {"loss": figure, "shapes": shapes}


def stuck(params: Contest, metrics: Metrics) -> list[str]:
    """Return those whose loss is still near that of guessing."""
    names = dict.fromkeys(params.names)
    return [name for name in names if metrics[f"final_loss_{name}"] > 0.75 * GUESSING]


def headline(params: Contest, metrics: Metrics, say: Say) -> str:
    slow = stuck(params, metrics)
    if not slow:
        return say("이 깊이에서는 모두 잘 배워요", "At this depth all of them learn")
    if len(slow) == len(set(params.names)):
        return say("너무 깊으면 제대로 배우지 못해요", "Too deep to learn with these")
    names = "·".join(SHOWN[name] for name in slow)
    return say(f"{names}만 제자리걸음이에요", f"Only {names} gets nowhere")


def caption(params: Contest, metrics: Metrics) -> Bilingual:
    """Say how well the network learned with each, and what their slopes have to do with it."""
    names = list(dict.fromkeys(params.names))
    ends = ", ".join(
        f"{SHOWN[n]} {metrics[f'final_loss_{n}']:.2f} ({metrics[f'test_accuracy_{n}']:.0%})"
        for n in names
    )
    slopes = ", ".join(
        f"{SHOWN[n]} {metrics[f'slope_{n}']:.2g}/{metrics[f'slope_below_{n}']:.2g}" for n in names
    )
    return Bilingual(
        ko=f"은닉층 {params.depth}개짜리 같은 신경망을 활성화 함수만 바꿔 숫자 이미지로"
        f" {params.epochs}에폭 학습했어요. 마지막 loss(테스트 정확도)는 {ends}예요. 가중합이"
        f" ±{AT:g}일 때의 미분값은 {josa(slopes, '이에요', '예요')}. 역전파는 이 값을 층마다"
        " 곱해서, 커야 0.25인 시그모이드는 깊을수록 기울기가 사라져요. tanh는 0에서 1이지만 끝이"
        " 평평하고, ReLU는 양수에서 늘 1이에요.",
        en=f"The same network of {some(params.depth, 'hidden layer')} learned images of digits for"
        f" {params.epochs} epochs with each activation. Final loss (test accuracy): {ends}."
        f" Their slopes at ±{AT:g} are {slopes}. Backpropagation multiplies these per layer, so"
        " with the sigmoid's, 0.25 at most, the gradient vanishes in deep networks. Tanh has 1 at"
        " zero but flat ends; ReLU has 1 for all positive inputs.",
    )


DEMO = Demo(
    name="activation-compare",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="활성화 함수 비교", en="Activation functions compared"),
    params=Contest,
    presets=(
        Preset(
            name="too-deep",
            works=False,
            params={"names": "sigmoid", "depth": 10},
            look=Bilingual(
                ko="시그모이드로 열 층을 쌓으면 loss가 찍을 때의 값에서 내려오지 않아요.",
                en="With ten layers of sigmoids the loss never leaves that of guessing.",
            ),
        ),
        Preset(
            name="shallow",
            works=True,
            params={"depth": 1, "names": "sigmoid,tanh,relu,gelu"},
            look=Bilingual(
                ko="은닉층이 하나뿐이면 시그모이드도 느릴 뿐 잘 배워요.",
                en="With a single hidden layer even the sigmoid learns, only more slowly.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
