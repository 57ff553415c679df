import pytest

from bot.platforms.slack.text import table_block, table_lines
from bot.quiz.cards import Column, Table
from tests.unit.platforms.sample_cards import HOSTILE, RANK_COLUMNS, RANKS, WIDE
from tests.unit.platforms.slack.drawing import rows as lines_of
from tests.unit.platforms.slack.judging import message_faults
from tests.unit.platforms.slack.reading import read

NAME = Column(title="name")
POINTS = Column(title="points", align="right")


def drawn(table: Table) -> list[str]:
    """Return the rows of a table, once Slack has nothing against it."""
    made = table_block(table, 60)
    assert made is not None
    assert message_faults([made], "table") == []
    return read([made])[0].split("\n")


def test_table_has_all_its_rows_and_the_own_one_is_bold() -> None:
    assert drawn(Table(columns=RANK_COLUMNS, rows=(*RANKS, ()), highlight=5)) == [
        "*rank* | *name* | *points* | *streak*",
        "🥇 | 민지 | 412 | 🔥 9",
        "🥈 | 007 | 98 |  ",
        "🥈 | c | 98 |  ",
        "4 | ⋮ | 7 |  ",
        "⋮ |   |   |  ",
        "*114* | *Alex* | *0* | *🔥 2*",
        "115 | b |   |  ",
        "  |   |   |  ",
    ]


@pytest.mark.parametrize("name", [HOSTILE, WIDE, "**", "a\nb", "`", "x" * 32, "\\", "&lt;"])
def test_a_name_is_shown_as_it_is(name: str) -> None:
    flat = " ".join(name.split())
    table = Table(columns=(POINTS, NAME), rows=(("12", name),))
    assert drawn(table)[1:] == [f"12 | {flat}"]
    assert lines_of(table) == [f"`12` {flat}"]


def test_numbers_stand_on_the_right_and_names_may_wrap() -> None:
    made = table_block(Table(columns=(NAME, POINTS), rows=(("a", "9"),)), 60)
    assert made is not None
    assert made["column_settings"] == [
        {"align": "left", "is_wrapped": True},
        {"align": "right", "is_wrapped": False},
    ]


def test_what_follows_a_missing_name_has_no_dot_before_it() -> None:
    table = Table(columns=(NAME, NAME, NAME), rows=(("", "few", "1"), ()))
    assert lines_of(table) == ["few · 1"]


def test_a_name_has_200_characters_at_most() -> None:
    [[name]] = table_lines(Table(columns=(NAME,), rows=(("x" * 1000,),)), 3000)
    assert len(name["text"]) == 200


def test_columns_beyond_the_twentieth_are_left_out() -> None:
    said = drawn(Table(columns=(NAME,) * 23, rows=(("a",) * 23,)))
    assert [len(row.split(" | ")) for row in said] == [20, 20]


@pytest.mark.parametrize("rows", [(), ((),), (("", " "), ("",))])
def test_table_without_words_is_none(rows: tuple[tuple[str, ...], ...]) -> None:
    table = Table(columns=RANK_COLUMNS, rows=rows)
    assert table_block(table, 60) is None
    assert table_lines(table, 60) == []
