"""What can be graded, and what a member's text keeps."""

import pytest

from bot.quiz.answering.text import check, clean
from bot.quiz.errors import Refusal
from content.schema import Kind
from evaluators.grade import MAX_ANSWER_CHARS


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


def test_an_answer_of_the_greatest_length_is_taken() -> None:
    assert len(check("가" * MAX_ANSWER_CHARS, Kind.CONCEPT)) == MAX_ANSWER_CHARS


def test_one_digit_answers_a_calculation() -> None:
    assert check("7", Kind.CALCULATION) == "7"


def test_markup_stays_as_it_was_typed() -> None:
    text = "<b>ReLU</b> @everyone **max(0, x)** `code` & <script>"
    assert clean(text) == text


def test_control_characters_and_bidi_overrides_go() -> None:
    assert clean("a\x00b\x1b[31mc\u202ed\r\ne") == "abcd\ne"


def test_decomposed_hangul_is_composed() -> None:
    assert clean("\u1100\u1161") == "가"
