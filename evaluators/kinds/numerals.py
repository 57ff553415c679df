"""Numbers as people write them: 9,098 · 6.4×10^9 · 3만 5천 · 서너 · 칠팔십 · a hundred · two dozen.

Reads a smoothed text (see `evaluators.text.plain`) in one linear pass; knows nothing of units.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import prod

LARGEST = 1e18
MOST = 250

Interval = tuple[float, float]

_DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])(?:\.[0-9]{1,12})?"
    r"|[0-9]{1,3}(?: [0-9]{3}){1,2}(?![0-9])(?:\.[0-9]{1,12})?"
    r"|[0-9]{1,20}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})"
)
_TEN_TO = r"10(?: ?(?:\^|\*\*) ?\(?-?[0-9]{1,2}\)?|[⁻⁰¹²³⁴-⁹]{1,3})"
_LITERAL = (
    rf"(?<![a-z0-9_])(?<![0-9]\.)(?:{_TEN_TO}"
    rf"|{_DIGITS}(?:e[+-]?[0-9]{{1,2}}(?![0-9])| ?[×x*·] ?{_TEN_TO})?)(?!e?[0-9])"
)
_PLAIN_EXPONENT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", "^*() ")

_WORDS = """
    0.5 half
    1 하나 한 일 one   2 둘 두 이 two   3 셋 세 석 삼 three   4 넷 네 넉 사 four   5 다섯 오 five
    6 여섯 육 six   7 일곱 칠 seven   8 여덟 팔 eight   9 아홉 구 nine   10 열 ten   11 eleven
    12 twelve   13 thirteen   14 fourteen   15 fifteen   16 sixteen   17 seventeen   18 eighteen
    19 nineteen   20 스물 스무 twenty   30 서른 thirty   40 마흔 forty   50 쉰 fifty
    60 예순 sixty   70 일흔 seventy   80 여든 eighty   90 아흔 ninety
    1-2 한두   2-3 두세 두어 couple   2-4 두서너   3-4 서너 세네   4-5 네댓 너댓 네다섯   5-6 대여섯
    6-7 예닐곱   7-8 일고여덟   13-17 열댓   10-13 여남은   3-5 few   3-9 several   2-9 수 몇
    1-2 일이   2-3 이삼   3-4 삼사   4-5 사오   5-6 오륙 오육   6-7 육칠   7-8 칠팔   8-9 팔구
