"""Texts are one of a kind, and the stand-in for compute grades them the same every time."""

from random import Random

from bot.quiz.answering import text as answers
from content.schema import Kind
from evaluators.grade import Verdict
from tests.chaos.grader import grade
from tests.chaos.words import ODD, Words, mark_of, score_of


def test_no_text_comes_twice() -> None:
    words = Words(Random(1), 3)
    texts = [words.next() for _ in range(300)]
    assert len({mark_of(text) for text in texts}) == 300
    assert all(any(odd in text for text in texts) for odd in ODD)


def test_what_is_written_is_kept_as_it_is() -> None:
    words = Words(Random(1), 3)
    assert all(
        answers.check(text, Kind.CONCEPT) == text for text in (words.next() for _ in range(300))
    )


def test_a_grade_quotes_the_mark_and_can_be_had_again() -> None:
    text = Words(Random(1), 3).next()
    found = grade({"question": {"kind": "concept"}, "answer": text})
    assert found.score == score_of(text)
    assert [point.evidence for point in found.key_points] == [mark_of(text)]


def test_a_personal_answer_is_quoted_too() -> None:
    found = grade({"question": {"kind": "personal"}, "answer": "qm01000001 good"})
    assert found.verdict is Verdict.PARTIAL
