"""Fit the calibration of an encoder on graded answers and on what their questions imply.

Fits on the train split; its numbers come from cross-validation by family, so that the test split
stays unseen.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
from scipy.stats import spearmanr  # type: ignore[import-untyped]
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from evaluators.anchors import AnchorBuilder, Anchors
from evaluators.calibration import (
    Calibration,
    EncoderId,
    Profile,
    Thresholds,
    read,
)
from evaluators.encoder import Encoder
from evaluators.features import Floats, compare, encode_answers
from evaluators.grade import CORRECT_FROM, PARTIAL_FROM
from evaluators.graded import GradedSet
from evaluators.sentences import parse
from evaluators.tokens import Analyzer
from evaluators.training.fitting import Case, fit, spread_out
from evaluators.training.graded import GRADED, with_references, with_rubrics
from evaluators.training.weak import Example

FOLDS = 5
SPREADS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5)
THRESHOLDS = Thresholds(
    met=0.5,
    misconception=0.4,
    reversed=0.35,
    correct=CORRECT_FROM,
    partial=PARTIAL_FROM,
    on_topic=0.15,
    doubtful=0.04,
    elsewhere=0.1,
)
_LEVELS = 4
_EVEN = 0.01

Step = Callable[[str], None]


class NothingToFit(ValueError):
    """The graded answers are too few to fit and cross-validate on."""


class Workbench:
    """Turns examples into evidence, encoding each rubric once."""

    def __init__(self, encoder: Encoder, analyzer: Analyzer) -> None:
        self._encoder = encoder
        self._analyzer = analyzer
        self._builder = AnchorBuilder(encoder, analyzer)
        self._anchors: dict[str, Anchors] = {}

    def case(self, example: Example) -> Case:
        key = example.rubric.model_dump_json()
        if key not in self._anchors:
            self._anchors[key] = self._builder.build(example.rubric)
        anchors = self._anchors[key]
        answer = encode_answers([parse(example.answer, self._analyzer)], self._encoder)[0]
        weights = tuple(point.point.weight for point in anchors.points)
        return Case(example, compare(answer, anchors), weights)


def calibrate(encoder: Encoder, graded: GradedSet, step: Step = lambda _: None) -> Calibration:
    """Fit both profiles on the train split and measure them by cross-validation.

    Raises:
        NothingToFit: the train split has fewer families than there are folds.
    """
    families = {graded.families[one.question_id] for one in graded.of_split("train")}
    if len(families) < FOLDS:
        raise NothingToFit(
            f"the train split has answers to {len(families)} questions; at least {FOLDS} are needed"
        )
    bench = Workbench(encoder, Analyzer())
    examples = with_rubrics(graded, "train")
    measured: dict[str, float] = {}
    profiles = []
    for name, found in (("rubric", examples), ("references", with_references(examples))):
        step(f"comparing {len(found):,} answers ({name})")
        cases = [bench.case(one) for one in found]
        step(f"cross-validating ({name})")
        held_out = cross_validate(cases)
        spread = best_spread(held_out)
        step(f"fitting ({name})")
        profiles.append(fit(cases, spread))
        numbers = measure([(case, spread_out(score, spread)) for case, score in held_out])
        measured |= {f"{name}/{key}": value for key, value in numbers.items()}
    return Calibration(
        version=_version(profiles),
        encoder=EncoderId(
            name=encoder.name, fingerprint=encoder.fingerprint, dimension=encoder.dimension
        ),
        rubric=profiles[0],
        references=profiles[1],
        thresholds=THRESHOLDS,
        measured=measured,
    )


def cross_validate(cases: Sequence[Case]) -> list[tuple[Case, float]]:
    """Score every graded case with a fit that has not seen its family."""
    groups = sorted({case.example.group for case in cases})
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    scored = []
    for fold in range(FOLDS):
        profile = fit([case for case in cases if fold_of[case.example.group] != fold])
        scored += [
            (case, score(case, profile))
            for case in cases
            if fold_of[case.example.group] == fold and case.example.kind.startswith(GRADED)
        ]
    return scored


def score(case: Case, profile: Profile) -> float:
    """Score one case as the grader would."""
    if case.evidence.is_empty:
        return 0.0
    return read(case.evidence, case.weights, profile).score


def best_spread(scored: Sequence[tuple[Case, float]]) -> float:
    """Return the widest spread whose quadratic weighted kappa is as good as the best one's."""
    kappas = {
        spread: _kappa([(case, spread_out(s, spread)) for case, s in scored]) for spread in SPREADS
    }
    return max(spread for spread, kappa in kappas.items() if kappa >= max(kappas.values()) - _EVEN)


def measure(scored: Sequence[tuple[Case, float]]) -> dict[str, float]:
    """Return quality numbers: agreement with the grades, right against wrong, means by kind."""
    kinds = np.array([case.example.kind.removeprefix(GRADED) for case, _ in scored])
    scores = np.array([score for _, score in scored])
    numbers = {
        "spearman": float(spearmanr(scores, _grades(scored)).statistic),
        "kappa": _kappa(scored),
        "mean_absolute_error": float(np.abs(scores - _grades(scored)).mean()),
    }
    numbers |= {f"mean/{kind}": float(scores[kinds == kind].mean()) for kind in sorted(set(kinds))}
    told = np.isin(kinds, ("full", "misconception"))
    if len(set(kinds[told])) == 2:
        auc = roc_auc_score(kinds[told] == "full", scores[told])
        numbers["auc_full_misconception"] = float(auc)
    return {name: round(value, 3) for name, value in numbers.items()}


def _grades(scored: Sequence[tuple[Case, float]]) -> Floats:
    return np.array([case.example.score for case, _ in scored], dtype=np.float64)


def _kappa(scored: Sequence[tuple[Case, float]]) -> float:
    given = np.array([score for _, score in scored])
    levels = [np.floor(values * _LEVELS + 0.5).astype(int) for values in (given, _grades(scored))]
    return float(cohen_kappa_score(*levels, weights="quadratic", labels=range(_LEVELS + 1)))


def _version(profiles: Sequence[Profile]) -> str:
    """Return the day and a hash of the coefficients, so that no two fits share a version."""
    text = "".join(profile.model_dump_json() for profile in profiles)
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{datetime.now(UTC):%Y.%m.%d}-{digest}"
