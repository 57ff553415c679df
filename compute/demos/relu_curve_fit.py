"""How straight pieces become a curve: one-hidden-layer ReLU networks fit a target."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from content.numerals import some

if TYPE_CHECKING:
    from torch import Tensor

EDGE = 3.0
"""The targets are fitted for x in [-EDGE, EDGE]."""


class CurveFit(Params):
    units: Annotated[
        tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)
    ] = (2, 4, 16)
    target: Literal["sin", "parabola", "abs", "step", "wave"] = "sin"
    steps: Annotated[int, Field(ge=50, le=3000)] = 500


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


def draw(params: CurveFit, metrics: Metrics, fits: dict[int, Fit], say: Say) -> Pictures:
    import torch

    from compute import plots

    x = torch.linspace(-EDGE, EDGE, 301)
    figure, panels = plots.panels(say.headline, len(fits))
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


DEMO = packaged(CurveFit, measure, draw)
