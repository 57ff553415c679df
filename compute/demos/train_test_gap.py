"""Why test data are kept apart: polynomials of growing degree on points seen and not seen."""

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

Points = tuple[list[float], list[float]]

TEST_POINTS = 200
RISE = 1.2
"""A test error that is this many times the best one has visibly risen."""


class Polynomial(Params):
    degree: Annotated[int, Title("최고 차수", "highest degree"), Field(ge=1, le=15)] = 9
    noise: Annotated[float, Title("잡음 크기", "noise"), Field(ge=0, le=1)] = 0.2
    points: Annotated[int, Title("학습 점 개수", "training points"), Field(ge=5, le=200)] = 10


class Sweep(NamedTuple):
    """The points as (x, y), and by degree the fitted curve and its errors on both sets."""

    train: Points
    test: Points
    curves: list[list[float]]
    train_errors: list[float]
    test_errors: list[float]


def measure(params: Polynomial, lab: Lab) -> tuple[Metrics, Sweep]:
    """Fit polynomials of every degree by least squares and take their RMSE on both sets."""
    import numpy as np
    from numpy.polynomial import Legendre
    from numpy.polynomial.legendre import legvander

    rng = np.random.default_rng(lab.seed)
    jitter = rng.uniform(-0.5, 0.5, params.points) / params.points
    spots = np.linspace(-1, 1, params.points) + jitter
    train, test = [
        (x, np.sin(np.pi * x) + params.noise * rng.standard_normal(len(x)))
        for x in (spots.clip(-1, 1), rng.uniform(-1, 1, TEST_POINTS))
    ]
    seen, new = [(x.tolist(), y.tolist()) for x, y in (train, test)]
    sweep = Sweep(seen, new, [], [], [])
    for degree in range(params.degree + 1):
        # With more coefficients than points, this takes the smallest ones that fit.
        fit = Legendre(np.linalg.lstsq(legvander(train[0], degree), train[1], rcond=None)[0])
        sweep.curves.append(fit(np.linspace(-1, 1, 201)).tolist())
        for (x, y), errors in ((train, sweep.train_errors), (test, sweep.test_errors)):
            errors.append(round(float(np.sqrt(np.mean((fit(x) - y) ** 2))), 6))
        lab.report((degree + 1) / (params.degree + 1), f"degree {degree}")
    best = int(np.argmin(sweep.test_errors))
    return {
        "train_error": sweep.train_errors[-1],
        "test_error": sweep.test_errors[-1],
        "best_degree": float(best),
        "best_test_error": sweep.test_errors[best],
    }, sweep


def draw(params: Polynomial, metrics: Metrics, sweep: Sweep, say: Say) -> "dict[str, Picture]":
    import numpy as np

    from compute import plots

    figure, (left, right) = plots.panels(headline(params, metrics, say), 2, share=False)
    across = np.linspace(-1, 1, 201)
    left.plot(across, np.sin(np.pi * across), color=plots.FAINT, linewidth=9, alpha=0.35)
    x, y = sweep.test
    left.plot(x[:40], y[:40], "o", mec=plots.RED, mfc="none", ms=7, mew=1.8, alpha=0.7)
    (curve,) = left.plot([], [], color=plots.INK, linewidth=3, zorder=4)
    plots.dots(left, *sweep.train, plots.BLUE, size=11 if params.points <= 40 else 6)
    edge = 1.6 + 1.5 * params.noise
    left.set(xlim=(-1.05, 1.05), ylim=(-edge, edge))
    plots.bare(left)
    lines = [
        right.plot([], [], "o-", color=color, linewidth=3.5, ms=7)[0]
        for color in (plots.RED, plots.BLUE)
    ]
    top = min(1.5 * max(sweep.test_errors + sweep.train_errors), 1.5 + params.noise)
    margin = 0.03 * params.degree
    right.set(xlim=(-margin, params.degree + margin), ylim=(-0.03 * top, top))
    right.set(xlabel=say("차수", "degree"), ylabel=say("오차 (RMSE)", "error (RMSE)"))
    plots.count_along_x(right)
    labels = [
        right.text(0.5, place, "", color=color, fontsize=17, fontweight="bold", ha="center",
                   transform=right.transAxes)
        for place, color in ((0.92, plots.RED), (0.82, plots.BLUE))
    ]  # fmt: skip
    words = [
        (say("● 학습 데이터", "● training data"), plots.BLUE),
        (say("○ 새 데이터", "○ new data"), plots.RED),
        (say("다항식", "polynomial"), plots.INK),
    ]
    plots.key(figure, words)

    def frame(degree: int) -> None:
        left.set_title(say(f"{degree}차 다항식", f"degree {degree}"), fontweight="bold")
        curve.set_data(across, sweep.curves[degree])
        for line, errors in zip(lines, (sweep.test_errors, sweep.train_errors), strict=True):
            line.set_data(range(degree + 1), errors[: degree + 1])
        labels[0].set_text(say("새 데이터", "new") + f" {sweep.test_errors[degree]:.2f}")
        labels[1].set_text(say("학습", "training") + f" {sweep.train_errors[degree]:.2f}")

    return {"gap": plots.Motion(figure, frame, params.degree + 1, ms=700, hold_ms=4000)}


