"""What can be told from a question's wording alone: language, whether it asks, who it repeats."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from content.importers.item import MAX_TEXT
from content.schema import Language

MIN_OVERLAP = 0.6
"""Share of words two wordings have in common before they can be one question."""
MIN_ALIKE = 0.85
"""Share of characters from which a person should look whether two are one."""
MAX_COMPARED = 300
MAX_WORDS = 80
"""Longer wordings are one question only when they agree to the letter."""

_ASKS_KO = re.compile(
    r"((?<!안녕하)세요|시오|하라|해라|보라|쓰라|[인는은]가요?|을까|까요|나요|봅시다)[.!]?$"
)
_ASKS_EN = re.compile(
    r"((please )?(explain|describe|compare|define|derive|prove|compute|calculate|discuss|sketch|"
    r"estimate|outline|tell (me|us)) .+|(what|why|how|which) .+[^.])",
    re.IGNORECASE,
)
_NAME = r"[A-Za-z][\w.+-]{0,40}"
_JOIN = r"\s*(?:,|/|이?나|또는|혹은|와|과|및|or\b|and\b)\s*"
_EXAMPLES = re.compile(rf"(?:{_NAME}{_JOIN}){{0,20}}+{_NAME},?\s*(등|etc\b)", re.ASCII)
_FILLER = frozenset(
    re.findall(
        r"\S+",
        """
        a an the is are was were be do does did of in on to for with and or you your we our us it
        its that this there can could would will should please tell me just so
        좀 그 수 것 대해 대해서 무엇 무엇인가 무엇인가요 무엇입니까 무엇일까 무엇일까요
        뭔가요 뭘까요 인가 인가요 일까요 설명해주세요 설명하세요 설명하시오 주세요
        """,
    )
)
_PARTICLE = re.compile(
    r"(?<=[\uac00-\ud7a3A-Za-z0-9])(이란|란|은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|만)$"
)
PLACEHOLDERS = frozenset(
    re.findall(
        r"\S+",
        """
        질문 내용 제목 답변 답 링크 없음 미정 question questions answer content title todo tbd tba
        none placeholder lorem ipsum here 여기 여기에 작성 작성하기 coming soon 준비 중
        """,
    )
)


def language_of(text: str) -> Language:
    return "ko" if re.search(r"[\uac00-\ud7a3]", text) else "en"


_LATER = re.compile(
    r"[\W_]*(?:(?:todo|tbd|tba|wip)\b.{0,60}|(?:to be|will be) (?:written|added|filled).{0,40}"
    r"|(?:answer|text) to follow|coming soon|(?:추후|나중에|곧)? ?작성 ?(?:예정|중|필요|하기)?"
    r"|no response|(?:any )?questions|thank you|thanks|질문 있(?:나요|으신가요|으세요)|감사합니다"
    r"|다음 (?:각 )?(?:물음|질문|문제)에 .{0,10}답하.{1,4}"
    r"|.{0,30}\btodo)[\W_]*|\?{2,}.{0,30}",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Tell text that only holds a place, such as a lone `#1`, `...`, "content" or "TODO: ask"."""
    if _LATER.fullmatch(text.strip()):
        return True
    words = re.sub(r"[\W_]+", " ", text).casefold().split()
    return all(word in PLACEHOLDERS or word.isdigit() for word in words)


def asks_only(text: str) -> bool:
    """Tell whether every sentence of the text asks plainly."""
    return all(asks(one, plainly=True) for one in _sentences(text))


def asks_last(text: str, plainly: bool = False) -> bool:
    """Tell whether the last sentence asks: an answer may ask and answer itself."""
    return asks((_sentences(text) or [""])[-1], plainly)


def _sentences(text: str) -> list[str]:
    text = re.sub(r"[(（][^()（）]*[)）]$", "", text.strip())
    return [one.strip() for one in re.split(r"(?<=[.!?？])\s+", text) if one.strip()]


def asks(text: str, plainly: bool = False) -> bool:
    """Tell whether the text reads like a question or a request to explain.

    Where an answer is as likely, an English sentence must say so `plainly`, by its mark.
    """
    return any(
        ends_with(one, "?？")
        or _ASKS_KO.search(one)
        or (not plainly and language_of(one) == "en" and _ASKS_EN.fullmatch(one))
        for one in _sentences(text)
    )


def ends_with(text: str, marks: str) -> bool:
    """Tell whether one of some signs stands behind the last letter."""
    at = len(text)
    while at and not (text[at - 1].isalnum() or text[at - 1] == "_"):
        at -= 1
    return any(mark in text[at:] for mark in marks)


def parts(text: str) -> list[str]:
    """Return the questions of a line that lists three or more; two on a line belong together."""
    stripped = text.rstrip()
    if len(text) > MAX_TEXT or "\n" in stripped or not stripped.endswith(("?", "？")):
        return [text]
    found = [one.strip() for one in re.split(r"(?<=[?？])(?![?？])", stripped) if one]
    return found if len(found) >= 3 and all(" " in one for one in found) else [text]


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Return the words that carry the wording; names before "etc." are only examples."""
    text = unicodedata.normalize("NFKC", text)
    text = _EXAMPLES.sub(r"\1", text).casefold()
    text = re.sub(r"(?<=[a-z]{3})is(?=(e[ds]?|ing|ations?)\b)", "iz", text)
    text = re.sub(r"(?<=\w)['’]s\b", "", text)
    # A sign tells one formula or language from another, a full stop does not.
    return tuple(re.findall(r"[a-z]\+\+|[a-z]#|[a-z0-9]+|[^\W_]+|[+*/=<>^≤≥≠-](?=\s*\w)", text))


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Return what wordings that differ by space, case and punctuation have in common."""
    return "".join(words(text))


def same(one: str, other: str) -> bool:
    """Tell whether two wordings ask the same: they differ only in filler, particles and typos."""
    if key(one) == key(other):
        return True
    first, second = content_words(one), content_words(other)
    if not first or not second or max(len(first), len(second)) > MAX_WORDS:
        return False
    if overlap(first, second) < MIN_OVERLAP:
        return False
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        left, right = first[a:b], second[c:d]
        if "".join(left) == "".join(right):
            continue
        if len(left) != len(right) or not all(map(_same_word, left, right)):
            return False
    return True


def alike(one: str, other: str) -> bool:
    """Tell whether two wordings are near enough for a person to look."""
    first, second = key(one), key(other)
    if max(len(first), len(second)) > MAX_COMPARED:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= MIN_ALIKE and matcher.ratio() >= MIN_ALIKE


def resembles(one: str, other: str) -> bool:
    """Tell whether a person should look whether two wordings are one question."""
    return same(one, other) or alike(one, other)


@lru_cache(maxsize=65536)
def content_words(text: str) -> tuple[str, ...]:
    stems = (_PARTICLE.sub("", word) if language_of(word) == "ko" else word for word in words(text))
    return tuple(stem for stem in stems if stem and stem not in _FILLER)


def overlap(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """Return the Dice coefficient of two sets of words."""
    shared = len(set(first) & set(second))
    return 2 * shared / (len(set(first)) + len(set(second)))


def _same_word(one: str, other: str) -> bool:
    """Tell two spellings of a word, not two words: a letter doubled, dropped or swapped."""
    if one == other:
        return True
    if min(len(one), len(other)) < 6 or re.search(r"\d", one + other):
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        odd = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return len(odd) == 2 and one[odd[0]] == other[odd[1]] and one[odd[1]] == other[odd[0]]
    return len(long) == len(short) + 1 and any(
        long[:at] + long[at + 1 :] == short for at in range(1, len(long))
    )
