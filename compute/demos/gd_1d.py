"""What gradient descent does: a ball on L(w) that steps downhill, with short and long steps."""

from itertools import pairwise
from typing import Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

EDGE = 6.0
"""The picture shows w from -EDGE to EDGE, and farther where the ball goes."""


class Bowl(Params):
    lr: Annotated[float, Field(ge=0.001, le=2)] = 0.1
    start: Annotated[float, Field(ge=-5, le=5)] = 4.0
    steps: Annotated[int, Field(ge=1, le=60)] = 20


def measure(params: Bowl, lab: Lab) -> tuple[Metrics, list[float]]:
    """Follow w ← w - lr · 2w on L(w) = w², whose steps shrink only while lr is below 1."""
    path = [params.start]
    for step in range(1, params.steps + 1):
        slope = 2 * path[-1]
        path.append(path[-1] - params.lr * slope)
        lab.report(step / params.steps, f"w {path[-1]:.3g}")
    losses = [w * w for w in path]
    return {
        "final_w": path[-1],
        "first_loss": losses[0],
        "final_loss": losses[-1],
        "factor": 1 - 2 * params.lr,
        "crossings": float(sum(a * b < 0 for a, b in pairwise(path))),
    }, path


def draw(params: Bowl, metrics: Metrics, path: list[float], say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    edge = max(EDGE, 1.1 * max(map(abs, path)))
    across = np.linspace(-edge, edge, 201)
    panel.plot(across, across**2, color=plots.FAINT, linewidth=6, alpha=0.5)
    panel.set(xlabel=say("파라미터 w", "parameter w"), ylabel="loss L(w) = w²")
    panel.set(xlim=(-edge, edge), ylim=(-0.06 * edge**2, 1.15 * edge**2))
    (trail,) = panel.plot([], [], "o-", color=plots.BLUE, linewidth=2, markersize=7, alpha=0.6)
    (ball,) = panel.plot([], [], "o", color=plots.RED, markersize=18, zorder=4)
    label = panel.text(0.5, 0.91, "", ha="center", fontsize=17, transform=panel.transAxes, zorder=5)
    label.set_bbox({"facecolor": plots.PAPER, "edgecolor": "none", "pad": 6})

    def frame(step: int) -> None:
        seen = path[: step + 1]
        trail.set_data(seen, [w * w for w in seen])
        ball.set_data(seen[-1:], [seen[-1] ** 2])
        text = f"w = {seen[-1]:.3g} · L = {seen[-1] ** 2:.3g}"
        label.set_text(say(f"{step}걸음 · {text}", f"step {step} · {text}"))

    return {"path": plots.Motion(figure, frame, len(path), ms=250)}


DEMO = packaged(Bowl, measure, draw)
