"""Tables in lines, which are alike on Discord and Slack."""

from types import ModuleType

import pytest

from bot.quiz.cards import Column, Table
from tests.unit.platforms.sample_cards import RANK_COLUMNS, RANKS

NAME = Column(title="name")
POINTS = Column(title="points", align="right")
STREAK = Column(title="streak", align="right")


def test_numbers_come_first_and_align_and_the_own_name_is_bold(drawing: ModuleType) -> None:
    table = Table(columns=RANK_COLUMNS, rows=RANKS, highlight=5)
    assert drawing.rows(table) == [
        "🥇_ `412` 민지 · 🔥 9",
        "🥈_ `_98` 007",
        "🥈_ `_98` c",
        "`__4` `__7` ⋮",
        "⋮",
        "`114` `__0` *Alex* · 🔥 2",
        "`115` `___` b",
    ]


@pytest.mark.parametrize(
    ("columns", "row", "line"),
    [
        ((POINTS, NAME), ("1", "a"), "`1` a"),
        (RANK_COLUMNS[:2], ("4", "a"), "`_4` a"),
        ((NAME, POINTS), ("⋮", "2"), "`2` ⋮"),
        ((NAME, POINTS, STREAK), ("a", "many", "🔥 9"), "a · many · 🔥 9"),
        ((NAME,), ("x" * 1000,), "x" * 59 + "…"),
    ],
    ids=[
        "ranks without medals",
        "ranks have room for a medal",
        "a name of dots is no gap",
        "words on the right follow the name",
        "a long name is clipped",
    ],
)
def test_columns_are_drawn_as_what_they_hold(
    columns: tuple[Column, ...], row: tuple[str, ...], line: str, drawing: ModuleType
) -> None:
    assert drawing.rows(Table(columns=columns, rows=(row,))) == [line]
