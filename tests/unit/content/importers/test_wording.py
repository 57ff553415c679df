"""Which wordings a person should look at, because they may be one question."""

import pytest

from content.importers.wording import resembles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is dropout?", "what is Dropout"),
        ("배치 정규화의 효과는?", "배치 정규화의 효과는 무엇인가요?"),
        ("Why does batch norm help training?", "Why does batch norm help in training a net?"),
    ],
)
def test_much_the_same(one: str, other: str) -> None:
    assert resembles(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is dropout?", "What is momentum?"),
        ("배치 정규화의 효과는?", "가중치 초기화가 왜 중요한가요?"),
        ("Why does L1 lead to sparse weights?", "Why does batch norm help training?"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not resembles(one, other)
