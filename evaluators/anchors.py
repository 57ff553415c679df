"""What answers to one question are compared with: points, references and wrong claims, encoded.

A question that has references only is given a point per sentence of its first reference.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from content.schema import LANGUAGES, Bilingual, KeyPoint, References, Rubric
from evaluators.encoder import Encoder, Vectors
from evaluators.polarity import Stance, stance
from evaluators.sentences import Parsed, parse
from evaluators.text import plain
from evaluators.tokens import Analyzer, content_words

MAX_DERIVED_POINTS = 6
_HANGUL = re.compile(r"[가-힣]")
_SHARED_WORD_WEIGHT = 0.3
_CARRIES_COSINE = 0.3
_BEST_OF_REFERENCE_COSINE = 0.2
_LATIN_STEM = 5


@dataclass(frozen=True)
class Focus:
    """A question's own direction, (0–2, d) orthonormal rows, and its content words."""

    axes: Vectors
    words: frozenset[str]

    def apply(self, vectors: Vectors) -> Vectors:
        """Take the question out of unit vectors, so that repeating it is no match."""
        rest = vectors - (vectors @ self.axes.T) @ self.axes
        norms = np.linalg.norm(rest, axis=1, keepdims=True)
        return np.where(norms > 1e-3, rest / np.maximum(norms, 1e-3), 0).astype(np.float32)


@dataclass(frozen=True)
class WordSet:
    """The content words of one anchor text: (w, d) unit vectors and weights that sum to 1."""

    vectors: Vectors
    weights: Vectors


@dataclass(frozen=True)
class Claims:
    """Texts that all claim the same: (n, d) focused vectors and the stance of each."""

    vectors: Vectors
    stances: tuple[Stance, ...]


@dataclass(frozen=True)
class PointAnchors:
    """One key point: its own texts, all that says it, its opposites and its usual words."""

    point: KeyPoint
    texts: Vectors
    statements: Claims
    contrasts: Claims
    words: tuple[WordSet, ...]
    terms: tuple[re.Pattern[str], ...]
    term_vectors: Vectors


@dataclass(frozen=True)
class WrongAnchors:
    """One misconception; its words weigh less where a right answer has them too."""

    claims: Claims
    words: tuple[WordSet, ...]


@dataclass(frozen=True)
class NeighbourAnchors:
    """A question asked beside this one: its wording and its (n, d) references."""

    text: Bilingual
    references: Vectors


@dataclass(frozen=True)
class Anchors:
    """One question, encoded. `derived` tells that its points were made from its references."""

    rubric: Rubric
    focus: Focus
    points: tuple[PointAnchors, ...]
    derived: bool
    references: Vectors
    reference_segments: Vectors
    misconceptions: tuple[WrongAnchors, ...]
    neighbours: tuple[NeighbourAnchors, ...]


