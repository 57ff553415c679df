"""What a question's texts say of each word of an answer, judged by the company the word keeps.

A word agrees with a text that has it, or one that means the same, among the same neighbours; it
opposes a text that has its opposite there, or has it the other way round under a negation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from evaluators.encoders.encoder import Vectors
from evaluators.text.negation import denied, is_reply
from evaluators.text.opposites import Side, opposites, tells
from evaluators.text.sentences import Parsed

REACH = 4
_ALIKE_COSINE = 0.62
_NEAR_COSINES = (0.3, 0.9)
_LEAST_COMPANY = 2.0
_FADING = 0.25
_SMALL_WORD_WEIGHT = 0.5

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Words:
    """The telling words of texts laid end to end.

    `sources` numbers the text that each stands in, `starts` is where in it, `sentences` numbers the
    sentences throughout. `signs` is -1 under a negation, else 1; `is_content` is false for small
    words that have an opposite ("with").
    """

    forms: tuple[str, ...]
    texts: tuple[str, ...]
    sources: NDArray[np.int64]
    starts: NDArray[np.int64]
    sentences: NDArray[np.int64]
    signs: NDArray[np.int8]
    is_content: NDArray[np.bool_]

    @classmethod
    def of(cls, texts: Sequence[Parsed]) -> Self:
        """Read the words of each text, sentence by sentence."""
        found: list[tuple[str, str, int, int, int, int, bool]] = []
        sentences = [(n, text, one) for n, text in enumerate(texts) for one in text.sentences]
        for number, (source, text, sentence) in enumerate(sentences):
            under_negation = denied(sentence.tokens)
            for index, token in enumerate(sentence.tokens):
                if tells(token) and not is_reply(sentence.tokens, index):
                    written = text.source.text[token.start : token.end]
                    sign = -1 if index in under_negation else 1
                    place = (source, token.start, number)
                    found.append((token.form, written, *place, sign, token.is_content))
        columns = tuple(zip(*found, strict=True)) if found else ((),) * 7
        return cls(
            forms=columns[0],
            texts=columns[1],
            sources=np.array(columns[2], dtype=np.int64),
            starts=np.array(columns[3], dtype=np.int64),
            sentences=np.array(columns[4], dtype=np.int64),
            signs=np.array(columns[5], dtype=np.int8),
            is_content=np.array(columns[6], dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.forms)

    @cached_property
    def are_numbers(self) -> NDArray[np.bool_]:
        """Return (n,): which are numbers, of which no other stands for the same."""
        return np.array([form[0].isdigit() for form in self.forms], dtype=np.bool_)


@dataclass(frozen=True)
class Groups:
    """Rows of values that belong together: those at `places[starts[n]:starts[n + 1]]`."""

    places: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, groups: Sequence[Iterable[int]]) -> Self:
        rows = [list(group) for group in groups]
        places = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        return cls(places, np.cumsum([0, *map(len, rows)], dtype=np.int64))

    def most(self, values: NDArray[Any], axis: int) -> NDArray[Any]:
        """Return the highest value of each group along an axis, or 0."""
        by_row = np.moveaxis(values, axis, 0)
        sizes = np.diff(self.starts)
        found = np.zeros((len(sizes), *by_row.shape[1:]), dtype=values.dtype)
        if len(self.places):
            filled = sizes > 0
            most = np.maximum.reduceat(by_row[self.places], self.starts[:-1][filled], axis=0)
            found[filled] = most.clip(0)
        return np.moveaxis(found, 0, axis)


@dataclass(frozen=True)
class Roles:
    """What each word of a question's texts helps to say.

    `of` (m,) is 0 for a right text about no key point in particular, then come the key points,
    their contrasts and the misconceptions, in order.
    """

    of: NDArray[np.int64]
    points: int
    claims: int

    @property
    def count(self) -> int:
        return 1 + 2 * self.points + self.claims

    def most(self, values: Floats) -> Floats:
        """Return (n, count) of (n, m): the highest value that each role has, or 0."""
        return self._words.most(values, axis=1)

    @cached_property
    def _words(self) -> "Groups":
        return Groups.of([np.flatnonzero(self.of == role) for role in range(self.count)])

    def right(self, found: Floats) -> Floats:
        """Return the columns of right texts."""
        return found[:, : 1 + self.points]

    def wrong(self, found: Floats) -> Floats:
        """Return the columns of contrasts and misconceptions."""
        return found[:, 1 + self.points :]

    def of_points(self, found: Floats) -> Floats:
        return found[:, 1 : 1 + self.points]

    def of_contrasts(self, found: Floats) -> Floats:
        return found[:, 1 + self.points : 1 + 2 * self.points]

    def of_claims(self, found: Floats) -> Floats:
        return found[:, 1 + 2 * self.points :]


@dataclass(frozen=True)
class Wordings:
    """All right and wrong texts of a question, word by word.

    `vectors` is (m, d); `weights` (m,) is 1 in right texts and, in wrong ones, how little the right
    texts say that word there. The first texts are `references` whole model answers. `asked` are the
    words of the question itself.
    """

    words: Words
    vectors: Vectors
    roles: Roles
    references: int
    weights: Floats
    asked: frozenset[str]
    _numbers: Mapping[str, int]
    _columns: Mapping[int, Mapping[Side, int]]
    _on: Floats

    @classmethod
    def build(
        cls,
        words: Words,
        vectors: Vectors,
        roles: Roles,
        references: int,
        asked: frozenset[str],
    ) -> Self:
        """Index the words and weigh those of wrong texts."""
        stand = [opposites().get(form, ()) for form in words.forms]
        sides = list(dict.fromkeys(side for found in stand for side in found))
        columns: defaultdict[int, dict[Side, int]] = defaultdict(dict)
        for column, side in enumerate(sides):
            columns[side.axis][side] = column
        on = np.zeros((len(words), len(sides)), dtype=np.float32)
        for row, found in enumerate(stand):
            on[row, [columns[side.axis][side] for side in found]] = 1
        numbers = {form: n for n, form in enumerate(dict.fromkeys(words.forms))}
        even = np.ones(len(words), dtype=np.float32)
        whole = cls(words, vectors, roles, references, even, asked, numbers, columns, on)
        said = whole.hear(words, vectors).agreed_right
        return replace(whole, weights=np.where(roles.of <= roles.points, even, 1 - said))

    def hear(self, words: Words, vectors: Vectors) -> "Heard":
        """Hold the words of an answer and their (n, d) vectors against the texts."""
        roles = self.roles
        if not len(words) or not len(self.words):
            nothing = np.zeros((len(words), roles.count), dtype=np.float32)
            return Heard(roles, nothing, nothing, nothing, roles.of_claims(nothing).T, 0.0)
        cosines, same = vectors @ self.vectors.T, self._same(words)
        low, high = _NEAR_COSINES
        near = np.where(same, np.float32(1), ((cosines - low) / (high - low)).clip(0, 1))
        alike = same | ((cosines >= _ALIKE_COSINE) & ~words.are_numbers[:, None])
        relation = self._relation(words, alike)
        company = self._company(words, np.maximum(near, np.abs(relation)))
        agreed, opposed = company * relation.clip(0, 1), company * (-relation).clip(0, 1)
        return Heard(
            roles,
            agreed=roles.most(agreed * self.weights),
            opposed=roles.most(opposed * self.weights),
            near=roles.most(near),
            denied_claims=roles.of_claims(roles.most(opposed) - roles.most(agreed)).T,
            recall=self._recall(np.asarray(same.any(axis=0))),
        )

    def _recall(self, found: NDArray[np.bool_]) -> float:
        """Return the share of a reference's new words that are found, the best of all."""
        new = self._new_in_references
        counts = np.bincount(self.words.sources[new])
        hits = np.bincount(self.words.sources[new & found], minlength=len(counts))
        return float((hits / counts.clip(1)).max(initial=0.0))

    @cached_property
    def _new_in_references(self) -> NDArray[np.bool_]:
        is_new = np.array([form not in self.asked for form in self.words.forms], dtype=np.bool_)
        return is_new & self.words.is_content & (self.words.sources < self.references)

    def _same(self, words: Words) -> NDArray[np.bool_]:
        """Return (n, m): which words have one dictionary form."""
        ours = np.array([self._numbers.get(form, -1) for form in words.forms])
        return np.asarray(ours[:, None] == self._own_numbers)

    @cached_property
    def _own_numbers(self) -> NDArray[np.int64]:
        return np.array([self._numbers[form] for form in self.words.forms])

    def _relation(self, words: Words, alike: NDArray[np.bool_]) -> Floats:
        """Return (n, m): 1 where both say the same, -1 where the opposite, 0 where neither."""
        on, off = self._sides_of(words)
        same_side = on @ self._on.T > 0
        other_side = (off @ self._on.T > 0) & ~same_side
        other_side |= words.are_numbers[:, None] & self.words.are_numbers & ~alike
        kind = (same_side | (alike & ~other_side)).astype(np.float32) - other_side
        return np.asarray(kind * words.signs[:, None] * self.words.signs, dtype=np.float32)

    def _sides_of(self, words: Words) -> tuple[Floats, Floats]:
        """Return (n, sides) twice: the sides that each word stands on, and those opposite."""
        on = np.zeros((len(words), self._on.shape[1]), dtype=np.float32)
        off = np.zeros_like(on)
        for row, form in enumerate(words.forms):
            for own in opposites().get(form, ()):
                for side, column in self._columns.get(own.axis, {}).items():
                    (on if side == own else off)[row, column] = 1
        return on, off

    def _company(self, words: Words, near: Floats) -> Floats:
        """Return (n, m): how much of a word's neighbours another word has among its own."""
        around = np.zeros_like(near)
        sentences = self.words.sentences
        for step in range(1, REACH + 1):
            joined = sentences[step:] == sentences[:-step]
            after, before = near[:, step:] * joined, near[:, :-step] * joined
            np.maximum(around[:, :-step], after, out=around[:, :-step])
            np.maximum(around[:, step:], before, out=around[:, step:])
        return _company_of(words, self._weight(words), around)

    def _weight(self, words: Words) -> Floats:
        """Return (n,): how much a word tells as company."""
        new = [_SMALL_WORD_WEIGHT if form in self.asked else 1.0 for form in words.forms]
        small = np.where(words.is_content, 1.0, _SMALL_WORD_WEIGHT)
        return np.asarray(np.array(new) * small, dtype=np.float32)


