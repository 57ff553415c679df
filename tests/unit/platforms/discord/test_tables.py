import pytest

from bot.platforms.discord.text import table_lines
from bot.quiz.cards import Column, Table
from tests.unit.platforms.discord.reading import read, shown
from tests.unit.platforms.sample_cards import HOSTILE, WIDE

RANK = Column(title="rank", align="right", medals=True)
NAME = Column(title="name")
POINTS = Column(title="points", align="right")
STREAK = Column(title="streak", align="right")
COLUMNS = (RANK, NAME, POINTS, STREAK)


def drawn(*rows: tuple[str, ...], highlight: int | None = None) -> list[str]:
    table = Table(columns=COLUMNS, rows=rows, highlight=highlight)
    return [line.replace("\u2007", "_") for line in table_lines(table, 60)]


def test_numbers_come_first_and_align() -> None:
    assert drawn(("4", "민지", "412", "🔥 9"), ("10", "Alex", "9", "")) == [
        "`_4` `412` 민지 · 🔥 9",
        "`10` `__9` Alex",
    ]


def test_first_three_ranks_are_medals_and_ties_share_one() -> None:
    rows = [("1", "a", "9", ""), ("2", "b", "8", ""), ("2", "c", "8", ""), ("4", "d", "7", "")]
    assert drawn(*rows) == ["🥇 `9` a", "🥈 `8` b", "🥈 `8` c", "`_4` `7` d"]


def test_medals_take_as_much_room_as_the_widest_rank() -> None:
    assert drawn(("3", "a", "90", ""), ("⋮", "", "", ""), ("114", "b", "1", "")) == [
        "🥉_ `90` a",
        "⋮",
        "`114` `_1` b",
    ]


def test_column_without_medals_shows_its_numbers() -> None:
    table = Table(columns=(POINTS, NAME), rows=(("1", "a"), ("2", "b")))
    assert table_lines(table, 60) == ["`1` a", "`2` b"]


def test_own_row_is_bold() -> None:
    assert drawn(("4", "민지", "1", "🔥 2"), highlight=0) == ["`_4` `1` **민지** · 🔥 2"]


@pytest.mark.parametrize("name", [HOSTILE, WIDE, "**", "a\nb", "`", "x" * 32, "\\", "<@1>"])
@pytest.mark.parametrize("highlight", [None, 0])
def test_a_name_is_shown_as_it_is(name: str, highlight: int | None) -> None:
    [line] = drawn(("4", name, "12", "🔥 9"), highlight=highlight)

    assert "\n" not in line
    assert shown(line) == f"_4 12 {' '.join(name.split())} · 🔥 9"
    kinds = [node.kind for node in read(line)]
    name_kinds = ["text"] if highlight is None else ["text", "strong", "text"]
    assert kinds == ["code", "text", "code", *name_kinds]


def test_long_name_is_clipped() -> None:
    table = Table(columns=(NAME,), rows=(("x" * 100,),))
    assert table_lines(table, 10) == ["xxxxxxxxx…"]


def test_a_right_column_of_words_follows_the_name() -> None:
    table = Table(columns=(NAME, STREAK), rows=(("a", "🔥 9"), ("b", "10")))
    assert table_lines(table, 60) == ["a · 🔥 9", "b · 10"]


def test_names_of_digits_are_names() -> None:
    table = Table(columns=(NAME, POINTS), rows=(("007", "1"), ("8", "2")))
    assert table_lines(table, 60) == ["`1` 007", "`2` 8"]


def test_a_name_of_dots_is_no_gap() -> None:
    table = Table(columns=(NAME, POINTS), rows=(("⋮", "2"),))
    assert table_lines(table, 60) == ["`2` ⋮"]


def test_missing_and_surplus_cells_do_no_harm() -> None:
    assert drawn(("4", "a"), ("5", "b", "10", "", "surplus"), ()) == [
        "`_4` `__` a",
        "`_5` `10` b",
        "`__` `__`",
    ]


def test_table_without_rows_has_no_lines() -> None:
    assert drawn() == []
