"""What can be graded, and what a member's text keeps."""

import pytest

from bot.quiz.answering.text import check, clean
from bot.quiz.errors import Refusal
from content.schema import Kind
from evaluators.grade import MAX_ANSWER_CHARS

MARKUP = "<b>ReLU</b> @everyone **max(0, x)** `code` & <script>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "error-answer-empty"),
        (" \n\t ", "error-answer-empty"),
        ("\x00\x07\u202e", "error-answer-empty"),
        ("\x1b[31m\x1b[0m", "error-answer-empty"),
        ("a", "error-answer-too-short"),
        ("🔥🔥🔥", "error-answer-too-short"),
        ("...!?", "error-answer-too-short"),
        ("가" * 100_000, "error-answer-too-long"),
        ("\u0958" * MAX_ANSWER_CHARS, "error-answer-too-long"),  # twice as many once composed
    ],
)
def test_refuses_what_cannot_be_graded(text: str, message: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(text, Kind.CONCEPT)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("text", "kind"), [("가" * MAX_ANSWER_CHARS, Kind.CONCEPT), ("7", Kind.CALCULATION)]
)
def test_takes_the_longest_answer_and_a_digit_where_one_calculates(text: str, kind: Kind) -> None:
    assert check(text, kind) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (MARKUP, MARKUP),
        ("a\x00b\x1b[31mc\u202ed\r\ne", "abcd\ne"),
        ("\u1100\u1161", "가"),
    ],
    ids=["markup stays", "control characters and overrides go", "Hangul is composed"],
)
def test_keeps_what_was_typed_as_plain_text(typed: str, kept: str) -> None:
    assert clean(typed) == kept