@dataclass(frozen=True)
class Heard:
    """For each of n words of an answer, in [0, 1]: whether the texts of each role say it or its
    opposite in such company, and how near any of their words is: (n, roles) each.

    `denied_claims` is (claims, n): how much more a misconception is turned round than said, in
    words that right texts may have, too. `recall` is the share of one reference's words that are
    said in the same form, the best of all.
    """

    roles: Roles
    agreed: Floats
    opposed: Floats
    near: Floats
    denied_claims: Floats
    recall: float

    @cached_property
    def agreed_right(self) -> Floats:
        """Return (n,): whether some right text says the word."""
        return np.asarray(self.roles.right(self.agreed).max(axis=1))

    @cached_property
    def agreed_wrong(self) -> Floats:
        """Return (n,): whether some wrong text says the word, and no right one does."""
        return np.asarray(self.roles.wrong(self.agreed).max(axis=1, initial=0))

    @cached_property
    def near_right(self) -> Floats:
        return np.asarray(self.roles.right(self.near).max(axis=1))

    @cached_property
    def near_wrong(self) -> Floats:
        return np.asarray(self.roles.wrong(self.near).max(axis=1, initial=0))

    @property
    def opposed_points(self) -> Floats:
        """Return (points, n): whether what says a key point has the word's opposite."""
        return self.roles.of_points(self.opposed).T

    @property
    def misled_points(self) -> Floats:
        """Return (points, n): whether a contrast of a key point says the word."""
        return self.roles.of_contrasts(self.agreed).T


def _company_of(words: Words, weights: Floats, values: Floats) -> Floats:
    """Return (n, m): the mean of (n, m) over each word's neighbours in its sentence, the next ones
    weighing most."""
    found = np.zeros_like(values)
    whole = np.zeros((len(words), 1), dtype=np.float32)
    for step in range(1, REACH + 1):
        joined = words.sentences[step:] == words.sentences[:-step]
        near = (joined / (1 + _FADING * (step - 1))).astype(np.float32)
        before, after = (near * weights[:-step])[:, None], (near * weights[step:])[:, None]
        found[step:] += before * values[:-step]
        found[:-step] += after * values[step:]
        whole[step:] += before
        whole[:-step] += after
    return np.asarray(found / whole.clip(_LEAST_COMPANY))
