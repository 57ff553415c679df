"""How hard a list says its questions are."""

import pytest

from content.importers.difficulty import level_of
from content.importers.title import level_behind
from tests.unit.content.importers.lists import Lists, imported


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("4", 4),
        (" 2/5 ", 2),
        ("Lv.3", 3),
        ("난이도 상", 4),
        ("⭐⭐⭐⭐⭐⭐", 5),
        ("⭐️", 1),
        ("★★☆", 3),
        ("Easy", 2),
        ("초급", 2),
        ("중", 3),
        ("어려움", 4),
        ("", None),
        ("7", None),
        ("attention", None),
    ],
)
def test_stars_numbers_and_words_are_levels(said: str, level: int | None) -> None:
    assert level_of(said) == level


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("왜 ReLU를 쓰나요? ★★", 2),
        ("왜 ReLU를 쓰나요? (★★★★☆)", 4),
        ("Why ReLU? (hard) 🚀", 4),
        ("왜 ReLU를 쓰나요? (상)", 4),
        ("Why ReLU?", None),
        ("Why ReLU? ⭐️", None),
        ("What is the easy part of f(1)?", None),
    ],
)
def test_marks_behind_a_question_tell_its_level(title: str, level: int | None) -> None:
    assert level_behind(title) == level


@pytest.mark.parametrize(("of_others", "level"), [("⭐⭐⭐", 1), ("⭐", 3)])
def test_a_single_star_is_a_level_where_others_have_more(
    lists: Lists, of_others: str, level: int
) -> None:
    (path,) = lists(
        a_md=f"## 패딩은 왜 하나요? ⭐\n\n크기 때문에요.\n\n## Why ReLU? {of_others}\n\nSpeed.\n"
    )
    assert imported(path).questions[0].difficulty == level
