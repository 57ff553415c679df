"""What momentum adds: a ball that keeps its speed beside one that starts afresh at every step."""

from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

START = 4.0
CURVATURE = 0.2
"""The loss is CURVATURE / 2 · w²: a valley that is long and gentle."""
NEAR = 0.05
"""A ball has settled once it stays within this part of its start from the bottom."""
LONGER = 1000
"""For so many more steps a ball is watched, to see whether it stays there."""


class Ball(Params):
    beta: Annotated[float, Field(ge=0, le=0.99)] = 0.9
    lr: Annotated[float, Field(ge=0.005, le=2)] = 0.05
    steps: Annotated[int, Field(ge=10, le=400)] = 100


class Roll(NamedTuple):
    """Where a ball was after each step, from step 0 on, and its velocity."""

    places: list[float]
    velocities: list[float]


def measure(params: Ball, lab: Lab) -> tuple[Metrics, tuple[Roll, Roll]]:
    """Roll one ball without momentum and one with it."""
    plain, heavy = (roll(beta, params.lr, params.steps) for beta in (0.0, params.beta))
    lab.report(1.0, f"w {heavy.places[-1]:.3g}")
    until = settled(params.beta, params.lr, params.steps)
    swings = pairwise(heavy.places[: int(until) + 1])
    return {
        "w_plain": plain.places[-1],
        "w_momentum": heavy.places[-1],
        "settled_plain": settled(0.0, params.lr, params.steps),
        "settled_momentum": until,
        "top_speed_plain": max(map(abs, plain.velocities)),
        "top_speed_momentum": max(map(abs, heavy.velocities)),
        "crossings": float(sum(a * b < 0 for a, b in swings)),
        "limit": 1 / (1 - params.beta),
    }, (plain, heavy)


def roll(beta: float, lr: float, steps: int) -> Roll:
    """Follow v ← βv - lr · slope, w ← w + v (Polyak, 1964)."""
    places, velocities = [START], [0.0]
    for _ in range(steps):
        velocities.append(beta * velocities[-1] - lr * CURVATURE * places[-1])
        places.append(places[-1] + velocities[-1])
    return Roll(places, velocities)


def settled(beta: float, lr: float, steps: int) -> float:
    """Return the step from which on a ball stays near the bottom, or the last one."""
    places = roll(beta, lr, steps + LONGER).places
    far = [step for step, w in enumerate(places) if abs(w) > NEAR * START]
    return float(min(far[-1] + 1, steps))


def draw(params: Ball, metrics: Metrics, rolls: tuple[Roll, Roll], say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, (valley, speed) = plots.panels(say.headline, 2, share=False)
    across = np.linspace(-START, START, 101) * 1.1
    valley.plot(across, CURVATURE / 2 * across**2, color=plots.FAINT, linewidth=5, alpha=0.5)
    valley.set(xlabel=say("파라미터 w", "parameter w"), ylabel="loss")
    speed.axhline(0, color=plots.FAINT)
    highest = 1.1 * max(abs(v) for one in rolls for v in one.velocities)
    speed.set(xlim=(0, params.steps), ylim=(-highest, highest), xlabel=say("걸음", "step"))
    speed.set_title(say("속도 v (한 걸음에 가는 거리)", "velocity v (distance per step)"))
    styles = ((plots.RED, 22), (plots.BLUE, 15))
    balls = [valley.plot([], [], "o", color=c, ms=size, zorder=4)[0] for c, size in styles]
    lines = [speed.plot([], [], color=c, linewidth=4)[0] for c, _ in styles]
    counter = valley.text(0.5, 0.9, "", ha="center", fontsize=16, transform=valley.transAxes)
    words = [
        (say("β = 0 (그냥 경사하강법)", "β = 0 (plain descent)"), plots.RED),
        (f"β = {params.beta:g}", plots.BLUE),
    ]
    plots.key(figure, words)
    times = np.linspace(0, params.steps, min(params.steps + 1, 32)).round().astype(int)

    def frame(index: int) -> None:
        step = times[index]
        counter.set_text(say(f"{step}걸음", f"step {step}"))
        for one, ball, line in zip(rolls, balls, lines, strict=True):
            w = one.places[step]
            ball.set_data([w], [CURVATURE / 2 * w * w])
            line.set_data(range(step + 1), one.velocities[: step + 1])

    return {"momentum": plots.Motion(figure, frame, len(times), ms=120)}


DEMO = packaged(Ball, measure, draw)
