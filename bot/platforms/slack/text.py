"""Texts as Slack takes them, which shows every character of them as it is, and tables of them.

Cards speak in rich text and plain text, where nothing is markup but the names of emoji; the one
place for markup is the line that notifications show. A table is Slack's own block, or lines where
it has none: numbers first, each column as code of one width, then the name, and what may follow it.
"""

import re
from typing import Any

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

Json = dict[str, Any]

_CALLS = re.compile(r"<(?=[!@#])")
_EMOJI_NAMES = re.compile(r":(?=[^\s:]+:)")
_WORDS = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def literal(text: str) -> str:
    """Return a text for rich text; what would call somebody elsewhere does not even look so."""
    return _CALLS.sub(f"<{UNSEEN}", clean(text))


def escape(text: str) -> str:
    """Return markup in which nothing is a mention, a link or an entity."""
    hushed = _WORDS.sub(f"@{UNSEEN}", literal(text))
    return re.sub("[&<>]", lambda sign: _ENTITIES[sign[0]], hushed)


def line(text: str, limit: int) -> str:
    """Return a text on one line, for rich text."""
    return clip(flat(literal(text)), limit)


def words(text: str, **style: bool) -> Json:
    """Return an element of rich text; `text` must be literal and not empty."""
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def plain(text: str, limit: int) -> Json:
    """Return a text object in which no emoji stands for its name."""
    named = _EMOJI_NAMES.sub(f":{UNSEEN}", literal(text))
    return {"type": "plain_text", "text": clip(named, limit), "emoji": True}


MAX_COLUMNS = 20
MAX_CELL = 200
EMPTY = " "  # a cell without any character is refused


def table_block(table: Table, cap: int) -> Json | None:
    """Return the table with its titles, the reader's own row bold; None if nothing is in it."""
    columns, rows = table.columns[:MAX_COLUMNS], _rows(table, cap)
    if not any(any(row) for row in rows):
        return None
    titles = [_cell(line(column.title, cap), is_bold=True) for column in columns]
    body = [
        [
            _cell(MEDALS.get(text, text) if column.medals else text, index == table.highlight)
            for column, text in zip(columns, row, strict=False)
        ]
        for index, row in enumerate(rows)
    ]
    settings = [{"align": column.align, "is_wrapped": column.align == "left"} for column in columns]
    return {"type": "table", "column_settings": settings, "rows": [titles, *body]}


def _cell(text: str, is_bold: bool) -> Json:
    said = words(text or EMPTY, bold=True) if is_bold else words(text or EMPTY)
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [said]}]}


def table_lines(table: Table, cap: int) -> list[list[Json]]:
    """Return the elements of a line for each row that says anything."""
    rows = _rows(table, cap)
    widths = widths_of(table, rows)
    return [
        [words(GAP)] if is_gap(row) else _line(table, row, widths, index == table.highlight)
        for index, row in enumerate(rows)
        if any(row)
    ]


def _rows(table: Table, cap: int) -> list[Row]:
    """Return rows that all have as many cells as there are columns."""
    count, cap = len(table.columns), min(cap, MAX_CELL)
    padded = [(*row, *[""] * count)[:count] for row in table.rows]
    return [tuple(line(cell, cap) for cell in row) for row in padded]


def _line(table: Table, row: Row, widths: dict[int, int], is_own: bool) -> list[Json]:
    elements: list[Json] = []
    for at, width in widths.items():
        elements += [_number(table.columns[at], row[at], width), words(" ")]
    name, *rest = [cell for at, cell in enumerate(row) if at not in widths] or [""]
    if name:
        elements.append(words(name, bold=True) if is_own else words(name))
    if more := " · ".join(filter(None, rest)):
        elements.append(words(f" · {more}" if name else more))
    return elements


def _number(column: Column, cell: str, width: int) -> Json:
    if column.medals and cell in MEDALS:
        return words(MEDALS[cell] + FIGURE_SPACE * (width - MEDAL_DIGITS))
    return words(cell.rjust(width, FIGURE_SPACE), code=True)