"""
_UNDER_A_MYRIAD = {"십": 10.0, "백": 100.0, "천": 1000.0, "dozen": 12.0, "hundred": 100.0}
_AND_ABOVE = {
    "만": 1e4, "억": 1e8, "조": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip
_SCALES = _UNDER_A_MYRIAD | _AND_ABOVE
_HOMONYMS = frozenset({"one", "half", "half a", "half an"})
_PLAIN = re.compile(r"[0-9십백천]")
_PLURALS = {"tens": 10.0, "dozens": 12.0, "hundreds": 100.0, "thousands": 1e3, "millions": 1e6}


_VALUES = {
    word: (float(low), float(high or low))
    for low, high, words in re.findall(r"([0-9.]+)-?([0-9]*)([^0-9]+)", _WORDS)
    for word in words.split()
}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ENGLISH = _any(w for w in (*_VALUES, *_UNDER_A_MYRIAD, *_AND_ABOVE, *_PLURALS) if w.isascii())
_SINO = "일이삼사오육칠팔구수"
_PAIR = _any(w for w in _VALUES if len(w) == 2 and {*w} <= {*_SINO, "륙"} and w != "일이")
_NATIVE = _any(w for w in _VALUES if not w.isascii() and w not in (*_SINO, "몇", "일이"))
_APART = rf"{_LITERAL} [만억조](?!(?!개|이에요|예요|입니다|이고|정도|쯤)[가-힣])"
_SCALED = rf"(?:(?:{_LITERAL}|{_PAIR}|일이|[{_SINO}]|몇 ?)?[십백천만억조]{{1,2}}|{_APART})"
_NUMERAL = re.compile(
    rf"(?P<korean>(?:(?<![가-힣a-z])|(?=[0-9])){_SCALED}(?: ?{_SCALED}){{0,5}}"
    rf"(?:(?<=[{_SINO}][십백천만억])[삼사오육칠팔구]|(?:{_PAIR}|[{_SINO}몇])(?![가-힣]{{2}})"
    r"|(?:(?<=[만억]) )?[0-9]{1,4}(?![0-9]|[.,][0-9])"
    r"|(?<=천) [0-9]{2,3}(?![0-9]|[.,][0-9]))?)"
    rf"|(?P<english>(?:{_LITERAL} |(?<![a-z0-9])an? |)(?<![a-z0-9])(?:{_ENGLISH})"
    rf"(?:(?:(?:(?<=hundred)|(?<=thousand)) and |[ -])(?:of )?(?:an? )?(?:{_ENGLISH})){{0,5}}"
    r"(?:(?<=half) an?)?(?![a-z]))"
    rf"|(?P<literal>{_LITERAL})"
    rf"|(?<![가-힣])(?P<native>(?:{_NATIVE}){{1,2}}(?: ?몇)?|몇)"
    r"|(?P<article>(?<![a-z])an?(?= ))"
)
_PART = re.compile(rf"{_LITERAL}|일이|{_NATIVE}|[가-힣]|[a-z]+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, or the range that a rough one stands for, and where it is written.

    `scale` is what its last word multiplies it by, as in 2만; the low end of 1~2만 shares it.
    `alone` tells that it is one even with no unit beside it, unlike "a", "한" or "구조".
    """

    low: float
    high: float
    start: int
    end: int
    scale: float
    alone: bool


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text, in order; nobody writes more than MOST of them."""
    for match in islice(_NUMERAL.finditer(text), MOST):
        written, kind = match.group(), match.lastgroup
        low, high = _literal(written) if kind == "literal" else _value(written)
        is_word = kind == "english" and written not in _HOMONYMS
        alone = is_word or _PLAIN.search(written) is not None
        scale = 1.0 if kind == "literal" else _scale(written)
        low, high = min(low, LARGEST), min(high, LARGEST)
        yield Numeral(low, high, match.start(), match.end(), scale, alone)


def _scale(written: str) -> float:
    """Return 10,000 for 2만 and 100 for two hundred, but 1 for 2만 5천."""
    _, *rest = _PART.findall(written)
    return prod(_SCALES[part] for part in rest) if _SCALES.keys() >= {*rest} else 1.0


def _value(written: str) -> Interval:
    """Add a number up the way it is read out: 2억 / 5천 / 만, two / hundred / fifty."""
    total = section = (0.0, 0.0)
    current: Interval | None = None
    for part in _PART.findall(written):
        if part[0].isdigit() or part[0] == ".":
            current = _literal(part)
        elif part in _VALUES:
            few = (1.0, 9.0) if part in "몇수" and current else _VALUES[part]
            current = _plus(current or (0.0, 0.0), few)
        elif part in _PLURALS:
            current = _times(current or (2.0, 9.0), _PLURALS[part])
        elif part in _UNDER_A_MYRIAD:
            section = _plus(section, _times(current or (1.0, 1.0), _UNDER_A_MYRIAD[part]))
            current = None
        elif part in _AND_ABOVE:
            below = _plus(section, current or (0.0, 0.0))
            total = _plus(total, _times(below if below[1] else (1.0, 1.0), _AND_ABOVE[part]))
            section, current = (0.0, 0.0), None
    value = _plus(_plus(total, section), current or (0.0, 0.0))
    return value if value[1] or current else (1.0, 1.0)


def _plus(a: Interval, b: Interval) -> Interval:
    return a[0] + b[0], a[1] + b[1]


def _times(a: Interval, factor: float) -> Interval:
    return a[0] * factor, a[1] * factor


_POWER = re.compile(rf"(?: ?[×x*·] ?)?{_TEN_TO}$")


def _literal(written: str) -> Interval:
    if written.isdecimal():
        return float(written), float(written)
    mantissa, power = written, ""
    if match := _POWER.search(written):
        mantissa = written[: match.start()] or "1"
        power = match.group().lstrip(" ×x*·").removeprefix("10").translate(_PLAIN_EXPONENT)
    digits = mantissa.replace(",", "").replace(" ", "")
    value = float(digits) * 10.0 ** min(int(power or 0), 30)
    return value, value
