"""Time grows with the length of what members send, and not with its square.

What is measured is the processor's time, at a length and at eight times that. A square would take
64 times as long; what is allowed leaves room for a busy machine, and is tried again. How much time
grows exactly is for `make bench` to say.
"""

import io
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.discord import layout as discord
from bot.platforms.slack import layout as slack
from bot.quiz import typed_line
from bot.quiz.cards import Card, Paragraph, Point
from bot.quiz.errors import Refusal
from content.importers import run
from content.importers.item import BadInput
from content.importers.source import Upload
from evaluators.grade import MAX_ANSWER_CHARS, GradeRequest
from evaluators.text.tokens import Analyzer
from tests.unit.evaluators.words import RUBRIC, word_grader
from tests.unit.platforms.drawing import id_of

TIMES = 8
ALLOWED = 24
TRIFLE_S = 0.1
TRIES = 6
IMPORTED = 8_000

WORDS = [
    "a ",
    "1",
    "1e9",
    "은요?",
    "가 ",
    "왜 ",
    "왜?\n",
    "not ",
    "않 ",
    "sum_i ",
    "그리고 ",
    "\u0301",
]
SIGNS = [*" \t\n?.([{<*_`$\\|~:@&=-'\"", "**", "```\n", "%%"]
LISTS = [
    "# a\n", "- ", "1. a\n", "> ", "| a |\n", "Q: a?\n", "A: b\n", "a::b\n", "{{c1::a}}", "---\n",
    "%%a", "[a](", "![", "[^1]: ",
]  # fmt: skip
TAGS = [
    "<b>", "<br>", "<a ", "<!--", "-->", "<p>", "</p>", "<li>", "<![CDATA[", "<script>", "&amp;",
    "[sound:",
]  # fmt: skip
KNOWN = ["**", "<!--", "# a\n", "## a\n\n", "not ", "<b>", "은요?", "<a <a", "%%a", "<br>"]
KNOWN += ["[a] [오후 3:12] @a b?\n", "• a - "]
PIECES = st.lists(st.sampled_from(WORDS + SIGNS + LISTS + TAGS), min_size=1, max_size=4)

Work = Callable[[], object]
FUZZ = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def assert_grows_with_length(work_on: Callable[[str], Work], piece: str, longest: int) -> None:
    short, long = (work_on((piece * length)[:length]) for length in (longest // TIMES, longest))
    least = {short: float("inf"), long: float("inf")}
    for _ in range(TRIES):
        least = {work: min(least[work], _cpu_s(work)) for work in (short, long)}
        if least[long] < max(TRIFLE_S, ALLOWED * least[short]):
            return
    pytest.fail(f"{piece!r}: {least[short]:.3f} s, and {TIMES} times as long {least[long]:.3f} s")


def _cpu_s(work: Work) -> float:
    began = time.thread_time()
    with suppress(BadInput, Refusal):
        work()
    return time.thread_time() - began


def imported(name: str, before: str, text: str) -> Work:
    upload = Upload(name, f"{before}{text}b\n".encode())
    return lambda: run.read([upload], "team")


def imported_from_word(text: str) -> Work:
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph("1. 왜 그런가요?")
    for line in text.splitlines():
        document.add_paragraph("".join(char for char in line if char.isprintable()))
    document.save(file)
    upload = Upload("list.docx", file.getvalue())
    return lambda: run.read([upload], "team")


READERS = {
    "Markdown": partial(imported, "list.md", ""),
    "below a heading": partial(imported, "list.md", "# a\n"),
    "an answer": partial(imported, "list.md", "Q: 왜 그런가요?\nA: "),
    "Anki": partial(imported, "list.txt", "#separator:tab\n#html:true\n왜 그런가요?\t"),
    "CSV": partial(imported, "list.csv", "question,answer\n왜 그런가요?,"),
    "JSON": partial(imported, "list.json", '[{"question": "'),
    "HTML": partial(imported, "list.html", "<p>왜 그런가요?</p>"),
    "Word": imported_from_word,
}


def drawn_on_discord(text: str) -> Work:
    card = _card(text)
    return lambda: discord.layout(card, id_of, {}, 0)


def drawn_on_slack(text: str) -> Work:
    card = _card(text)
    return lambda: slack.layout(card, id_of)


def _card(text: str) -> Card:
    said = Paragraph(text=text, style="quote")
    return Card(title=text, blocks=(said, Point(mark="met", text=text, quote=text, note=text)))


def typed(text: str) -> Work:
    return lambda: [typed_line.parse(f"{line} {text}") for line in ("/answer", "/demo", "/")]


SHOWN = {"Discord": drawn_on_discord, "Slack": drawn_on_slack, "a typed line": typed}


@pytest.fixture(scope="module")
def graded(analyzer: Analyzer) -> Callable[[str], Work]:
    grader = word_grader(analyzer)

    def work_on(text: str) -> Work:
        request = GradeRequest(question=RUBRIC, answer=text)
        return lambda: grader.grade([request])

    return work_on


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@FUZZ
@given(piece=PIECES.map("".join))
def test_grading(graded: Callable[[str], Work], piece: str) -> None:
    assert_grows_with_length(graded, piece, MAX_ANSWER_CHARS)


@pytest.mark.parametrize("piece", KNOWN)
def test_grading_what_was_slow(graded: Callable[[str], Work], piece: str) -> None:
    assert_grows_with_length(graded, piece, MAX_ANSWER_CHARS)


@pytest.mark.parametrize("reader", [one for one in READERS if one != "Word"])  # read as HTML is
@FUZZ
@given(piece=PIECES.map("".join))
def test_importing(reader: str, piece: str) -> None:
    assert_grows_with_length(READERS[reader], piece, IMPORTED)


@pytest.mark.parametrize("piece", KNOWN)
@pytest.mark.parametrize("reader", READERS)
def test_importing_what_was_slow(reader: str, piece: str) -> None:
    assert_grows_with_length(READERS[reader], piece, IMPORTED)


@pytest.mark.parametrize("place", SHOWN)
@FUZZ
@given(piece=PIECES.map("".join))
def test_showing_and_reading_commands(place: str, piece: str) -> None:
    assert_grows_with_length(SHOWN[place], piece, IMPORTED)
