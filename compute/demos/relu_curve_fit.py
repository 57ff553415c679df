"""How straight pieces become a curve: a one-hidden-layer ReLU network fits a target."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from compute.demos.demo import Demo, Output, Params, Progress, Title, some
from content.schema import Bilingual

if TYPE_CHECKING:
    from torch import Tensor

EDGE = 3.0
"""The targets are fitted for x in [-EDGE, EDGE]."""


class CurveFit(Params):
    units: Annotated[int, Title("은닉 유닛 수", "hidden units"), Field(ge=1, le=256)] = 16
    target: Annotated[
        Literal["sin", "parabola", "abs", "step", "wave"], Title("맞출 함수", "target function")
    ] = "sin"
    steps: Annotated[int, Title("학습 횟수", "training steps"), Field(ge=50, le=3000)] = 500


def run(params: CurveFit, seed: int, progress: Progress) -> Output:
    """Fit the target with `units` ReLU units and with fewer, and mark where each fit bends."""
    import torch

    from compute import plots

    x = torch.linspace(-EDGE, EDGE, 301)
    y = target_of(params.target, x)
    counts = sorted({max(1, params.units // 8), max(1, params.units // 3), params.units})
    title = f"ReLU units fit {params.target} with straight pieces"
    figure, panels = plots.panels(title, len(counts))
    metrics: dict[str, float] = {}
    for index, (units, panel) in enumerate(zip(counts, panels, strict=True)):

        def report(done: float, mse: float, index: int = index, units: int = units) -> None:
            progress((index + done) / len(counts), f"{units} units · mse {mse:.2g}")

        fit, bends, heights = train(x, y, units, params.steps, seed, report)
        mse = float((fit - y).square().mean())
        metrics |= {f"mse_{units}": mse, f"kinks_{units}": float(len(bends))}
        panel.plot(x, y, color=plots.FAINT, linewidth=9, alpha=0.45)
        plots.line(panel, x.tolist(), fit.tolist(), plots.BLUE)
        panel.plot(bends, heights, "o", color=plots.RED, markersize=8, zorder=3)
        panel.set_title(f"{some(units, 'unit')}\nerror {mse:.2g}", fontweight="bold")
    plots.key(figure, [("target", plots.FAINT), ("network", plots.BLUE), ("● bend", plots.RED)])
    return Output(metrics, caption(params, counts, metrics), {"fit": figure})


def target_of(name: str, x: "Tensor") -> "Tensor":
    shapes = {
        "sin": x.sin(),
        "parabola": 2 * (x / EDGE) ** 2 - 1,
        "abs": 2 * x.abs() / EDGE - 1,
        "step": x.sign(),
        "wave": (3 * x).sin(),
    }
    return shapes[name]


def train(
    x: "Tensor",
    y: "Tensor",
    units: int,
    steps: int,
    seed: int,
    report: Callable[[float, float], None],
) -> tuple["Tensor", "Tensor", "Tensor"]:
    """Return the fit at `x`, and the x and y of every bend inside the range."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    hidden, out = nn.Linear(1, units), nn.Linear(units, 1)
    with torch.no_grad():  # spread the bends evenly, so that few units start out of range
        spots = (torch.arange(units) + torch.rand(units)) / units * 2 * EDGE - EDGE
        side = torch.rand(units).sub(0.5).sign()
        hidden.weight[:, 0], hidden.bias[:] = side, -side * spots
    model = nn.Sequential(hidden, nn.ReLU(), out)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for step in range(steps):
        loss = (model(x[:, None])[:, 0] - y).square().mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        report((step + 1) / steps, loss.item())
    with torch.no_grad():
        bends = -hidden.bias / hidden.weight[:, 0]
        bends = bends[bends.abs() < EDGE]
        return model(x[:, None])[:, 0], bends, model(bends[:, None])[:, 0]


def caption(params: CurveFit, counts: list[int], metrics: dict[str, float]) -> Bilingual:
    """Say what was fitted, how the error moved with the number of units, and why."""
    few, many = counts[0], counts[-1]
    error, bends = metrics[f"mse_{many}"], int(metrics[f"kinks_{many}"])
    first_error = metrics[f"mse_{few}"]
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
        ko += f" 유닛 {few}개일 때의 오차는 {first_error:.2g}였어요."
        en += f" With {some(few, 'unit')} the error was {first_error:.2g}."
    ko += (
        " ReLU 하나는 직선을 한 번 꺾을 뿐이지만, 꺾이는 점이 모이면 짧은 직선들이 곡선을 따라가요."
    )
    en += " One ReLU bends a line once; with enough bends, straight pieces follow the curve."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="relu-curve-fit",
    title=Bilingual(ko="ReLU로 곡선 그리기", en="Drawing a curve with ReLU"),
    params=CurveFit,
    questions=("relu-approximates-curve",),
    run=run,
)
