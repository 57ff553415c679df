import pytest

from bot.platforms.slack.text import table_block, table_lines
from bot.quiz.cards import Column, Table
from tests.unit.platforms.sample_cards import HOSTILE, WIDE
from tests.unit.platforms.slack.judging import message_faults
from tests.unit.platforms.slack.reading import read

RANK = Column(title="rank", align="right", medals=True)
NAME = Column(title="name")
POINTS = Column(title="points", align="right")
STREAK = Column(title="streak", align="right")
COLUMNS = (RANK, NAME, POINTS, STREAK)


def drawn(*rows: tuple[str, ...], highlight: int | None = None) -> list[str]:
    """Return the rows below the titles, once Slack has nothing against the table."""
    made = table_block(Table(columns=COLUMNS, rows=rows, highlight=highlight), 60)
    assert made is not None
    assert message_faults([made], "table") == []
    titles, *said = read([made])[0].split("\n")
    assert titles == "*rank* | *name* | *points* | *streak*"
    return said


def written(*rows: tuple[str, ...], highlight: int | None = None) -> list[str]:
    table = Table(columns=COLUMNS, rows=rows, highlight=highlight)
    sections = [{"type": "rich_text_section", "elements": line} for line in table_lines(table, 60)]
    return [
        read([{"type": "rich_text", "elements": [section]}])[0].replace("\u2007", "_")
        for section in sections
    ]


def test_first_three_ranks_are_medals_and_ties_share_one() -> None:
    rows = [("1", "a", "9", ""), ("2", "b", "8", ""), ("2", "c", "8", ""), ("4", "d", "7", "🔥 9")]
    assert drawn(*rows) == [
        "🥇 | a | 9 |  ",
        "🥈 | b | 8 |  ",
        "🥈 | c | 8 |  ",
        "4 | d | 7 | 🔥 9",
    ]
    assert written(*rows) == ["🥇 `9` a", "🥈 `8` b", "🥈 `8` c", "`_4` `7` d · 🔥 9"]


def test_own_row_is_bold() -> None:
    rows = [("4", "민지", "1", "🔥 2"), ("5", "a", "1", "")]
    assert drawn(*rows, highlight=0) == ["*4* | *민지* | *1* | *🔥 2*", "5 | a | 1 |  "]
    assert written(*rows, highlight=0) == ["`_4` `1` *민지* · 🔥 2", "`_5` `1` a"]


def test_numbers_stand_on_the_right_and_names_may_wrap() -> None:
    made = table_block(Table(columns=COLUMNS, rows=(("1", "a", "9", ""),)), 60)
    assert made is not None
    assert made["column_settings"] == [
        {"align": "right", "is_wrapped": False},
        {"align": "left", "is_wrapped": True},
        {"align": "right", "is_wrapped": False},
        {"align": "right", "is_wrapped": False},
    ]


def test_gap_is_a_row() -> None:
    rows = [("3", "a", "90", ""), ("⋮", "", "", ""), ("114", "b", "1", "")]
    assert drawn(*rows) == ["🥉 | a | 90 |  ", "⋮ |   |   |  ", "114 | b | 1 |  "]
    assert written(*rows) == ["🥉_ `90` a", "⋮", "`114` `_1` b"]


def test_name_of_dots_is_no_gap() -> None:
    table = Table(columns=(NAME, STREAK), rows=(("⋮", "🔥 2"),))
    assert [element["text"] for element in table_lines(table, 60)[0]] == ["⋮", " · 🔥 2"]


@pytest.mark.parametrize("name", [HOSTILE, WIDE, "**", "a\nb", "`", "x" * 32, "\\", "&lt;"])
def test_a_name_is_shown_as_it_is(name: str) -> None:
    flat = " ".join(name.split())
    assert drawn(("4", name, "12", "🔥 9")) == [f"4 | {flat} | 12 | 🔥 9"]
    assert written(("4", name, "12", "🔥 9")) == [f"`_4` `12` {flat} · 🔥 9"]


def test_long_names_are_clipped() -> None:
    table = Table(columns=(NAME,), rows=(("x" * 1000,),))
    assert [element["text"] for element in table_lines(table, 10)[0]] == ["xxxxxxxxx…"]
    assert [len(element["text"]) for element in table_lines(table, 3000)[0]] == [200]


def test_missing_and_surplus_cells_do_no_harm() -> None:
    rows = [("4", "a"), ("5", "b", "10", "", "surplus"), ()]
    assert drawn(*rows) == ["4 | a |   |  ", "5 | b | 10 |  ", "  |   |   |  "]
    assert written(*rows) == ["`_4` `__` a", "`_5` `10` b"]


def test_a_right_column_of_words_follows_the_name() -> None:
    assert written(("4", "a", "many", "🔥 9"), ("5", "", "few", "1")) == [
        "`_4` a · many · 🔥 9",
        "`_5` few · 1",
    ]


def test_names_of_digits_are_names() -> None:
    assert written(("4", "007", "1", ""), ("5", "8", "2", "")) == ["`_4` `1` 007", "`_5` `2` 8"]


def test_columns_beyond_the_twentieth_are_left_out() -> None:
    made = table_block(Table(columns=(NAME,) * 23, rows=(("a",) * 23,)), 60)
    assert made is not None
    assert message_faults([made], "table") == []
    assert [len(row) for row in made["rows"]] == [20, 20]


@pytest.mark.parametrize("rows", [(), ((),), (("", " "), ("",))])
def test_table_without_words_is_none(rows: tuple[tuple[str, ...], ...]) -> None:
    table = Table(columns=COLUMNS, rows=rows)
    assert table_block(table, 60) is None
    assert table_lines(table, 60) == []
