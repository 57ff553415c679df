"""Amounts in running text, Korean, English or mixed: how much, in what unit, and in what role.

Every pass is linear: patterns have bounded repeats, and each look around a number is a short
slice. Knows nothing of grading.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise

from evaluators.kinds.numerals import numerals
from evaluators.text.plain import PlainText

_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NEAR = 24
_TENS = frozenset({10.0, 100.0, 1000.0})
_REACH = 80

_GROUPED = re.compile(r"(?<![a-z0-9_.])[0-9]{1,3}(?:_[0-9]{3}){1,6}(?![a-z0-9_])")
_SETS = {
    r"\\(?:times|cdot)(?![a-z])|[⋅∙]": "×",
    r"(?<=[0-9])(?:\{,\}|\\,)(?=[0-9]{3}(?![0-9]))": ",",
    r"\\(?:approx|simeq|sim)(?![a-z])": "≈",
    r"\\(?:rightarrow|to)(?![a-z])": "→",
    r"\}\{": "/",
    r"\\(?=%)|\\(?:text|mathrm|mathbf|boxed|d?frac|left|right)(?![a-z])|[{}]": "",
    r" ?(?:(?:\\[,;:!()\[\] ]|\\q?quad(?![a-z])|\$) ?)+": " ",
}
_SIGNS = tuple(_SETS.values())
_TYPESET = re.compile("|".join(f"({pattern})" for pattern in _SETS))
_GAP = re.compile(r"여? ?(?:of )?")
_PLUS = re.compile(r"[^=+.!?\n]{0,16}\+[^=+.!?\n]{0,16}")
_ASKED = re.compile(
    r"[^.!?\n]{0,16}?(?:\?|(?<!니)까|(?<=[습입합됩립듭납]니)까|[는은을인한할일릴]지|[는은인]가"
    r"|(?<![끝어])나요|냐|든지?(?![가-힣]))"
)
_ONE_OVER = re.compile(r"(?<![\w.])1[/⁄]$")
_HANGUL = re.compile(r" ?[가-힣]")
_RANGE = re.compile(r" ?(?:~|-|to|에서|부터|내지) ?")
_EITHER = re.compile(r",? ?(?:or|또는|혹은|아니면|이나|이거나) ?")
_AND = re.compile(r" ?and ?")
_SIGN_BEFORE = re.compile(
    r"(?:[0-9)\]] ?(?:[+*×x·/÷^]|\*\*) ?|[0-9)]-|[a-z가-힣] ?[+*×÷] |[a-z가-힣][+*×÷])\(?$"
    r"|\bto the (?:power (?:of )?)?$"
)
_SIGN_AFTER = re.compile(
    r"[ )]{0,2}(?:[×÷^]|\*{1,2} ?[0-9a-z(]|x ?[0-9]|[·/+] ?[0-9(]|-[0-9(]|(?:→|->) ?[0-9])| \+ "
    r"| (?:minus|plus|times)\b| to the (?:power|[0-9])| ?(?:빼기|더하기|곱하기)"
    r"|(?:[을를의]? ?[0-9]{1,4})? ?(?:제곱(?!미터|근)|승(?!률))"
    r"| (?:multiplied by|raised to)\b|에서 [^.,!?\n]{0,10}[을를] ?[빼뺀뺄]"
    r"|(?:[을를] [^.,!?\n]{0,10}| [0-9]{1,4}번 ?)(?:곱[하한할해]|더하|더한|더해|나누|나눈|나눠)"
)
_PART_BEFORE = re.compile(
    r"(?:그중|이중| 중|가운데|of which|of them|of these|including)(?:에서?|의)? ?$"
)
_MINUS_BEFORE = re.compile(
    r"(?:(?:^|[\s=:≈→(~]|[은는이가])-|[=≈→] ?- |(?<![a-z])(?:minus|negative) |마이너스 ?)$"
)
_EQUALS_BEFORE = re.compile(r"(?:=|≈|→|->|=>) ?(?:약 ?|about )?(?:- ?|minus |마이너스 ?)?$")
_ITEM = re.compile(r"(?:^|\n) ?\(?$")
_ITEM_END = re.compile(r"[.)] ")
_YEAR = re.compile(r" ?년|\)")
_MARK = re.compile(r"(?:score|grade|점수)[^a-z0-9가-힣]{0,4}$")
_SHARE = re.compile(r" ?(?:%|퍼센트|percent)")

_AT_MOST_BEFORE = re.compile(
    r"(?:under|less than|fewer than|at most|up to|below|within|no more than|not more than|max"
    r"|maximum|최대|많아야|길어야|길어 봐야|기껏해야) ?(?:about |한 |약 )?$"
)
_AT_LEAST_BEFORE = re.compile(
    r"(?:over|more than|at least|above|exceeds?|no less than|minimum|최소|최소한|적어도|못해도) ?"
    r"(?:about |한 |약 )?$"
)
_AT_MOST_AFTER = re.compile(
    r" ?(?:정도 ?|쯤 ?)?(?:이내|이하|미만|안(?:에|쪽|이면|으로|도| 되| 돼| 걸)|도 안|을? 넘지 않"
    r"|or less|or fewer|at most|tops|max\b)"
)
_AT_LEAST_AFTER = re.compile(
    r" ?(?:이상|초과|[을를은는이가]? ?(?:훌쩍 |훨씬 )?넘|or more|at least|\+(?! ?[0-9]))"
)

_TOTAL = re.compile(
    r"(?<![가-힣])(?:총|합은|합이)|합계|합치|합쳐|합하|합해|더하면|더해|전체|결국|따라서|그래서"
    r"|(?<![가-힣])(?:다|전부|모두) ?(?:해서|하면|해도|해야)|통틀|도합"
    r"|그러므로|그러니|답은|답 ?:|정답|최종|결론|모두(?= ?(?:약 ?)?[0-9]| 더| 합| 해| 다)|∴"
    r"|\b(?:total|altogether|overall|in all|all told|adds? up|comes to|sum|answer|therefore"
    r"|thus|hence|so(?! that)|finally)\b"
)
_TOTAL_AFTER = re.compile(
    r"[^.!?\n]{0,12}?"
    r"(?:\b(?:in total|total|altogether|overall|in all)\b|[이가] (?:정?답|총합|합계))"
)
_SUMMED = re.compile(r" ?(?:정도|쯤)? ?(?:해서|하면) ")
_REASON_BEFORE = re.compile(
    r"(?:니까|[이으하되]니|라서|[아어여해와워려]서|므로|때문에|이라|생각하면|감안하면|고려하면),? "
    r"[^.!?\n]{0,12}$"
)
_SENTENCE_END = re.compile(r"[.!?] |\n")
_BARE = re.compile(
    r"여? ?(?:$|\n|-(?![a-z])| ?\(|[^\w\s%-]"
    r"|정도|쯤|가량|안팎|내외|남짓|이상|이하|이내|미만|밖에|같|될|되|나|예상|추정"
    r"|(?:or|more|less|fewer|max|tops|total|in|at|is|are|if|because|since|so|and|but|altogether"
    r"|overall|give|roughly|probably|maybe|i|for|to|with|when|as|than|would|should)\b)"
    r"|(?:이?(?:에요|예요|요|고|며|면|니까|라고|라|지만|죠)|입니다|임|이다|다|인"
    r"|으로|로|은|는|이|가|을|를|도|에)(?![가-힣]{3})"
)
_LETTER = re.compile(r"([kmb]| ?bn)(?![a-z0-9])")
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount from `low` to `high` in the first unit; offsets are those of the smoothed text.

    `scale` is that of 2만 or 2k. `unit` tells that a unit stands beside it, one of which is
    `factor` of the first; `bare` that no other word does which might be one. `bound` is -1 for
    "at most", 1 for "at least". An `operand` has an arithmetic sign beside it or is called a part,
    a `result` follows an equals sign, a `total` stands by a word such as "altogether", and what is
    `concluded` follows from a reason. `minus` tells of a sign, which the ends are without.
    """

    low: float
    high: float
    start: int
    end: int
    scale: float = 1.0
    factor: float = 1.0
    unit: bool = False
    bare: bool = False
    bound: int = 0
    operand: bool = False
    result: bool = False
    concluded: bool = False
    minus: bool = False
    total: bool = False


