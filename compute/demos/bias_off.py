"""What the bias is for: a line fitted with and without it to data away from the origin."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from compute.plots import Picture

LEFT, RIGHT = -2.0, 4.0
STEPS, RATE = 24, 0.15


class Shifted(Params):
    shift: Annotated[
        float, Title("데이터의 높이 (x = 0일 때 y)", "height of the data at x = 0"),
        Field(ge=-20, le=20),
    ] = 3.0  # fmt: skip
    slope: Annotated[float, Title("데이터의 기울기", "slope of the data"), Field(ge=-5, le=5)] = 1.0


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
    found = Fits(x, y, {})
    for kind, part in lab.share(("without", "with")):
        fit = descend(x, y, kind == "with", part)
        w, b = fit.weights[-1], fit.biases[-1]
        mse = float(((w * x + b - y) ** 2).mean())
        metrics |= {f"w_{kind}": w, f"b_{kind}": b, f"mse_{kind}": mse}
        found.fits[kind] = fit
    return metrics, found


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


def draw(params: Shifted, metrics: Metrics, found: Fits, say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, panels = plots.panels(headline(metrics, say), 2)
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
            panel.annotate(
                say("원점에 묶임", "pinned here"), (0, 0), xytext=(10, -22),
                textcoords="offset points", fontsize=15, fontweight="bold",
            )  # fmt: skip
    low, high = min(0.0, *found.y), max(0.0, *found.y)
    panels[0].set_ylim(low - 0.12 * (high - low), high + 0.05 * (high - low))

    def frame(step: int) -> None:
        for kind, line, title in zip(colors, lines, titles, strict=True):
            w, b = found.fits[kind].weights[step], found.fits[kind].biases[step]
            line.set_data([LEFT, RIGHT], [w * LEFT + b, w * RIGHT + b])
            mse = f"{((w * found.x + b - found.y) ** 2).mean():.2f}"
            name = (
                say("편향 없음", "no bias") + f": y = {w:.2f}x"
                if kind == "without"
                else say("편향 있음", "bias") + f": {equation(w, b)}"
            )
            title.set_text(f"{name}\n" + say(f"오차 {mse}", f"error {mse}"))

    return {"fits": plots.Motion(figure, frame, STEPS + 1, ms=120, hold_ms=3000)}


def equation(w: float, b: float) -> str:
    return f"y = {w:.2f}x {'-' if b < 0 else '+'} {abs(b):.2f}"


def headline(metrics: Metrics, say: Say) -> str:
    if metrics["mse_without"] > 1.5 * metrics["mse_with"]:
        return say(
            "편향이 없으면 직선이 원점에 묶여요", "Without a bias the line is pinned to the origin"
        )
    return say("원점을 지나는 데이터라 편향이 없어도 돼요", "Data through the origin needs no bias")


def caption(params: Shifted, metrics: Metrics) -> Bilingual:
    """Say what error each line ended with and which weight and bias it learned."""
    found = {name: f"{value:.2f}" for name, value in metrics.items()}
    truth = equation(params.slope, params.shift)
    return Bilingual(
        ko=f"{truth}에 잡음을 섞은 데이터에 직선 둘을 경사하강법으로"
        f" 맞췄어요. y = wx의 오차(MSE)는 {found['mse_without']}, y = wx + b의 오차는"
        f" {found['mse_with']}예요. x가 0이면 wx는 늘 0이라, 편향이 없는 직선은 원점을 축으로"
        f" 돌기만 하고 w는 {josa(found['w_without'], '으로', '로')} 끝났어요. 편향 b는 직선 전체를"
        f" 위아래로 옮기는 값이고, w처럼 학습되어 {josa(found['b_with'], '이', '가')} 됐어요.",
        en=f"Two lines were fitted by gradient descent to noisy data around {truth}."
        f" The error (MSE) of y = wx is {found['mse_without']}, that of y = wx + b is"
        f" {found['mse_with']}. At x = 0 the product wx is 0, so without a bias the line can only"
        f" turn round the origin, and w ended at {found['w_without']}. The bias moves the whole"
        f" line up or down; it is learned like w and became {found['b_with']}.",
    )


DEMO = Demo(
    name="bias-off",
    topic=Topic.ACTIVATIONS,
    title=Bilingual(ko="편향을 빼면", en="Without the bias"),
    params=Shifted,
    presets=(
        Preset(
            name="far-off",
            works=False,
            params={"shift": 10, "slope": -1},
            look=Bilingual(
                ko="왼쪽 직선은 기울기의 방향까지 틀려요. 원점을 벗어날 수 없어서예요.",
                en="The left line even slopes the wrong way, as it cannot leave the origin.",
            ),
        ),
        Preset(
            name="centred",
            works=True,
            params={"shift": 0},
            look=Bilingual(
                ko="데이터가 원점을 지나면 편향이 없어도 두 직선이 거의 같아요.",
                en="When the data passes through the origin, both lines are nearly the same.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
