"""Which way a claim points: negation and opposite words of Korean and English.

A claim's stance maps an axis ("±size", "±way", or a word by itself) to +1 or -1. Two claims
about the same thing that stand opposite on an axis contradict each other.
"""

from collections.abc import Mapping, Sequence

from evaluators.tokens import Token, stem
from evaluators.vocabulary import FUNCTION_WORDS

Stance = Mapping[str, int]

# axis: (words that mean +, words that mean -); dictionary forms in Korean, any form in English.
_AXES: dict[str, tuple[str, str]] = {
    "size": (
        "크 커지 높 높아지 늘 늘어나 증가 상승 키우 커다랗 폭발 오르"
        " large larger big bigger high higher increase grow rise raise greater",
        "작 작아지 낮 낮아지 줄 줄어들 줄이 감소 하락 낮추 small smaller low lower decrease shrink"
        " fall reduce drop fewer",
    ),
    "extreme": (
        "최대 최댓값 꼭대기 정상 maximum maximise maximize highest largest peak top",
        "최소 최솟값 최저 최저점 바닥 골짜기"
        " minimum minimise minimize lowest smallest bottom valley",
    ),
    "way": (
        "올라가 오르막 위 같 climb uphill up upward upwards same ascent",
        "내려가 내려오 내리막 아래 반대 거꾸로 downhill down downward downwards opposite against"
        " descent negative subtract",
    ),
    "flow": ("앞 forward forwards", "뒤 backward backwards back reverse"),
    "sign": ("양수 positive", "음수 negative"),
    "speed": ("빠르 빨라지 빨리 fast faster quick speed", "느리 느려지 천천히 slow slower"),
    "cost": ("비싸 무겁 expensive costly", "싸 가볍 저렴 쉽 cheap cheaper easy light"),
    "presence": ("with", "without 없 없이 lack"),
    "lines": ("선형 linear", "비선형 nonlinear"),
    "shape": ("볼록 convex", "비볼록 nonconvex"),
    "smooth": ("매끈 매끄럽 smooth", "울퉁불퉁 bumpy rugged kink corner"),
    "bound": ("유계 제한 bounded bound capped", "unbounded 무한"),
    "often": ("항상 언제나 무조건 반드시 always", "가끔 때때로 sometimes occasionally"),
    "easy": ("유리 좋 good improve help", "불리 나쁘 bad hurt worsen"),
    "axis": ("가로 가로축 horizontal", "세로 세로축 vertical"),
}
_DENIES = frozenset({"not", "never", "no", "non", "neither", "nor", "cannot", "without"})
_REACH = 3
_SAME_WORDS, _SAME_SHARE = 3, 0.5
_WORD_AXIS: dict[str, tuple[str, int]] = {
    form: (f"±{axis}", sign)  # an axis is no word: "way" and "size" may be said, too
    for axis, sides in _AXES.items()
    for sign, words in zip((1, -1), sides, strict=True)
    for word in words.split()
    for form in (word, stem(word))
}


def stance(tokens: Sequence[Token]) -> Stance:
    """Read which way each word of a claim points; a word without an opposite is its own axis."""
    denied = _denied(tokens)
    totals: dict[str, int] = {}
    for index, token in enumerate(tokens):
        axis, sign = _WORD_AXIS.get(token.form, (token.form if token.is_content else "", 1))
        if axis:
            totals[axis] = totals.get(axis, 0) + (-sign if index in denied else sign)
    return {axis: 1 if total > 0 else -1 for axis, total in totals.items() if total}


def likeness(a: Stance, b: Stance) -> float:
    """Return the share of words that two claims have in common, whichever way they point."""
    return len(a.keys() & b.keys()) / max(len(a), len(b), 1)


def contradicts(said: Stance, claim: Stance) -> bool:
    """Tell whether one claim is the other with something turned round, or with other numbers.

    Claims that have less than half of their words in common say different things, no opposites.
    """
    shared = said.keys() & claim.keys()
    if len(shared) < _SAME_WORDS or likeness(said, claim) < _SAME_SHARE:
        return False
    ours, theirs = _numbers(said), _numbers(claim)
    is_miscounted = bool(ours and theirs) and ours.isdisjoint(theirs)
    return is_miscounted or any(said[axis] != claim[axis] for axis in shared)


def leaning(said: Stance, right: Stance, wrong: Stance) -> float:
    """Return how much more of what only `wrong` says is said than of what only `right` says.

    1 when all of the one and nothing of the other is there, 0 when it is even or the other way.
    """
    only_wrong, only_right = wrong.items() - right.items(), right.items() - wrong.items()
    common = wrong.items() & right.items()
    if not only_wrong or not said.items() & common:
        return 0.0
    for_wrong = len(said.items() & only_wrong) / len(only_wrong)
    for_right = len(said.items() & only_right) / max(len(only_right), 1)
    return max(0.0, for_wrong - for_right)


def _numbers(claim: Stance) -> set[str]:
    return {axis for axis in claim if axis[:1].isdigit()}


def _denied(tokens: Sequence[Token]) -> set[int]:
    """Return the positions of words under a negation."""
    denied: set[int] = set()
    for index, token in enumerate(tokens):
        if token.form in {"않", "못하"} or (token.tag == "VCN" and token.form == "아니"):
            denied ^= set(_nearest(tokens, range(index - 1, -1, -1), 1))
        elif token.tag == "MAG" and token.form in {"안", "못"}:
            denied ^= set(_nearest(tokens, range(index + 1, len(tokens)), 1))
        elif token.tag == "XPN" and token.form in {"비", "무", "불"}:
            denied ^= {index + 1} & set(range(len(tokens)))
        elif token.form == "없" and token.tag in {"VA", "MAG"}:
            denied ^= set(_nearest(tokens, range(index - 1, -1, -1), 1))
        elif token.tag == "SL" and token.form in _DENIES:
            denied ^= set(_nearest(tokens, range(index + 1, len(tokens)), _REACH)[:1])
    return denied


def _nearest(tokens: Sequence[Token], order: range, count: int) -> list[int]:
    found = [i for i in order if tokens[i].is_content and tokens[i].form not in FUNCTION_WORDS]
    return found[:count]
