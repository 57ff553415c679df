"""The indices after a name, low, high or in brackets: its time, or a part of the name.

Knows nothing of operators or of what a function does with its arguments.
"""

import re

from content.formula.cursor import Cursor
from content.formula.expressions import Symbol
from content.formula.names import Names, spelled
from content.formula.tokens import Mark

_TIME = re.compile(r"\(?[tkni]([-+][12])?\)?")
_STEPS = {"new": 1, "next": 1, "old": -1, "prev": -1, "previous": -1, "last": -1}


def indexed(text: str, cursor: Cursor, names: Names) -> Symbol:
    """Read the indices after the name `text` and return its symbol."""
    name, step = spelled(text), None
    while (index := _index(cursor, names)) is not None:
        time = _time(index)
        step = step if time is None else time
        name = spelled(name + index) if time is None else name
    _skip_key(cursor)
    return Symbol(name, step)


def skip_indices(cursor: Cursor, names: Names) -> None:
    """Pass the indices that stand here, if any."""
    while _index(cursor, names) is not None:
        pass


def _index(cursor: Cursor, names: Names) -> str | None:
    """Take one index if one stands here; a power is none."""
    token = cursor.peek()
    if token is None:
        return None
    if token.mark is Mark.LOW or (token.mark is Mark.HIGH and _time(token.text) is not None):
        return cursor.take().text
    if token.mark is Mark.OPERATOR and token.text == "'" and token.glued:
        cursor.take()
        return "new"
    is_low, is_high = token.text == "_", token.text == "^"
    is_call = token.mark is Mark.OPEN and token.text != "{" and token.glued
    if not (is_low or is_high or is_call):
        return None
    start = cursor.at if is_call else cursor.at + 1
    end = cursor.group_end(start)
    index = "".join(one.text for one in cursor.tokens[start:end]).strip("{}()[]")
    if end is None:
        return None
    if not is_low and _time(index) is None and index not in names.functions:
        return None
    cursor.at = end
    return index


def _skip_key(cursor: Cursor) -> None:
    """Leave out which of many is meant: params[key]."""
    opening, key, closing = (cursor.peek(ahead) for ahead in range(3))
    if opening and opening.text == "[" and opening.glued and key and key.mark is Mark.NAME:
        cursor.at += 3 if closing and closing.text == "]" else 0


def _time(index: str) -> int | None:
    """Return the time relative to t that an index tells, None when it tells none."""
    if index in _STEPS:
        return _STEPS[index]
    match = _TIME.fullmatch(index)
    return None if match is None else int(match[1] or 0)
