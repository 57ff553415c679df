"""What regularisation does: a penalty on the weights of a linear model, weak to strong."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Say
from compute.toolkit.lab import Lab
from compute.toolkit.legacy import Demo, Title
from compute.toolkit.topics import Topic
from content.demo import Preset
from content.numerals import josa
from content.schema import Bilingual

if TYPE_CHECKING:
    from numpy import ndarray

    from compute.plots import Picture

NEEDED = 5
USELESS = 30
"""So many features have no part in the target."""

ROWS = 40
NOISE = 2.0


class Penalty(Params):
    kind: Annotated[Literal["l1", "l2"], Title("규제 종류", "penalty")] = "l2"
    strengths: Annotated[
        tuple[Annotated[float, Field(ge=0, le=100)], ...],
        Title("규제 세기 λ", "strengths λ"),
        Field(min_length=1, max_length=4),
    ] = (0.0, 0.3, 10.0)


class Fit(NamedTuple):
    """A model's weights, those of needed features first, and its errors."""

    weights: list[float]
    train_error: float
    test_error: float


def measure(params: Penalty, lab: Lab) -> tuple[Metrics, dict[float, Fit]]:
    """Fit the same few noisy rows with each strength and take the RMSE on them and on new ones."""
    import numpy as np

    rng = np.random.default_rng(lab.seed)
    truth = np.zeros(NEEDED + USELESS)
    truth[:NEEDED] = rng.choice([-1, 1], NEEDED) * rng.uniform(1, 2, NEEDED)
    x, new_x = (rng.standard_normal((rows, len(truth))) for rows in (ROWS, 1000))
    y, new_y = (z @ truth + NOISE * rng.standard_normal(len(z)) for z in (x, new_x))
    metrics: Metrics = {}
    fits = {}
    for strength, _ in lab.share(params.strengths):
        weights = fit(x, y, params.kind, strength)
        train, test = (
            float(np.sqrt(np.mean((z @ weights - goal) ** 2)))
            for z, goal in ((x, y), (new_x, new_y))
        )
        fits[strength] = Fit(weights.tolist(), train, test)
        metrics |= {
            f"train_error_{strength:g}": train,
            f"test_error_{strength:g}": test,
            f"weight_size_{strength:g}": float(np.linalg.norm(weights)),
            f"zeros_{strength:g}": float((weights == 0).sum()),
        }
    return metrics, fits


def fit(x: "ndarray", y: "ndarray", kind: str, strength: float) -> "ndarray":
    """Minimise half the mean squared error plus λ·|w| (L1, lasso) or ½·λ·w² (L2, ridge)."""
    import numpy as np
    from sklearn.linear_model import Lasso

    if kind == "l1" and strength:
        lasso = Lasso(alpha=strength, fit_intercept=False, max_iter=10_000)
        return np.asarray(lasso.fit(x, y).coef_)
    rows, features = x.shape
    return np.linalg.solve(x.T @ x + rows * strength * np.eye(features), x.T @ y)


def draw(
    params: Penalty, metrics: Metrics, fits: dict[float, Fit], say: Say
) -> "dict[str, Picture]":
    from compute import plots

    figure, panels = plots.panels(headline(metrics, fits, say), len(fits), rows=2, share=False)
    edge = 1.1 * max(abs(weight) for fit in fits.values() for weight in fit.weights)
    longest = 1.6 * max(max(fit.train_error, fit.test_error) for fit in fits.values())
    names = (say("학습", "train"), say("테스트", "test"))
    for place, (strength, fit) in enumerate(fits.items()):
        top, bottom = panels[place], panels[place + len(fits)]
        colors = [plots.BLUE] * NEEDED + [plots.ORANGE] * USELESS
        top.bar(range(len(fit.weights)), fit.weights, color=colors, width=0.9)
        top.axhline(0, color=plots.FAINT, linewidth=1)
        top.set_title(f"λ = {strength:g}", fontweight="bold", fontsize=17)
        top.set(xticks=[], ylim=(-edge, edge))
        errors = (fit.train_error, fit.test_error)
        plots.bars(
            bottom, names, errors, (plots.INK, plots.RED), [f"{error:.1f}" for error in errors]
        )
        bottom.set(xticks=[], xlim=(0, longest))
        if place:
            top.tick_params(labelleft=False)
            bottom.tick_params(labelleft=False)
    panels[0].set_ylabel(say("가중치", "weights"))
    panels[len(fits)].set_ylabel(say("오차", "error"))
    words = [
        (say(f"필요한 특징 {NEEDED}개", f"{NEEDED} features that matter"), plots.BLUE),
        (say(f"상관없는 특징 {USELESS}개", f"{USELESS} that don't"), plots.ORANGE),
    ]
    plots.key(figure, words)
    return {"weights": figure}


