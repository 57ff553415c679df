"""Grade a calculation: the value that an answer comes to, then the working that leads there.

Knows nothing of how numbers are read. A right value is right without a word beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from math import isclose

from content.amount import Amount, Slip
from content.schema import Rubric
from evaluators.grade import Grade, MisconceptionFound
from evaluators.kinds.amounts import Figure, read_figures
from evaluators.kinds.value import beside, claimed, quote, reasoned, with_figure, without_figure
from evaluators.text.sentences import Parsed
from evaluators.texts import both

WITH_A_MISCONCEPTION = 0.7
NEAR = WITHOUT_A_NUMBER = SOUND_WORKING = 0.5
WRONG = 0.35
SLIP = 0.2
_MOSTLY = 0.85
_MORE_THAN_A_COUNT = 100
_REACH = 24
_SAME = 1e-6
_ROUNDED = 0.015
_SLIP_SPREAD = 0.005

VALUE = both("right-value")
_OR = r"or|maybe|and|아니면?|아님|또는|혹은|이?거나|(?:일 )?수도 있(?:고|다)"
_LISTED = re.compile(rf"[ ,;/|·]*(?:{_OR})?[ ,;]*")
_SENTENCES_ASIDE = re.compile(r"[\s.!?]*[.!?\n][\s.!?]*")
_ONE_OF_THEM = re.compile(
    r"(?:[둘셋]|이|그) ?중(?:에서?)? ?(?:하나|한 )|\bone of (?:them|these|those|the)\b"
)
_BEYOND_BEFORE = re.compile(
    r"(?:(?:more|less|fewer|greater|larger|smaller) than|under|below|over|above) ?(?:about )?$"
)
_BEYOND_AFTER = re.compile(r" ?(?:보다|미만|초과|[을를은는이가]? ?(?:훌쩍 )?넘)")
_CALLED_THE_ANSWER = re.compile(r"(?:답은|답 ?:|정답|최종|결론|\banswer\b|\bfinally\b)[^.!?\n]*$")
_GIVEN_FOR = re.compile(
    r".*(?:^|[^\s\w·*×/+^.=≈(−-] {0,2}|[a-z가-힣)] {1,2})([a-z][0-9]?)"
    r"(?: ?[=≈] ?(?:[^=≈,;!?]{0,40}[=≈] ?)*|(?:은|는|이|가) )(?:약 ?|about )?$"
)
_CONCEDED = re.compile(r"이?지만|,? (?:but|though|however)\b")
_COMPARED = re.compile(
    r"\b(?:would|versus|vs|compared)\b|[라다]면|원래|실제로는"
    r"|전체 ?(?:파라미터|파인 ?튜닝|미세 ?조정)|(?:gpu|카드|card)(?:면|로도?| will do| is enough)"
)
_SHARE_OF = r"할?(?: ?(?:확률|비율|비중|률|율|rate|probability|chance|share))?"
_NAMED_BEFORE = (
    r"(?:^|[\s,;.(/])(?:{names})"
    + _SHARE_OF
    + r"(?:[은는이가]|:| =| is| takes| has)? ?(?:약 |about )?$"
)
_NAMED_AFTER = (
    r"(?:[은는이가를]| ?(?:for|of|in|의)(?: the)?)?(?: 차지하는)? (?:{names})"
    + _SHARE_OF
    + r"(?![가-힣]*[면서]| ?없)"
)
_LEFT_SIDE = 120
_ALONE = re.compile(r"[\s.,;!?]*(?:[0-9]|$)")


def refine(rubric: Rubric, answer: Parsed, prose: Grade) -> Grade:
    """Judge the value of an answer; without a number only its working counts, for half at most."""
    amount = rubric.amount
    if amount is None:
        return prose
    text = answer.source.text
    figures = read_figures(answer.source, amount.units, amount.words)
    claims = claimed(answer, figures)
    found = [
        replace(one, low=-one.high, high=-one.low) if one.minus else one
        for one in claims
        if (one.unit or _is_number(text, one)) and not _is_of_another(text, one, amount)
    ]
    said = _final(text, found, amount)
    if said is None:
        return without_figure(prose, VALUE, WITHOUT_A_NUMBER)
    prose = beside(answer, said, prose)
    if _is_hedged(text, [one for one in found if _competes(one, said)], said, amount):
        return with_figure(prose, VALUE, min(prose.score, WRONG))
    if _within(said, amount.low, amount.high):
        if _is_beyond(text, said):
            return with_figure(prose, VALUE, NEAR, NEAR)
        score = WITH_A_MISCONCEPTION if prose.misconceptions else 1.0
        return with_figure(prose, VALUE, score, 1.0, quote(answer, said))
    slip = _slip(said, amount)
    if slip and not _is_in_brackets(text, said):
        score = SLIP + (SOUND_WORKING - SLIP) * reasoned(prose)
        return with_figure(prose, VALUE, score, wrong=[_named(slip, quote(answer, said))])
    if amount.near and said.low == said.high and _within(said, *amount.near):
        return with_figure(prose, VALUE, NEAR, NEAR)
    limit = SOUND_WORKING if reasoned(prose) >= _MOSTLY else WRONG
    return with_figure(prose, VALUE, min(prose.score, limit))


def _competes(one: Figure, said: Figure) -> bool:
    """Tell whether a figure may be meant as the value, too, unlike "8 GPUs" beside 30 GB."""
    return one.unit or not said.unit or (one.bare and not one.result)


def _is_of_another(text: str, one: Figure, amount: Amount) -> bool:
    """Tell whether a figure is given for another letter or thing than the one asked for."""
    line = text[: one.start].rpartition("\n")[2][-_LEFT_SIDE:]
    if amount.symbol and (found := _GIVEN_FOR.match(line)):
        return found[1] != amount.symbol.lower()
    if not amount.others:
        return False
    names = "|".join(map(re.escape, amount.others))
    before, after = (one.format(names=names) for one in (_NAMED_BEFORE, _NAMED_AFTER))
    return bool(re.search(before, line) or re.match(after, text[one.end :]))


def _is_number(text: str, one: Figure) -> bool:
    """Tell whether a number is in digits or large: in words "one" or "two" may count anything."""
    has_digit = any(character.isdecimal() for character in text[one.start : one.end])
    return has_digit or one.low >= _MORE_THAN_A_COUNT


def _final(text: str, found: Sequence[Figure], amount: Amount) -> Figure | None:
    """Return the figure that an answer ends up with, or opens or closes with if it's right."""
    right = [one for one in found if _within(one, amount.low, amount.high)]
    sure = [one for one in found if one.unit or one.bare or one.result or one.total] or right
    if not sure:
        return None
    sure = _not_compared(text, _not_conceded(text, sure), right)
    if sure[-1] in right:
        return sure[-1]
    measured = _measured(sure)
    for row in (sure, measured):
        if row[0] in right and not any(_is_in(text, row[:at], row[at]) for at in range(len(row))):
            return row[0]
    for kind in ("total", "result", "unit"):
        if of_kind := [one for one in measured if getattr(one, kind)]:
            return of_kind[-1]
    return measured[-1]