def read_figures(
    source: PlainText, units: Mapping[str, float], words: Mapping[str, float]
) -> list[Figure]:
    """Return the amounts of a text in order, list numbers and years left out.

    Args:
        units: how much of the first unit one of each is.
        words: amounts said without a number, such as {"half a day": 4} for hours.
    """
    text, places = _without_typesetting(_with_superscripts(source))
    folded = {name.casefold(): factor for name, factor in units.items()}
    spoken = {name.casefold(): amount for name, amount in words.items()}
    found = sorted(
        chain(_counted(text, folded), _spoken(text, spoken)), key=lambda one: (one.start, -one.end)
    )
    told = [one for one in _apart(found) if not _is_label(text, one)]
    joined = _joined(text, _most_exact(text, told))
    return [
        replace(one, start=places[one.start], end=places[one.end - 1] + 1)
        for one in _with_totals(text, [_in_context(text, one) for one in joined])
    ]


def added_up(source: PlainText, found: Sequence[Figure]) -> Figure | None:
    """Return what the first sum comes to whose result isn't written: 30줄 + 30줄 + 40줄."""
    text, run = source.text, list[Figure]()
    for one in found:
        if run and _PLUS.fullmatch(text[run[-1].end : one.start]):
            run.append(one)
        elif len(run) > 1:
            break
        else:
            run = [one]
    if len(run) < 2 or not all(one.unit for one in run):
        return None
    low, high = sum(one.low for one in run), sum(one.high for one in run)
    return Figure(low, high, run[0].start, run[-1].end, unit=True)


