"""What an answer shows of each key point and each wrong claim, as plain numbers in [0, 1].

Every number compares one segment of the answer (clause, sentence or neighbouring pair) with one
anchor of the question. What the numbers are worth is the calibration's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from content.schema import Bilingual
from evaluators.encoders.encoder import Encoder, Vectors
from evaluators.evidence.anchors import Anchors, PointAnchors, WordSet, WrongAnchors
from evaluators.evidence.signals import signals
from evaluators.evidence.wording import Groups, Words
from evaluators.guards.disowning import sets_aside
from evaluators.guards.nonanswers import (
    admits_not_knowing,
    asks,
    echo,
    is_blank,
    is_echo,
    is_keyword_list,
    says_something,
)
from evaluators.text.sentences import Parsed, Segment
from evaluators.text.tokens import content_words

Floats = NDArray[np.float64]

SUPPORT = ("meaning", "terms", "words")
DENIAL = ("contrast", "opposed", "misled", "misconception")
CLAIM = ("meaning", "margin", "words")

_TERMS_WANTED = 2
_WORD_FLOOR, _TERM_FLOOR = 0.3, 0.5
_ABOUT_MARGIN = 0.05
_VERBATIM_COSINE = 0.985
_TELLING_WORDS = 8
_TURNED_ROUND = 0.5
_LONG, _USUAL_RECALL = 60, 0.3  # words of a full answer, and the share that it has
_BRIEF = 16  # words
_OPPOSED_MORE, _OPPOSED, _MISLED = (0.1, 0.3), (0.6, 0.85), (0.15, 0.35)


@dataclass(frozen=True)
class Evidence:
    """All comparisons of one answer with one question.

    `support` is (segments, points, SUPPORT), `denial` (segments, points, DENIAL) and `claims`
    (segments, misconceptions, CLAIM). `similarity` is the best cosine of the whole answer to a
    reference, `focus_similarity` the same with the question's own direction taken out, and `echo`
    the share of the answer's content words that the question already has; `signals` are those of
    `evaluators.evidence.signals`. `elsewhere` is how much
    nearer the whole answer comes to a reference of a neighbour, `neighbour` which one that is;
    `is_empty` tells that the answer claims nothing at all.
    """

    answer: Parsed
    segments: tuple[Segment, ...]
    support: Floats
    denial: Floats
    claims: Floats
    similarity: float
    focus_similarity: float
    echo: float
    signals: Mapping[str, float]
    elsewhere: float = -1.0
    neighbour: Bilingual | None = None
    is_empty: bool = False

    @property
    def is_opposed(self) -> NDArray[np.bool_]:
        """Tell of each point whether words of the answer turn it round: (points,)."""
        opposed = self.denial[:, :, DENIAL.index("opposed")].max(axis=0, initial=0.0)
        return np.asarray(opposed >= _TURNED_ROUND)

    @property
    def is_brief(self) -> bool:
        """Tell whether the answer has room for a thing or two only."""
        return len(self.answer.source.text.split()) <= _BRIEF

    @property
    def astray(self) -> float:
        """Return how much less of a reference's words it has than answers have, if it is long."""
        is_long = min(len(self.answer.source.text.split()) / _LONG, 1.0)
        return is_long * max(_USUAL_RECALL - self.signals["recall"], 0.0)

    def nearest(self, start: int, end: int) -> int:
        """Return which segment comes nearest to a stretch of the answer as it was typed."""
        source = self.answer.source

        def likeness(segment: Segment) -> float:
            first, last = source.starts[segment.start], source.ends[segment.end - 1]
            shared = min(end, last) - max(start, first)
            return shared / (max(end, last) - min(start, first))

        return max(range(len(self.segments)), key=lambda at: likeness(self.segments[at]))


@dataclass(frozen=True)
class Encoded:
    """An answer and the vectors of the whole, of its segments, of its content words by their forms
    and of all telling words in order."""

    parsed: Parsed
    segments: tuple[Segment, ...]
    words: dict[str, str]
    telling: Words
    whole: Vectors
    vectors: Vectors
    word_vectors: Vectors
    telling_vectors: Vectors


def encode_answers(answers: Sequence[Parsed], encoder: Encoder) -> list[Encoded]:
    """Encode all texts of all answers in one batch."""
    row_of: dict[str, int] = {}
    drafts = []
    for answer in answers:
        segments = _claiming(answer)
        words = content_words(answer.tokens, answer.source.text)
        stating = tuple(sentence for sentence in answer.sentences if not asks(sentence))
        telling = Words.of([replace(answer, sentences=stating)])
        parts = [segment.text for segment in segments]
        groups = ([answer.source.text], parts, words.values(), telling.texts)
        rows = [[row_of.setdefault(text, len(row_of)) for text in group] for group in groups]
        drafts.append(((answer, segments, words, telling), rows))
    vectors = encoder.encode(list(row_of))
    return [Encoded(*own, *(vectors[group] for group in rows)) for own, rows in drafts]


