"""What regularisation does: a penalty on the weights of a linear model, weak to strong."""

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from compute.toolkit.demo import Metrics, Params, Pictures, Say, packaged
from compute.toolkit.lab import Lab

if TYPE_CHECKING:
    from numpy import ndarray

NEEDED = 5
USELESS = 30
"""So many features have no part in the target."""

ROWS = 40
NOISE = 2.0


class Penalty(Params):
    kind: Literal["l1", "l2"] = "l2"
    strengths: Annotated[
        tuple[Annotated[float, Field(ge=0, le=100)], ...],
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


def draw(params: Penalty, metrics: Metrics, fits: dict[float, Fit], say: Say) -> Pictures:
    from compute import plots

    figure, panels = plots.panels(say.headline, len(fits), rows=2, share=False)
    edge = 1.1 * max(abs(weight) for found in fits.values() for weight in found.weights)
    longest = 1.6 * max(max(found.train_error, found.test_error) for found in fits.values())
    names = (say("학습", "train"), say("테스트", "test"))
    for place, (strength, found) in enumerate(fits.items()):
        top, bottom = panels[place], panels[place + len(fits)]
        colors = [plots.BLUE] * NEEDED + [plots.ORANGE] * USELESS
        top.bar(range(len(found.weights)), found.weights, color=colors, width=0.9)
        top.axhline(0, color=plots.FAINT, linewidth=1)
        for panel in (top, bottom):
            panel.set_title(f"λ = {strength:g}", fontweight="bold", fontsize=17)
        top.set(xticks=[], ylim=(-edge, edge))
        errors = (found.train_error, found.test_error)
        plots.bars(
            bottom, names, errors, (plots.INK, plots.RED), [f"{error:.2f}" for error in errors]
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


DEMO = packaged(Penalty, measure, draw)
