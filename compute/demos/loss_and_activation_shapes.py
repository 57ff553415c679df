"""What costs and activation functions look like: their values and their slopes."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from torch import Tensor

    from compute.plots import Picture

Name = Literal[
    "mse", "mae", "huber", "cross-entropy",
    "relu", "leaky-relu", "sigmoid", "tanh", "gelu", "silu",
]  # fmt: skip

EDGE = 5.0
"""Errors and weighted sums are shown from -EDGE to EDGE."""
COSTS = ("mse", "mae", "huber", "cross-entropy")
SHOWN = {
    "mse": "MSE",
    "mae": "MAE",
    "huber": "Huber",
    "cross-entropy": "CE",
    "relu": "ReLU",
    "leaky-relu": "Leaky ReLU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "gelu": "GELU",
    "silu": "SiLU",
}


class Shapes(Params):
    names: Annotated[
        tuple[Name, ...], Title("함수들", "functions"), Field(min_length=1, max_length=6)
    ] = ("mse", "huber", "cross-entropy", "relu", "sigmoid", "tanh")
    at: Annotated[
        float, Title("기울기를 잴 곳", "where to take the slopes"), Field(ge=0.5, le=5)
    ] = 3.0


class Curve(NamedTuple):
    x: list[float]
    y: list[float]
    slope: list[float]


Curves = dict[str, Curve]


def measure(params: Shapes, lab: Lab) -> tuple[Metrics, Curves]:
    """Take values and slopes: of costs where they are wrong, of activations on both sides."""
    metrics: Metrics = {"wrong_probability": 1 / (1 + math.exp(params.at))}
    curves: Curves = {}
    for name, _ in lab.share(params.names):
        wrong = metrics["wrong_probability"] if name == "cross-entropy" else params.at
        metrics |= taken(name, wrong)
        curves[name] = curve(name)
    return metrics, curves


def curve(name: str) -> Curve:
    import torch

    left, right = (0.01, 1.0) if name == "cross-entropy" else (-EDGE, EDGE)
    return differentiated(name, torch.linspace(left, right, 301))


def taken(name: str, at: float) -> Metrics:
    """Return the value and the slope there, and for an activation the slope on the other side."""
    import torch

    found = differentiated(name, torch.tensor([at, -at]))
    metrics = {f"value_{name}": found.y[0], f"slope_{name}": found.slope[0]}
    if name not in COSTS:
        metrics[f"slope_below_{name}"] = found.slope[1]
    return metrics


def differentiated(name: str, spots: "Tensor") -> Curve:
    """Return the values there, and the slopes as automatic differentiation finds them."""
    import torch

    x = spots.clone().requires_grad_()
    y = value(name, x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    return Curve(spots.tolist(), y.tolist(), slope.tolist())


def value(name: str, x: "Tensor") -> "Tensor":
    """Return a cost of the error x, or of the probability x of the true class, or an activation."""
    from torch.nn import functional

    costs = {
        "mse": x**2,
        "mae": x.abs(),
        "huber": functional.huber_loss(x, 0 * x, reduction="none"),
        "cross-entropy": -x.log(),
    }
    return costs[name] if name in costs else activation(name, x)


def activation(name: str, x: "Tensor") -> "Tensor":
    from torch.nn import functional

    result: Tensor = getattr(functional, name.replace("-", "_"))(x)
    return result


def draw(params: Shapes, metrics: Metrics, curves: Curves, say: Say) -> "dict[str, Picture]":
    from compute import plots

    names = sorted(curves, key=lambda name: name not in COSTS)
    rows = 1 + (len(names) > 3)
    columns = -(-len(names) // rows)
    figure, panels = plots.panels(headline(params, metrics, say), columns, rows, share=False)
    for name, panel in zip(names, panels, strict=False):
        sketch(panel, name, curves[name], metrics, params.at, say)
    for unused in panels[len(names) :]:
        unused.set_axis_off()
    words = []
    if any(name in COSTS for name in names):
        words.append((say("비용", "cost"), plots.RED))
    if any(name not in COSTS for name in names):
        words.append((say("활성화 함수", "activation"), plots.BLUE))
    plots.key(figure, [*words, (say("점선: 미분", "dashed: slope"), plots.FAINT)])
    return {"shapes": figure}


def sketch(panel: "Axes", name: str, found: Curve, metrics: Metrics, at: float, say: Say) -> None:
    """Draw one function and its slope, with a dot where the slope in its title is taken."""
    from compute import plots

    color = plots.RED if name in COSTS else plots.BLUE
    low, high = min(found.y), max(found.y)
    panel.plot(found.x, found.slope, "--", color=plots.FAINT, linewidth=2.5)
    panel.plot(found.x, found.y, color=color, linewidth=3.5)
    across = say("오차", "error") if name in COSTS else say("가중합", "weighted sum")
    if name == "cross-entropy":
        across = say("정답 클래스의 확률", "p of the true class")
    panel.set_xlabel(across, fontsize=13)
    spot = metrics["wrong_probability"] if name == "cross-entropy" else at
    panel.plot(spot, metrics[f"value_{name}"], "o", color=color, markersize=10)
    panel.set_ylim(low - 0.3 * (high - low), high + 0.15 * (high - low))
    panel.locator_params(nbins=4)
    slope = f"{metrics[f'slope_{name}']:.2g}"
    title = say(f"{SHOWN[name]}: 기울기 {slope}", f"{SHOWN[name]}: slope {slope}")
    panel.set_title(title, color=color, fontweight="bold")


def headline(params: Shapes, metrics: Metrics, say: Say) -> str:
    kinds = {name in COSTS for name in params.names}
    if kinds == {True}:
        return say("많이 틀릴수록 비용이 커져요", "The more wrong, the higher the cost")
    if all(abs(metrics[f"slope_{name}"]) < 0.01 for name in params.names):
        return say("끝이 평평해서 기울기가 거의 없어요", "Flat ends leave next to no slope")
    if kinds == {False}:
        return say("활성화 함수마다 남는 기울기가 달라요", "Each activation keeps another slope")
    return say(
        "비용은 틀릴수록 커지고, 활성화는 휘어요",
        "A cost grows with the error, an activation bends",
    )


def caption(params: Shapes, metrics: Metrics) -> Bilingual:
    """Say what each kind of function is for, and their values and slopes."""
    names = list(dict.fromkeys(params.names))
    ko = ["함수의 값과 기울기를 자동 미분으로 구했어요."]
    en = ["Values and slopes were found by automatic differentiation."]
    if costs := [name for name in names if name in COSTS]:
        told = of_costs(costs, params.at, metrics)
        ko, en = [*ko, told.ko], [*en, told.en]
    if others := [name for name in names if name not in COSTS]:
        told = of_activations(others, params.at, metrics)
        ko, en = [*ko, told.ko], [*en, told.en]
    return Bilingual(ko=" ".join(ko), en=" ".join(en))


def of_costs(names: Sequence[str], at: float, metrics: Metrics) -> Bilingual:
    found = [(SHOWN[n], metrics[f"value_{n}"], metrics[f"slope_{n}"]) for n in names]
    ko = ", ".join(f"{name} {value:.3g}(기울기 {slope:.2g})" for name, value, slope in found)
    en = ", ".join(f"{name} {value:.3g} (slope {slope:.2g})" for name, value, slope in found)
    p = f"{metrics['wrong_probability']:.2g}"
    ko_p = f"(CE, 곧 cross-entropy는 정답 확률이 {p}일 때)" * ("cross-entropy" in names)
    en_p = f" (CE, cross-entropy: a true class given {p})" * ("cross-entropy" in names)
    return Bilingual(
        ko="비용은 모델 끝에서 얼마나 틀렸는지를 재는 값이에요."
        f" 오차가 {at:g}일 때{ko_p} {ko}예요.",
        en="A cost measures at the model's end how wrong it is."
        f" For an error of {at:g}{en_p} it is {en}.",
    )


def of_activations(names: Sequence[str], at: float, metrics: Metrics) -> Bilingual:
    slopes = ", ".join(
        f"{SHOWN[n]} {metrics[f'slope_{n}']:.2g}/{metrics[f'slope_below_{n}']:.2g}" for n in names
    )
    return Bilingual(
        ko="활성화 함수는 층마다 가중합을 휘게 바꿔요."
        f" 가중합이 ±{at:g}일 때의 기울기는 {josa(slopes, '이에요', '예요')}.",
        en="An activation bends the weighted sums of every layer."
        f" Its slopes at ±{at:g} are {slopes}.",
    )


DEMO = Demo(
    name="loss-and-activation-shapes",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="비용 함수와 활성화 함수의 모양", en="Shapes of costs and activations"),
    params=Shapes,
    presets=(
        Preset(
            name="flat-ends",
            works=False,
            params={"names": "sigmoid,tanh", "at": 5},
            look=Bilingual(
                ko="점선이 양 끝에서 0에 붙어요. 여기서는 가중합이 바뀌어도 거의 배우지 못해요.",
                en="The dashed slope is almost 0 at both ends, where next to nothing is learned.",
            ),
        ),
        Preset(
            name="outliers",
            works=True,
            params={"names": "mse,mae,huber", "at": 5},
            look=Bilingual(
                ko="크게 틀린 값 하나에 MSE의 기울기는 계속 커지지만 Huber와 MAE는 1에서 멈춰요.",
                en="For a large error MSE's slope keeps growing; those of Huber and MAE stop at 1.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