def _claiming(answer: Parsed) -> tuple[Segment, ...]:
    """Return the segments that claim something; "I don't know why" is about the topic but none."""
    unsure = [clause for clause in answer.clauses if admits_not_knowing(clause)]
    unsure += [sentence for sentence in answer.sentences if asks(sentence)]
    return tuple(
        segment
        for segment in answer.segments()
        if not any(segment.start <= clause.start < segment.end for clause in unsure)
    )


def compare(answer: Encoded, anchors: Anchors) -> Evidence:
    """Compare one answer with one question."""
    comparison = _Comparison(answer, anchors)
    points = [comparison.support(point) for point in anchors.points]
    denials = [comparison.denial(row, point) for row, point in enumerate(anchors.points)]
    denial = comparison.stack(denials, len(DENIAL))
    similarity = _best(answer.whole @ anchors.references.T)
    nearest, neighbour = _nearest_neighbour(answer, anchors)
    echoed = echo(answer.words, anchors.focus.words)
    is_copied = is_echo(echoed) and not anchors.echoed
    is_list = not anchors.listed and is_keyword_list(answer.parsed)
    says_nothing = not answer.segments or is_blank(answer.parsed.source.text)
    return Evidence(
        answer=answer.parsed,
        segments=answer.segments,
        support=_unspoilt(comparison.stack(points, len(SUPPORT)), denial),
        denial=denial,
        claims=comparison.claims,
        similarity=similarity,
        focus_similarity=_best(
            anchors.focus.apply(answer.whole) @ anchors.focus.apply(anchors.references).T
        ),
        echo=echoed,
        signals=signals(answer.telling, comparison.heard),
        elsewhere=nearest - similarity,
        neighbour=neighbour,
        is_empty=says_nothing or is_copied or is_list,
    )


class _Comparison:
    """One answer held against one question, anchor by anchor."""

    def __init__(self, answer: Encoded, anchors: Anchors) -> None:
        self._answer = answer
        self._focused = anchors.focus.apply(answer.vectors)
        claiming = [says_something(segment.tokens) for segment in answer.segments]
        self._claiming = np.array(claiming, dtype=np.float64)[:, None]
        self._found_in = _found_in(answer)
        self._right = self._likeness([point.statements for point in anchors.points])
        self._verbatim = self._cosine(anchors.reference_segments) >= _VERBATIM_COSINE
        self.heard = heard = anchors.wordings.hear(answer.telling, answer.telling_vectors)
        self._inside = _inside(answer)
        opposed = heard.opposed_points * scale(
            heard.opposed_points - heard.agreed_right, *_OPPOSED_MORE
        )
        self._opposed = scale(self._most(opposed), *_OPPOSED)
        self._misled = scale(self._most(heard.misled_points - heard.agreed_right), *_MISLED)
        self._denied = self._most(heard.denied_claims)
        held = [not _is_set_aside(answer.parsed, one) for one in answer.segments]
        self._held = np.array(held, dtype=np.bool_)
        claims = [self._claim(row, one) for row, one in enumerate(anchors.misconceptions)]
        self.claims = self.stack(claims, len(CLAIM))
        self._wrong = self.claims.prod(axis=2).max(axis=1, initial=0.0)

    def support(self, point: PointAnchors) -> Floats:
        """Return (segments, SUPPORT): how much each segment says the point."""
        columns = [
            scale(self._cosine(point.statements), 0.3, 0.8),
            self._terms(point),
            self._recall(point.words),
        ]
        return np.stack(columns, axis=1)

    def denial(self, row: int, point: PointAnchors) -> Floats:
        """Return (segments, DENIAL): how much each segment says the opposite of the point."""
        said, unsaid = self._cosine(point.contrasts), self._cosine(point.statements)
        contrast = scale(said - unsaid, 0.0, 0.2) * scale(said, 0.35, 0.65)
        columns = [contrast, self._opposed[row], self._misled[row], self._wrong]
        # What is closer to another point denies that one, if any.
        about = np.maximum(said, unsaid) >= self._right - _ABOUT_MARGIN
        about &= ~self._verbatim
        return np.asarray(np.stack(columns, axis=1) * about[:, None] * self._claiming)

    def _claim(self, row: int, wrong: WrongAnchors) -> Floats:
        """Return (segments, CLAIM): how much each segment says this rather than what is right."""
        said = self._cosine(wrong.claims)
        agrees = self._denied[row] < _TURNED_ROUND
        columns = [
            scale(said, 0.35, 0.8),
            scale(said - self._right, -0.2, 0.3),
            self._recall(wrong.words),
        ]
        is_held = (agrees & self._held)[:, None]
        return np.asarray(np.stack(columns, axis=1) * is_held * self._claiming)

    def stack(self, columns: Sequence[Floats], features: int) -> Floats:
        """Return (segments, anchors, features), also where there are no anchors."""
        if not columns:
            return np.zeros((len(self._focused), 0, features))
        return np.stack(columns, axis=1)

    def _cosine(self, anchors: Vectors) -> Floats:
        """Return each segment's best cosine to any of the anchors; -1 where there are none."""
        best = (self._focused @ anchors.T).max(axis=1, initial=-1.0)
        return np.asarray(best, dtype=np.float64)

    def _likeness(self, claims: Sequence[Vectors]) -> Floats:
        cosines = [self._cosine(one) for one in claims]
        return np.asarray(np.max(cosines, axis=0, initial=-1.0))

    def _most(self, told: NDArray[np.float32] | Floats) -> Floats:
        """Return (…, segments): the most that any word of each segment tells, of (…, words)."""
        return np.asarray(self._inside.most(told, axis=-1), dtype=np.float64)

    def _terms(self, point: PointAnchors) -> Floats:
        """Return how many of the usual words each segment has, in full from two on.

        A word that is only close in meaning counts in part.
        """
        segments, terms = len(self._answer.segments), len(point.terms)
        if not terms or not self._found_in.places.size:
            return np.zeros(segments)
        near = scale(self._answer.word_vectors @ point.term_vectors.T, _TERM_FLOOR, 1.2)
        hits = self._found_in.most(near, axis=0)
        whole = self._answer.parsed.source.text
        for column, term in enumerate(point.terms):
            if term.search(whole):
                found = [term.search(segment.text) is not None for segment in self._answer.segments]
                hits[found, column] = 1
        best = np.sort(hits, axis=1)[:, -_TERMS_WANTED:]
        return np.asarray(best.sum(axis=1) / _TERMS_WANTED, dtype=np.float64)

    def _recall(self, wordings: Sequence[WordSet]) -> Floats:
        """Return how much of one of the wordings each segment covers, words matched by meaning.

        A soft recall in the manner of BERTScore (Zhang et al., 2020), over static word vectors.
        """
        best = np.zeros(len(self._answer.segments))
        if not self._found_in.places.size:
            return best
        for words in wordings:
            near = scale(self._answer.word_vectors @ words.vectors.T, _WORD_FLOOR, 1.0)
            covered = self._found_in.most(near, axis=0)
            best = np.maximum(best, covered @ words.weights)
        return best