def _most_exact(text: str, told: Sequence[Figure]) -> Sequence[Figure]:
    """Leave out "몇 시간" where a figure is more exact, or where it is only asked."""
    exact = [one for one in told if not (text.startswith("몇", one.start) and one.scale == 1.0)]
    if any(one.unit or one.bare for one in exact):
        return exact
    return [one for one in told if one in exact or not _ASKED.match(text, one.end)]


def _with_superscripts(source: PlainText) -> str:
    """Return the smoothed text, in which 10⁹ has become 109, with its superscripts again."""
    original = source.original
    return "".join(
        original[start] if original[start] in _SUPERSCRIPTS else character
        for character, start in zip(source.text, source.starts, strict=True)
    )


def _without_typesetting(text: str) -> tuple[str, list[int]]:
    """Write $8{,}388{,}608$ and 8_388_608 as 8,388,608; also tell where each character stood."""
    text = _GROUPED.sub(lambda match: match[0].replace("_", ","), text)
    shown, places, at = list[str](), list[int](), 0
    for match in _TYPESET.finditer(text):
        sign = _SIGNS[(match.lastindex or 1) - 1]
        shown += [*text[at : match.start()], *sign]
        places += [*range(at, match.start()), *(match.end() - 1 for _ in sign)]
        at = match.end()
    return "".join(shown) + text[at:], [*places, *range(at, len(text))]


