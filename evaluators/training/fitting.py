"""Fit the three small models of a profile together, by maximum likelihood with fixed signs.

A key point is met as its best segment says, so the likelihood runs through a maximum over segments
and on into the score; with some fifteen numbers to find, SLSQP on numeric gradients is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from evaluators.calibration import (
    AGAINST_SCORE,
    FOR_SCORE,
    Logistic,
    Profile,
    sharpened,
    sigmoid,
)
from evaluators.features import CLAIM, DENIAL, SUPPORT, Evidence, Floats
from evaluators.training.weak import Example

_PARTS = ((SUPPORT, DENIAL), (CLAIM, ()), (FOR_SCORE, AGAINST_SCORE))
_RIDGE = 5e-4
_CLAIM_SHARE, _SCORE_SHARE = 0.5, 2.0


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


def fit(cases: Sequence[Case]) -> Profile:
    """Fit all three models together; every weight keeps its sign."""
    batch = Batch([case for case in cases if not case.evidence.is_empty])
    start, bounds = [], []
    for favour, against in _PARTS:
        start += [-2.0, *[1.5] * len(favour), *[-0.5] * len(against)]
        bounds += [(None, None), *[(0.0, None)] * len(favour), *[(None, 0.0)] * len(against)]
    result = minimize(
        batch.loss, np.array(start), method="SLSQP", bounds=bounds, options={"maxiter": 1000}
    )
    models = [
        _logistic(values, names) for values, names in zip(_split(result.x), _PARTS, strict=True)
    ]
    return Profile(point=models[0], claim=models[1], score=models[2])


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
