"""Long questions on a card end with a whole word."""

import pytest

from bot.quiz.cards import shortened


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("why do deep nets overfit", 24, "why do deep nets overfit"),
        ("why do deep nets overfit", 23, "why do deep nets…"),
        ("why do deep nets overfit", 17, "why do deep nets…"),
        ("why do deep nets overfit", 16, "why do deep…"),
        ("first, second", 9, "first…"),
        ("왜 시그모이드 대신 ReLU를 쓸까요", 14, "왜 시그모이드 대신…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("see " + "x" * 30, 10, "see xxxxx…"),
        ("two\n lines  here", 20, "two lines here"),
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, shown: str) -> None:
    assert shortened(text, limit) == shown
    assert len(shown) <= limit
