"""Both languages say the same things, and nothing is asked for that they lack."""

import ast
from pathlib import Path

import pytest

from bot.i18n.messages import messages, say
from bot.quiz import commands

ROOT = Path(__file__).resolve().parents[3]


def test_every_literal_message_id_exists() -> None:
    wanted = {
        (path.name, call.args[position].value)
        for path in (ROOT / "bot").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for position in {"say": [1], "Refusal": [0]}.get(call.func.id, [])
        if len(call.args) > position and isinstance(call.args[position], ast.Constant)
    }
    assert wanted
    assert {(file, name) for file, name in wanted if name not in messages("ko")} == set()


def test_every_typed_command_has_help() -> None:
    wanted = {f"help-{command.slug}" for command in commands.typed()}
    assert wanted <= messages("en")


@pytest.mark.parametrize("path", sorted(ROOT.glob("bot/i18n/*ko.ftl")), ids=lambda path: path.name)
def test_no_name_becomes_another_word_in_korean(path: Path) -> None:
    """하나 with 님 right behind it is God, 선생 a teacher."""
    assert "}님" not in path.read_text("utf-8")


def test_fills_in_variables_without_bidi_marks() -> None:
    assert say("en", "grade-score", score=72) == "72 points"


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(LookupError, match="score"):
        say("ko", "grade-score")


@pytest.mark.parametrize(
    ("message", "values", "ko", "en"),
    [
        ("time-left-days", {"days": 2, "hours": 0}, "⏳ 2일 남았어요", "⏳ 2 days left"),
        ("time-left-days", {"days": 2, "hours": 5}, "⏳ 2일 5시간 남았어요", "⏳ 2 days 5 h left"),
        ("time-left-hours", {"hours": 3, "minutes": 0}, "⏳ 3시간 남았어요", "⏳ 3 h left"),
    ],
)
def test_no_part_of_what_is_left_is_zero(
    message: str, values: dict[str, int], ko: str, en: str
) -> None:
    assert say("ko", message, **values) == ko
    assert say("en", message, **values) == en


def test_who_holds_no_freeze_reads_how_one_comes() -> None:
    assert "아직 프리즈가 없어요. 7일을 이어 가면" in say("ko", "stats-freezes", freezes=0)
    assert "No freezes yet. Each saves your streak" in say("en", "stats-freezes", freezes=0)
