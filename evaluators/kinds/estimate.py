"""Grade an estimate: half for a plausible figure, half for the reasons that lead to it.

Knows nothing of how numbers are read.
"""

import re
from collections.abc import Sequence
from math import sqrt

from content.schema import Rubric
from evaluators.grade import CORRECT_FROM, Grade
from evaluators.kinds.amounts import Figure, added_up, read_figures
from evaluators.kinds.value import beside, claimed, quote, with_figure, without_figure
from evaluators.text.sentences import Parsed
from evaluators.texts import both

FIGURE, NEAR = 0.5, 0.5
"""What a plausible figure is worth, and the share of it that one earns which is nearly so."""
OFF, FAR_OFF = 0.35, 0.25
"""The most that an answer with another figure earns."""
WITH_A_MISCONCEPTION = 0.65
WITHOUT_A_FIGURE = 0.6
_SPREAD = 2.5
_FAR = 2.0
_SET_ASIDE = re.compile(
    r"[가-힣 ]{0,14}(?:지만|\. (?:하지만|그런데|근데))| ?(?:중에?서?|가운데)(?![가-힣])"
    r"|[,.]? (?:but|though|however)\b"
)

PLAUSIBLE = both("plausible-figure")


def refine(rubric: Rubric, answer: Parsed, prose: Grade) -> Grade:
    """Judge the figure of an answer beside its reasons.

    A figure is as plausible as the geometric mean of its ends, which must not lie far apart.
    """
    amount = rubric.amount
    if amount is None:
        return prose
    figures = read_figures(answer.source, amount.units, amount.words)
    told = claimed(answer, figures)
    meant = [one for one in told if not _SET_ASIDE.match(answer.source.text, one.end)]
    said = _headline(meant or told) or added_up(answer.source, figures)
    if said is None:
        return without_figure(prose, PLAUSIBLE, WITHOUT_A_FIGURE)
    prose = beside(answer, said, prose)
    low, high = _ends(said)
    middle = sqrt(low * high)
    is_narrow = amount.low <= low * _SPREAD and high <= amount.high * _SPREAD
    if amount.low <= middle <= amount.high and is_narrow:
        return with_figure(prose, PLAUSIBLE, _score(1.0, prose), 1.0, quote(answer, said))
    least, most = amount.near or (amount.low, amount.high)
    if least <= middle <= most:
        return with_figure(prose, PLAUSIBLE, _score(NEAR, prose), NEAR)
    is_far = not least / _FAR <= middle <= most * _FAR
    return with_figure(prose, PLAUSIBLE, min(prose.score, FAR_OFF if is_far else OFF))


def _score(share: float, prose: Grade) -> float:
    """Return figure and reasons together; a misconception takes half of what the figure earns."""
    if prose.misconceptions:
        return min(FIGURE * share / 2 + (1 - FIGURE) * prose.score, WITH_A_MISCONCEPTION)
    return FIGURE * share + (1 - FIGURE) * min(1.0, prose.score / CORRECT_FROM)


def _headline(found: Sequence[Figure]) -> Figure | None:
    """Return the figure that stands for the whole: the first, unless others lead to a total.

    Figures with a unit go before bare numbers. A total or result below the first is only that of
    some parts; of several results the largest is that of all.
    """
    sure = [one for one in found if one.unit or (one.bare and one.total)]
    sure = sure or [one for one in found if one.bare]
    whole = [one for one in sure if one.high >= sure[0].high]
    totals = [one for one in whole if one.total]
    results = sorted((one for one in whole if one.result), key=lambda one: -one.high)
    concluded = [one for one in whole if one.concluded]
    return next(iter(totals or results or concluded or sure), None)


def _ends(figure: Figure) -> tuple[float, float]:
    """Return the ends of a range; "at most x" spans x/2 to x, "at least x" spans x to 2x."""
    if figure.bound and figure.low == figure.high:
        return (figure.low / 2, figure.high) if figure.bound < 0 else (figure.low, figure.high * 2)
    return figure.low, figure.high
