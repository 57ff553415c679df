"""What momentum adds: a ball that keeps its speed beside one that starts afresh at every step."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, NamedTuple

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

START = 4.0
CURVATURE = 0.2
"""The loss is CURVATURE / 2 · w²: a valley that is long and gentle."""
NEAR = 0.05
"""A ball has settled once it stays within this part of its start from the bottom."""


class Ball(Params):
    beta: Annotated[float, Title("모멘텀 계수 β", "momentum β"), Field(ge=0, le=0.99)] = 0.9
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.005, le=2)] = 0.05
    steps: Annotated[int, Title("걸음 수", "steps"), Field(ge=10, le=400)] = 100


class Roll(NamedTuple):
    """Where a ball was after each step, from step 0 on, and its velocity."""

    places: list[float]
    velocities: list[float]


def measure(params: Ball, lab: Lab) -> tuple[Metrics, tuple[Roll, Roll]]:
    """Roll one ball without momentum and one with it."""
    plain, heavy = (roll(beta, params.lr, params.steps) for beta in (0.0, params.beta))
    lab.report(1.0, f"w {heavy.places[-1]:.3g}")
    return {
        "w_plain": plain.places[-1],
        "w_momentum": heavy.places[-1],
        "settled_plain": settled(plain.places),
        "settled_momentum": settled(heavy.places),
        "top_speed_plain": max(map(abs, plain.velocities)),
        "top_speed_momentum": max(map(abs, heavy.velocities)),
        "crossings": float(sum(a * b < 0 for a, b in pairwise(heavy.places))),
        "limit": 1 / (1 - params.beta),
    }, (plain, heavy)


def roll(beta: float, lr: float, steps: int) -> Roll:
    """Follow v ← βv - lr · slope, w ← w + v (Polyak, 1964)."""
    places, velocities = [START], [0.0]
    for _ in range(steps):
        velocities.append(beta * velocities[-1] - lr * CURVATURE * places[-1])
        places.append(places[-1] + velocities[-1])
    return Roll(places, velocities)


def settled(places: list[float]) -> float:
    """Return the step from which on the ball stays near the bottom, or the last one."""
    far = [step for step, w in enumerate(places) if abs(w) > NEAR * START]
    return float(min(far[-1] + 1, len(places) - 1))


def draw(
    params: Ball, metrics: Metrics, rolls: tuple[Roll, Roll], say: Say
) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, (valley, speed) = plots.panels(headline(params, metrics, say), 2, share=False)
    across = np.linspace(-START, START, 101) * 1.1
    valley.plot(across, CURVATURE / 2 * across**2, color=plots.FAINT, linewidth=5, alpha=0.5)
    valley.set(xlabel=say("매개변수 w", "parameter w"), ylabel="loss")
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


def headline(params: Ball, metrics: Metrics, say: Say) -> str:
    if params.beta == 0:
        return say("β = 0이면 그냥 경사하강법이에요", "With β = 0 it is plain gradient descent")
    if metrics["settled_momentum"] < metrics["settled_plain"]:
        return say("속도가 쌓여 바닥에 먼저 닿아요", "Speed builds up: it settles first")
    if metrics["crossings"]:
        return say("속도가 남아 바닥을 지나쳐 오가요", "Too much speed: it swings past the bottom")
    return say("모멘텀은 지난 속도를 이어 가요", "Momentum keeps the earlier speed")


def caption(params: Ball, metrics: Metrics) -> Bilingual:
    """Say how fast either ball got and when it came to rest."""
    top, top_plain, limit = (
        f"{metrics[name]:.3g}" for name in ("top_speed_momentum", "top_speed_plain", "limit")
    )
    (ko_heavy, en_heavy), (ko_plain, en_plain) = (
        rest(metrics[f"settled_{name}"], metrics[f"w_{name}"], params.steps)
        for name in ("momentum", "plain")
    )
    return Bilingual(
        ko=f"완만한 골짜기의 w = {START:g}에서 두 공을 학습률 {params.lr:g}로 굴렸어요"
        f" (v ← βv - lr·기울기, w ← w + v, β = {params.beta:g}). 가장 긴 걸음은 모멘텀 {top},"
        f" 그냥 경사하강법 {josa(top_plain, '이에요', '예요')}. 모멘텀은 {ko_heavy}. 그냥"
        f" 경사하강법은 {ko_plain}. 기울기가 계속 같으면 걸음이 1/(1 - β) = {limit}배까지"
        " 길어져요.",
        en=f"Two balls rolled down a gentle valley from w = {START:g} with a learning rate of"
        f" {params.lr:g}: v ← βv - lr·slope, w ← w + v, with β = {params.beta:g}. The longest step"
        f" was {top} with momentum and {top_plain} without. With momentum the ball {en_heavy};"
        f" without, it {en_plain}. Under a constant slope the steps grow up to 1/(1 - β) = {limit}"
        " times.",
    )


def rest(settled_at: float, w: float, steps: int) -> tuple[str, str]:
    """Tell when a ball came to rest, or where it still was at the end."""
    if settled_at < steps:
        return f"{settled_at:g}걸음에 자리를 잡았어요", f"settled after {settled_at:g} steps"
    return f"끝에도 w = {w:.2g}에 있었어요", f"was still at w = {w:.2g} in the end"


DEMO = Demo(
    name="momentum-1d",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="모멘텀의 속도", en="The speed of momentum"),
    params=Ball,
    presets=(
        Preset(
            name="swings",
            works=False,
            params={"beta": 0.99},
            look=Bilingual(
                ko="마찰이 거의 없는 공처럼 바닥을 지나쳐 오가요. 속도 곡선이 잦아들지 않아요.",
                en="Like a ball with hardly any friction it swings past the bottom for ever: its"
                " velocity does not die down.",
            ),
        ),
        Preset(
            name="smooth",
            works=True,
            params={"beta": 0.8},
            look=Bilingual(
                ko="속도가 붙었다가 바닥 근처에서 저절로 줄어, 지나치지 않고 멈춰요.",
                en="It gains speed, slows down by itself near the bottom and does not overshoot.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
