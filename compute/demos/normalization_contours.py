"""Why features are brought to one scale: gradient descent on raw and on standardised ones."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import some
from content.schema import Bilingual

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from compute.plots import Picture

CORRELATION, NOISE = 0.4, 0.3
OFFSET = (-1.5, 0.9)
"""Where every run starts, seen from the minimum of its loss."""
GOAL = 0.01
"""A run has arrived when this part is left of the loss that there is to lose."""


class Scaling(Params):
    scale_ratio: Annotated[
        float, Title("두 특성의 크기 비", "ratio of the features' scales"), Field(ge=1, le=100)
    ] = 10.0
    points: Annotated[int, Title("데이터 수", "data points"), Field(ge=20, le=2000)] = 200
    steps: Annotated[int, Title("걸음 수", "steps"), Field(ge=5, le=400)] = 30


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
        run = descend(features, labels, params.steps)
        far = [step for step, loss in enumerate(run.losses) if loss > GOAL]
        metrics |= {
            f"condition_{name}": float(np.linalg.cond(run.hessian)),
            f"steps_{name}": float(far[-1] + 1),
            f"left_{name}": run.losses[-1],
        }
        runs[name] = run
        lab.report(len(runs) / 2, f"{name} · loss {run.losses[-1]:.2g}")
    return metrics, runs


def descend(features: "NDArray[np.float64]", labels: "NDArray[np.float64]", steps: int) -> Descent:
    """Descend the mean squared error with the best of all constant rates, 2 / (λ₁ + λ₂)."""
    import numpy as np

    n = len(labels)
    hessian = 2 * features.T @ features / n
    best = np.linalg.lstsq(features, labels)[0]
    w = best + OFFSET
    path = [w - best]
    for _ in range(steps):
        gradient = 2 * features.T @ (features @ w - labels) / n
        w = w - 2 / np.trace(hessian) * gradient
        path.append(w - best)
    gains = [float(away @ hessian @ away) for away in path]
    return Descent(hessian, np.array(path), [gain / gains[0] for gain in gains])


def draw(
    params: Scaling, metrics: Metrics, runs: dict[str, Descent], say: Say
) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, panels = plots.panels(headline(metrics, say), 2)
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
        panel.set_title(f"{names[name]}\n{say(f'{ko_end}어요', en_end)}", fontweight="bold")
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
        return f"{steps:g}걸음 만에 도착했", f"arrived in {some(steps, 'step')}"
    left = f"{100 * metrics[f'left_{name}']:.0f}%"
    return f"loss가 {left} 남았", f"{left} of the loss left"


def headline(metrics: Metrics, say: Say) -> str:
    if metrics["steps_raw"] > 2 * metrics["steps_scaled"]:
        return say("눈금을 맞추면 곧장 바닥으로 가요", "With equal scales it heads straight down")
    return say("눈금이 비슷하면 차이가 크지 않아요", "With similar scales it hardly matters")


def caption(params: Scaling, metrics: Metrics) -> Bilingual:
    """Say how far either run got, and how much the curvatures differ."""
    ratio = f"{params.scale_ratio:g}"
    (ko_raw, en_raw), (ko_scaled, en_scaled) = (outcome(metrics, n) for n in ("raw", "scaled"))
    raw, scaled = (f"{metrics[f'condition_{name}']:,.1f}" for name in ("raw", "scaled"))
    return Bilingual(
        ko=f"값의 크기가 1 : {ratio}인 두 특성으로 선형 회귀를 {params.steps}걸음까지 학습했어요."
        f" 저마다 가장 알맞은 학습률을 썼는데, 원래 특성은 {ko_raw}고 표준화한 특성은"
        f" {ko_scaled}어요(loss가 처음의 {100 * GOAL:g}%면 도착). 가장 가파른 방향과 완만한 방향의"
        f" 곡률은 원래 특성에서 {raw}배, 표준화하면 {scaled}배 차이예요. 차이가 크면 길쭉한"
        " 골짜기를 지그재그로 가고, 작으면 등고선이 둥글어서 곧장 가요.",
        en=f"A linear regression on two features with scales of 1 : {ratio} was trained for up to"
        f" {params.steps} steps, each time with the best rate for it. Raw: {en_raw}; standardised:"
        f" {en_scaled} (arrived means {100 * GOAL:g}% left). The steepest curvature is {raw} times"
        f" the gentlest with raw features and {scaled} times with standardised ones. The larger"
        " that ratio, the longer and narrower the valley and the more the path zigzags.",
    )


DEMO = Demo(
    name="normalization-contours",
    topic=Topic.NORMALIZATION,
    title=Bilingual(ko="데이터 정규화와 등고선", en="Data normalisation and contours"),
    params=Scaling,
    presets=(
        Preset(
            name="extreme",
            works=False,
            params={"scale_ratio": 100},
            look=Bilingual(
                ko="왼쪽 공은 위아래로만 튀고 옆으로는 못 가요. 오른쪽은 여전히 몇 걸음이면 돼요.",
                en="The left ball only bounces up and down; the right one still takes a few steps.",
            ),
        ),
        Preset(
            name="similar",
            works=True,
            params={"scale_ratio": 1.5},
            look=Bilingual(
                ko="눈금이 처음부터 비슷하면 두 등고선이 모두 둥글고, 길도 거의 곧아요.",
                en="With scales that are similar from the start both contours are round and both"
                " paths nearly straight.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