def headline(metrics: Metrics, fits: dict[float, Fit], say: Say) -> str:
    weakest, strongest = min(fits), max(fits)
    best = min(fits, key=lambda strength: fits[strength].test_error)
    if weakest == strongest:
        return say(f"λ = {best:g}일 때의 가중치", f"The weights at λ = {best:g}")
    if best == weakest:
        return say("너무 센 규제는 배울 것까지 지워요", "Too strong a penalty erases what matters")
    if best == strongest:
        return say(
            "가장 센 규제의 테스트 오차가 가장 작아요",
            "The strongest penalty has the least test error",
        )
    return say("알맞은 규제가 테스트 오차를 줄여요", "The right penalty lowers the test error")


def caption(params: Penalty, metrics: Metrics) -> Bilingual:
    """Say what was fitted, both errors at each strength, and what the penalty did to weights."""
    kind, most = params.kind.upper(), max(params.strengths)
    errors = [
        (f"{s:g}", f"{metrics[f'train_error_{s:g}']:.2f}", f"{metrics[f'test_error_{s:g}']:.2f}")
        for s in params.strengths
    ]
    ko_errors = ", ".join(
        f"λ {s}에서 {josa(train, '과', '와')} {test}" for s, train, test in errors
    )
    en_errors = ", ".join(f"{train} and {test} at λ {s}" for s, train, test in errors)
    size, zeros = f"{metrics[f'weight_size_{most:g}']:.2g}", metrics[f"zeros_{most:g}"]
    ko = (
        f"특징 {NEEDED + USELESS}개 중 {NEEDED}개만 필요한 선형 모델을 데이터 {ROWS}개로 학습하며"
        f" {kind} 규제의 세기 λ를 바꿨어요. 학습 오차와 테스트 오차(RMSE)는"
        f" {josa(ko_errors, '이에요', '예요')}."
    )
    en = (
        f"Linear models with {NEEDED + USELESS} features, of which {NEEDED} matter, were fitted to"
        f" {ROWS} rows under {kind} penalties of strength λ. Their training and test errors (RMSE)"
        f" are {en_errors}."
    )
    if params.kind == "l1":
        ko += f" L1은 작은 가중치를 딱 0으로 잘라서, λ {most:g}에서는 {zeros:g}개가 0이에요."
        en += f" L1 cuts small weights to exactly zero: {zeros:g} of them at λ {most:g}."
    else:
        ko += (
            " L2는 모든 가중치를 조금씩 줄여서,"
            f" λ {most:g}에서는 크기(L2 노름)가 {josa(size, '이에요', '예요')}."
        )
        en += f" L2 shrinks every weight: at λ {most:g} their norm is {size}."
    ko += " 규제는 학습 오차를 조금 내주고 테스트 오차를 줄이려는 것이고, 너무 세면 둘 다 커져요."
    en += " Regularisation trades some training error for less test error; overdone, both grow."
    return Bilingual(ko=ko, en=en)


DEMO = Demo(
    name="regularization-sweep",
    topic=Topic.GENERALIZATION,
    title=Bilingual(ko="규제의 세기", en="How strong a regularisation"),
    params=Penalty,
    presets=(
        Preset(
            name="sparse",
            works=True,
            params={"kind": "l1", "strengths": "0,0.1,0.3"},
            look=Bilingual(
                ko="L1은 상관없는 특징의 막대를 하나씩 완전히 지워요.",
                en="L1 wipes out the bars of features that don't matter, one after the other.",
            ),
        ),
        Preset(
            name="too-strong",
            works=False,
            params={"kind": "l1", "strengths": "0.3,1,3"},
            look=Bilingual(
                ko="λ가 너무 크면 필요한 파란 막대까지 사라져 학습 오차부터 커져요.",
                en="With too large a λ even the blue bars vanish, and the training error grows.",
            ),
        ),
    ),
    measure=measure,
    draw=draw,
    caption=caption,
)
