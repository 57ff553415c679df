"""What answers to one question are compared with: points, references and wrong claims, encoded.

A question that has references only is given a point per sentence of its first reference.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from content.schema import LANGUAGES, Bilingual, KeyPoint, References, Rubric
from evaluators.encoders.encoder import Encoder, Vectors
from evaluators.evidence.wording import Roles, Wordings, Words
from evaluators.guards.nonanswers import echo, is_echo, is_keyword_list
from evaluators.guards.order import is_out_of_order
from evaluators.text.plain import plain
from evaluators.text.sentences import Parsed, parse
from evaluators.text.tokens import Analyzer, content_forms, content_words

MAX_DERIVED_POINTS = 6
_PARSED_TEXTS = 256
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
class PointAnchors:
    """One key point and (n, d) focused vectors of all that says it and of its opposites."""

    point: KeyPoint
    statements: Vectors
    contrasts: Vectors
    words: tuple[WordSet, ...]
    terms: tuple[re.Pattern[str], ...]
    term_vectors: Vectors


@dataclass(frozen=True)
class WrongAnchors:
    """One misconception; its words weigh less where a right answer has them too."""

    claims: Vectors
    words: tuple[WordSet, ...]


@dataclass(frozen=True)
class NeighbourAnchors:
    """A question asked beside this one: its wording and its (n, d) references."""

    text: Bilingual
    references: Vectors


@dataclass(frozen=True)
class Anchors:
    """One question, encoded. `derived` tells that its points are but sentences of a reference,
    `listed` that a reference is but a list of items, or code, so that an answer may be, and
    `echoed` that a key point has hardly a word that the question hasn't; `shown` are the words of
    the texts that somebody may have copied."""

    rubric: Rubric
    focus: Focus
    points: tuple[PointAnchors, ...]
    derived: bool
    listed: bool
    echoed: bool
    shown: frozenset[str]
    references: Vectors
    wordings: Wordings
    reference_segments: Vectors
    misconceptions: tuple[WrongAnchors, ...]
    neighbours: tuple[NeighbourAnchors, ...]


class AnchorBuilder:
    """Encodes everything that answers to a question are compared with."""

    def __init__(self, encoder: Encoder, analyzer: Analyzer) -> None:
        self._encoder = encoder
        self._parse = lru_cache(_PARSED_TEXTS)(partial(parse, analyzer=analyzer))

    def build(self, rubric: Rubric) -> Anchors:
        """Encode one question."""
        focus = self._focus(rubric)
        references = self._parsed(rubric.references.all())
        points = rubric.key_points or _derive(references)
        own = [self._claims(_texts([point.text]), focus) for point in points]
        told = _texts([rubric.text, *(point.text for point in points)])
        terms = [term for point in points for term in point.terms]
        return Anchors(
            rubric=rubric,
            focus=focus,
            points=self._points(points, own, references, focus),
            derived=not any(point.is_worked_out for point in points),
            listed=any(is_keyword_list(one) or is_out_of_order(one) for one in references),
            echoed=any(
                is_echo(echo(content_forms(one.tokens), focus.words))
                for one in self._parsed(_texts([point.text for point in points]))
            ),
            shown=_words_of([*references, *self._parsed([*told, *terms])]),
            references=self._whole(rubric.references),
            wordings=self._wordings(rubric, points, own, references, focus),
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

    def _wordings(
        self,
        rubric: Rubric,
        points: Sequence[KeyPoint],
        own: Sequence[Vectors],
        references: Sequence[Parsed],
        focus: Focus,
    ) -> Wordings:
        """Lay all texts end to end: references, key points, their contrasts, misconceptions."""
        groups = [
            *(_texts([point.text]) for point in points),
            *(_texts(point.contrasts) for point in points),
            *(_texts([wrong.text]) for wrong in rubric.misconceptions),
        ]
        others = [(role, text) for role, texts in enumerate(groups, start=1) for text in texts]
        words = Words.of([*references, *self._parsed([text for _, text in others])])
        role_of = self._roles(words, own, references, focus)
        for source, (role, _) in enumerate(others, start=len(references)):
            role_of[words.sources == source] = role
        roles = Roles(role_of, len(points), len(rubric.misconceptions))
        vectors = self._encoder.encode(words.texts)
        return Wordings.build(words, vectors, roles, len(references), focus.words)

    def _roles(
        self, words: Words, own: Sequence[Vectors], references: Sequence[Parsed], focus: Focus
    ) -> NDArray[np.int64]:
        """Return 1 + the key point that each word of the references helps to say: its clause's."""
        roles = np.zeros(len(words), dtype=np.int64)
        clauses = [(source, c) for source, one in enumerate(references) for c in one.clauses]
        if not clauses or not own:
            return roles
        vectors = focus.apply(self._encoder.encode([clause.text for _, clause in clauses]))
        cosines = np.stack([(vectors @ one.T).max(axis=1) for one in own], axis=1)
        for (source, clause), found in zip(clauses, cosines, strict=True):
            if found.max() >= _CARRIES_COSINE:
                inside = (clause.start <= words.starts) & (words.starts < clause.end)
                roles[inside & (words.sources == source)] = 1 + found.argmax()
        return roles

    def _parsed(self, texts: Sequence[str]) -> list[Parsed]:
        return [self._parse(text) for text in texts]

    def _misconceptions(
        self, rubric: Rubric, points: Sequence[KeyPoint], focus: Focus
    ) -> tuple[WrongAnchors, ...]:
        right = self._parsed(_texts([point.text for point in points]))
        shared = focus.words | {t.form for one in right for t in one.tokens}
        return tuple(
            WrongAnchors(
                self._claims(_texts([wrong.text]), focus),
                tuple(self._words(text, shared) for text in _texts([wrong.text])),
            )
            for wrong in rubric.misconceptions
        )

    def _focus(self, rubric: Rubric) -> Focus:
        asked = [self._parse(rubric.text[language]) for language in LANGUAGES]
        axes = _axes(self._encoder.encode([one.source.text for one in asked]))
        return Focus(axes, _words_of(asked))

    def _points(
        self,
        points: Sequence[KeyPoint],
        own: Sequence[Vectors],
        references: Sequence[Parsed],
        focus: Focus,
    ) -> tuple[PointAnchors, ...]:
        carriers = self._carriers(references, own, focus)
        return tuple(
            self._point(point, texts, carried, focus)
            for point, texts, carried in zip(points, own, carriers, strict=True)
        )

    def _point(self, point: KeyPoint, own: Vectors, carried: Vectors, focus: Focus) -> PointAnchors:
        terms = [plain(term).text for term in point.terms]
        accepted = self._accepted(point, own, focus)
        return PointAnchors(
            point=point,
            statements=np.concatenate([own, carried, self._claims(accepted, focus)]),
            contrasts=self._claims(_texts(point.contrasts), focus),
            words=tuple(
                self._words(text, focus.words) for text in (*_texts([point.text]), *accepted)
            ),
            terms=tuple(map(term_pattern, terms)),
            term_vectors=self._encoder.encode(terms),
        )

    def _accepted(self, point: KeyPoint, own: Vectors, focus: Focus) -> list[str]:
        """Return the piece of each accepted wording that is most like the point."""
        found = []
        for wording in self._parsed(point.accepted):
            pieces = [segment.text for segment in wording.segments()]
            if pieces:
                likeness = focus.apply(self._encoder.encode(pieces)) @ own.T
                found.append(pieces[int(likeness.max(axis=1).argmax())])
        return found

    def _carriers(
        self, references: Sequence[Parsed], points: Sequence[Vectors], focus: Focus
    ) -> list[Vectors]:
        """Find what in the references says each point.

        A segment says the point it is most like; and as a reference is a full answer, the segment
        of it that is most like a point says that one.
        """
        segments = [(row, s) for row, one in enumerate(references) for s in one.segments()]
        vectors = focus.apply(self._encoder.encode([segment.text for _, segment in segments]))
        owner = np.array([row for row, _ in segments])
        cosines = np.stack([(vectors @ own.T).max(axis=1) for own in points], axis=1)
        says = (cosines >= cosines.max(axis=1, keepdims=True)) & (cosines >= _CARRIES_COSINE)
        for row in range(len(references)):
            (own_rows,) = np.nonzero(owner == row)
            for column in range(len(points)):
                best = own_rows[cosines[own_rows, column].argmax()]
                says[best, column] |= cosines[best, column] >= _BEST_OF_REFERENCE_COSINE
        return [vectors[says[:, column]] for column in range(len(points))]

    def _claims(self, texts: Sequence[str], focus: Focus) -> Vectors:
        return focus.apply(self._encoder.encode([one.source.text for one in self._parsed(texts)]))

    def _words(self, text: str, shared: frozenset[str]) -> WordSet:
        parsed = self._parse(text)
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


def _words_of(texts: Sequence[Parsed]) -> frozenset[str]:
    return frozenset[str]().union(*(content_forms(one.tokens) for one in texts))


def _texts(texts: Sequence[Bilingual]) -> list[str]:
    """Return the wordings of all texts; one written the same in both languages counts once."""
    return list(dict.fromkeys(text[language] for text in texts for language in LANGUAGES))


def _axes(vectors: Vectors) -> Vectors:
    """Return an orthonormal basis of the rows that are not zero."""
    _, lengths, basis = np.linalg.svd(vectors, full_matrices=False)
    return np.asarray(basis[lengths > 1e-3], dtype=np.float32)
