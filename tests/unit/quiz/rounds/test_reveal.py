"""The public cards at a round's end: what the right answer was."""

from bot.quiz.rounds.reveal_view import reveal
from content.schema import Question, References
from tests.unit.quiz.conftest import question, texts


def with_references(**references: tuple[str, ...]) -> Question:
    return question("first").model_copy(update={"references": References(**references)})


def test_reveal_gives_a_model_answer_before_the_explanation() -> None:
    shown = texts(
        reveal("en", with_references(en=("Because.", "Another."), ko=("왜냐하면.",)), [], [])
    )
    assert shown.index("A model answer: Because.") < shown.index("first explained")
    assert "A model answer: Another." not in shown


def test_model_answer_in_the_other_language_beats_none() -> None:
    shown = texts(reveal("ko", with_references(en=("Because.",)), [], []))
    assert "모범 답안: Because." in shown


def test_question_without_a_reference_has_no_model_answer() -> None:
    shown = texts(reveal("en", with_references(), [], []))
    assert not any(text.startswith("A model answer") for text in shown)