def overfits(metrics: Metrics) -> bool:
    """Whether the last polynomial does visibly worse on new data than one of lower degree."""
    return metrics["test_error"] > RISE * metrics["best_test_error"]


def headline(params: Polynomial, metrics: Metrics, say: Say) -> str:
    if params.degree < 3:
        return say("너무 단순하면 둘 다 많이 틀려요", "Too simple: wrong on both")
    if overfits(metrics):
        return say("외운 점은 맞혀도 새 점은 틀려요", "It memorises its points and misses new ones")
    return say(
        f"{params.degree}차까지는 새 점에서도 잘 버텨요",
        f"Up to degree {params.degree}, new points hold up too",
    )


def caption(params: Polynomial, metrics: Metrics) -> Bilingual:
    """Say how both errors ended, which degree was best on new points, and why two sets."""
    train, test, best = (
        f"{metrics[name]:.2f}" for name in ("train_error", "test_error", "best_test_error")
    )
    degree, best_degree = params.degree, f"{metrics['best_degree']:g}"
    ko = (
        f"잡음({params.noise:g})이 섞인 점 {params.points}개에 0차부터 {degree}차까지 다항식을"
        f" 맞췄어요. {degree}차의 오차(RMSE)는 학습한 점에서 {train}, 새 점에서"
        f" {josa(test, '이에요', '예요')}."
    )
    en = (
        f"Polynomials of degree 0 to {degree} were fitted to {params.points} points with noise"
        f" ({params.noise:g}). At degree {degree} the error (RMSE) is {train} on those points and"
        f" {test} on new ones."
    )
    if overfits(metrics):
        ko += (
            f" 새 점에는 {best_degree}차가 {josa(best, '으로', '로')} 가장 좋았지만 학습 오차만"
            " 보면 알 수 없어요."
        )
        en += (
            f" New points preferred degree {best_degree} ({best}), which the training error alone"
            " can't tell."
        )
    ko += " 학습 데이터 점수에는 외운 것도 섞이니, 학습에 안 쓴 데이터로 재야 실력을 알 수 있어요."
    en += " A training score also counts what was memorised; only data kept apart show the skill."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="train-test-gap",
    topic=Topic.GENERALIZATION,
    title=Bilingual(ko="학습 오차와 테스트 오차", en="Training error and test error"),
    params=Polynomial,
    presets=(
        Preset(
            name="memorises",
            works=False,
            params={"degree": 11, "noise": 0.4, "points": 12},
            look=Bilingual(
                ko="곡선이 파란 점을 모두 지나려고 출렁이는 동안 빨간 오차가 올라가요.",
                en="While the curve swings to pass through every blue dot, the red error climbs.",
            ),
        ),
        Preset(
            name="too-simple",
            works=False,
            params={"degree": 1},
            look=Bilingual(
                ko="직선으로는 물결을 따라갈 수 없어서 학습 오차부터 커요.",
                en="A straight line can't follow the wave, so even the training error is large.",
            ),
        ),
        Preset(
            name="more-data",
            works=True,
            params={"degree": 9, "noise": 0.2, "points": 100},
            look=Bilingual(
                ko="같은 9차라도 점이 많으면 외울 수 없어서 두 오차가 거의 같아요.",
                en="With many points even degree 9 can't memorise, and both errors nearly agree.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
