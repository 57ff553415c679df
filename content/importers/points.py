"""Key points proposed for an answer that came without any: its sentences, the first ones needed."""

import re
from collections.abc import Iterator

from content.importers.fields import Field, split_fields
from content.importers.html import markdown
from content.importers.title import plain
from content.importers.wording import words

MAX_POINTS = 6
NEEDED = 3
"""Later sentences of an answer are examples and details more often than what was asked for."""
MIN_LENGTH = 8
MIN_LETTERS = 2
MAX_LEAD_WORDS = 6
MAX_EXAMPLE_WORDS = 3
MOSTLY = 0.5
MIN_ITEMS, MAX_ITEMS = 2, 8
MAX_ITEM_WORDS = 4
MAX_LISTED = 500
"""Characters of so many names on a line: longer ones are a text."""

_SHOWN = re.compile(r"(?<=[^\s.!?:。])\s*\$\$([^$]+)\$\$\s*")
_ADDRESS = re.compile(r"https?://\S+|\[\[[^\[\]]*\]\]|(?<!\S)[#^]\w+")
_FENCED = re.compile(r"(?ms)^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)")
_CODE_LINE = re.compile(
    r"\s*(?:(?P<keyword>(?:def|class|for|while|if|with)\b.*:|(?:import|from)\s\w.*)"
    r"|(?:elif|else|try|except|finally)\b.*:|return\b.*|[#@].*|[\w.]+\(.*\)|[)\]}]+"
    r"|[\w.\[\], ]+[-+*/]?= ?\S.*)"
)
_LEAD = re.compile(
    r"\b(?:code|snippet|example|below|like this|follows|following)\b"
    r"|코드|예시|예제|다음|아래|이렇게",
    re.IGNORECASE,
)
_WANTS_CODE = re.compile(
    r"(?i)(?:^|[.:!?]\s+)(?:write|implement)\b"
    r"|(?:작성|구현)(?:하[세시라]|해 ?(?:보[세시]|주[세시]|라))"
)
_GIVES = re.compile(r"[⇒→=]|->|\[[^\[\]]*\]")
_EXAMPLE = re.compile(rf"`[^`]*`|[“\"][^“”\"]*[”\"]|{_GIVES.pattern}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BULLET = re.compile(
    r"^\s*(?:(?:[-+•·>|#]+|\*(?=\s)|\d+[.)](?!\d)|[A-Ea-e][.)](?=\s)|[①-⑳]|[\U0001f300-\U0001faff]\ufe0f?)\s*)+"
)
_END = re.compile(r"(?<=[.!?。])(?<!\b[A-Za-z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\d\.)\s+")
_MID_SENTENCE = re.compile(r"[a-z](?![.)])")
_OPEN_KO = re.compile(
    r"[가-힣)$`](?:[을를은는]|으로|에서|에게|[대위통]해|때문에|따라|[하되이]고|[하이]며|면서|지만|[하되이]면|[아어여해져]서)$"
)
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN = re.compile(r"\s*(?:[,;、·]|\s/\s)\s*(?:(?:and|or|및|그리고)\s)?(?!\d{3}\b)(?![^()]*\))")
_LAST = re.compile(r"\s(?:and|or|및|그리고)\s")
_NAME = re.compile(
    r"(?!(?:it|they|this|that|we|you|i|because|since|but|so|which|when|if|yes|no|not|then)\b)"
    r"[\w*`'][\w ()/&+#*`'.,-]{0,38}[\w)+#*`]",
    re.IGNORECASE,
)
_VERBS = (
    "adapts?|adds|allows?|avoids?|captures|causes|computes|contains?|converges?|gives?|helps|improves?"
    "|increases|keeps?|learns?|lets|makes?|minimi[sz]es|needs?|prevents?|provides?|reduces?|removes?"
    "|requires?|saves|stabili[sz]es|turns|uses"
)
_CLAIM = re.compile(
    r"\S+\s(?:.*\s)?(?:(?:is|are|was|were|has|have|had|does|do|can|could|may|might|will|would|must"
    rf"|should)(?:\s.*|n't.*)|(?:{_VERBS})\s.*)|to\s.*|[가-힣]{{2,}}은\s.*",
    re.IGNORECASE,
)
"""The beginning of a sentence, without which the rest of it says little."""
_CLAUSE_KO = re.compile(r"[가-힣](?:[요다죠까고며면]|지만|[아어여해져]서|[을를는에])$")


