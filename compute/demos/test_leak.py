"""Why a test set must stay unseen: part of it gets into training, and its score rises alone."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
REPEATS = 32
"""Each point is the mean over so many choices of images, each with a network of its own."""

HIDDEN = 32
STEPS = 80


class Leak(Params):
    leak: Annotated[float, Field(ge=0, le=1)] = 0.2
    n: Annotated[
        int, Field(ge=20, le=200),
    ] = 50  # fmt: skip


class Point(NamedTuple):
    """The accuracy on the test set of which a share leaked, and on images nobody saw."""

    share: float
    reported: float
    clean: float


def measure(params: Leak, lab: Lab) -> tuple[Metrics, list[Point]]:
    """Train with growing shares of the test set among the training images."""
    data = digits(lab.seed)
    shares = sorted({*SHARES, params.leak})
    points = [score(data, share, params.n, part) for share, part in lab.share(shares)]
    found = points[shares.index(params.leak)]
    return {
        "leaked": float(round(params.leak * params.n)),
        "reported_accuracy": found.reported,
        "clean_accuracy": found.clean,
        "inflation": found.reported - found.clean,
        "inflation_if_all_leaked": points[-1].reported - points[-1].clean,
    }, points


def score(data: Digits, share: float, n: int, lab: Lab) -> Point:
    """Swap a share of n training images for test images, and judge on all test and on new ones."""
    import torch

    leaks = round(share * n)
    generator = torch.Generator().manual_seed(lab.seed)
    own, rest = (
        torch.rand(REPEATS, len(rows), generator=generator).argsort(dim=1)
        for rows in (data.x, data.test_x)
    )
    own, test, new = own[:, leaks:n], rest[:, :n], rest[:, n:]
    images = torch.cat([data.x[own], data.test_x[test[:, :leaks]]], dim=1)
    labels = torch.cat([data.y[own], data.test_y[test[:, :leaks]]], dim=1)
    predict = trained(images, labels, lab)
    reported, clean = (
        float((predict(data.test_x[rows]) == data.test_y[rows]).float().mean())
        for rows in (test, new)
    )
    return Point(share, reported, clean)


def trained(x: "Tensor", y: "Tensor", lab: Lab) -> "Callable[[Tensor], Tensor]":
    """Train one network per set of images x (sets, n, pixels) and return what they predict."""
    import torch

    torch.manual_seed(lab.seed)
    sets, _, pixels = x.shape
    shapes = (pixels, HIDDEN), (1, HIDDEN), (HIDDEN, 10), (1, 10)
    w1, b1, w2, b2 = (
        (torch.randn(sets, *shape) / shape[0] ** 0.5 * (shape[0] > 1)).requires_grad_()
        for shape in shapes
    )
    optimizer = torch.optim.Adam([w1, b1, w2, b2], lr=0.01)
    for step in range(1, STEPS + 1):
        scores = torch.relu(x @ w1 + b1) @ w2 + b2
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        lab.report(step / STEPS, f"step {step} · loss {loss.item():.2g}")
    return lambda images: (torch.relu(images @ w1 + b1) @ w2 + b2).argmax(dim=2)


def draw(params: Leak, metrics: Metrics, points: list[Point], say: Say) -> Pictures:
    from compute import plots

    figure, (panel,) = plots.panels(say.headline)
    shares = [point.share for point in points]
    lines = [[point.reported for point in points], [point.clean for point in points]]
    panel.fill_between(shares, lines[0], lines[1], color=plots.RED, alpha=0.12)
    plots.line(panel, shares, lines[0], plots.RED, say("보고된\n점수", "reported\nscore"))
    plots.line(panel, shares, lines[1], plots.BLUE, say("진짜\n실력", "true\nskill"))
    reported, clean = metrics["reported_accuracy"], metrics["clean_accuracy"]
    panel.set(xlim=(0, 1), ylim=(min(min(lines[1]) - 0.1, 0.6), 1.02))
    panel.set(
        xlabel=say("학습에 새어 들어간 테스트 이미지", "test images that leaked into training")
    )
    panel.set(ylabel=say("정확도", "accuracy"))
    panel.xaxis.set_major_formatter("{x:.0%}")
    panel.yaxis.set_major_formatter("{x:.0%}")
    if params.leak:
        panel.plot(
            [params.leak] * 2, [clean, reported], "o-", color=plots.INK, lw=3, ms=11, clip_on=False
        )
        gap = f"{100 * metrics['inflation']:+.1f}"
        panel.annotate(
            say(f"{gap}%p", f"{gap} points"),
            (min(max(params.leak, 0.2), 0.8), clean),
            xytext=(0, -30),
            textcoords="offset points",
            fontsize=19,
            fontweight="bold",
            ha="center",
        )
    plots.tag_ends(panel)
    return {"leak": figure}


DEMO = packaged(Leak, measure, draw)
