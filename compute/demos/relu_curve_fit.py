"""How straight pieces become a curve: one-hidden-layer ReLU networks fit a target."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

    from compute.plots import Picture

EDGE = 3.0
"""The targets are fitted for x in [-EDGE, EDGE]."""


class CurveFit(Params):
    units: Annotated[
        tuple[Annotated[int, Field(ge=1, le=256)], ...],
        Title("은닉 유닛 수", "hidden units"),
        Field(min_length=1, max_length=4),
    ] = (2, 4, 16)
    target: Annotated[
        Literal["sin", "parabola", "abs", "step", "wave"], Title("맞출 함수", "target function")
    ] = "sin"
    steps: Annotated[int, Title("학습 횟수", "training steps"), Field(ge=50, le=3000)] = 500


class Fit(NamedTuple):
    """A fitted curve at all x, and the x and y of every bend within the range."""

    curve: list[float]
    bends: list[float]
    heights: list[float]


def measure(params: CurveFit, lab: Lab) -> tuple[Metrics, dict[int, Fit]]:
    """Fit the target with each number of ReLU units."""
    import torch

    x = torch.linspace(-EDGE, EDGE, 301)
    y = target_of(params.target, x)
    metrics: Metrics = {}
    fits = {}
    for units, part in lab.share(params.units):
        fit = train(x, y, units, params.steps, part)
        mse = float((torch.tensor(fit.curve) - y).square().mean())
        metrics |= {f"mse_{units}": mse, f"bends_{units}": float(len(fit.bends))}
        fits[units] = fit
    return metrics, fits


def target_of(name: str, x: "Tensor") -> "Tensor":
    shapes = {
        "sin": x.sin(),
        "parabola": 2 * (x / EDGE) ** 2 - 1,
        "abs": 2 * x.abs() / EDGE - 1,
        "step": x.sign(),
        "wave": (3 * x).sin(),
    }
    return shapes[name]


def train(x: "Tensor", y: "Tensor", units: int, steps: int, lab: Lab) -> Fit:
    """Fit `units` ReLU units to y at x."""
    import torch
    from torch import nn

    torch.manual_seed(lab.seed)
    hidden, out = nn.Linear(1, units), nn.Linear(units, 1)
    with torch.no_grad():  # spread the bends evenly, so that few units start out of range
        spots = (torch.arange(units) + torch.rand(units)) / units * 2 * EDGE - EDGE
        side = torch.rand(units).sub(0.5).sign()
        hidden.weight[:, 0], hidden.bias[:] = side, -side * spots
    model = nn.Sequential(hidden, nn.ReLU(), out)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for step in range(1, steps + 1):
        loss = (model(x[:, None])[:, 0] - y).square().mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        lab.report(step / steps, f"{units} units · mse {loss.item():.2g}")
    with torch.no_grad():
        bends = -hidden.bias / hidden.weight[:, 0]
        bends = bends[bends.abs() < EDGE]
        heights = model(bends[:, None])[:, 0]
        return Fit(model(x[:, None])[:, 0].tolist(), bends.tolist(), heights.tolist())


def draw(
    params: CurveFit, metrics: Metrics, fits: dict[int, Fit], say: Say
) -> "dict[str, Picture]":
    import torch

    from compute import plots

    x = torch.linspace(-EDGE, EDGE, 301)
    title = say(
        "ReLU는 곧은 조각을 이어 곡선을 그려요", "ReLU units draw a curve in straight pieces"
    )
    figure, panels = plots.panels(title, len(fits))
    for (units, fit), panel in zip(fits.items(), panels, strict=True):
        panel.plot(x, target_of(params.target, x), color=plots.FAINT, linewidth=9, alpha=0.45)
        plots.line(panel, x.tolist(), fit.curve, plots.BLUE)
        plots.dots(panel, fit.bends, fit.heights, plots.RED)
        error = f"{metrics[f'mse_{units}']:.2g}"
        text = say(f"유닛 {units}개\n오차 {error}", f"{some(units, 'unit')}\nerror {error}")
        panel.set_title(text, fontweight="bold")
    words = [
        (say("맞출 함수", "target"), plots.FAINT),
        (say("신경망", "network"), plots.BLUE),
        (say("● 꺾인 곳", "● bend"), plots.RED),
    ]
    plots.key(figure, words)
    return {"fit": figure}


def caption(params: CurveFit, metrics: Metrics) -> Bilingual:
    """Say what was fitted, how the error moved with the number of units, and why."""
    few, many = min(params.units), max(params.units)
    error, bends = metrics[f"mse_{many}"], int(metrics[f"bends_{many}"])
    ko = f"은닉층이 하나인 ReLU 신경망을 {params.target} 함수에 {params.steps}번 학습했어요."
    en = (
        f"A network with one hidden ReLU layer was trained {params.steps} steps"
        f" to fit {params.target}."
    )
    ko += f" 유닛이 {many}개면 범위 안에서 {bends}번 꺾이고 오차(MSE)는 {error:.2g}예요."
    en += (
        f" With {some(many, 'unit')} the line bends {some(bends, 'time')} in range;"
        f" its error (MSE) is {error:.2g}."
    )
    if few < many:
        ko += f" 유닛 {few}개일 때의 오차는 {metrics[f'mse_{few}']:.2g}였어요."
        en += f" With {some(few, 'unit')} the error was {metrics[f'mse_{few}']:.2g}."
    ko += (
        " ReLU 하나는 직선을 한 번 꺾을 뿐이지만, 꺾이는 점이 모이면 짧은 직선들이 곡선을 따라가요."
    )
    en += " One ReLU bends a line once; with enough bends, straight pieces follow the curve."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="relu-curve-fit",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="ReLU로 곡선 그리기", en="Drawing a curve with ReLU"),
    params=CurveFit,
    presets=(
        Preset(
            name="too-few",
            works=False,
            params={"units": "1,2,3", "target": "wave"},
            look=Bilingual(
                ko="꺾인 점이 파도의 굽이보다 적으면 아무리 오래 학습해도 따라갈 수 없어요.",
                en="With fewer bends than the wave has turns, no amount of training can follow it.",
            ),
        ),
        Preset(
            name="enough",
            works=True,
            params={"units": "8,32,128", "target": "wave", "steps": 1500},
            look=Bilingual(
                ko="빨간 점이 늘수록 파란 선이 회색 곡선에 달라붙어요.",
                en="The more red dots there are, the closer the line clings to the grey curve.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
