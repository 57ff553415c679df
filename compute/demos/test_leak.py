"""Why a test set must stay unseen: part of it gets into training, and its score rises alone."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.data import Digits, digits
from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from compute.plots import Picture

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
REPEATS = 32
"""Each point is the mean over so many choices of images, each with a network of its own."""

HIDDEN = 32
STEPS = 80


class Leak(Params):
    leak: Annotated[
        float, Title("새어 나간 테스트 비율", "share of the test set leaked"), Field(ge=0, le=1)
    ] = 0.2
    n: Annotated[
        int, Title("학습·테스트 이미지 수", "images to learn from, and to test on"),
        Field(ge=20, le=200),
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
    x = torch.cat([data.x[own], data.test_x[test[:, :leaks]]], dim=1)
    y = torch.cat([data.y[own], data.test_y[test[:, :leaks]]], dim=1)
    predict = trained(x, y, lab)
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
        torch.autograd.backward(loss)
        optimizer.step()
        lab.report(step / STEPS, f"step {step} · loss {loss.item():.2g}")
    return lambda images: (torch.relu(images @ w1 + b1) @ w2 + b2).argmax(dim=2)


def draw(params: Leak, metrics: Metrics, points: list[Point], say: Say) -> "dict[str, Picture]":
    from compute import plots

    figure, (panel,) = plots.panels(headline(params, metrics, say))
    shares = [point.share for point in points]
    lines = [[point.reported for point in points], [point.clean for point in points]]
    panel.fill_between(shares, lines[0], lines[1], color=plots.RED, alpha=0.12)
    for values, color in zip(lines, (plots.RED, plots.BLUE), strict=True):
        plots.line(panel, shares, values, color)
    reported, clean = metrics["reported_accuracy"], metrics["clean_accuracy"]
    panel.set(xlim=(0, 1), ylim=(min(min(lines[1]) - 0.1, 0.6), 1.02))
    panel.set(
        xlabel=say("학습에 새어 들어간 테스트 이미지", "test images that leaked into training"),
        ylabel=say("정확도", "accuracy"),
    )
    panel.xaxis.set_major_formatter("{x:.0%}")
    panel.yaxis.set_major_formatter("{x:.0%}")
    if params.leak:
        panel.plot(
            [params.leak] * 2, [clean, reported], "o-", color=plots.INK, lw=3, ms=11, clip_on=False
        )
        gap = f"{100 * metrics['inflation']:+.1f}"
        panel.annotate(
            say(f"{gap}%p", f"{gap} points"),
            (min(max(params.leak, 0.12), 0.88), clean),
            xytext=(0, -30),
            textcoords="offset points",
            fontsize=19,
            fontweight="bold",
            ha="center",
        )
    ends = [
        (lines[0][-1], say("보고된\n점수", "reported\nscore"), plots.RED),
        (lines[1][-1], say("진짜\n실력", "true\nskill"), plots.BLUE),
    ]
    plots.tag_ends(panel, ends)
    return {"leak": figure}


def headline(params: Leak, metrics: Metrics, say: Say) -> str:
    if params.leak == 0:
        return say(
            "새지 않으면 테스트 점수가 곧 실력이에요", "Without a leak the score is the skill"
        )
    if metrics["inflation"] < 0.005:
        return say("조금만 새면 점수에 티가 안 나요", "So small a leak hardly shows in the score")
    return say(
        f"문제 {params.leak:.0%}를 미리 보면 점수만 올라가요",
        f"{params.leak:.0%} of the test leaked: only the score rises",
    )


def caption(params: Leak, metrics: Metrics) -> Bilingual:
    """Say what leaked, what was reported, and what the networks can really do."""
    reported, clean, inflation, whole = (
        f"{100 * metrics[name]:.1f}"
        for name in (
            "reported_accuracy",
            "clean_accuracy",
            "inflation",
            "inflation_if_all_leaked",
        )
    )
    return Bilingual(
        ko=f"손글씨 숫자 {params.n}장으로 학습하면서 그중 일부를 테스트 이미지로 바꿔치기했어요"
        f" (신경망 {REPEATS}개 평균). 테스트의 {params.leak:.0%}가 새면 보고되는 정확도는"
        f" {reported}%인데, 처음 보는 이미지에서는 {clean}%라서 차이가 {inflation}%p예요."
        f" 모두 새면 차이가 {whole}%p까지 벌어져요. 외운 문제는 실력과 상관없이 맞히니,"
        " 오염된 점수로는 모델을 비교할 수 없어요.",
        en=f"Networks learnt from {params.n} images of digits, a share of them swapped for test"
        f" images (mean of {REPEATS} networks). With {params.leak:.0%} of the test set leaked, the"
        f" reported accuracy is {reported}%, but {clean}% on images nobody saw: {inflation} points"
        f" apart. If all leaks, they are {whole} points apart. Memorised questions are answered"
        " right without any skill, so a contaminated score compares nothing.",
    )


DEMO = Demo(
    name="test-leak",
    topic=Topic.GENERALIZATION,
    title=Bilingual(ko="테스트 데이터가 새면", en="When test data leak"),
    params=Leak,
    presets=(
        Preset(
            name="all-leaked",
            works=False,
            params={"leak": 1},
            look=Bilingual(
                ko="문제를 모두 외우면 만점에 가까워도, 파란 선은 그대로예요.",
                en="With every question memorised the score is nearly perfect, yet the blue line"
                " stays where it was.",
            ),
        ),
        Preset(
            name="clean",
            works=True,
            params={"leak": 0},
            look=Bilingual(
                ko="왼쪽 끝에서는 두 선이 만나요. 이때의 점수만 믿을 수 있어요.",
                en="At the left end the two lines meet: only that score can be trusted.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
