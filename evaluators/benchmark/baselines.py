"""Simpler ways to score an answer, none of which says why.

A cosine is the best one with any reference, and 0 where that is negative. Its scale says little, so
`calibrated` maps it onto grades before anything that depends on scale is compared.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import numpy as np

from content.schema import Rubric
from evaluators.calibration import CalibrationMissing
from evaluators.encoders.encoder import Encoder, load_encoder
from evaluators.evidence.features import Floats
from evaluators.grade import BatchGrader, GradeRequest
from evaluators.grader import load_grader
from evaluators.text.plain import plain
from evaluators.text.tokens import Analyzer

MINILM_COSINE = "all-MiniLM-L6-v2 cosine"


class Scorer(Protocol):
    """Scores answers; `uses_rubric` tells whether more than the references counts.

    `encoder` is what it compares sentences by, if it does.
    """

    name: str
    uses_rubric: bool
    encoder: Encoder | None

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        """Return one score in [0, 1] per request."""
        ...


class GraderScore:
    """The score of a grader on `encoder`."""

    uses_rubric = True
    encoder: Encoder | None

    def __init__(self, name: str, grader: BatchGrader, encoder: Encoder) -> None:
        self.name = name
        self.encoder = encoder
        self._grader = grader

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        return np.array([grade.score for grade in self._grader.grade(requests)])


class EncoderCosine:
    """The cosine of a sentence encoder."""

    uses_rubric = False
    encoder: Encoder | None

    def __init__(self, name: str, encoder: Encoder) -> None:
        self.name = name
        self.encoder = encoder
        self._encode = encoder.encode

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        return _best_cosine(requests, self._encode)


class TfidfCosine:
    """The cosine of TF-IDF over character 2- to 4-grams within words; IDF is the references'."""

    name = "TF-IDF cosine"
    uses_rubric = False
    encoder: Encoder | None = None

    def __init__(self, rubrics: Sequence[Rubric]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
        )
        self._vectorizer.fit([text for one in rubrics for text in one.references.all()])

    def score(self, requests: Sequence[GradeRequest]) -> Floats:
        return _best_cosine(requests, self._vectorizer.transform)


class KeyTerms:
    """The weighted share of key points of which a term occurs, compared by Kiwi's morphemes.

    A term occurs if all its content words do. Without key points that have terms, it is the best
    Jaccard index of the content words of the answer and a reference.
    """

    name = "key terms"
    uses_rubric = True
    encoder: Encoder | None = None

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
            tokens = self._analyzer.tokens(plain(text).text)
            self._known[text] = frozenset(token.form for token in tokens if token.is_content)
        return self._known[text]


def load_minilm() -> Encoder:
    """Load all-MiniLM-L6-v2 from the package that carries it.

    Raises:
        TeacherMissingError: the package is not installed.
    """
    from transformers.utils import logging

    from evaluators.training.teacher import teacher_folder

    folder = teacher_folder()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return load_encoder(str(folder))


def baselines(encoder: Encoder, names: Sequence[str], minilm: Encoder | None) -> list[Scorer]:
    """Return the baselines that need no fitting: of the grader's `encoder`, MiniLM and `names`.

    Where an encoder of `names` has a calibration, the grader on it is one, too.

    Raises:
        EncoderUnavailable: an encoder is missing or broken.
    """
    found: list[Scorer] = [KeyTerms(Analyzer()), EncoderCosine("static cosine", encoder)]
    if minilm:
        found.append(EncoderCosine(MINILM_COSINE, minilm))
    for name in names:
        other = load_encoder(name)
        found.append(EncoderCosine(f"{other.name} cosine", other))
        with suppress(CalibrationMissing):
            found.append(GraderScore(f"quizmaster on {other.name}", load_grader(name), other))
    return found


def calibrated(scores: Floats, train: Floats, grades: Floats) -> Floats:
    """Map scores by the monotone function that fits the grades of the train answers best.

    Isotonic regression: it keeps the order of scores but for ties, and leaves nothing to scale.
    """
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(train, grades)
    return np.asarray(fitted.predict(scores), dtype=np.float64)


def _best_cosine(
    requests: Sequence[GradeRequest], encode: Callable[[Sequence[str]], Any]
) -> Floats:
    """Return the best cosine of each answer with a reference; `encode` gives unit rows."""
    references = sorted({text for one in requests for text in one.question.references.all()})
    place = {text: column for column, text in enumerate(references)}
    cosines = encode([one.answer for one in requests]) @ encode(references).T
    cosines = cosines if isinstance(cosines, np.ndarray) else cosines.toarray()
    best = [
        cosines[row, [place[text] for text in one.question.references.all()]].max()
        for row, one in enumerate(requests)
    ]
    return np.clip(np.array(best, dtype=np.float64), 0.0, 1.0)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0