@lru_cache(maxsize=256)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    if not names:
        return re.compile(r"(?!)")
    parts = (
        re.escape(name) + (r"(?![a-z])" if name[-1].isascii() else "")
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile("(" + "|".join(parts) + ")")


def _counted(text: str, units: Mapping[str, float]) -> Iterator[Figure]:
    """Yield the numbers, each with the unit that follows it or the word that might be one."""
    names = _names(tuple(units))
    for number in numerals(text):
        scale, factor, end = 1.0, 1.0, number.end
        unit = names.match(text, _after_gap(text, end))
        if unit is None and (letter := _LETTER.match(text, end)):
            scale, end = _LETTERS[letter[1].strip()], letter.end()
            unit = names.match(text, _after_gap(text, end))
        if unit is not None:
            factor, end = units[unit[1]], unit.end()
        elif not number.alone:
            continue
        bare = unit is None and _BARE.match(text, end) is not None
        low, high = number.low * scale * factor, number.high * scale * factor
        scale *= number.scale
        start, over = number.start, _ONE_OVER.search(text, max(0, number.start - 3), number.start)
        if over and unit and number.low:
            start, low, high = over.start(), factor / number.high, factor / number.low
        yield Figure(low, high, start, end, scale, factor, unit is not None, bare)


def _after_gap(text: str, at: int) -> int:
    """Return where the next word starts, past 여 as in 백여 줄, or of as in a couple of hours."""
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _spoken(text: str, words: Mapping[str, float]) -> Iterator[Figure]:
    for match in _names(tuple(words)).finditer(text):
        amount = words[match[1]]
        yield Figure(amount, amount, match.start(), match.end(), unit=True)


def _apart(found: Iterable[Figure]) -> Iterator[Figure]:
    """Drop what overlaps an earlier or longer figure."""
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


def _is_label(text: str, one: Figure) -> bool:
    """Tell whether a number is a percentage, a mark, a year or counts the items of a list."""
    before, after = text[max(0, one.start - 3) : one.start], text[one.end : one.end + 9]
    if one.unit:
        return False
    if _SHARE.match(after) or _MARK.search(text[max(0, one.start - 16) : one.start]):
        return True
    if 1950 <= one.low <= 2100 and _YEAR.match(after):
        return before.endswith("(") or "년" in after
    return one.low < 20 and bool(_ITEM.search(before) and _ITEM_END.match(after))


def _joined(text: str, found: Iterable[Figure]) -> list[Figure]:
    """Join the two ends of a range: 10~20줄, 30분에서 1시간, between thirty and a hundred."""
    joined: list[Figure] = []
    for one in found:
        last = joined[-1] if joined else None
        if last is None or not _is_range(text, last, one):
            joined.append(one)
            continue
        share = _shared(text, last, one)
        ends = (last.low * share, last.high * share, one.low, one.high)
        joined[-1] = replace(one, low=min(ends), high=max(ends), start=last.start)
    return joined


def _shared(text: str, last: Figure, one: Figure) -> float:
    """Return what the upper end of a range makes of the lower: 1~2만 줄, 7~80줄, 30~60분."""
    if last.unit:
        return 1.0
    above = one.low / one.factor / one.scale
    share = one.factor * one.scale if last.scale == 1.0 and last.high < above else one.factor
    tens = above / (last.high + 1)
    return share * tens if _is_korean(text, last, one) and tens in _TENS else share


def _is_korean(text: str, last: Figure, one: Figure) -> bool:
    """Tell whether a single digit may stand for as many tens as 7 does in 7~80줄."""
    is_digit = last.end == last.start + 1 and text[last.start].isdecimal()
    at = one.end - 1 if one.unit else one.end
    return is_digit and _HANGUL.match(text, at) is not None


def _is_range(text: str, last: Figure, one: Figure) -> bool:
    between = text[last.end : one.start]
    if _EITHER.fullmatch(between):
        return True
    if (last.unit and not one.unit) or last.high * _shared(text, last, one) >= one.low:
        return False
    if _AND.fullmatch(between):
        return text[max(0, last.start - 8) : last.start].endswith(("between ", "from "))
    return _RANGE.fullmatch(between) is not None


def _in_context(text: str, one: Figure) -> Figure:
    """Add what stands before and after a figure: bounds and arithmetic signs."""
    before, after = text[max(0, one.start - _NEAR) : one.start], text[one.end : one.end + _NEAR]
    operand = any(
        (_SIGN_BEFORE.search(before), _SIGN_AFTER.match(after), _PART_BEFORE.search(before))
    )
    bound = 0
    if _AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after):
        bound = -1
    elif _AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(after):
        bound = 1
    result = not operand and _EQUALS_BEFORE.search(before) is not None
    minus = _MINUS_BEFORE.search(before) is not None
    return replace(one, bound=bound, operand=operand, result=result, minus=minus)


def _with_totals(text: str, found: list[Figure]) -> list[Figure]:
    """Mark the first figure after each word that announces a total, and those before one."""
    told = [i for i, one in enumerate(found) if not one.operand]
    starts = [found[i].start for i in told]
    totals = {i for i in told if _TOTAL_AFTER.match(text, found[i].end)}
    for cue in _TOTAL.finditer(text):
        place = bisect_left(starts, cue.end())
        if place == len(told) or starts[place] - cue.end() > _REACH:
            continue
        if not _SENTENCE_END.search(text, cue.end(), starts[place]):
            totals.add(told[place])
    totals |= {b for a, b in pairwise(told) if _SUMMED.match(text, found[a].end, found[b].start)}
    last = _concluded(text, [found[i] for i in told])
    return [replace(one, total=i in totals, concluded=one is last) for i, one in enumerate(found)]


def _concluded(text: str, told: Sequence[Figure]) -> Figure | None:
    """Return the last figure of the first sentence that has any, if a reason leads to it.

    In Korean reasons come first: `학습은 2분이고 코드는 짧으니까 1시간`.
    """
    end = _SENTENCE_END.search(text, told[0].end) if told else None
    inside = [one for one in told if end is None or one.start < end.start()]
    if len(inside) < 2:
        return None
    between = text[max(inside[-2].end, inside[-1].start - _NEAR) : inside[-1].start]
    return inside[-1] if _REASON_BEFORE.search(between) else None
