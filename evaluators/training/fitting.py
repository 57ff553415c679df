"""Fit the models of a profile by maximum likelihood with fixed signs, in two steps.

A key point is met as its best segment says, so the first likelihood runs through a maximum over
segments and on into a rough score; with some fifteen numbers to find, SLSQP on numeric gradients is
enough. The score proper is then an additive model over what those models and the signals say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from evaluators.calibration import (
    SCORE_SIGNS,
    Additive,
    Curve,
    Logistic,
    Profile,
    score_features,
    sharpened,
    sigmoid,
)
from evaluators.features import CLAIM, DENIAL, SUPPORT, Evidence, Floats
from evaluators.training.graded import GRADED, ONE_LANGUAGE
from evaluators.training.weak import Example

_FOR_SCORE, _AGAINST_SCORE = ("coverage", "similarity"), ("misconception", "reversed")
_PARTS = ((SUPPORT, DENIAL), (CLAIM, ()), (_FOR_SCORE, _AGAINST_SCORE))
_LEAST_AGAINST = {"opposed": 5.0, "misled": 4.0}
"""Scores alone tell little of single points, and one that is turned round is not met."""
_RIDGE = 5e-4
_CLAIM_SHARE, _SCORE_SHARE = 0.5, 2.0
_PIECES = 4
_CURVE_RIDGE = 1e-3


@dataclass(frozen=True)
class Case:
    """An example and its evidence."""

    example: Example
    evidence: Evidence
    weights: tuple[float, ...]


class Batch:
    """Cases laid end to end, so that one pass over all of them is a few array operations."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._support, point_groups = _flatten([case.evidence.support for case in cases])
        self._denial, _ = _flatten([case.evidence.denial for case in cases])
        self._claims, claim_groups = _flatten([case.evidence.claims for case in cases])
        self._point_starts = _starts(point_groups)
        self._claim_starts = _starts(claim_groups)
        self._point_case = np.repeat(np.arange(len(cases)), [len(c.weights) for c in cases])
        self._claim_case = np.repeat(
            np.arange(len(cases)), [c.evidence.claims.shape[1] for c in cases]
        )
        self._share = np.concatenate([np.array(c.weights) / sum(c.weights) for c in cases])
        self._similarity = np.array([max(c.evidence.focus_similarity, 0.0) for c in cases])
        self._met = _labels([(c.example.met, len(c.weights)) for c in cases])
        self._claimed = _labels([(c.example.claimed, c.evidence.claims.shape[1]) for c in cases])
        self._score = _labels([((c.example.score,), 1) for c in cases])
        self._weight = np.array([c.example.weight for c in cases])

    def loss(self, parameters: Floats) -> float:
        """Return the weighted cross-entropy of everything that is labelled."""
        point, claim, score = _split(parameters)
        met, claimed, scores = self._forward(point, claim, score)
        return (
            _cross_entropy(met, self._met, self._weight[self._point_case])
            + _CLAIM_SHARE * _cross_entropy(claimed, self._claimed, self._weight[self._claim_case])
            + _SCORE_SHARE * _cross_entropy(scores, self._score, self._weight)
            + _RIDGE * float(np.square(parameters).sum())
        )

    def _forward(
        self, point: Floats, claim: Floats, score: Floats
    ) -> tuple[Floats, Floats, Floats]:
        favour = len(SUPPORT)
        support = _group_max(self._support @ point[1 : 1 + favour], self._point_starts)
        denial = _group_max(self._denial @ -point[1 + favour :], self._point_starts)
        supported = sigmoid(point[0] + support)
        met = sigmoid(point[0] + support - denial)
        claimed = sigmoid(_group_max(claim[0] + self._claims @ claim[1:], self._claim_starts))
        size = len(self._weight)
        worst = np.zeros(size)
        np.maximum.at(worst, self._claim_case, claimed)
        coverage = np.bincount(self._point_case, sharpened(met) * self._share, size)
        denied = np.zeros(size)
        np.maximum.at(denied, self._point_case, supported - met)
        features = np.stack([coverage, self._similarity, worst, denied], axis=1)
        return met, claimed, sigmoid(score[0] + features @ score[1:])


def fit(cases: Sequence[Case], spread: float = 1.0) -> Profile:
    """Fit all three models; every weight keeps its sign.

    `spread` multiplies the log-odds of the score: fitted scores huddle around the mean grade.
    """
    told = [case for case in cases if not case.evidence.is_empty]
    point, claim = _fit_points(told)
    return Profile(point=point, claim=claim, score=_fit_score(told, point, claim, spread))


def _fit_points(cases: Sequence[Case]) -> tuple[Logistic, Logistic]:
    batch = Batch(cases)
    start, bounds = [], []
    for favour, against in _PARTS:
        start += [-2.0, *[1.5] * len(favour), *[-5.0] * len(against)]
        least = [_LEAST_AGAINST.get(name, 0.0) for name in against]
        bounds += [(None, None), *[(0.0, None)] * len(favour), *[(None, -one) for one in least]]
    result = minimize(
        batch.loss, np.array(start), method="SLSQP", bounds=bounds, options={"maxiter": 1000}
    )
    point, claim, _ = _split(result.x)
    return _logistic(point, _PARTS[0]), _logistic(claim, _PARTS[1])


