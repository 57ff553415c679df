import pytest

from bot.platforms.discord.text import table_lines
from bot.quiz.cards import Column, Table
from tests.unit.platforms.discord.reading import read, shown
from tests.unit.platforms.sample_cards import HOSTILE, WIDE

COLUMNS = (Column(title="rank", align="right"), Column(title="name"), Column(title="streak"))


@pytest.mark.parametrize("name", [HOSTILE, WIDE, "**", "a\nb", "`", "x" * 32, "\\", "<@1>"])
@pytest.mark.parametrize("highlight", [None, 0])
def test_a_name_is_shown_as_it_is(name: str, highlight: int | None) -> None:
    [line] = table_lines(
        Table(columns=COLUMNS, rows=(("4", name, "🔥 9"),), highlight=highlight), 60
    )
    assert "\n" not in line
    assert shown(line) == f"4 {' '.join(name.split())} · 🔥 9"
    kinds = [node.kind for node in read(line)]
    around_name = ["text"] if highlight is None else ["text", "strong", "text"]
    assert kinds == ["code", *around_name]


def test_a_row_without_words_is_a_line_as_well() -> None:
    assert table_lines(Table(columns=COLUMNS, rows=(("4", "a"), ())), 60) == ["`4` a", "`\u2007`"]
