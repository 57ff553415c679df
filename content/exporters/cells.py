r"""What a cell of a sheet holds: text that no sheet runs as a formula, and lists of texts.

A list stands in one cell with ` | ` between its items, a list within an item with ` ; `. Such a
mark inside a text is written `\|` or `\;`, and backslashes just before it are doubled.
"""

import re
from collections.abc import Iterable
from typing import Literal

Mark = Literal["|", ";"]

_ACTIVE = "=+-@＝＋－＠\t\r\n'"


def guard(text: str) -> str:
    """Put an apostrophe before what a sheet would run, and before an apostrophe itself."""
    return f"'{text}" if text[:1] and text[0] in _ACTIVE else text


def unguard(cell: str) -> str:
    """Undo `guard`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _ACTIVE else cell


def join(items: Iterable[str], mark: Mark = "|") -> str:
    """Return the items as one text; no item at all and one empty item give the same."""
    return f" {mark} ".join(
        re.sub(rf"(\\*)\{mark}", lambda found: found[1] * 2 + f"\\{mark}", item) for item in items
    )


def split(text: str, mark: Mark = "|") -> list[str]:
    """Undo `join`; an empty text is no item."""
    if not text:
        return []
    return [
        re.sub(rf"(\\*)\\\{mark}", lambda found: found[1][::2] + mark, item)
        for item in text.split(f" {mark} ")
    ]
