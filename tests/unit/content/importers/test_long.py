"""Lists made to keep the importer busy: each would take minutes if time grew with the square."""

import pytest

from content.importers import run
from content.importers.item import BadInput
from content.importers.source import Upload

LENGTH = 20_000

# One that grows with the square is minutes beyond it; the longest takes a second.
pytestmark = pytest.mark.timeout(40)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "1e9",
        "www.",
        "a ? ",
        " ",
        "a\n",
        "# Answers\n",
        "(…)\n",
        "def f(x):\n",
        "![",
        "<br ",
        " ||a",
        " ||aaa ",
        "&a",
        "` &amp; ",
        "1-1. a? ",
        "|| ab",
        "?",
    ],
)
@pytest.mark.parametrize("head", ["# ", "Q: 왜 그런가요?\nA: ", "1. "])
def test_reads_a_long_text_in_time_that_grows_with_its_length(head: str, text: str) -> None:
    long = text * (LENGTH // len(text))
    try:
        imported = run.read([Upload("list.md", f"{head}{long}b\n".encode())], "team")
    except BadInput:
        return
    assert all(len(one.text.ko) <= 4000 for one in imported.every)


def test_keeps_a_question_whose_answer_is_one_sentence_too_long_for_a_point() -> None:
    answer = "가" * 10_000
    imported = run.read([Upload("list.md", f"# 왜 그런가요?\n{answer}\n".encode())], "team")
    (question,) = imported.questions
    assert len(question.references.ko[0]) == 4000


def test_tables_in_one_another_are_refused_before_they_are_read() -> None:
    page = "<table><tr><td>a" * (4 * LENGTH // 16)
    with pytest.raises(BadInput, match="nested too deeply"):
        run.read([Upload("list.html", page.encode())], "team")
