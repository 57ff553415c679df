"""Tables as lines, where letters are of any width: what their columns of numbers take."""

import re
from collections.abc import Sequence

from bot.quiz.cards import Table

GAP = "⋮"
MEDALS = {"1": "🥇", "2": "🥈", "3": "🥉"}
FIGURE_SPACE = "\u2007"  # as wide as a digit
MEDAL_DIGITS = 2  # a medal is as wide as code of two digits

_NUMBER = re.compile(r"[+−-]?\d[\d.,]*%?")

Row = tuple[str, ...]


def widths_of(table: Table, rows: Sequence[Row]) -> dict[int, int]:
    """Return how many digits each column of numbers takes, by its index."""
    found = {}
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in rows if row[index] and not is_gap(row)]
        if column.align == "right" and cells and all(map(_NUMBER.fullmatch, cells)):
            found[index] = max(MEDAL_DIGITS if column.medals else 1, *map(len, cells))
    return found


def is_gap(row: Row) -> bool:
    """Tell whether a row only says that some are left out."""
    return row[:1] == (GAP,) and not any(row[1:])
