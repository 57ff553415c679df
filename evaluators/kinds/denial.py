"""Whether a sentence denies the piece of code it quotes: "X를 쓰면 안 된다", "don't call X".

Rules over the words right before and right after; knows no question and no grammar beyond them.
"""

import re

_REACH = 60

_DO = (
    r"(?:호출|부르|불러|부를|쓰|써|쓸|사용|하|해|할|켜|켤|실행|넣|추가|바꾸|바꿀|전환|적용|두|둘"
    r"|걸|붙이)"
)
_PARTICLE = r"(?:을|를|은|는|이|가|도|만|으로|로|의|과|와)?"
_FILLER = rf"(?:(?:같은|호출|사용|모드|코드|절대|굳이|따로|꼭|그냥|여기서){_PARTICLE}\s?){{0,2}}"
_NOT_A_CONDITION = r"(?!으?면|을\s?경우|을\s?때|는다면|는\s?한)"
_KOREAN = (
    rf"{_DO}[가-힣]{{0,4}}지\s?(?:는|도)?\s?(?:않|못){_NOT_A_CONDITION}",
    rf"{_DO}[가-힣]{{0,4}}지\s?(?:마|말)",
    rf"{_DO}[가-힣]{{0,3}}면\s?(?:절대\s?)?(?:안\s?(?:되|돼|된|됨|됩)|큰일)",
    r"(?:안|못)\s(?![가-힣]*면)[가-힣]",
    rf"(?:{_DO}[가-힣]{{0,2}}\s)?(?:필요|소용|효과|의미|상관)\s?{_PARTICLE}\s?없",
    r"불필요|아니(?!면)|아닌|아님|말고|대신|금지|빼고|제외|없이도|없어도|틀[려렸리린]|잘못",
)
_ENGLISH = (
    r"(?:(?:is|are|was|should|must|need|does|do|can|would|will)(?:n't|\snot)|cannot|never)"
    r"\s(?!only|optional|just)\w",
    r"(?:is|are)\s(?:wrong|unnecessary|useless|harmful|incorrect|a\s(?:mistake|bug))",
)
_MARKS = r"['\"`)\]*\s]*"
_DENIED_AFTER = re.compile(
    rf"{_MARKS}(?:{_PARTICLE}\s?{_FILLER}(?:{'|'.join(_KOREAN)})|{'|'.join(_ENGLISH)})"
)
_DENIED_BEFORE = re.compile(
    r"\b(?P<no>(?:do|does|did|should|must|need|ca)(?:n't|\snot)|never|not|cannot|without"
    r"|no need (?:to|for)|instead of|rather than|avoid(?:ing)?|skip|remove|delete)\b(?!\sonly)"
    r"(?P<between>(?:\s[\w./()]+){0,4}?)[\s'\"`(\[*]*$"
)
_CALLED_WRONG_BEFORE = re.compile(
    r"(?:(?:틀린|잘못된|잘못 쓴) ?(?:식|수식|공식|코드|예시?|답|것)[은는]?"
    r"|\bwrong(?: \w{1,12})? ?:|[❌✗])[:'\"`(\[*\s]*$"
)
_BY_ITSELF = frozenset({"not", "without"})
_TURNED = re.compile(r"\b(?:forget|miss|omit|skip|leave|neglect|until|unless|if|when|but)\b")
_SAID_IN_PLACE = re.compile(r"\b(?:it|you|we|i)\b")
_IN_PLACE = frozenset({"instead of", "rather than", "without"})
_CONDITION = re.compile(r"\b(?:if|when|unless|because|since|once)\b")
_CUT = re.compile(r"[,;:.!?]\s|\n|다\s")
_DOUBT = re.compile(
    r"안\s|않|못|아니|아닌|없|말고|말아|마세요|마라|금지|대신|틀[리려렸린]|잘못|오류|버그|주의|착각"
    r"|오해|[✗❌×]|n't\b|\b(?:not|never|no|without|instead|rather|avoid|wrong|mistake|bug|incorrect"
    r"|useless|cannot|forget|forgot|unless)\b"
)


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether the words next to text[start:end] say that it is not to be done.

    `text` is one sentence, smoothed as by `plain`. "Don't forget X" and "X를 안 쓰면 틀려요"
    speak for it.
    """
    if _DENIED_AFTER.match(text, end, min(len(text), end + _REACH)):
        return True
    before = text[max(0, start - _REACH) : start]
    if _CALLED_WRONG_BEFORE.search(before):
        return True
    before = _CUT.split(before)[-1]
    found = _DENIED_BEFORE.search(before)
    if found is None or _is_over(found["no"], found["between"]):
        return False
    return found["no"] in _BY_ITSELF or not _CONDITION.search(before[: found.start()])


def _is_over(no: str, between: str) -> bool:
    """Tell whether a denial ends before it comes to what is asked about: `not y but x`."""
    if _TURNED.search(between):
        return True
    return no in _IN_PLACE and _SAID_IN_PLACE.search(between) is not None


def is_doubted(text: str) -> bool:
    """Tell whether a sentence has any word of denial, so that what it quotes may be no claim."""
    return _DOUBT.search(text) is not None
