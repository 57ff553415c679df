"""Which wordings a person should look at, because they may be one question."""

import pytest

from content.importers.wording import asks, resembles


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("What is dropout?", "what is Dropout", True),
        ("배치 정규화의 효과는?", "배치 정규화의 효과는 무엇인가요?", True),
        ("Why does batch norm help training?", "Why does batch norm help in training a net?", True),
        ("What is dropout?", "What is momentum?", False),
        ("배치 정규화의 효과는?", "가중치 초기화가 왜 중요한가요?", False),
        ("Why does L1 lead to sparse weights?", "Why does batch norm help training?", False),
    ],
)
def test_much_the_same(one: str, other: str, alike: bool) -> None:
    assert resembles(one, other) is alike


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("bootstrap의 의미는 무엇인가요.", True),
        ("나만의 방식을 설명해봅시다.", True),
        ("평균을 내면 덜 흔들려요.", False),
    ],
)
def test_a_korean_question_needs_no_question_mark(text: str, is_question: bool) -> None:
    assert asks(text, plainly=True) is is_question
