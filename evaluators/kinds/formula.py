"""Grade a formula: right in whatever notation, right in part, or wrong in a way that has a name.

A right formula is worth 0.95 without a word beside it, and the words decide on the rest. Knows
nothing of how equations are read or compared.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from content.formula.schema import Accepted, Mistaken
from content.schema import Bilingual, Rubric
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict, earned
from evaluators.kinds.denial import is_denied
from evaluators.kinds.systems import Found, Key, find, key_of
from evaluators.kinds.value import as_bonus, regraded, unmet
from evaluators.score import share_met, total
from evaluators.text.plain import plain
from evaluators.text.sentences import Parsed

_RIGHT = 0.95
_MIXED_AT_MOST, _WRONG_AT_MOST = 0.7, 0.3
_ALL_BUT_WORDS = 0.6
_NEAR = 60
_OR = re.compile(r"[\s,;.]{0,4}(?:이?거나|또는|혹은|아니면|\bor\b)[\s,;:]{0,4}", re.IGNORECASE)


def refine(rubric: Rubric, answer: Parsed, prose: Grade) -> Grade:
    """Return the grade of the whole answer; one without a formula keeps its grade as prose."""
    if rubric.formula is None:
        return prose
    key, text = key_of(rubric.formula), answer.source.original
    found = find(key, text)
    if found is not None and _is_denied(text, found):
        text = _without(text, found)
        found = find(key, text)
    if found is None:
        return prose
    other = _alternative(key, text, found)
    found = other or found
    quote = _Quote(answer.source.original, found)
    if isinstance(found.says, Accepted):
        names = {one.text for one in rubric.formula.wrong}
        return _right(found.says, quote, prose, names)
    if found.says is None and other is None:
        return _unlisted(quote, prose)
    return _wrong(found.says, quote, prose)


def _is_denied(text: str, found: Found) -> bool:
    before = plain(text[max(0, found.start - _NEAR) : found.start]).text
    formula = plain(text[found.start : found.end]).text
    after = plain(text[found.end : found.end + _NEAR]).text
    return is_denied(before + formula + after, len(before), len(before + formula))


def _alternative(key: Key, text: str, found: Found) -> Found | None:
    """Return what else is offered beside a right formula, when that is not right."""
    if not isinstance(found.says, Accepted) or not _OR.search(text):
        return None
    other = find(key, _without(text, found))
    if other is None or isinstance(other.says, Accepted):
        return None
    first, second = sorted((found, other), key=lambda one: one.start)
    return other if _OR.fullmatch(text[first.end : second.start]) else None


def _without(text: str, found: Found) -> str:
    """Blank the equations out, so that every offset stays."""
    for one in found.equations:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


@dataclass(frozen=True)
class _Quote:
    """The formula of an answer, where it stands."""

    answer: str
    formula: Found

    @property
    def text(self) -> str:
        return self.answer[self.formula.start : self.formula.end]

    def meets(self, evidence: str) -> bool:
        """Tell whether a quote of the answer holds part of what is right."""
        start = self.answer.find(evidence)
        spans = [(self.formula.start, self.formula.end)]
        spans += [(one.start, one.end) for one in self.formula.again]
        return any(start < last and first < start + len(evidence) for first, last in spans)

    def is_all_of(self, evidence: str | None) -> bool:
        """Tell whether a quote of the answer says little beyond the equations."""
        start = self.answer.find(evidence) if evidence else -1
        if start < 0 or not evidence:
            return False
        end = start + len(evidence)
        spans = {(one.start, one.end) for one in self.formula.equations}
        shared = sum(max(min(end, last) - max(start, first), 0) for first, last in spans)
        return shared >= _ALL_BUT_WORDS * len(evidence)


def _right(
    accepted: Accepted, quote: _Quote, prose: Grade, mistakes: Collection[Bilingual]
) -> Grade:
    """Credit what the formula shows; words add the rest, or speak against it.

    A whole formula that is right makes none of the `mistakes` that other formulas make.
    """
    whole = [point.id for point in prose.key_points]
    shown = whole if accepted.meets is None else accepted.meets
    points = tuple(_credited(point, shown, quote) for point in prose.key_points)
    is_whole = accepted.worth == 1
    wrong = tuple(
        one
        for one in prose.misconceptions
        if not quote.is_all_of(one.evidence)
        and not (is_whole and one.text in mistakes and quote.meets(one.evidence))
    )
    share = share_met(points) if points else 1.0
    if is_whole:
        score = _RIGHT + (1 - _RIGHT) * share
        points = tuple(point if point.met else as_bonus(point) for point in points)
    else:
        score = max(accepted.worth, _RIGHT * share)
    if wrong:
        score = min(score, _MIXED_AT_MOST)
    return regraded(prose, score, earned(score, flawed=bool(wrong)), points, wrong)


def _credited(point: KeyPointGrade, shown: Collection[str], quote: _Quote) -> KeyPointGrade:
    """Meet a point that the formula shows, and none that only its letters resemble."""
    if point.id in shown:
        met = {"state": PointState.STATED, "evidence": quote.text, "score": 1.0}
        return point if point.met else point.model_copy(update=met)
    return unmet(point) if quote.is_all_of(point.evidence) else point


def _unlisted(quote: _Quote, prose: Grade) -> Grade:
    """Credit the words beside a formula that may be right or wrong, and none of its letters."""
    points = tuple(
        point.model_copy(update={"state": PointState.UNCLEAR})
        if quote.is_all_of(point.evidence)
        else point
        for point in prose.key_points
    )
    wrong = tuple(one for one in prose.misconceptions if not quote.is_all_of(one.evidence))
    score = total(points, misconceptions=len(wrong)) if points else prose.score
    score = min(_MIXED_AT_MOST, round(score, 4))
    return regraded(prose, score, earned(score, flawed=True), points, wrong)


def _wrong(mistaken: Mistaken | None, quote: _Quote, prose: Grade) -> Grade:
    """Take back what only the formula could show, and name the mistake when it is a known one."""
    found = prose.misconceptions
    if mistaken is not None:
        said = {"text": mistaken.text, "why": mistaken.why, "evidence": quote.text}
        named = MisconceptionFound(**said, score=1.0)
        found = (named, *(one for one in found if one.text != named.text))
    points = (
        unmet(point) if quote.is_all_of(point.evidence) else point for point in prose.key_points
    )
    return regraded(prose, min(_WRONG_AT_MOST, prose.score), Verdict.INCORRECT, points, found)