def _unspoilt(support: Floats, denial: Floats) -> Floats:
    """Take away a segment's support for points other than the one it says the opposite of."""
    conflict = denial[:, :, DENIAL.index("opposed")] >= _TURNED_ROUND
    spoilt = conflict.any(axis=1, keepdims=True) & ~conflict
    return np.where(spoilt[:, :, None], 0.0, support)


def _is_set_aside(answer: Parsed, segment: Segment) -> bool:
    """Tell whether the rest of its sentence sets a segment aside: "A looks alike, but that's not
    it"."""
    return any(
        segment.end <= one.end and sets_aside(one.text[segment.start - one.start :])
        for one in answer.sentences
        if one.start <= segment.start < one.end
    )


def scale(values: Floats | Vectors, low: float, high: float) -> Floats:
    """Map [low, high] to [0, 1] and cut off what lies outside."""
    return ((values - low) / (high - low)).clip(0, 1).astype(np.float64)


def _found_in(answer: Encoded) -> Groups:
    """Return which content words stand in which segment."""
    column = {form: number for number, form in enumerate(answer.words)}
    return Groups.of(
        [[column[t.form] for t in one.tokens if t.form in column] for one in answer.segments]
    )


def _inside(answer: Encoded) -> Groups:
    """Return which telling words stand in which segment."""
    starts = answer.telling.starts
    edges = np.array([(one.start, one.end) for one in answer.segments]).reshape(-1, 2)
    return Groups.of([range(a, b) for a, b in np.searchsorted(starts, edges)])


def _nearest_neighbour(answer: Encoded, anchors: Anchors) -> tuple[float, Bilingual | None]:
    """Return the best cosine to a reference of another question, and that question.

    A few words can't tell whose answer they are.
    """
    if len(answer.words) < _TELLING_WORDS:
        return -1.0, None
    found = [(_best(answer.whole @ one.references.T), one.text) for one in anchors.neighbours]
    return max(found, key=lambda pair: pair[0], default=(-1.0, None))


def _best(cosines: Vectors) -> float:
    return float(cosines.max(initial=-1.0)) if cosines.size else 0.0
