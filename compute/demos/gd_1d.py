"""What gradient descent does: a ball on L(w) that steps downhill, with short and long steps."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from compute.toolkit.demo import Demo, Metrics, Params, Say, Title
from compute.toolkit.lab import Lab
from compute.toolkit.topics import Topic
from compute.toolkit.words import josa, some
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from compute.plots import Picture

EDGE = 6.0
"""The picture shows w from -EDGE to EDGE; a ball that leaves it has diverged."""


class Bowl(Params):
    lr: Annotated[float, Title("학습률", "learning rate"), Field(ge=0.001, le=2)] = 0.1
    start: Annotated[float, Title("출발점", "starting point"), Field(ge=-5, le=5)] = 4.0
    steps: Annotated[int, Title("걸음 수", "steps"), Field(ge=1, le=60)] = 20


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


def draw(params: Bowl, metrics: Metrics, path: list[float], say: Say) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, (panel,) = plots.panels(headline(metrics, say))
    across = np.linspace(-EDGE, EDGE, 201)
    panel.plot(across, across**2, color=plots.FAINT, linewidth=6, alpha=0.5)
    panel.set(xlabel=say("매개변수 w", "parameter w"), ylabel="loss L(w) = w²")
    panel.set(xlim=(-EDGE, EDGE), ylim=(-1, EDGE**2))
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


def headline(metrics: Metrics, say: Say) -> str:
    if abs(metrics["factor"]) > 1:
        return say(
            "걸음이 너무 길어 골짜기를 뛰쳐나가요", "Steps so long that they leave the valley"
        )
    if metrics["crossings"]:
        return say("골짜기를 건너뛰며 내려가요", "It jumps across the valley on its way down")
    return say("기울기를 따라 한 걸음씩 내려가요", "Step by step down the slope")


def caption(params: Bowl, metrics: Metrics) -> Bilingual:
    """Say where the ball went and by what factor each step multiplied w."""
    start, final = f"{metrics['first_loss']:.3g}", f"{metrics['final_loss']:.3g}"
    factor = f"{metrics['factor']:.3g}"
    size = abs(metrics["factor"])
    ko_end, en_end = (
        ("크기가 1보다 작아서 0에 다가가요", "less than 1 in size, so w nears 0")
        if size < 1
        else ("크기가 1보다 커서 걸을수록 멀어져요", "more than 1 in size, so it runs away")
        if size > 1
        else (
            "크기가 꼭 1이라 제자리를 오가요",
            "exactly 1 in size, so it goes to and fro for ever",
        )
    )
    return Bilingual(
        ko=f"L(w) = w² 위의 w = {params.start:g}에서 출발해 학습률 {params.lr:g}로"
        f" {params.steps}걸음 내려갔어요. loss는 {start}에서 {josa(final, '이', '가')} 됐어요."
        " 가로축은 매개변수 w, 세로축은 그때의 loss예요."
        f" 한 걸음마다 w에 1 - 2·lr = {josa(factor, '이', '가')} 곱해지는데, {ko_end}.",
        en=f"Starting at w = {params.start:g} on L(w) = w², gradient descent took"
        f" {some(params.steps, 'step')} with a learning rate of {params.lr:g}; the loss went from"
        f" {start} to {final}. The horizontal axis is the parameter w, the vertical one its loss."
        f" Each step multiplies w by 1 - 2·lr = {factor}, {en_end}.",
    )


DEMO = Demo(
    name="gd-1d",
    topic=Topic.OPTIMIZATION,
    title=Bilingual(ko="경사하강법 한 걸음씩", en="Gradient descent, step by step"),
    params=Bowl,
    presets=(
        Preset(
            name="diverges",
            works=False,
            params={"lr": 1.05, "start": 2},
            look=Bilingual(
                ko="공이 골짜기 양쪽을 오가며 걸음마다 더 높이 올라가요.",
                en="The ball goes from side to side and lands higher with every step.",
            ),
        ),
        Preset(
            name="zigzags",
            works=True,
            params={"lr": 0.9},
            look=Bilingual(
                ko="골짜기를 매번 건너뛰지만, 뛸 때마다 조금씩 낮아져요.",
                en="It jumps across the valley each time, and each time a little lower.",
            ),
        ),
        Preset(
            name="too-small",
            works=False,
            params={"lr": 0.005},
            look=Bilingual(
                ko="공이 거의 움직이지 않아요. 걸음 수를 다 써도 바닥이 멀어요.",
                en="The ball hardly moves: when the steps are used up the bottom is still far.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
