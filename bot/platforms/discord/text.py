"""Text made safe for Discord, which then shows every character as it is, and tables of it.

Discord takes a backslash before any punctuation as "not markup". Tables are lines that align on
phones, where letters are of any width: numbers first, each column as code of one width, then the
name, and what may follow it.
"""

import re

from bot.platforms.shared.tables import (
    FIGURE_SPACE,
    GAP,
    MEDAL_DIGITS,
    MEDALS,
    Row,
    is_gap,
    widths_of,
)
from bot.platforms.shared.text import UNSEEN, clean, clip, flat
from bot.quiz.cards import Column, Table

# Emphasis, code, spoilers, masked links, everything in angle brackets; links and :emoji:.
_MARKUP = re.compile(r"[\\*_~|`\[<]|:(?=//|[^\s:]*:)")
# Headings, quotes, lists and subtext begin a line.
_LINE_MARKS = re.compile(r"^([^\S\n]*(?:\d+(?=[.)]))?)([#>+.)-])", re.MULTILINE)
_PINGS = re.compile(r"@(?=everyone|here|[!&]?\d)")


def escape(text: str) -> str:
    """Return markup that shows `text` literally: no mention, link, emoji name or formatting."""
    text = _MARKUP.sub(r"\\\g<0>", clean(text))
    return _hush(_LINE_MARKS.sub(r"\1\\\2", text))


def code(text: str) -> str:
    """Return inline code; a backtick in it becomes a letter that looks like one."""
    line = clean(text).replace("\n", " ").replace("\t", " ").replace("`", "ˋ")
    return f"`{_hush(line) or UNSEEN}`"


def _hush(text: str) -> str:
    """Keep words that call people from calling them, whatever a message allows."""
    return _PINGS.sub(f"@{UNSEEN}", text)


def table_lines(table: Table, cap: int) -> list[str]:
    """Return a line for each row; no name in it is longer than `cap`."""
    count = len(table.columns)
    rows = [(*row, *[""] * count)[:count] for row in table.rows]
    widths = widths_of(table, rows)
    return [
        GAP if is_gap(row) else _line(table, row, widths, index == table.highlight, cap)
        for index, row in enumerate(rows)
    ]


def _line(table: Table, row: Row, widths: dict[int, int], is_own: bool, cap: int) -> str:
    numbers = [_number(table.columns[at], row[at], width) for at, width in widths.items()]
    words = [clip(flat(escape(cell)), cap) for at, cell in enumerate(row) if at not in widths]
    if words and words[0] and is_own:
        words[0] = f"**{words[0]}**"
    return " ".join([*numbers, " · ".join(filter(None, words))]).rstrip(" ")


def _number(column: Column, cell: str, width: int) -> str:
    if column.medals and cell in MEDALS:
        return MEDALS[cell] + FIGURE_SPACE * (width - MEDAL_DIGITS)
    return code(cell.rjust(width, FIGURE_SPACE))
