"""Tables as lines that align on phones, where letters are of any width.

Numbers come first, each column as code of one width. Then comes the name, and what may follow it.
"""

import re

from bot.platforms.discord.text import code, escape
from bot.platforms.shared.text import clip, flat
from bot.quiz.cards import Column, Table

GAP = "⋮"
MEDALS = {"1": "🥇", "2": "🥈", "3": "🥉"}
FIGURE_SPACE = "\u2007"  # as wide as a digit
MEDAL_DIGITS = 2  # a medal is as wide as code of two digits

_NUMBER = re.compile(r"[+−-]?\d[\d.,]*%?")

Row = tuple[str, ...]


def lines(table: Table, cap: int) -> list[str]:
    """Return a line for each row; no name in it is longer than `cap`."""
    count = len(table.columns)
    rows = [(*row, *[""] * count)[:count] for row in table.rows]
    widths = _widths(table, rows)
    return [
        GAP if _is_gap(row) else _line(table, row, widths, index == table.highlight, cap)
        for index, row in enumerate(rows)
    ]


def _widths(table: Table, rows: list[Row]) -> dict[int, int]:
    """Return how many digits each column of numbers takes."""
    widths = {}
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in rows if row[index] and not _is_gap(row)]
        if column.align == "right" and cells and all(map(_NUMBER.fullmatch, cells)):
            widths[index] = max(MEDAL_DIGITS if column.medals else 1, *map(len, cells))
    return widths


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


def _is_gap(row: Row) -> bool:
    return row[:1] == (GAP,) and not any(row[1:])
