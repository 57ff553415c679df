"""What is told of a list, in either language."""

import ast
import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from content.importers import run, texts
from content.importers.item import BadInput
from content.importers.report import Event, ReportEntry
from content.importers.source import Upload
from content.importers.why import MAX_VARIABLE, Why
from content.schema import LANGUAGES, Language
from tests.unit.content.importers.lists import Lists, imported

FOLDER = Path(texts.__file__).parent


class Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


def variables(language: Language) -> dict[str, set[str]]:
    """Return the variables of each message, by its id."""
    held = {}
    for entry in FluentParser().parse((FOLDER / f"{language}.ftl").read_text("utf-8")).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in held
            visitor = Variables()
            visitor.visit(entry)
            held[entry.id.name] = visitor.found
    return held


def told() -> list[tuple[str, set[str]]]:
    """Return the id and the variables of every message in the importer's code."""
    calls = [
        call
        for path in FOLDER.parent.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Why"
    ]
    return [
        (ast.literal_eval(call.args[0]), {str(one.arg) for one in call.keywords}) for call in calls
    ]


def test_both_languages_have_the_same_messages_with_the_same_variables() -> None:
    assert variables("ko") == variables("en")
    assert texts.messages("ko") == texts.messages("en") == set(variables("en"))


def test_the_code_tells_every_message_with_its_variables() -> None:
    held = variables("en")
    assert [one for one in told() if held.get(one[0]) != one[1]] == []
    assert {name for name, _ in told()} == set(held)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_message_is_an_error(language: Language) -> None:
    with pytest.raises(LookupError, match="no message 'no-such-thing'"):
        Why("no-such-thing").said(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_variable_is_an_error(language: Language) -> None:
    with pytest.raises(LookupError, match="limit"):
        Why("text-cut").said(language)


def test_every_korean_message_is_korean() -> None:
    given: dict[str, Any] = dict.fromkeys(set().union(*variables("ko").values()), 3)
    for name in texts.messages("ko"):
        assert re.search("[가-힣]", Why(name, **given).said("ko")), name


def reasons(entries: list[ReportEntry]) -> list[tuple[str, str]]:
    return [(entry.because("ko"), entry.because("en")) for entry in entries]


def test_a_place_is_named_in_the_language(lists: Lists) -> None:
    one, two = lists(a_md="1. Why pad?\n2. Why pad?\n", b_md="1. Why pad?\n")
    assert reasons(imported(one, two).report.of(Event.MERGED)) == [
        ("1번째 줄과 같은 질문이에요", "same question as line 1"),
        (f"{one} 1번째 줄과 같은 질문이에요", f"same question as {one}:1"),
    ]


def test_a_technical_detail_stands_in_a_sentence_of_the_language(lists: Lists) -> None:
    (path,) = lists(a_jsonl='{"q": "Why pad?"}\n{\n')
    detail = "Expecting property name enclosed in double quotes"
    assert reasons(imported(path).report.of(Event.SKIPPED)) == [
        (f"JSON이 아니에요: {detail}", f"is not JSON: {detail}")
    ]


def refused(content: str, name: str = "a.json") -> BadInput:
    with pytest.raises(BadInput) as caught:
        run.read([Upload(name, content.encode())], "team")
    return caught.value


def test_a_refusal_is_said_with_its_line_and_without_its_file() -> None:
    error = refused('\n\n"why?"')
    assert str(error) == "a.json:1: is not a list of questions"
    assert error.said("ko") == "1번째 줄: 질문 목록이 아니에요"
    assert error.said("en") == "line 1: is not a list of questions"
    assert (error.why, error.file, error.line) == (Why("no-list"), "a.json", 1)


def test_a_refusal_of_the_whole_list_names_no_line() -> None:
    error = refused("Nothing here asks.", "a.md")
    assert str(error) == "a.md: holds no question"
    assert (error.said("ko"), error.said("en")) == ("질문이 하나도 없어요", "holds no question")


def test_a_line_is_numbered_without_commas_and_a_limit_with_them() -> None:
    error = BadInput(Why("text-too-long", limit=4000), "a.md", 12345)
    assert str(error) == "a.md:12345: a text is longer than 4,000 characters"
    assert error.said("ko") == "12345번째 줄: 4,000자보다 긴 글이 있어요"


def test_a_refusal_survives_the_way_from_another_process() -> None:
    error = pickle.loads(pickle.dumps(refused('"why?"')))
    assert error.said("en") == "line 1: is not a list of questions"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_of_any_length_can_be_told(language: Language) -> None:
    name = "{ $x }" * 100_000
    error = refused(f"#separator:{name}\nWhy?\tSo.\n", "a.txt")
    assert name[: MAX_VARIABLE - 2] in error.said(language)
    text = {"ko": "왜?", "en": "Why?"}
    ours = {"id": "one", "kind": "open", "topic": "cnn", "difficulty": 3, "text": text, name: 1}
    upload = Upload("a.json", json.dumps([{"q": "Why pad?"}, ours]).encode())
    (entry,) = run.read([upload], "team").report.of(Event.SKIPPED)
    assert name[: MAX_VARIABLE - 1] in entry.because(language)
