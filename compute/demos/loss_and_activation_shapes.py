"""What costs and activation functions look like: their values and their slopes."""

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from torch import Tensor

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
    names: Annotated[tuple[Name, ...], Field(min_length=1, max_length=6)] = (
        "mse", "huber", "cross-entropy", "relu", "sigmoid", "tanh",
    )  # fmt: skip
    at: Annotated[float, Field(ge=0.5, le=5)] = 3.0


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

    left, right = (0.005, 1.0) if name == "cross-entropy" else (-EDGE, EDGE)
    return differentiated(name, torch.linspace(left, right, 301))


def taken(name: str, at: float) -> Metrics:
    """Return the value and the slope there, and for an activation the slope on the other side."""
    import torch

    found = differentiated(name, torch.tensor([at, -at]))
    there = {f"value_{name}": found.y[0], f"slope_{name}": found.slope[0]}
    if name not in COSTS:
        there[f"slope_below_{name}"] = found.slope[1]
    return there


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


def activation(name: str, x: "Tensor") -> Any:
    from torch.nn import functional

    return getattr(functional, name.replace("-", "_"))(x)


def draw(params: Shapes, metrics: Metrics, curves: Curves, say: Say) -> Pictures:
    from compute import plots

    names = sorted(curves, key=lambda name: name not in COSTS)
    rows = 1 + (len(names) > 3)
    columns = -(-len(names) // rows)
    figure, panels = plots.panels(say.headline, columns, rows, share=False)
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
    slope = f"{metrics[f'slope_{name}']:{'.3g' if name in COSTS else '.2g'}}"
    title = say(f"{SHOWN[name]}\n기울기 {slope}", f"{SHOWN[name]}\nslope {slope}")
    panel.set_title(title, color=color, fontweight="bold")


DEMO = packaged(Shapes, measure, draw)