def is_code(answer: str, question: str = "") -> bool:
    """Tell a program that nothing is stated beside, which no likeness of meaning can grade.

    Where most of an answer is code, examples of what it does state nothing, and nothing else does
    if code was asked for.
    """
    if fenced := sum(len(found[0]) for found in _FENCED.finditer(answer)):
        stated = [one for one in sentences(answer) if not _leads(one)]
        if fenced < len(answer) * MOSTLY:
            return not stated
        return _WANTS_CODE.search(question) is not None or all(map(_is_example, stated))
    lines = [line for line in answer.split("\n") if line.strip()]
    found = [_CODE_LINE.fullmatch(line) for line in lines]
    return len(lines) > 1 and all(found) and any(one and one["keyword"] for one in found)


def _leads(sentence: str) -> bool:
    """Tell a sentence that only leads to the code below it."""
    return len(sentence.split()) <= MAX_LEAD_WORDS and _LEAD.search(sentence) is not None


def _is_example(sentence: str) -> bool:
    """Tell what a program is given and gives from a sentence."""
    words = _WORD.findall(_EXAMPLE.sub(" ", sentence))
    return _GIVES.search(sentence) is not None and len(words) <= MAX_EXAMPLE_WORDS


def is_pick(answer: str, question: str) -> bool:
    """Tell an answer that is but a digit or words of the question, as a choice is."""
    is_short = sum(map(str.isalnum, answer)) < MIN_LETTERS
    return is_short or set(words(answer)) <= set(words(question))


def listed(answer: str) -> list[str]:
    """Return the items of an answer that is nothing but a few names, in a line or a line each."""
    lines = [line.strip() for line in answer.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0].endswith(":"):
        del lines[0]
    if len(lines) == 1 and len(lines[0]) > MAX_LISTED:
        return []
    if len(lines) == 1:
        *lines, last = _BETWEEN.split(_BULLET.sub("", lines[0]).removesuffix("."))
        if lines and _CLAIM.fullmatch(lines[0]):
            return []
        lines += _LAST.split(last) if lines else [last]
    elif not all(map(_BULLET.match, lines)):
        return []
    items = list(dict.fromkeys(plain(_BULLET.sub("", line)) for line in lines))
    is_list = MIN_ITEMS <= len(items) <= MAX_ITEMS and all(map(_is_name, items))
    return items if is_list else []


def _is_name(item: str) -> bool:
    is_short = len(item.split()) <= MAX_ITEM_WORDS and sum(map(str.isalnum, item)) >= MIN_LETTERS
    names = is_short and _LETTER.search(item) is not None
    return names and _NAME.fullmatch(item) is not None and not _CLAUSE_KO.search(item)


def sentences(answer: str) -> list[str]:
    """Return what an answer states by sentence and bullet, without code, tables and markup."""
    return list(dict.fromkeys(_sentences(answer)))[:MAX_POINTS]


def _sentences(answer: str) -> Iterator[str]:
    text = _FENCED.sub("\n", markdown(answer) if "<" in answer else answer)
    for line in _unwrapped(_SHOWN.sub(_within, text)):
        if "|" in line and line.strip().startswith("|"):
            continue
        for piece in _END.split(plain(_BULLET.sub("", line))):
            text = piece.strip()
            if not text.endswith((":", "?", ",")) and _says_something(text):
                yield text


def _within(shown: re.Match[str]) -> str:
    """Return a formula that stands by itself amid a sentence as a part of it."""
    following = shown.string[shown.end() : shown.end() + 1]
    is_within = following.islower() or "가" <= following <= "힣"
    return f" ${shown[1].strip()}${' ' if is_within else chr(10)}"


def _says_something(text: str) -> bool:
    is_link = split_fields(text)[0][0] is Field.LINKS
    said = _ADDRESS.sub("", text).strip()
    return len(said) >= MIN_LENGTH and _LETTER.search(said) is not None and not is_link


def _unwrapped(text: str) -> Iterator[str]:
    """Yield the lines of a text, those together that an editor broke within a sentence."""
    held: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if held and not _goes_on(held[-1], line):
            yield " ".join(held)
            held = []
        held.append(line)
    yield " ".join(held)


def _goes_on(before: str, line: str) -> bool:
    if before.endswith(",") or _OPEN_KO.search(before):
        return line[:1].isalnum() and not _BULLET.match(line)
    is_open = bool(before) and before[-1] not in ".!?:。"
    return is_open and bool(_MID_SENTENCE.match(line))
