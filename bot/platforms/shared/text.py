"""Plain text made fit for a platform: what disturbs is left out, what is long is cut."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import takewhile
from unicodedata import east_asian_width

ELLIPSIS = "…"
UNSEEN = "\u200b"
SHORT_LINE = 80  # columns
BAR_CELLS = 10

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_JAMO_ENDS = range(0x1160, 0x1200)
_TAGS = range(0xE0020, 0xE0080)
_JOINER = "\u200d"


def clean(text: str) -> str:
    """Return the text without what disturbs others' lines: controls and turned directions."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def flat(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut between words or at least between whole characters.

    Escaped text stays escaped.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = _between_characters(text, limit - 1)
    if not text[cut].isspace():
        words = [at for at in range(cut * 3 // 4, cut) if text[at].isspace()]
        cut = words[-1] if words else cut
    return text[:cut].rstrip() + ELLIPSIS


def columns(text: str) -> int:
    """Return how wide a text is: a Hangul syllable takes two columns."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def bar(fraction: float, full: str, empty: str) -> str:
    """Return a bar of ten cells; only nothing looks empty, only all looks full."""
    filled = round(BAR_CELLS * fraction)
    if 0 < fraction < 1:
        filled = min(max(filled, 1), BAR_CELLS - 1)
    return full * filled + empty * (BAR_CELLS - filled)


def pieces(text: str, limit: int) -> Iterator[str]:
    """Yield a text in pieces of at most `limit` characters, cut between lines or else words.

    The line break or space that is cut at is in neither piece.
    """
    while len(text) > limit:
        gap = max(text.rfind("\n", 1, limit + 1), 0) or text.rfind(" ", 1, limit + 1)
        cut = gap if gap > 0 else _between_characters(text, limit) or limit
        yield text[:cut]
        text = text[cut + (gap > 0) :]
    yield text


def _between_characters(text: str, cut: int) -> int:
    """Return the place at which a text can be cut, or the next before it."""
    while cut and _is_within(text, cut):
        cut -= 1
    return cut


def _is_within(text: str, at: int) -> bool:
    """Return whether a cut at this place would split what is read as one character."""
    if _continues(text[at]) or text[at - 1] == _JOINER:
        return True
    before = text[:at]
    if ord(text[at]) in _FLAG_LETTERS:
        return _run(before, lambda char: ord(char) in _FLAG_LETTERS) % 2 == 1
    return _run(before, lambda char: char == "\\") % 2 == 1


def _continues(char: str) -> bool:
    known = any(ord(char) in part for part in (_SKIN_TONES, _JAMO_ENDS, _TAGS))
    return known or char in (_JOINER, UNSEEN) or unicodedata.category(char)[0] == "M"


def _run(text: str, belongs: Callable[[str], bool]) -> int:
    """Count the characters at the end that belong together."""
    return sum(1 for _ in takewhile(belongs, reversed(text)))
