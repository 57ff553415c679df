"""What the last layer does: a digit's ten scores become probabilities, by softmax or sigmoid."""

import math
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field

from compute.toolkit.data import digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab
from compute.toolkit.learning import mlp, train

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOUBT = 0.6
"""The image is the one whose highest probability is nearest to this."""
HOTTEST, COLDEST, FRAMES = 10.0, 0.1, 20
"""The picture moves from either temperature, the farther one, to the one that was asked for."""


class Last(Params):
    temperature: Annotated[float, Field(ge=0.05, le=10)] = 1.0
    epochs: Annotated[int, Field(ge=1, le=20)] = 6


class Scored(NamedTuple):
    """An image and its scores (logits) for the ten digits."""

    image: "NDArray[Any]"
    scores: list[float]


def measure(params: Last, lab: Lab) -> tuple[Metrics, Scored]:
    """Train a classifier of digits and take the scores of a test image that it is unsure of."""
    import torch

    data = digits()
    torch.manual_seed(lab.seed)
    model = mlp([data.side**2, 32, 10])
    train(model, data.x, data.y, lab, epochs=params.epochs, lr=0.01)
    with torch.no_grad():
        logits = model(data.test_x)
    doubt = (logits.softmax(dim=1).amax(dim=1) - DOUBT).abs()
    doubt[logits.argmax(dim=1) != data.test_y] = 1
    chosen = int(doubt.argmin())
    scores = logits[chosen].tolist()
    best, second = sorted(range(10), key=lambda digit: -scores[digit])[:2]
    plain, heated = softmax(scores, 1.0), softmax(scores, params.temperature)
    metrics: Metrics = {
        "best_digit": float(best),
        "second_digit": float(second),
        "best_logit": scores[best],
        "second_logit": scores[second],
        "best_probability": heated[best],
        "second_probability": heated[second],
        "cross_entropy": -math.log(plain[best]),
        "softmax_sum": sum(heated),
        "sigmoid_sum": sum(map(sigmoid, scores)),
    }
    return metrics, Scored(data.test_x[chosen].view(data.side, data.side).numpy(), scores)


def softmax(scores: list[float], temperature: float) -> list[float]:
    """Return exp(score / temperature) by their sum; without the highest, none can overflow."""
    powers = [math.exp((score - max(scores)) / temperature) for score in scores]
    return [power / sum(powers) for power in powers]


def sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def draw(params: Last, metrics: Metrics, scored: Scored, say: Say) -> Pictures:
    from compute import plots

    figure, (shown, left, middle, right) = plots.panels(
        say.headline, 4, share=False, widths=(0.7, 1, 1, 1), beside=True
    )
    shown.imshow(scored.image, cmap="gray_r")
    shown.set_axis_off()
    shown.set_title(say("이미지", "image"), fontsize=16)
    best = int(metrics["best_digit"])
    colors = [plots.BLUE if digit == best else plots.FAINT for digit in range(10)]
    left.set_title(say("점수\n(logit)", "scores\n(logits)"), fontsize=16)
    left.barh(range(10), scored.scores, color=colors)
    left.axvline(0, color=plots.INK)
    heated = middle.barh(range(10), [0.0] * 10, color=colors)
    title = middle.set_title("\n", fontsize=16, fontweight="bold")
    share = middle.text(0, best, "", fontsize=15, fontweight="bold", va="center")
    sums = f"{metrics['sigmoid_sum']:.2f}"
    right.set_title(say(f"sigmoid\n합 {sums}", f"sigmoid\nsum {sums}"), fontsize=16)
    right.barh(range(10), list(map(sigmoid, scored.scores)), color=colors)
    for panel in (left, middle, right):
        panel.set_yticks(range(10))
        panel.tick_params(axis="y", labelleft=panel is left, left=panel is left)
        panel.invert_yaxis()
        panel.grid(visible=False, axis="y")
    for panel in (middle, right):
        panel.set(xlim=(0, 1.1), xticks=[0, 0.5, 1])

    start = HOTTEST if params.temperature <= 1 else COLDEST

    def frame(step: int) -> None:
        heat = start * (params.temperature / start) ** (step / (FRAMES - 1))
        for bar, probability in zip(heated, softmax(scored.scores, heat), strict=True):
            bar.set_width(probability)
        width = heated[best].get_width()
        inside = width > 0.7
        share.set(text=plots.percent(width), x=width - 0.03 if inside else width + 0.03)
        share.set(ha="right" if inside else "left", color=plots.PAPER if inside else plots.BLUE)
        title.set_text(say(f"softmax 합 1\nT = {heat:.2f}", f"softmax sum 1\nT = {heat:.2f}"))

    return {"probabilities": plots.Motion(figure, frame, FRAMES, ms=150, hold_ms=3000)}


DEMO = packaged(Last, measure, draw)
