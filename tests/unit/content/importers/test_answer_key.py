"""Exam sheets: choices are asked, the key below answers, and none of it is posted."""

import pytest

from content.importers.answer_key import cut
from content.importers.asked import choices
from content.importers.report import Event
from tests.unit.content.importers.lists import SHAPES, Lists, imported


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (
            "exam-key.txt",
            ["Convolution", "A larger learning rate", "A running average of gradients"],
        ),
        ("exam-key-ko.txt", ["드롭아웃", "교차 엔트로피"]),
        ("exam-key-row.txt", ["Adam", "출력이 작아진다"]),
        ("exam-keys.txt", ["L2", "False"]),
        ("choices-marked.txt", ["LSTM", "dropout", "4", "교차 엔트로피", "(1)", "max"]),
        ("choices-ticked.md", ["pooling", "batch normalisation"]),
    ],
)
def test_the_choice_that_a_key_or_a_sign_names_is_kept_for_the_reveal(
    name: str, kept: list[str]
) -> None:
    told = [one.explanation.en for one in imported(SHAPES / name).every if one.explanation]
    assert told == kept


@pytest.mark.parametrize(
    "text",
    [
        "1. What is rank?\nAnswer: Its axes.\n2. How to train?\n\nAnswers\n1. collect\n2. fit\n",
        "1. What is rank?\n2. What is size?\n3. Why?\n4. How?\n\nAnswers\n1. axes\n2. numbers\n",
        "1. What is rank?\n\nAnswers\n1. axes\n",
        "1. What is rank?\n2. Why?\n\nAnswers\n1. What is size?\n2. What is a view?\n",
    ],
)
def test_numbered_lines_that_answer_one_question_or_few_are_no_key(text: str) -> None:
    assert cut(text) == (text, [])


def test_an_answer_of_a_key_goes_on_in_what_is_indented_below_it(lists: Lists) -> None:
    asked = "## Questions\n\n1. What is a stride?\n2. What does `view` do?\n3. Why pad?\n\n---\n\n"
    key = "## Answers\n\n1. How far a filter moves.\n\n   One by default,\n   in most libraries.\n"
    key += "2. It gives a view of it.\n\n   ```python\n   y = x.view(2)\n   y[0] = 1\n   ```\n"
    (path,) = lists(
        a_md=f"{asked}{key}3. To keep the size.\n   1. width\n   2. height\n\nWell done!\n"
    )
    assert [main.references.en for main in imported(path).every] == [
        ("How far a filter moves.\n\nOne by default, in most libraries.",),
        ("It gives a view of it.\n\n```python\ny = x.view(2)\ny[0] = 1\n```",),
        ("To keep the size.\n1. width\n2. height",),
    ]


def test_what_a_key_answers_that_nobody_asked_is_told(lists: Lists) -> None:
    key = "Key\n1. axes\n2. numbers\n3. strides\n4. views\n"
    asked = "1. What is rank?\n2. What is size?\n3. What skips?\n\n"
    told = imported(*lists(a_txt=asked + key)).report.of(Event.SKIPPED)
    assert [(one.place.line, one.text) for one in told] == [(9, "views")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A) SGD\nB) Adam", {"A": "SGD", "B": "Adam"}),
        ("① 풀링 ② 패딩", {"①": "풀링", "②": "패딩"}),
        ("- a. one\n- b. two words", {"A": "one", "B": "two words"}),
        ("① 풀링\n② 패딩\n패딩은 가장자리를 채워요.", {}),
        ("① 풀링", {}),
        ("2) two\n3) three", {}),
        ("Only 1) one 2) two", {}),
    ],
)
def test_only_marks_in_order_with_nothing_else_are_choices(
    text: str, found: dict[str, str]
) -> None:
    assert choices(text) == found