class AnchorBuilder:
    """Encodes everything that answers to a question are compared with."""

    def __init__(self, encoder: Encoder, analyzer: Analyzer) -> None:
        self._encoder = encoder
        self._analyzer = analyzer

    def build(self, rubric: Rubric) -> Anchors:
        """Encode one question."""
        focus = self._focus(rubric)
        references = [parse(text, self._analyzer) for text in rubric.references.all()]
        points = rubric.key_points or _derive(references)
        return Anchors(
            rubric=rubric,
            focus=focus,
            points=self._points(points, references, focus),
            derived=not rubric.key_points,
            references=self._whole(rubric.references),
            reference_segments=focus.apply(
                self._encoder.encode([s.text for one in references for s in one.segments()])
            ),
            misconceptions=self._misconceptions(rubric, points, focus),
            neighbours=tuple(
                NeighbourAnchors(one.text, self._whole(one.references)) for one in rubric.neighbours
            ),
        )

    def _whole(self, references: References) -> Vectors:
        """Encode whole references, smoothed as answers are."""
        return self._encoder.encode([plain(text).text for text in references.all()])

    def _misconceptions(
        self, rubric: Rubric, points: Sequence[KeyPoint], focus: Focus
    ) -> tuple[WrongAnchors, ...]:
        right = (parse(text, self._analyzer) for text in _texts([p.text for p in points]))
        shared = focus.words | {t.form for one in right for t in one.tokens}
        return tuple(
            WrongAnchors(
                self._claims(_texts([wrong.text]), focus),
                tuple(self._words(text, shared) for text in _texts([wrong.text])),
            )
            for wrong in rubric.misconceptions
        )

    def _focus(self, rubric: Rubric) -> Focus:
        asked = [parse(rubric.text[language], self._analyzer) for language in LANGUAGES]
        words = frozenset(t.form for one in asked for t in one.tokens if t.is_content)
        return Focus(_axes(self._encoder.encode([one.source.text for one in asked])), words)

    def _points(
        self, points: Sequence[KeyPoint], references: Sequence[Parsed], focus: Focus
    ) -> tuple[PointAnchors, ...]:
        own = [self._claims(_texts([point.text]), focus) for point in points]
        carriers = self._carriers(references, own, focus)
        return tuple(
            self._point(point, texts, _joined(texts, carried), focus)
            for point, texts, carried in zip(points, own, carriers, strict=True)
        )

    def _point(
        self, point: KeyPoint, texts: Claims, statements: Claims, focus: Focus
    ) -> PointAnchors:
        terms = [plain(term).text for term in point.terms]
        return PointAnchors(
            point=point,
            texts=texts.vectors,
            statements=statements,
            contrasts=self._claims(_texts(point.contrasts), focus),
            words=tuple(self._words(text, focus.words) for text in _texts([point.text])),
            terms=tuple(map(term_pattern, terms)),
            term_vectors=self._encoder.encode(terms),
        )

    def _carriers(
        self, references: Sequence[Parsed], points: Sequence[Claims], focus: Focus
    ) -> list[Claims]:
        """Find what in the references says each point.

        A segment says the point it is most like; and as a reference is a full answer, the segment
        of it that is most like a point says that one.
        """
        segments = [(row, s) for row, one in enumerate(references) for s in one.segments()]
        vectors = focus.apply(self._encoder.encode([segment.text for _, segment in segments]))
        owner = np.array([row for row, _ in segments])
        cosines = np.stack([(vectors @ own.vectors.T).max(axis=1) for own in points], axis=1)
        says = (cosines >= cosines.max(axis=1, keepdims=True)) & (cosines >= _CARRIES_COSINE)
        for row in range(len(references)):
            (own_rows,) = np.nonzero(owner == row)
            for column in range(len(points)):
                best = own_rows[cosines[own_rows, column].argmax()]
                says[best, column] |= cosines[best, column] >= _BEST_OF_REFERENCE_COSINE
        return [
            Claims(vectors[rows], tuple(stance(segments[row][1].tokens) for row in rows))
            for rows in (np.flatnonzero(says[:, column]) for column in range(len(points)))
        ]

    def _claims(self, texts: Sequence[str], focus: Focus) -> Claims:
        parsed = [parse(text, self._analyzer) for text in texts]
        vectors = focus.apply(self._encoder.encode([one.source.text for one in parsed]))
        return Claims(vectors, tuple(stance(one.tokens) for one in parsed))

    def _words(self, text: str, shared: frozenset[str]) -> WordSet:
        parsed = parse(text, self._analyzer)
        words = content_words(parsed.tokens, parsed.source.text)
        weights = np.array([_SHARED_WORD_WEIGHT if w in shared else 1.0 for w in words])
        share = weights / max(weights.sum(), 1.0)
        return WordSet(self._encoder.encode(list(words.values())), share.astype(np.float32))


def term_pattern(term: str) -> re.Pattern[str]:
    """Return a pattern that finds a smoothed term in a smoothed text.

    A Korean term may be spaced differently; a Latin one starts a word, and ends it when short.
    """
    pieces = [re.escape(piece) for piece in term.split()]
    if _HANGUL.search(term):
        return re.compile(r"\s*".join(pieces))
    before = r"(?<![a-z0-9.])" if term[:1].isdigit() else r"(?<![a-z0-9])"
    end = r"(?![a-z0-9])" if len(term) < _LATIN_STEM else ""
    return re.compile(before + r"[\s\-]*".join(pieces) + end)


def _derive(references: Sequence[Parsed]) -> tuple[KeyPoint, ...]:
    """Make points of the first reference's sentences, or of its clauses when it has only one."""
    if not references:
        return ()
    first = references[0]
    parts = first.sentences if len(first.sentences) > 1 else first.clauses
    quotes = [quote for part in parts if (quote := first.quote(part))]
    return tuple(
        KeyPoint(id=f"point-{number}", text=Bilingual(ko=quote, en=quote))
        for number, quote in enumerate(quotes[:MAX_DERIVED_POINTS], start=1)
    )


def _texts(texts: Sequence[Bilingual]) -> list[str]:
    """Return the wordings of all texts; one written the same in both languages counts once."""
    return list(dict.fromkeys(text[language] for text in texts for language in LANGUAGES))


def _joined(a: Claims, b: Claims) -> Claims:
    return Claims(np.concatenate([a.vectors, b.vectors]), a.stances + b.stances)


def _axes(vectors: Vectors) -> Vectors:
    """Return an orthonormal basis of the rows that are not zero."""
    _, lengths, basis = np.linalg.svd(vectors, full_matrices=False)
    return np.asarray(basis[lengths > 1e-3], dtype=np.float32)