def _fit_score(cases: Sequence[Case], point: Logistic, claim: Logistic, spread: float) -> Additive:
    """Fit curves of straight pieces between quantiles, each piece rising or falling as it must."""
    graded = [case for case in cases if case.example.kind.startswith((GRADED, ONE_LANGUAGE))]
    rows = [score_features(case.evidence, case.weights, point, claim) for case in graded]
    grades = np.array([case.example.score for case in graded])
    knots = {name: _knots(np.array([row[name] for row in rows])) for name in SCORE_SIGNS}
    steps = [_steps(np.array([row[name] for row in rows]), knots[name]) for name in SCORE_SIGNS]
    design = np.concatenate(steps, axis=1)
    signs = np.concatenate(
        [np.full(len(knots[name]) - 1, float(sign)) for name, sign in SCORE_SIGNS.items()]
    )

    def loss(parameters: Floats) -> tuple[float, Floats]:
        chance = sigmoid(parameters[0] + design @ (signs * parameters[1:]))
        p = chance.clip(1e-6, 1 - 1e-6)
        entropy = -(grades * np.log(p) + (1 - grades) * np.log(1 - p)).mean()
        off = (chance - grades) / len(grades)
        slope = signs * (design.T @ off) + 2 * _CURVE_RIDGE * parameters[1:]
        ridge = _CURVE_RIDGE * float(np.square(parameters[1:]).sum())
        return float(entropy + ridge), np.concatenate([[off.sum()], slope])

    size = design.shape[1]
    bounds = [(None, None), *[(0.0, None)] * size]
    found = minimize(loss, np.zeros(1 + size), jac=True, method="L-BFGS-B", bounds=bounds).x
    return _additive(found[0] * spread, signs * found[1:] * spread, knots)


def spread_out(score: float, spread: float) -> float:
    """Return the score whose log-odds are `spread` times those of `score`."""
    yes, no = float(score**spread), float((1 - score) ** spread)
    return yes / (yes + no)


def _knots(values: Floats) -> Floats:
    """Return the edges of pieces that hold equally many values, each different."""
    knots = np.unique(np.quantile(values, np.linspace(0, 1, _PIECES + 1)).round(4))
    return knots if len(knots) > 1 else np.array([knots[0], knots[0] + 1.0])


def _steps(values: Floats, knots: Floats) -> Floats:
    """Return (values, pieces): how far through each piece each value is, from 0 to 1."""
    return np.asarray(((values[:, None] - knots[:-1]) / np.diff(knots)).clip(0, 1))


def _additive(bias: float, rises: Floats, knots: Mapping[str, Floats]) -> Additive:
    sizes = [len(edges) - 1 for edges in knots.values()]
    parts = np.split(rises.round(4), np.cumsum(sizes)[:-1])
    curves = {
        name: Curve(knots=tuple(edges), values=(0.0, *np.cumsum(part).round(4)))
        for (name, edges), part in zip(knots.items(), parts, strict=True)
    }
    return Additive(bias=round(float(bias), 4), curves=curves)


def _flatten(arrays: Sequence[Floats]) -> tuple[Floats, list[int]]:
    """Lay (segments, items, features) arrays end to end as rows grouped by item."""
    rows = [array.transpose(1, 0, 2).reshape(-1, array.shape[2]) for array in arrays]
    groups = [array.shape[0] for array in arrays for _ in range(array.shape[1])]
    return np.concatenate(rows), groups


def _starts(groups: Sequence[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *groups[:-1]]).astype(np.int64) if groups else np.zeros(0, np.int64)


def _group_max(values: Floats, starts: NDArray[np.int64]) -> Floats:
    return np.maximum.reduceat(values, starts) if len(starts) else np.zeros(0)


def _labels(parts: Sequence[tuple[Sequence[float | None], int]]) -> Floats:
    """Return one label per item, NaN where nothing is known."""
    values = [v for labels, size in parts for v in (labels or (None,) * size)]
    return np.array([np.nan if value is None else value for value in values])


def _cross_entropy(probability: Floats, label: Floats, weight: Floats) -> float:
    """Return the weighted mean over the known labels."""
    known = ~np.isnan(label)
    if not known.any():
        return 0.0
    p, y, w = probability[known].clip(1e-6, 1 - 1e-6), label[known], weight[known]
    return float(-(w * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() / w.sum())


def _split(parameters: Floats) -> list[Floats]:
    sizes = [1 + len(favour) + len(against) for favour, against in _PARTS]
    return np.split(parameters, np.cumsum(sizes)[:-1])


def _logistic(values: Floats, names: tuple[Sequence[str], Sequence[str]]) -> Logistic:
    rounded = [round(float(value), 4) for value in values]
    split = 1 + len(names[0])
    favour = dict(zip(names[0], rounded[1:split], strict=True))
    against = dict(zip(names[1], (-value for value in rounded[split:]), strict=True))
    return Logistic(bias=rounded[0], in_favour=favour, against=against)
