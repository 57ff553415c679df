"""Grades a question about code: idioms count wherever they stand, in prose or code.

An idiom meets its key point unless its sentence denies it or it is part of a wrong claim. The
points then add up as those of any answer. Wrong code takes the score down.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from keyword import kwlist

from content.schema import Kind, Rubric
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, earned
from evaluators.kinds.denial import is_denied, is_doubted
from evaluators.kinds.idioms import CodeText, Span, pattern
from evaluators.kinds.value import regraded
from evaluators.score import leave_enough, total
from evaluators.text.sentences import Parsed

_WRONG_AT_MOST, _MIXED_AT_MOST = 0.35, 0.6
_MAX_FINDS = 40
_WORD = rf"\b(?!(?:{'|'.join(kwlist).lower()})\b)[a-z]{{2,}}\b"
_WORDS = re.compile(rf"[가-힣]|{_WORD} {_WORD}")


def refine(question: Rubric, answer: Parsed, prose: Grade) -> Grade:
    """Return the grade of the whole answer, given its grade as prose."""
    refined = _Refined(question, answer, prose)
    score = refined.score()
    verdict = prose.verdict if score == prose.score else earned(score)
    return regraded(prose, score, verdict, refined.points, refined.misconceptions())


def has_words(text: str) -> bool:
    """Tell whether an answer says something in words: in code no two names stand side by side."""
    return _WORDS.search(text) is not None


def shows_a_point(question: Rubric, answer: Parsed, prose: Grade) -> bool:
    """Tell whether code of the answer does what a point says, so that it answers this question."""
    return question.kind is Kind.CODE and _Refined(question, answer, prose).is_shown


@dataclass(frozen=True)
class _Find:
    """An idiom in the answer and the sentences around it; `only` is wrong just by itself."""

    span: Span
    around: Span
    only: bool
    denied: bool
    doubted: bool


class _Refined:
    """One answer held against the idioms of one question, beside its grade as prose."""

    def __init__(self, question: Rubric, answer: Parsed, prose: Grade) -> None:
        self._answer, self._prose, self._rubric = answer, prose, question
        self._code = CodeText(answer.source.text)
        wrong = [
            [find for find in self._find(one.idioms) if not find.doubted]
            for one in question.misconceptions
        ]
        spoilt = [find.span for finds in wrong for find in finds if not find.only]
        spoilt += [self._located(one.evidence) for one in prose.misconceptions]
        self._finds = {point.id: self._find(point.idioms) for point in question.key_points}
        self._right = {
            id_: find
            for id_, finds in self._finds.items()
            for find in reversed(finds)
            if not find.denied and not _meets(find.span, spoilt)
        }
        is_fine = self._is_shown_beside([find.span for finds in wrong for find in finds])
        self._mistakes = [
            [find for find in finds if not (find.only and is_fine)] for finds in wrong
        ]
        self._wrong = [find.span for finds in self._mistakes for find in finds]
        self.points = leave_enough([self._point(point) for point in prose.key_points], question)

    @property
    def is_shown(self) -> bool:
        """Tell whether an idiom of a point stands in the answer."""
        return bool(self._right)

    def score(self) -> float:
        """Return what the answer earns: by its points where code shows one, else as prose."""
        earned = total(self.points) if self.points else 0.0
        if self._right:
            is_wrong = self._wrong or self._prose.misconceptions
            return min(earned, _MIXED_AT_MOST) if is_wrong else earned
        score = min(self._prose.score, earned) if self._wrong else self._prose.score
        is_denied = any(find.denied for finds in self._finds.values() for find in finds)
        return min(score, _WRONG_AT_MOST) if self._wrong or is_denied else score

    def misconceptions(self) -> Iterable[MisconceptionFound]:
        """Yield what is wrong, by prose or code, in the question's order."""
        said = {one.text: one for one in self._prose.misconceptions}
        for wrong, finds in zip(self._rubric.misconceptions, self._mistakes, strict=True):
            if wrong.text in said:
                yield said[wrong.text]
            elif finds:
                quote = self._answer.source.quote(*finds[0].around)
                yield MisconceptionFound(text=wrong.text, why=wrong.why, evidence=quote, score=1.0)

    def _is_shown_beside(self, wrong: list[Span]) -> bool:
        """Tell whether the answer meets a point that code can meet, other than by these spans."""
        by_code = {point.id for point in self._rubric.key_points if point.idioms}
        return bool(self._right) or any(
            point.met and point.id in by_code and not _meets(self._located(point.evidence), wrong)
            for point in self._prose.key_points
        )

    def _point(self, prose: KeyPointGrade) -> KeyPointGrade:
        if right := self._right.get(prose.id):
            quote = prose.evidence if prose.met else self._answer.source.quote(*right.around)
            found = {"state": PointState.STATED, "score": 1.0, "evidence": quote}
            return prose.model_copy(update=found)
        against = [find.span for find in self._finds.get(prose.id, ()) if find.denied] + self._wrong
        if prose.met and _meets(self._located(prose.evidence), against):
            return prose.model_copy(update={"state": PointState.CONTRADICTED, "score": 0.0})
        return prose

    def _find(self, idioms: Iterable[str]) -> list[_Find]:
        text = self._answer.source.text
        found = []
        for idiom in idioms:
            wanted = pattern(idiom)
            if any(self._code.find(harmless) for harmless in wanted.unless):
                continue
            for start, end in self._code.find(wanted)[:_MAX_FINDS]:
                first, last = self._around(start, end)
                sentence = text[first:last]
                denied = is_denied(sentence, start - first, end - first)
                doubted = is_doubted(sentence)
                found.append(_Find((start, end), (first, last), wanted.only, denied, doubted))
        return found

    def _around(self, start: int, end: int) -> Span:
        """Return the stretch of sentences that a span reaches into."""
        touched = [s for s in self._answer.sentences if s.start < end and start < s.end]
        return (
            min([start, *(s.start for s in touched)]),
            max([end, *(s.end for s in touched)]),
        )

    def _located(self, quote: str | None) -> Span:
        """Return where a quote stands in the smoothed text, (0, 0) where it does not."""
        source = self._answer.source
        first = source.original.find(quote) if quote else -1
        if first < 0:
            return 0, 0
        last = first + len(quote or "")
        return bisect_left(source.starts, first), bisect_right(source.ends, last)


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
