"""Where a question ends in the text it opens, and what stands right behind or below it."""

import re
from collections.abc import Iterable, Sequence

from content.importers import wording
from content.importers.fields import Field, Piece
from content.importers.title import plain
from content.importers.wording import asks_last, ends_with

MAX_WRAPPED = 4
_BEHIND = re.compile(r"(.{1,400}?[?？]\W{0,4}?)\s+(?:[-–—:=→⇒]|[-=]>)\s+(\S.*)", re.DOTALL)


def split(text: str) -> tuple[str, str]:
    """Split lines into a question, which may be wrapped, and what stands right below it."""
    if (behind := _BEHIND.fullmatch(text)) and not wording.asks(behind[2], plainly=True):
        return behind[1], behind[2]
    lines = text.split("\n")
    end = _wrapped(lines) or next(
        (at for at, line in enumerate(lines, 1) if wording.asks(plain(line))), None
    )
    if end is None:
        return text, ""
    while end < len(lines) and wording.asks(lines[end], plainly=True):
        end += 1
    return "\n".join(lines[:end]).strip(), "\n".join(lines[end:]).strip()


def first(pieces: Iterable[Piece]) -> str:
    """Return the first piece that may ask, or nothing."""
    return next(
        (text for name, text, _ in pieces if name in (None, Field.QUESTION, Field.FOLLOW_UP)), ""
    )


def asks(text: str) -> bool:
    """Tell whether the text opens with a question."""
    return asks_last(split(text)[0])


def _wrapped(lines: Sequence[str]) -> int | None:
    """Return on which line a question ends that begins on the first, by its mark."""
    for at, line in enumerate(lines[:MAX_WRAPPED], 1):
        if wording.asks(plain(line), plainly=True):
            return at
        if ends_with(line, ".!:"):
            return None
    return None
