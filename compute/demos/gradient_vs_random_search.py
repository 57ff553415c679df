"""Why the gradient: the same loss lowered by its slope and by lucky steps, in more dimensions."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEEPEST = 20.0
"""The curvatures of every bowl lie between 1 and this, so that only the dimension differs."""
GRADIENT_COST = 3
"""A forward and a backward pass take about as long as three evaluations of the loss."""
GOAL = 1e-3
"""A search has arrived where the loss is this part of the first."""

Curve = list[tuple[int, float]]
"""The evaluations used so far and the loss, as a part of the first."""


class Search(Params):
    dims: Annotated[
        tuple[Annotated[int, Field(ge=1, le=1000)], ...],
        Field(min_length=1, max_length=4),
    ] = (2, 10, 100)
    budget: Annotated[int, Field(ge=30, le=3000)] = 500


def measure(params: Search, lab: Lab) -> tuple[Metrics, dict[int, tuple[Curve, Curve]]]:
    """Descend a bowl in each dimension with either method, at the same cost."""
    import numpy as np

    metrics: Metrics = {}
    curves = {}
    for dim, part in lab.share(params.dims):
        rng = np.random.default_rng(lab.seed)
        bends = np.geomspace(STEEPEST, 1, dim)
        start = rng.standard_normal(dim)
        slope = follow_gradient(start, bends, params.budget)
        luck = search_randomly(start, bends, params.budget, rng, part)
        for name, curve in (("gradient", slope), ("random", luck)):
            spent, loss = curve[-1]
            metrics |= {f"spent_{name}_{dim}": float(spent), f"loss_{name}_{dim}": loss}
        curves[dim] = slope, luck
    return metrics, curves


def follow_gradient(w: "NDArray[np.float64]", bends: "NDArray[np.float64]", budget: int) -> Curve:
    """Step down the loss Σ bends · w² until it has arrived or used up the budget."""
    first = float(bends @ w**2)
    curve = [(0, 1.0)]
    while curve[-1][1] > GOAL and curve[-1][0] + GRADIENT_COST <= budget:
        w = w - bends * w / STEEPEST
        curve.append((curve[-1][0] + GRADIENT_COST, float(bends @ w**2) / first))
    return curve


def search_randomly(
    w: "NDArray[np.float64]",
    bends: "NDArray[np.float64]",
    budget: int,
    rng: "np.random.Generator",
    lab: Lab,
) -> Curve:
    """Try random steps and keep those that help, until it has arrived or used up the budget.

    The stride is tuned so that one try in five helps (Rechenberg, 1973).
    """
    first = best = float(bends @ w**2)
    stride = 1.0
    curve = [(0, 1.0)]
    while curve[-1][1] > GOAL and len(curve) <= budget:
        tried = w + stride * rng.standard_normal(len(w)) / len(w) ** 0.5
        loss = float(bends @ tried**2)
        stride *= 1.5 if loss < best else 1.5**-0.25
        if loss < best:
            w, best = tried, loss
        curve.append((len(curve), best / first))
        lab.report(len(curve) / (budget + 1), f"d {len(w)} · loss {best / first:.2g}")
    return curve


def draw(
    params: Search, metrics: Metrics, curves: dict[int, tuple[Curve, Curve]], say: Say
) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, len(curves))
    for (dim, (slope, luck)), panel in zip(curves.items(), panels, strict=True):
        panel.set(yscale="log", xlim=(0, params.budget), ylim=(GOAL, 1.3))
        panel.set_xlabel(say("loss 계산 횟수", "loss evaluations"))
        for curve, color in ((slope, plots.BLUE), (luck, plots.RED)):
            panel.plot(*zip(*curve, strict=True), color=color, linewidth=4)
            if curve[-1][1] <= GOAL:
                panel.plot(curve[-1][0], GOAL, "o", color=color, ms=13, clip_on=False, zorder=4)
        spent, loss = f"{metrics[f'spent_random_{dim}']:g}", metrics[f"loss_random_{dim}"]
        end = (
            say(f"무작위 {spent}번", f"random: {spent}")
            if loss <= GOAL
            else say(f"무작위 {100 * loss:.3g}% 남음", f"random: {100 * loss:.3g}% left")
        )
        panel.set_title(say(f"{dim}차원\n{end}", f"{dim}-D\n{end}"), fontweight="bold")
    panels[0].set_ylabel(say("loss (처음 = 1)", "loss (start = 1)"))
    words = [
        (say("기울기 따라가기", "following the gradient"), plots.BLUE),
        (say("무작위 탐색", "random search"), plots.RED),
    ]
    plots.key(figure, words)
    return {"search": figure}


DEMO = packaged(Search, measure, draw)
