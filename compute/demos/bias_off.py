"""What the bias is for: a line fitted with and without it to data away from the origin."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEFT, RIGHT = -2.0, 4.0
STEPS, RATE = 24, 0.15


class Shifted(Params):
    shift: Annotated[float, Field(ge=-20, le=20)] = 3.0
    slope: Annotated[float, Field(ge=-5, le=5)] = 1.0


class Fit(NamedTuple):
    """The weight and the bias before the first step and after each."""

    weights: list[float]
    biases: list[float]


class Fits(NamedTuple):
    x: "NDArray[Any]"
    y: "NDArray[Any]"
    fits: dict[str, Fit]


def measure(params: Shifted, lab: Lab) -> tuple[Metrics, Fits]:
    """Fit y = wx and y = wx + b by gradient descent on the mean squared error."""
    import numpy as np

    random = np.random.default_rng(lab.seed)
    x = random.uniform(LEFT, RIGHT, 60)
    y = params.slope * x + params.shift + random.normal(0, 0.5, len(x))
    metrics: Metrics = {}
    fits: dict[str, Fit] = {}
    for kind, part in lab.share(("without", "with")):
        fit = descend(x, y, kind == "with", part)
        w, b = fit.weights[-1], fit.biases[-1]
        mse = float(((w * x + b - y) ** 2).mean())
        metrics |= {f"w_{kind}": w, f"b_{kind}": b, f"mse_{kind}": mse}
        fits[kind] = fit
    return metrics, Fits(x, y, fits)


def descend(x: "NDArray[Any]", y: "NDArray[Any]", bias: bool, lab: Lab) -> Fit:
    """Start from the line y = 0; without a bias, b stays there."""
    w = b = 0.0
    fit = Fit([w], [b])
    for step in range(1, STEPS + 1):
        error = w * x + b - y
        w -= RATE * 2 * float((error * x).mean())
        b -= RATE * 2 * float(error.mean()) * bias
        fit.weights.append(w)
        fit.biases.append(b)
        lab.report(step / STEPS, f"w {w:.3g} · b {b:.3g}")
    return fit


def draw(params: Shifted, metrics: Metrics, found: Fits, say: Say) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, 2)
    colors = {"without": plots.RED, "with": plots.BLUE}
    lines, titles = [], []
    for (kind, color), panel in zip(colors.items(), panels, strict=True):
        panel.axhline(0, color=plots.FAINT, linewidth=1.5)
        panel.axvline(0, color=plots.FAINT, linewidth=1.5)
        plots.dots(panel, found.x.tolist(), found.y.tolist(), plots.FAINT)
        lines += panel.plot([], [], color=color, linewidth=4)
        panel.set(xlim=(LEFT, RIGHT), xlabel="x")
        titles.append(panel.set_title(" \n ", color=color, fontweight="bold", fontsize=17))
        if kind == "without":
            panel.plot(0, 0, "o", color=plots.INK, markersize=12, zorder=4)
            side = 1 if metrics["w_without"] >= 0 else -1
            panel.annotate(
                say("원점에 묶임", "pinned here"), (0, 0), xytext=(10 * side, -22),
                ha="left" if side > 0 else "right",
                textcoords="offset points", fontsize=15, fontweight="bold",
            )  # fmt: skip
    names = {"without": say("편향 없음", "no bias"), "with": say("편향 있음", "bias")}
    low, high = min(0.0, *found.y), max(0.0, *found.y)
    panels[0].set_ylim(low - 0.25 * (high - low), high + 0.05 * (high - low))

    def frame(step: int) -> None:
        for kind, line, title in zip(colors, lines, titles, strict=True):
            w, b = found.fits[kind].weights[step], found.fits[kind].biases[step]
            line.set_data([LEFT, RIGHT], [w * LEFT + b, w * RIGHT + b])
            mse = f"{((w * found.x + b - found.y) ** 2).mean():.2f}"
            error = say(f"오차 {mse}", f"error {mse}")
            formula = f"y = {w:z.2f}x" if kind == "without" else equation(w, b)
            title.set_text(f"{names[kind]}: {formula}\n{error}")

    return {"fits": plots.Motion(figure, frame, STEPS + 1, ms=120, hold_ms=3000)}


def equation(w: float, b: float) -> str:
    return f"y = {w:z.2f}x {'-' if round(b, 2) < 0 else '+'} {abs(b):.2f}"


DEMO = packaged(Shifted, measure, draw)
