"""Where a question ends in the text it opens, and what stands right behind or below it."""

import re
from collections.abc import Iterable, Sequence

from content.importers import wording
from content.importers.fields import ANSWERS, Field, Piece, split_fields
from content.importers.html import unfolded
from content.importers.item import Item
from content.importers.title import plain
from content.importers.wording import asks_last, ends_with

MAX_WRAPPED = 4
MAX_TITLE = 50
MIN_BEHIND = 3
MOSTLY = 0.6
_ASKED = r"(.{1,400}?[?？]\W{0,4}?)"
_LABEL = rf"(?:{ANSWERS})(?:\*\*|__)?\s?[:：](?:\*\*|__)?\s*"
_LETTER = r"(?-i:A)\s?\d{0,2}"
_NO_CHOICE = r"(?:\*\*|__)?\s+(?!.*\s[(（]?B[)）.:：])"
_LABELLED = tuple(
    re.compile(form, re.DOTALL | re.IGNORECASE)
    for form in (
        rf"{_ASKED}\s+(?:\*\*|__)?{_LABEL}(\S.*)",
        rf"{_ASKED}\s+[(（\[]{_LABEL}([^()（）]+)[)）\]]\W*",
        rf"([^\n]{{1,400}}?)\s+(?:\*\*|__)?(?-i:(?=[A-Z가-힣])){_LABEL}(\S.*)",
        rf"(.{{1,400}}?[.!?？])\s+(?:\*\*|__)?{_LETTER}[.:：)]{_NO_CHOICE}(\S.*)",
        rf"([^\n]{{1,400}}?)\s+(?:\*\*|__)?{_LETTER}[:：]{_NO_CHOICE}(\S.*)",
    )
)
_BEHIND = tuple(
    re.compile(form, re.DOTALL | re.IGNORECASE)
    for form in (
        rf"{_ASKED}\s+(?:[-–—:=→⇒]|[-=]>)\s+(\S.*)",
        r"(?:\*\*|__)(.{1,400}?[.!?？]\W{0,4}?)(?:\*\*|__)\s+(\S.*)",
    )
)
_TASK = r"(?:name|give|list|assume|suppose|explain|describe|use|write|show|state|hint|consider)\b"
_STATED = re.compile(rf"(.{{1,400}}?[?？])\s+((?!{_TASK})[^(（\[?？\n][^?？\n]*)", re.IGNORECASE)


def split(text: str) -> tuple[str, str]:
    """Split lines into a question, which may be wrapped, and what stands right below it."""
    text, answer = answered(text)
    if answer:
        return text, answer
    found = next((one for form in _BEHIND if (one := form.fullmatch(text))), None)
    if found and wording.asks(found[1]) and not wording.asks(found[2], plainly=True):
        return found[1], found[2]
    lines = text.split("\n")
    end = _wrapped(lines) or next(
        (at for at, line in enumerate(lines, 1) if wording.asks(plain(line))), None
    )
    if end is None:
        return _titled(lines) or (text, "")
    while end < len(lines) and wording.asks(lines[end], plainly=True):
        end += 1
    return "\n".join(lines[:end]).strip(), "\n".join(lines[end:]).strip()


def answered(text: str) -> tuple[str, str]:
    """Split a text at an answer behind its question on the line, labelled or to be unfolded."""
    text, hidden = unfolded(text)
    if hidden:
        return text, hidden
    found = next((one for form in _LABELLED if (one := form.fullmatch(text))), None)
    is_answer = found is not None and not asks_last(found[2], plainly=True)
    return (found[1], found[2]) if found and is_answer else (text, "")


def answered_in(cell: str) -> tuple[str, list[str]]:
    """Return the question of a whole cell, and the answers that it holds behind labels."""
    pieces = [one for one in split_fields(cell) if one[0] is Field.ANSWER and one[2]]
    end = pieces[0][2] if pieces else None
    question, answer = answered("\n".join(cell.split("\n")[:end]))
    return question, [one for one in (answer, *(text for _, text, _ in pieces)) if one]


def state(items: Sequence[Item]) -> None:
    """Take for answers what stands behind the marks of most questions, on the same line."""
    open_ = [item for item in items if not item.is_answered]
    found = [(item, one) for item in open_ if (one := _STATED.fullmatch(item.text))]
    found = [(item, one) for item, one in found if not wording.asks(one[2])]
    if len(found) >= max(MIN_BEHIND, MOSTLY * len(open_)):
        for item, one in found:
            item.text, item.answers = one[1], [one[2]]


def first(pieces: Iterable[Piece]) -> str:
    """Return the first piece that may ask, or nothing."""
    return next(
        (text for name, text, _ in pieces if name in (None, Field.QUESTION, Field.FOLLOW_UP)), ""
    )


def asks(text: str) -> bool:
    """Tell whether the text opens with a question."""
    return asks_last(split(text)[0])


def _titled(lines: Sequence[str]) -> tuple[str, str] | None:
    """Split at the first line where it is too short to be wrapped, and sentences stand below it."""
    title, *below = lines
    is_title = len(title) <= MAX_TITLE and not ends_with(title, ".,:;!")
    if not (is_title and below and len(below[0]) > len(title) and ends_with(below[-1], ".!")):
        return None
    return title.strip(), "\n".join(below).strip()


def _wrapped(lines: Sequence[str]) -> int | None:
    """Return on which line a question ends that begins on the first, by its mark."""
    for at, line in enumerate(lines[:MAX_WRAPPED], 1):
        if wording.asks(plain(line), plainly=True):
            return at
        if ends_with(line, ".!:"):
            return None
    return None
