"""What grading by kind shares: the key point "value", its evidence, and grades made from prose."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from content.schema import Bilingual, Rubric
from evaluators.grade import (
    VALUE,
    Grade,
    KeyPointGrade,
    MisconceptionFound,
    PointState,
    Verdict,
    earned,
)
from evaluators.kinds.amounts import Figure, read_figures
from evaluators.kinds.denial import is_denied
from evaluators.text.sentences import Parsed, Segment

_NEAR = 40
_ASKED = re.compile(r"[^.!?\n]{0,6}아[니닌님냐][가-힣]{0,4} ?\?")
_DENIED = re.compile(
    r"[^.!?\n]{0,4}아닙|[^0-9.,!?\n]{0,14}"
    r"(?:틀[렸려립리]|틀린 |오답|부족[하해]|모자라|착각|잘못 ?(?:계산|생각))"
)
_TAKEN_BACK = re.compile(
    r"[^=]{0,16}?(?:[\s,.?!](?:no|wait|actually|correction|i mean|아니|아니다|정정)(?:[\s,.:!]|$))"
)


def claimed(answer: Parsed, figures: Sequence[Figure]) -> list[Figure]:
    """Leave out operands, and figures denied or taken back: "9064가 아니라", "9064, no wait"."""
    text = answer.source.text
    told = [one for one in figures if not one.operand and not _is_denied(answer, one)]
    taken_back = {
        earlier
        for earlier, later in pairwise(told)
        if _TAKEN_BACK.match(text[earlier.end : min(later.start, earlier.end + _NEAR)])
    }
    return [one for one in told if one not in taken_back]


def says_how_much(question: Rubric, answer: Parsed) -> bool:
    """Tell whether an answer gives a figure in its question's unit, right or wrong."""
    amount = question.amount
    if amount is None:
        return False
    figures = read_figures(answer.source, amount.units, amount.words)
    return any(one.unit for one in claimed(answer, figures))


def _is_denied(answer: Parsed, figure: Figure) -> bool:
    after = answer.source.text[figure.end : figure.end + _NEAR]
    if _ASKED.match(after):
        return False
    if _DENIED.match(after):
        return True
    sentence = _around(answer.sentences, figure)
    if sentence is None or figure.bound:
        return False
    start, end = figure.start - sentence.start, figure.end - sentence.start
    return is_denied(sentence.text, start, end)


def beside(answer: Parsed, figure: Figure, prose: Grade) -> Grade:
    """Return the grade of what is said beside a figure: nothing, where hardly a word is."""
    words = [
        token
        for token in answer.tokens
        if token.is_content
        and token.tag != "SN"
        and not (figure.start <= token.start and token.end <= figure.end)
    ]
    numbers = sum(token.tag == "SN" for token in answer.tokens)
    if len(words) > 1 or numbers > 2:
        return prose
    return regraded(prose, 0.0, prose.verdict, map(unmet, prose.key_points), ())


def quote(answer: Parsed, figure: Figure) -> str:
    """Return the clause that holds a figure, in the member's own words."""
    clause = _around(answer.clauses, figure)
    if clause is None:
        return answer.source.quote(figure.start, figure.end)
    return answer.source.quote(min(clause.start, figure.start), max(clause.end, figure.end))


def _around(segments: Sequence[Segment], figure: Figure) -> Segment | None:
    return next(
        (one for one in segments if one.start < figure.end and figure.start < one.end), None
    )


def regraded(
    prose: Grade,
    score: float,
    verdict: Verdict,
    points: Iterable[KeyPointGrade],
    wrong: Iterable[MisconceptionFound],
) -> Grade:
    """Return the grade as prose with all that a closer look at an answer changes."""
    changes = {"key_points": tuple(points), "misconceptions": tuple(wrong)}
    return prose.model_copy(update={"score": round(score, 4), "verdict": verdict, **changes})


def unmet(point: KeyPointGrade) -> KeyPointGrade:
    """Return a point as nothing in the answer speaks of it."""
    changes = {"score": 0.0, "state": PointState.MISSING, "evidence": None}
    return point.model_copy(update=changes)


def reasoned(prose: Grade) -> float:
    """Return the share of the key points that are met, by weight."""
    whole = sum(point.weight for point in prose.key_points)
    return sum(point.weight for point in prose.key_points if point.met) / whole if whole else 0.0


def as_bonus(point: KeyPointGrade) -> KeyPointGrade:
    """Return a point that costs nothing where it is missing, for the answer is right without."""
    return point.model_copy(update={"needed": False})


def _left_open(point: KeyPointGrade) -> KeyPointGrade:
    """Return a point that is not held against an answer which has come to the right value."""
    is_denied = point.state is PointState.CONTRADICTED
    changed = {"state": PointState.UNCLEAR} if is_denied else {}
    return as_bonus(point.model_copy(update=changed))


def without_figure(prose: Grade, text: Bilingual, most: float) -> Grade:
    """Return the grade of an answer that holds no figure, so only its working counts."""
    score = min(prose.score, most)
    verdict = prose.verdict if score == prose.score else earned(score, flawed=True)
    return with_figure(prose, text, score).model_copy(update={"verdict": verdict})


def with_figure(
    prose: Grade,
    text: Bilingual,
    score: float,
    share: float = 0.0,
    evidence: str | None = None,
    wrong: Sequence[MisconceptionFound] = (),
) -> Grade:
    """Return the grade with a key point for the value, worth as much as all others together.

    Args:
        text: what the key point says.
        score: what the whole answer earns.
        share: how right the value is.
        evidence: the member's own words for a right value.
        wrong: what is wrong beyond what was found in prose.
    """
    found = (*prose.misconceptions, *wrong)
    points = prose.key_points
    if score == 1:
        points = tuple(point if point.met else _left_open(point) for point in points)
    value = KeyPointGrade(
        id=VALUE,
        text=text,
        weight=sum(point.weight for point in points) or 1.0,
        score=share,
        state=PointState.MISSING if evidence is None else PointState.STATED,
        evidence=evidence,
    )
    return regraded(prose, score, earned(score, flawed=bool(found)), (value, *points), found)
