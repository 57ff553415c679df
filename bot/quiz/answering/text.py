"""What counts as an answer's text, before anybody grades it."""

import re
import unicodedata

from bot.quiz.errors import Refusal
from content.schema import Kind
from evaluators.grade import MAX_ANSWER_CHARS

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_NUMERIC_KINDS = frozenset({Kind.CALCULATION, Kind.ESTIMATE, Kind.FORMULA})


def clean(text: str) -> str:
    """Drop control characters and bidi overrides, keep line breaks; the words stay verbatim."""
    lines = _TERMINAL_CODES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    unified = unicodedata.normalize("NFC", lines)
    kept = (c for c in unified if c in "\n\t" or not _is_control(c))
    return "".join(kept).strip()


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI_CONTROLS


def check(text: str, kind: Kind) -> str:
    """Return the cleaned text if it can be graded.

    Raises:
        Refusal: empty, without words, or too long.
    """
    cleaned = clean(text)
    # Composing characters can make a text longer, so what counts is what is left.
    if len(cleaned) > MAX_ANSWER_CHARS:
        raise Refusal("error-answer-too-long", limit=MAX_ANSWER_CHARS, given=len(cleaned))
    if not cleaned:
        raise Refusal("error-answer-empty")
    spoken = sum(character.isalnum() for character in cleaned)
    if spoken < (1 if kind in _NUMERIC_KINDS else 2):
        raise Refusal("error-answer-too-short")
    return cleaned
