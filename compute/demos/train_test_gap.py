"""Why test data are kept apart: polynomials of growing degree on points seen and not seen."""

from typing import Annotated, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

Points = tuple[list[float], list[float]]

TEST_POINTS = 200


class Polynomial(Params):
    degree: Annotated[int, Field(ge=1, le=15)] = 9
    noise: Annotated[float, Field(ge=0, le=1)] = 0.2
    points: Annotated[int, Field(ge=5, le=200)] = 10


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


def draw(params: Polynomial, metrics: Metrics, sweep: Sweep, say: Say) -> Pictures:
    import numpy as np

    from compute import plots

    figure, (left, right) = plots.panels(say.headline, 2, share=False)
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
        new, old = f"{sweep.test_errors[degree]:.2f}", f"{sweep.train_errors[degree]:.2f}"
        labels[0].set_text(say(f"새 데이터 {new}", f"new {new}"))
        labels[1].set_text(say(f"학습 {old}", f"training {old}"))

    return {"gap": plots.Motion(figure, frame, params.degree + 1, ms=700, hold_ms=4000)}


DEMO = packaged(Polynomial, measure, draw)
