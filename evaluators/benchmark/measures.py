"""What scores are worth against grades: one function per measure.

Knows nothing of graders. A measure is None where the answers leave it undefined.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr  # type: ignore[import-untyped]

from evaluators.evidence.features import Floats
from evaluators.graded import AnswerKind, GradedAnswer

LEVELS = 5
PAIR_MARGIN = 0.25
_BINS = 10
_ROUNDING = 1e-9


@dataclass(frozen=True)
class ScoredAnswers:
    """Answers and their scores, in [0, 1] and in the same order."""

    answers: Sequence[GradedAnswer]
    values: Floats

    @property
    def grades(self) -> Floats:
        return np.array([answer.grade for answer in self.answers])

    def of(self, kind: AnswerKind, lang: str | None = None) -> Floats:
        """Return the scores of the answers of one kind, in one language or all."""
        wanted = [one.kind is kind and lang in (None, one.lang) for one in self.answers]
        return np.asarray(self.values[np.array(wanted, dtype=bool)])


class Bin(NamedTuple):
    """Answers with nearly the same score."""

    score: float
    grade: float
    answers: int


def spearman(scores: ScoredAnswers) -> float | None:
    """Return the rank correlation of score and grade, ties sharing their mean rank."""
    if len(set(scores.grades)) < 2 or len(set(scores.values)) < 2:
        return None
    return float(spearmanr(scores.values, scores.grades).statistic)


def kappa(scores: ScoredAnswers) -> float | None:
    """Return Cohen's kappa of grade and score in quarters, disagreement weighing (i - j)².

    Cohen (1968), "Weighted kappa", Psychological Bulletin 70(4).
    """
    seen = confusion(scores)
    total = seen.sum()
    weights = np.square(np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)))
    by_chance = weights * np.outer(seen.sum(axis=1), seen.sum(axis=0))
    if not by_chance.any():
        return None
    return float(1 - total * (weights * seen).sum() / by_chance.sum())


def auc(scores: ScoredAnswers) -> float | None:
    """Return how often a full answer scores above a misconception; a tie counts half."""
    return separation(scores.of(AnswerKind.FULL), scores.of(AnswerKind.MISCONCEPTION))


def separation(right: Floats, wrong: Floats) -> float | None:
    """Return the area under the ROC curve: how often a right one is above a wrong one.

    By ranks, as Mann and Whitney (1947) count it; a tie counts half.
    """
    if not (len(right) and len(wrong)):
        return None
    ranks = rankdata(np.concatenate([right, wrong]))[: len(right)]
    wins = ranks.sum() - len(right) * (len(right) + 1) / 2
    return float(wins / (len(right) * len(wrong)))


def pairs(scores: ScoredAnswers) -> float | None:
    """Return the share of minimal pairs whose true answer scores at least 0.25 above the false."""
    of = {one.id: score for one, score in zip(scores.answers, scores.values, strict=True)}
    margins = [of[one.pair_of] - of[one.id] for one in scores.answers if one.pair_of in of]
    return _mean(np.array(margins) >= PAIR_MARGIN - _ROUNDING)


def mean_score(scores: ScoredAnswers, kind: AnswerKind, lang: str | None = None) -> float | None:
    """Return the mean score of one kind of answer."""
    return _mean(scores.of(kind, lang))


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


def levels(values: Floats) -> NDArray[np.int64]:
    """Return quarters, 0 to 4; what lies between two goes up."""
    return np.floor(values * (LEVELS - 1) + 0.5).astype(np.int64)


def confusion(scores: ScoredAnswers) -> NDArray[np.int64]:
    """Return how many answers of each grade (row) got each score in quarters (column)."""
    counts = np.zeros((LEVELS, LEVELS), dtype=np.int64)
    np.add.at(counts, (levels(scores.grades), levels(scores.values)), 1)
    return counts


def curve(scores: ScoredAnswers) -> list[Bin]:
    """Return mean score and mean grade of the answers in each tenth of the scale that has any."""
    bins = np.minimum((scores.values * _BINS).astype(np.int64), _BINS - 1)
    return [
        Bin(float(scores.values[held].mean()), float(scores.grades[held].mean()), int(held.sum()))
        for held in (bins == number for number in range(_BINS))
        if held.any()
    ]


def _mean(values: Floats | NDArray[np.bool_]) -> float | None:
    return float(values.mean()) if values.size else None
