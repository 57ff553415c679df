"""How to leave a bad valley: momentum, noise and warm restarts where gradient descent is stuck."""

import math
import random
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

START = 4.7
BOWL, BUMP, WAVE = 0.013, 0.05, 3.0
"""The loss is BOWL · w² + BUMP · (1 - cos(WAVE · w)): valleys that get deeper towards w = 0."""
CYCLES, PEAK = 3, 15.0
"""Warm restarts raise the learning rate to PEAK times itself, so often."""
EDGE = 5.5
"""The picture shows w from -EDGE to EDGE, and no path leaves it."""


class Escape(Params):
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.01, le=1)] = 0.5
    noise: Annotated[float, Title("기울기 잡음", "gradient noise"), Field(ge=0, le=2)] = 0.5
    momentum: Annotated[float, Title("모멘텀", "momentum"), Field(ge=0, le=0.99)] = 0.9
    steps: Annotated[int, Title("걸음 수", "steps"), Field(ge=60, le=600)] = 300


def measure(params: Escape, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Walk down the same bumpy loss in four ways."""
    metrics: Metrics = {}
    paths = {}
    for way, part in lab.share(("gd", "momentum", "noise", "restarts")):
        paths[way] = walk(way, params, part)
        metrics |= {f"w_{way}": paths[way][-1], f"loss_{way}": loss(paths[way][-1])}
    return metrics, paths


def loss(w: float) -> float:
    return BOWL * w * w + BUMP * (1 - math.cos(WAVE * w))


def walk(way: str, params: Escape, lab: Lab) -> list[float]:
    """Return where one way leads, step by step; all of them are v ← βv - lr · slope, w ← w + v."""
    rng = random.Random(lab.seed)  # noqa: S311
    beta = params.momentum if way == "momentum" else 0.0
    w, velocity = START, 0.0
    path = [w]
    for step in range(params.steps):
        slope = 2 * BOWL * w + BUMP * WAVE * math.sin(WAVE * w)
        if way == "noise":
            slope += rng.gauss(0, params.noise)
        velocity = beta * velocity - rate(way, params.lr, step / params.steps) * slope
        w = min(max(w + velocity, -EDGE), EDGE)
        path.append(w)
        lab.report((step + 1) / params.steps, f"{way} · w {w:.2f}")
    return path


def rate(way: str, lr: float, done: float) -> float:
    """Return the learning rate after a part of the steps.

    It falls to 0 where there is noise, which otherwise never settles, and from PEAK · lr to 0
    along a cosine in each cycle of warm restarts (Loshchilov & Hutter, 2017).
    """
    if way == "noise":
        return lr * (1 - done)
    if way == "restarts":
        return PEAK * lr * (1 + math.cos(math.pi * (done * CYCLES % 1))) / 2
    return lr


def draw(
    params: Escape, metrics: Metrics, paths: dict[str, list[float]], say: Say
) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, panels = plots.panels(headline(metrics, say), 2, 2)
    names = {
        "gd": say("그냥 GD", "plain GD"),
        "momentum": say(f"모멘텀 {params.momentum:g}", f"momentum {params.momentum:g}"),
        "noise": say(f"SGD 잡음 {params.noise:g}", f"SGD noise {params.noise:g}"),
        "restarts": say("웜 리스타트", "warm restarts"),
    }
    across = np.linspace(-EDGE, EDGE, 301)
    height = np.array([loss(w) for w in across])
    balls, trails = [], []
    for panel, way in zip(panels, paths, strict=True):
        color = plots.RED if stuck(metrics, way) else plots.BLUE
        panel.plot(across, height, color=plots.FAINT, linewidth=4, alpha=0.6)
        panel.set_title(
            f"{names[way]}: loss {metrics[f'loss_{way}']:.2f}", color=color, weight="bold"
        )
        panel.set(xlim=(-EDGE, EDGE), ylim=(-0.05, 0.47))
        plots.bare(panel)
        balls += panel.plot([], [], "o", color=color, markersize=16, zorder=4)
        trails += panel.plot([], [], "o", color=color, markersize=4, alpha=0.5)
    times = np.linspace(0, params.steps, 40).round().astype(int)

    def frame(index: int) -> None:
        for ball, trail, path in zip(balls, trails, paths.values(), strict=True):
            seen = path[: times[index] + 1]
            trail.set_data(seen, [loss(w) for w in seen])
            ball.set_data(seen[-1:], [loss(seen[-1])])

    return {"escape": plots.Motion(figure, frame, len(times), ms=120)}


def stuck(metrics: Metrics, way: str) -> bool:
    """Whether a way ended about as high as plain gradient descent, which leaves no valley."""
    return metrics[f"loss_{way}"] > metrics["loss_gd"] - BUMP


def headline(metrics: Metrics, say: Say) -> str:
    free = sum(not stuck(metrics, way) for way in ("momentum", "noise", "restarts"))
    if free == 3:
        return say("그냥 GD만 첫 골짜기에 갇혔어요", "Only plain GD is stuck in the first valley")
    if free:
        return say("더 낮은 골짜기로 간 공도 있어요", "Some got over to a lower valley")
    return say("아무도 첫 골짜기를 못 벗어났어요", "None of them leaves the first valley")


def caption(params: Escape, metrics: Metrics) -> Bilingual:
    """Say where each way ended and what carried it there."""
    plain, momentum, noise, restarts = (
        f"{metrics[f'loss_{way}']:.2f}" for way in ("gd", "momentum", "noise", "restarts")
    )
    ends = ", ".join(
        (
            f"그냥 GD {plain}",
            f"모멘텀({params.momentum:g}) {momentum}",
            f"기울기에 잡음({params.noise:g})이 섞인 SGD {noise}",
            f"학습률을 {CYCLES}번 크게 되돌린 웜 리스타트 {restarts}",
        )
    )
    return Bilingual(
        ko=f"울퉁불퉁한 함수의 같은 곳에서 학습률 {params.lr:g}로 {params.steps}걸음씩 내려갔어요."
        f" 마지막 loss는 {josa(ends, '이에요', '예요')}. GD는 기울기가 0인 첫 바닥에서 멈추지만,"
        " 속도나 잡음이나 큰 걸음이 충분하면 턱을 넘어 더 낮은 골짜기로 갈 수 있어요. 다만 가장"
        " 낮은 곳까지 간다는 보장은 없어요.",
        en=f"Four methods took {params.steps} steps down the same bumpy function, with a learning"
        f" rate of {params.lr:g}. They ended at a loss of {plain} (plain GD), {momentum} (momentum"
        f" {params.momentum:g}), {noise} (SGD with gradient noise {params.noise:g}) and {restarts}"
        f" (warm restarts, {CYCLES} cycles). GD stops at the first bottom, where the slope is 0;"
        " speed, noise or long steps can cross the ridge if they suffice, with no guarantee.",
    )


DEMO = Demo(
    name="escape-minima",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="골짜기에서 빠져나오기", en="Escaping a bad valley"),
    params=Escape,
    presets=(
        Preset(
            name="timid",
            works=False,
            params={"lr": 0.1, "noise": 0.2, "momentum": 0.5},
            look=Bilingual(
                ko="걸음도 잡음도 속도도 작으면 네 공이 모두 첫 골짜기에 남아요.",
                en="With short steps, little noise and little speed all four stay where they are.",
            ),
        ),
        Preset(
            name="bold",
            works=True,
            params={"lr": 0.6, "noise": 0.8, "momentum": 0.95},
            look=Bilingual(
                ko="공이 더 크게 움직여 턱을 넘은 뒤, 학습률이 줄면서 바닥에 내려앉아요.",
                en="The balls move about more and cross the ridges, then settle as the rate falls.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
