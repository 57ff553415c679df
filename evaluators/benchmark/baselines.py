"""Two simple ways to score an answer, neither of which says why.

Each keeps a scale of its own, which says little of grades: what can be compared is their order.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from content.schema import Rubric
from evaluators.encoders.encoder import Encoder
from evaluators.evidence.features import Floats
from evaluators.grade import BatchGrader, GradeRequest
from evaluators.text.plain import plain
from evaluators.text.tokens import Analyzer, content_forms


class Scorer(Protocol):
    """Scores answers."""

    name: str

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        """Return one score in [0, 1] per request."""
        ...


class GraderScore:
    """The score of a grader."""

    def __init__(self, name: str, grader: BatchGrader) -> None:
        self.name = name
        self._grader = grader

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        return np.array([grade.score for grade in self._grader.grade(requests)])


class EncoderCosine:
    """The best cosine of an answer with any reference, and 0 where that is negative."""

    name = "cosine"

    def __init__(self, encoder: Encoder) -> None:
        self._encode = encoder.encode

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        references = sorted({text for one in requests for text in one.question.references.all()})
        row = dict(zip(references, self._encode(references), strict=True))
        best = [
            max(answer @ row[text] for text in one.question.references.all())
            for one, answer in zip(
                requests, self._encode([one.answer for one in requests]), strict=True
            )
        ]
        return np.clip(np.array(best, dtype=np.float64), 0.0, 1.0)


class KeyTerms:
    """The weighted share of key points of which a term occurs, compared by Kiwi's morphemes.

    A term occurs if all its content words do. Without key points that have terms, it is the best
    Jaccard index of the content words of the answer and a reference.
    """

    name = "key terms"

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: dict[str, frozenset[str]] = {}

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        return np.array([self._score(one.question, self._words(one.answer)) for one in requests])

    def _score(self, rubric: Rubric, words: frozenset[str]) -> float:
        if not any(point.terms for point in rubric.key_points):
            return max(_jaccard(words, self._words(text)) for text in rubric.references.all())
        found = [
            point.weight
            for point in rubric.key_points
            if any(term and term <= words for term in map(self._words, point.terms))
        ]
        return sum(found) / sum(point.weight for point in rubric.key_points)

    def _words(self, text: str) -> frozenset[str]:
        if text not in self._known:
            self._known[text] = content_forms(self._analyzer.tokens(plain(text).text))
        return self._known[text]


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0
