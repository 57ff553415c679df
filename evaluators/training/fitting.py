"""Fit the models of a profile by maximum likelihood, weights that have a sign keeping it.

What is fitted is what readers labelled: whether an answer states or contradicts a key point, and
whether it claims a misconception. Of answers that have a grade only, a full one states all that is
needed and contradicts nothing, and one that is worth nothing states nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]

from evaluators.calibration import (
    ASTRAY,
    CLAIMED_SIGNS,
    CONTRADICTED_SIGNS,
    JUDGED,
    MISLED,
    OWN,
    POINT_FEATURES,
    POINT_JUDGED,
    STATED_SIGNS,
    Logistic,
    Profile,
    Reading,
    Trust,
    claim_features,
    judged,
    point_features,
    points_judged,
    sigmoid,
)
from evaluators.evidence.features import CLAIM, Evidence, Floats
from evaluators.grade import PointState
from evaluators.judge.opinion import Brief, Opinion

_RIDGE = 1e-4
_LEAST_AGAINST = {"denied by opposed": 1.5, "denied by misled": 1.5}
"""What a point loses at least where its words are turned round: most answers that readers labelled
turn nothing round, so a fit alone would hardly heed it."""

_FOR = {OWN: 1, "judged stated": 1, "judged contradicted": -1, MISLED: -1, ASTRAY: -1}
_AGAINST = {OWN: 1, "judged stated": -1, "judged contradicted": 1}

NONE: Mapping[str, float] = MappingProxyType({})

_BIAS = "bias"

Row = tuple[Floats, PointState]
Judged = Mapping[int, PointState]
"""States by row of the anchors' points or misconceptions; what is not there is not known."""


@dataclass(frozen=True)
class Case:
    """An answer's evidence, what a judge would read of it, and what is known of it."""

    family: str
    evidence: Evidence
    brief: Brief
    points: Judged
    misconceptions: Judged


Heard = tuple[Case, Reading, Opinion]
"""A case, how it is read without a judge, and what a judge says of it."""


def fit(cases: Sequence[Case]) -> Profile:
    """Fit all three models."""
    told = [case for case in cases if not case.evidence.is_empty]
    points = [row for one in told for row in _rows(point_features(one.evidence), one.points)]
    claims = [
        row for one in told for row in _rows(claim_features(one.evidence), one.misconceptions)
    ]
    return Profile(
        stated=_logistic(points, PointState.STATED, POINT_FEATURES, STATED_SIGNS, _LEAST_AGAINST),
        contradicted=_logistic(points, PointState.CONTRADICTED, POINT_FEATURES, CONTRADICTED_SIGNS),
        claimed=_logistic(claims, PointState.STATED, CLAIM, CLAIMED_SIGNS),
    )


def fit_trust(heard: Sequence[Heard], strayed: Sequence[Heard] = ()) -> Trust:
    """Fit how much a judge's opinion weighs, on answers that neither it nor the readings' profile
    was fitted on.

    Those that `strayed` to another question only tell how much being astray weighs: there are as
    many as one likes, so the rest would follow them and not those who answered.
    """
    told = [row for one in heard for row in _stated(*one)]
    alone = _logistic(told, PointState.STATED, POINT_JUDGED, _FOR, fixed={ASTRAY: 0.0})
    rest = {name: weight for name, weight in alone.weights.items() if name != ASTRAY}
    told += [row for one in strayed for row in _stated(*one)]
    denied = [
        row
        for case, reading, opinion in heard
        for row in _rows(judged(reading.contradicted, opinion.points), case.points)
    ]
    claimed = [
        row
        for case, reading, opinion in heard
        for row in _rows(judged(reading.claimed, opinion.claims), case.misconceptions)
    ]
    return Trust(
        stated=_logistic(
            told, PointState.STATED, POINT_JUDGED, _FOR, fixed={_BIAS: alone.bias, **rest}
        ),
        contradicted=_logistic(denied, PointState.CONTRADICTED, JUDGED, _AGAINST),
        claimed=_logistic(claimed, PointState.STATED, JUDGED, _FOR),
    )


def _stated(case: Case, reading: Reading, opinion: Opinion) -> list[Row]:
    return _rows(points_judged(case.evidence, reading, opinion), case.points)


def _rows(features: Mapping[str, Floats], known: Judged) -> list[Row]:
    """Return the features of each point or misconception of which something is known."""
    return [
        (np.array([features[name][row] for name in features]), state)
        for row, state in known.items()
    ]


def _logistic(
    rows: Sequence[Row],
    wanted: PointState,
    names: Sequence[str],
    signs: Mapping[str, int],
    least_against: Mapping[str, float] = NONE,
    fixed: Mapping[str, float] = NONE,
) -> Logistic:
    """Fit a bias and weights, but for those that are `fixed`."""
    if not rows:
        return Logistic(bias=0.0, weights=dict.fromkeys(names, 0.0))
    x = np.stack([features for features, _ in rows])
    y = np.array([state is wanted for _, state in rows], dtype=np.float64)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        chance = sigmoid(parameters[0] + x @ parameters[1:]).clip(1e-9, 1 - 1e-9)
        entropy = -(y * np.log(chance) + (1 - y) * np.log(1 - chance)).mean()
        off = (chance - y) / len(y)
        slope = np.concatenate([[off.sum()], x.T @ off + 2 * _RIDGE * parameters[1:]])
        return float(entropy + _RIDGE * np.square(parameters[1:]).sum()), slope

    limits = [_bound(signs.get(name, 0), least_against.get(name, 0.0)) for name in names]
    bounds = [(None, None), *limits]
    start = np.array([0.0, *(-least_against.get(name, 0.0) for name in names)])
    for place, name in enumerate((_BIAS, *names)):
        if name in fixed:
            start[place] = fixed[name]
            bounds[place] = (fixed[name], fixed[name])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x.round(4) + 0.0
    weights = dict(zip(names, map(float, found[1:]), strict=True))
    return Logistic(bias=float(found[0]), weights=weights)


def _bound(sign: int, least: float) -> tuple[float | None, float | None]:
    return {1: (least, None), -1: (None, -least)}.get(sign, (None, None))