def _not_conceded(text: str, sure: list[Figure]) -> list[Figure]:
    """Leave out what the words after it set aside, such as "23.2GB지만", if there is more."""
    return [one for one in sure if not _CONCEDED.match(text, one.end)] or sure


def _not_compared(text: str, sure: list[Figure], right: Sequence[Figure]) -> list[Figure]:
    """Leave out what the right value is held against after it: "1.05GB. MHA would need 4.2GB"."""
    last = max((at for at, one in enumerate(sure) if one in right), default=len(sure))
    aside = sure[last + 1 :]
    if not aside:
        return sure
    told = text[sure[last].end : aside[-1].end + _REACH]
    if any(_CALLED_THE_ANSWER.search(text[sure[last].end : one.start]) for one in aside):
        return sure
    return sure[: last + 1] if _COMPARED.search(told) else sure


def _measured(sure: Sequence[Figure]) -> Sequence[Figure]:
    """Leave out `= 12d²` and `d = 768` where others have a unit, such as 66.7%."""
    if not any(one.unit for one in sure):
        return sure
    return [one for one in sure if one.unit or (one.bare and (one.total or not one.result))]


def _is_in(text: str, before: Sequence[Figure], total: Figure) -> bool:
    """Tell whether what opens an answer is a part of a later total, or less than "the answer"."""
    if not before or not total.total or total.low <= before[0].high:
        return False
    if _CALLED_THE_ANSWER.search(text[max(0, total.start - _REACH) : total.start]):
        return True
    _, *sums = accumulate(one.low for one in before)
    counts = before[0].low > _ROUNDED * total.low
    return counts and any(isclose(one, total.low, rel_tol=_ROUNDED) for one in sums)


