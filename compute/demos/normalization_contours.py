"""Why features are brought to one scale: gradient descent on raw and on standardised ones."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from content.numerals import percent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CORRELATION, NOISE = 0.4, 0.3
OFFSET = (-1.5, 0.9)
"""Where every run starts, seen from the minimum of its loss."""
GOAL = 0.01
"""A run has arrived when this part is left of the loss that there is to lose."""


class Scaling(Params):
    scale_ratio: Annotated[float, Field(ge=1, le=100)] = 10.0
    points: Annotated[int, Field(ge=20, le=2000)] = 200
    steps: Annotated[int, Field(ge=5, le=400)] = 30


class Descent(NamedTuple):
    """The curvature of a loss, and where a run was, seen from the minimum, before each step."""

    hessian: "NDArray[np.float64]"
    path: "NDArray[np.float64]"
    losses: list[float]


def measure(params: Scaling, lab: Lab) -> tuple[Metrics, dict[str, Descent]]:
    """Fit one linear regression to raw and to standardised features."""
    import numpy as np

    rng = np.random.default_rng(lab.seed)
    covariance = [[1.0, CORRELATION], [CORRELATION, 1.0]]
    raw = rng.multivariate_normal([0.0, 0.0], covariance, params.points) * (1, params.scale_ratio)
    labels = raw.sum(axis=1) + NOISE * rng.standard_normal(params.points)
    scaled = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    metrics: Metrics = {}
    runs = {}
    for name, features in (("raw", raw), ("scaled", scaled)):
        run = runs[name] = descend(features, labels, params.steps)
        far = [step for step, loss in enumerate(run.losses) if loss > GOAL]
        metrics |= {
            f"condition_{name}": float(np.linalg.cond(run.hessian)),
            f"steps_{name}": float(far[-1] + 1),
            f"left_{name}": run.losses[-1],
        }
        lab.report(len(runs) / 2, f"{name} · loss {run.losses[-1]:.2g}")
    return metrics, runs


def descend(features: "NDArray[np.float64]", labels: "NDArray[np.float64]", steps: int) -> Descent:
    """Descend the mean squared error with the best of all constant rates, 2 / (λ₁ + λ₂)."""
    import numpy as np

    hessian = 2 * features.T @ features / len(labels)
    best = np.linalg.lstsq(features, labels)[0]
    w = best + OFFSET
    path = [w - best]
    for _ in range(steps):
        gradient = 2 * features.T @ (features @ w - labels) / len(labels)
        w = w - 2 / np.trace(hessian) * gradient
        path.append(w - best)
    gains = [float(away @ hessian @ away) for away in path]
    return Descent(hessian, np.array(path), [gain / gains[0] for gain in gains])


def draw(params: Scaling, metrics: Metrics, runs: dict[str, Descent], say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, panels = plots.panels(say.headline, 2)
    names = {
        "raw": say(f"원래 특성 (1 : {params.scale_ratio:g})", f"raw (1 : {params.scale_ratio:g})"),
        "scaled": say("표준화한 특성", "standardised"),
    }
    colors = {"raw": plots.RED, "scaled": plots.BLUE}
    artists = {}
    x, y = np.meshgrid(np.linspace(-2, 2, 81), np.linspace(-2, 2, 81))
    for panel, (name, run) in zip(panels, runs.items(), strict=True):
        places = np.stack([x, y], axis=-1)
        gains = np.einsum("...i,ij,...j", places, run.hessian, places)
        levels = gains.max() * np.linspace(0.05, 1, 12) ** 2
        panel.contour(x, y, gains, levels, colors=[plots.FAINT], linewidths=1.2)
        panel.plot(0, 0, "*", color=plots.INK, markersize=22, zorder=4)
        ko_end, en_end = outcome(metrics, name)
        end = say(f"{ko_end}어요", en_end)
        panel.set_title(f"{names[name]}\n{end}", fontweight="bold")
        panel.set(xlim=(-2, 2), ylim=(-2, 2), xlabel="w₁")
        plots.bare(panel)
        artists[name] = (
            panel.plot([], [], "o-", color=colors[name], linewidth=2, markersize=5)[0],
            panel.plot([], [], "o", color=colors[name], ms=16, mec=plots.PAPER, zorder=5)[0],
        )
    panels[0].set_ylabel("w₂")
    times = np.unique(np.geomspace(1, params.steps + 1, 24).round().astype(int))

    def frame(index: int) -> None:
        for name, (trail, head) in artists.items():
            seen = runs[name].path[: times[index]]
            trail.set_data(*seen.T)
            head.set_data(*seen[-1:].T)

    return {"contours": plots.Motion(figure, frame, len(times), ms=250)}


def outcome(metrics: Metrics, name: str) -> tuple[str, str]:
    """Tell how a run ended; the Korean verb still wants its ending."""
    if metrics[f"left_{name}"] <= GOAL:
        steps = metrics[f"steps_{name}"]
        return f"{steps:g}걸음 만에 도착했", f"arrived at step {steps:g}"
    left = percent(metrics[f"left_{name}"], 0)
    return f"loss가 {left} 남았", f"{left} of the loss left"


DEMO = packaged(Scaling, measure, draw)
