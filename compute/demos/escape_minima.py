"""How to leave a bad valley: momentum, noise and warm restarts where gradient descent is stuck."""

import math
import random
from typing import Annotated

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

START = 4.7
BOWL, BUMP, WAVE = 0.013, 0.05, 3.0
"""The loss is BOWL · w² + BUMP · (1 - cos(WAVE · w)): valleys that get deeper towards w = 0."""
CYCLES, PEAK = 3, 15.0
"""Warm restarts raise the learning rate to PEAK times itself, so often."""
RIDGE, INNER_RIDGE = 3.34, 1.11
"""Between the first valley and the lower ones, and between those; as far on the other side."""
STILL = 0.02
"""A ball that takes shorter steps has come to rest."""
EDGE = 5.5
"""The picture shows w from -EDGE to EDGE, and no path leaves it."""


class Escape(Params):
    lr: Annotated[float, Field(ge=0.01, le=1)] = 0.5
    noise: Annotated[float, Field(ge=0, le=2)] = 0.5
    momentum: Annotated[float, Field(ge=0, le=0.99)] = 0.9
    steps: Annotated[int, Field(ge=60, le=600)] = 300


def measure(params: Escape, lab: Lab) -> tuple[Metrics, dict[str, list[float]]]:
    """Walk down the same bumpy loss in four ways."""
    metrics: Metrics = {}
    paths = {}
    for way, part in lab.share(("gd", "momentum", "noise", "restarts")):
        paths[way] = walk(way, params, part)
        metrics |= {f"w_{way}": paths[way][-1], f"loss_{way}": loss(paths[way][-1])}
        metrics[f"speed_{way}"] = abs(paths[way][-1] - paths[way][-2])
    for way in paths:
        metrics[f"escaped_{way}"] = float(escaped(metrics, way, params.lr))
    metrics["rolls"] = float(metrics["speed_momentum"] >= STILL and not metrics["escaped_momentum"])
    return metrics, paths


def loss(w: float) -> float:
    return BOWL * w * w + BUMP * (1 - math.cos(WAVE * w))


def escaped(metrics: Metrics, way: str, lr: float) -> bool:
    """Whether a way ended in another valley than the first, lower than plain GD, and stays there.

    A ball stays that is at rest, or too slow for the lowest ridge: its speed can still lift it by
    speed² / 2lr.
    """
    height, speed = metrics[f"loss_{way}"], metrics[f"speed_{way}"]
    stays = speed < STILL or height + speed**2 / (2 * lr) < loss(INNER_RIDGE)
    is_other = abs(metrics[f"w_{way}"]) < RIDGE
    return stays and is_other and height < metrics["loss_gd"]


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
        lr = rate(way, params.lr, step / params.steps)
        velocity = beta * velocity - lr * slope
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


def draw(params: Escape, metrics: Metrics, paths: dict[str, list[float]], say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, panels = plots.panels(say.headline, 2, 2)
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
        color = plots.BLUE if metrics[f"escaped_{way}"] else plots.RED
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


DEMO = packaged(Escape, measure, draw)