def _is_in_brackets(text: str, one: Figure) -> bool:
    """Tell whether a figure only says how much something else is: "the weights (16 GB)"."""
    return text[one.start - 1 : one.start] == "(" and text[one.end : one.end + 1] == ")"


def _within(one: Figure, low: float, high: float) -> bool:
    slack = _SAME * max(abs(low), abs(high))
    return low - slack <= one.low and one.high <= high + slack


def _slip(one: Figure, amount: Amount) -> Slip | None:
    spread = min((amount.high - amount.low) / 2, _SLIP_SPREAD * abs(one.high))
    return next((s for s in amount.slips if _within(one, s.value - spread, s.value + spread)), None)


def _is_hedged(text: str, found: Sequence[Figure], said: Figure, amount: Amount) -> bool:
    """Tell whether a value stands in one list with others that are no parts of it."""
    if _ONE_OF_THEM.search(text) and any(one.low != said.low for one in found):
        return True
    row = [one for one in _listed(text, found, said) if one != said]
    others = [one for one in row if not _is_rounded(one, said, amount)]
    sums = (sum(one.low for one in some if one != said) for some in (row, found))
    return bool(others) and not any(isclose(one, said.low, rel_tol=_SAME) for one in sums)


def _is_beyond(text: str, said: Figure) -> bool:
    """Tell whether the value meant is above or below the one that is written."""
    before = text[max(0, said.start - _REACH) : said.start]
    return bool(_BEYOND_BEFORE.search(before) or _BEYOND_AFTER.match(text, said.end))


def _listed(text: str, found: Sequence[Figure], said: Figure) -> list[Figure]:
    """Return the figures of the list that holds this one, such as "9098, 9064 or 1248"."""
    row: list[Figure] = []
    for earlier, later in pairwise(found):
        if later.result or not _is_next(text, earlier, later):
            if said in row:
                break
            row = []
        else:
            row = [*(row or [earlier]), later]
    return row if said in row else []


def _is_next(text: str, earlier: Figure, later: Figure) -> bool:
    between = text[earlier.end : later.start]
    if _SENTENCES_ASIDE.fullmatch(between):
        return _ALONE.match(text, later.end) is not None
    return _LISTED.fullmatch(between) is not None


def _is_rounded(one: Figure, said: Figure, amount: Amount) -> bool:
    return isclose(one.low, said.low, rel_tol=_ROUNDED) and _slip(one, amount) is None


def _named(slip: Slip, evidence: str) -> MisconceptionFound:
    value = f"{slip.value:,.0f}" if slip.value.is_integer() else f"{slip.value:,.4g}"
    ending = "vowel" if value[-1] in "2459" else "consonant"
    text = both("wrong-value", value=value, ending=ending)
    return MisconceptionFound(text=text, why=slip.why, evidence=evidence, score=1.0)
