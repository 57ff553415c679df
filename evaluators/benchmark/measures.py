"""What scores are worth against grades: one function per measure.

Knows nothing of graders. A measure is None where the answers leave it undefined.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr  # type: ignore[import-untyped]
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from evaluators.evidence.features import Floats
from evaluators.graded import AnswerKind, GradedAnswer

LEVELS = 5
PAIR_MARGIN = 0.25
_ROUNDING = 1e-9


@dataclass(frozen=True)
class ScoredAnswers:
    """Answers and their scores, in [0, 1] and in the same order."""

    answers: Sequence[GradedAnswer]
    values: Floats

    @property
    def grades(self) -> Floats:
        return np.array([answer.grade for answer in self.answers])

    def of(self, kind: AnswerKind) -> Floats:
        """Return the scores of the answers of one kind."""
        return np.asarray(self.values[[one.kind is kind for one in self.answers]])


def spearman(scores: ScoredAnswers) -> float | None:
    """Return the rank correlation of score and grade, ties sharing their mean rank."""
    return rank_correlation(scores.values, scores.grades)


def rank_correlation(a: Floats, b: Floats) -> float | None:
    """Return Spearman's correlation of any two rows of numbers."""
    if len(set(a)) < 2 or len(set(b)) < 2:
        return None
    return float(spearmanr(a, b).statistic)


def kappa(scores: ScoredAnswers) -> float | None:
    """Return Cohen's kappa of grade and score in quarters, disagreement weighing (i - j)²."""
    grades, found = levels(scores.grades), levels(scores.values)
    if len({*grades, *found}) < 2:
        return None
    return float(cohen_kappa_score(grades, found, weights="quadratic", labels=range(LEVELS)))


def levels(values: Floats) -> NDArray[np.int64]:
    """Return quarters, 0 to 4; what lies between two goes up."""
    return np.floor(values * (LEVELS - 1) + 0.5).astype(np.int64)


def auc(scores: ScoredAnswers) -> float | None:
    """Return how often a full answer scores above a misconception; a tie counts half."""
    return separation(scores.of(AnswerKind.FULL), scores.of(AnswerKind.MISCONCEPTION))


def separation(right: Floats, wrong: Floats) -> float | None:
    """Return the area under the ROC curve: how often a right one is above a wrong one."""
    if not (len(right) and len(wrong)):
        return None
    is_right = np.repeat([True, False], [len(right), len(wrong)])
    return float(roc_auc_score(is_right, np.concatenate([right, wrong])))


def pairs(scores: ScoredAnswers) -> float | None:
    """Return the share of minimal pairs whose true answer scores at least 0.25 above the false."""
    of = {one.id: score for one, score in zip(scores.answers, scores.values, strict=True)}
    margins = [of[one.pair_of] - of[one.id] for one in scores.answers if one.pair_of in of]
    return mean(margin >= PAIR_MARGIN - _ROUNDING for margin in margins)


def mean_score(scores: ScoredAnswers, kind: AnswerKind) -> float | None:
    """Return the mean score of one kind of answer."""
    return mean(scores.of(kind))


REFERENCES_ONLY = {
    "Spearman, references only": spearman,
    "quadratic weighted kappa, references only": kappa,
}
MEASURES: Mapping[str, Callable[[ScoredAnswers], float | None]] = {
    "Spearman, all answers": spearman,
    "quadratic weighted kappa": kappa,
    "AUC, full against misconception": auc,
    "minimal pairs told apart": pairs,
    "mean score, off-topic": partial(mean_score, kind=AnswerKind.OFF_TOPIC),
    "mean score, non-answers": partial(mean_score, kind=AnswerKind.NON_ANSWER),
}


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, of yes and no the share of yes."""
    found = list(values)
    return float(np.mean(found)) if found else None
