"""What a member reads stands in Fluent files and in data, not in Python."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n import messages as bot_texts
from compute import texts as compute_texts
from evaluators import texts as evaluator_texts

ROOT = Path(__file__).resolve().parents[3]
HANGUL = re.compile("[가-힣]")
# A demo's own words stand beside its numbers, in one file.
DEMOS = ROOT / "compute" / "demos"
# These read what members and admins type.
READING = {
    "bot/app/rulings.py",
    "bot/platforms/slack/commands.py",
    "bot/quiz/calendar/dates.py",
    "bot/quiz/calendar/holidays.py",
    "bot/quiz/disputes/handler.py",
    "bot/quiz/times.py",
    "bot/quiz/zones.py",
}


def literals(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, documented)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value not in docs
        ):
            yield node.value


def test_bot_and_compute_hold_no_sentence_in_python() -> None:
    found = {
        str(path.relative_to(ROOT))
        for part in ("bot", "compute")
        for path in (ROOT / part).rglob("*.py")
        if DEMOS not in path.parents and any(map(HANGUL.search, literals(path)))
    }
    assert found - READING == set()


def test_the_grader_makes_no_bilingual_text_of_its_own() -> None:
    made = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "evaluators").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Bilingual"
        if any(isinstance(one, ast.Constant) and HANGUL.search(str(one.value))
               for one in ast.walk(call))
    }  # fmt: skip
    assert made == set()


@pytest.mark.parametrize("texts", [bot_texts, compute_texts, evaluator_texts])
def test_both_languages_have_the_same_messages(texts) -> None:
    assert texts.messages("ko") ^ texts.messages("en") == set()
    assert texts.messages("ko")
