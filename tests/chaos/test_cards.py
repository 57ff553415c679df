"""Cards are told apart by what members read on them."""

import pytest

from bot.i18n.messages import say
from tests.chaos.cards import is_grade, is_refusal

REFUSALS = [
    say("ko", "error-no-open-round"),
    say("ko", "error-no-attempts", total=3),
    say("ko", "error-unavailable"),
    say("ko", "error-unexpected"),
    say("ko", "error-answer-too-long", limit=4000, given=4001),
    say("ko", "error-too-fast"),
    say("ko", "which-title"),
]
OTHERS = [
    say("ko", "grading-now"),
    say("ko", "grading-second"),
    say("ko", "grading-later"),
    say("ko", "quiz-posted"),
    say("ko", "hint-price"),
    say("ko", "leaderboard-empty"),
    say("ko", "question-closed"),
    say("ko", "follow-up-notice"),
]
GRADE = say("ko", "grade-attempt", attempt=1, total=3)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_one(text: str) -> None:
    assert is_refusal(f"⚠️ {text}")


@pytest.mark.parametrize("text", OTHERS)
def test_what_says_yes_is_no_refusal(text: str) -> None:
    assert not is_refusal(text)


def test_a_grade_that_quotes_a_refusal_is_a_grade() -> None:
    text = f"{REFUSALS[0]}\n{GRADE}"
    assert is_grade(text)
    assert not is_refusal(text)
