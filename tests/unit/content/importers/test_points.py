"""What an imported answer is graded by, before anybody has worked on it."""

import pytest

from content.importers.points import MAX_POINTS, NEEDED, is_code, listed, sentences
from content.importers.report import Event
from tests.unit.content.importers.lists import Lists, imported

PROGRAM = "```python\nfor x in range(3):\n    print(x)\n```"
LONG = "\n\n".join([PROGRAM] * 9)


@pytest.mark.parametrize(
    ("answer", "stated"),
    [
        (
            "It averages. It also smooths, e.g. noise.",
            ["It averages.", "It also smooths, e.g. noise."],
        ),
        ("기울기를 모아요. 그래서 덜 흔들려요.", ["기울기를 모아요.", "그래서 덜 흔들려요."]),
        (
            "Two reasons:\n\n- **speed** of training\n- less memory",
            ["speed of training", "less memory"],
        ),
        (f"Detach the state.\n\n{PROGRAM}\n\n| a | b |\n|---|---|", ["Detach the state."]),
        ("Why is that so? It keeps\n1. the size of it", ["It keeps", "the size of it"]),
        ("Same here. Same here.", ["Same here."]),
        (
            "It moves the weights\n  down the slope.\nFast enough",
            ["It moves the weights down the slope.", "Fast enough"],
        ),
        ("더 어려운 표본이 되고,\n편향도 줄어요", ["더 어려운 표본이 되고, 편향도 줄어요"]),
        ("**Bias** is an error of the model.", ["Bias is an error of the model."]),
        ("We need it because,\n\n- it is fast to train", ["it is fast to train"]),
        ("> It learns slowly.\n> 참고: https://example.com/a", ["It learns slowly."]),
        ("3.5 epochs are enough.\n\n[[deep learning]] ^a1b2", ["3.5 epochs are enough."]),
        (
            "손실의 기울기 반대 방향으로\n가중치를 옮겨요",
            ["손실의 기울기 반대 방향으로 가중치를 옮겨요"],
        ),
        ("입력 게이트 하나\n출력 게이트 하나", ["입력 게이트 하나", "출력 게이트 하나"]),
        ("길이 $n$에 대해\n\n$$\nO(n^2)\n$$\n\n입니다.", ["길이 $n$에 대해 $O(n^2)$ 입니다."]),
        ("a. batch statistics\nb) e.g. of features", ["batch statistics", "e.g. of features"]),
        ("Ok.", []),
    ],
)
def test_sentences_and_bullets_are_what_an_answer_states(answer: str, stated: list[str]) -> None:
    assert sentences(answer) == stated


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        ("SGD, Adam and RMSProp.", ["SGD", "Adam", "RMSProp"]),
        ("SGD,Adam,RMSProp", ["SGD", "Adam", "RMSProp"]),
        ("정밀도, 재현율 및 F1", ["정밀도", "재현율", "F1"]),
        ("K-means, DBSCAN (with eps, minPts)", ["K-means", "DBSCAN (with eps, minPts)"]),
        ("Two kinds:\n1. batch norm\n2. `LayerNorm`", ["batch norm", "`LayerNorm`"]),
        ("Adam is fast, cheap and small.", []),
        ("Dropout reduces overfitting, co-adaptation and variance.", []),
        ("Networks can't learn edges, textures", []),
        ("To save memory, time", []),
        ("드롭아웃은 과적합, 공적응 감소", []),
        ("- Adam is fast\n- cheap", ["Adam is fast", "cheap"]),
        ("root mean squared error, k-means", ["root mean squared error", "k-means"]),
        ("Yes, overfitting", []),
        ("기울기가 작아져서, 학습이 느려요", []),
        ("1,000 or 10, 20", []),
        ("$a$, $b$", []),
        ("A pass over the data", []),
        (", ".join(f"model {letter}" for letter in "abcdefghi"), []),
    ],
)
def test_the_names_of_a_lone_list_are_told_from_a_sentence(answer: str, items: list[str]) -> None:
    assert listed(answer) == items


def test_each_item_of_a_lone_list_is_a_needed_point_with_its_name(lists: Lists) -> None:
    (path,) = lists(a_md="Q: Which optimizers adapt?\nA: Adagrad, RMSProp, Adam, Adadelta\n")
    (main,) = imported(path).questions
    assert [(point.text.en, point.terms, point.needed) for point in main.key_points] == [
        (name, (name,), True) for name in ("Adagrad", "RMSProp", "Adam", "Adadelta")
    ]


def test_the_first_sentences_are_needed_and_later_ones_a_bonus(lists: Lists) -> None:
    answer = " ".join(f"Sentence {number} says a thing." for number in range(9))
    (path,) = lists(a_md=f"Q: Why pad?\nA: {answer}\n")
    (main,) = imported(path).questions
    assert [point.needed for point in main.key_points] == [
        number < NEEDED for number in range(MAX_POINTS)
    ]
    assert not any(point.is_worked_out for point in main.key_points)


def test_keywords_of_a_list_stay_its_key_points(lists: Lists) -> None:
    (path,) = lists(a_md="## Why pad?\n\nKeyword: size, edges\nAnswer: It keeps the size.\n")
    (main,) = imported(path).questions
    assert [(point.text.en, point.terms) for point in main.key_points] == [
        ("size", ("size",)),
        ("edges", ()),
    ]


def test_bullets_below_the_label_are_keywords_whole(lists: Lists) -> None:
    (path,) = lists(a_md="Q: Why pad?\nA: To keep it.\n\nKey points:\n- size, as it was\n- edges\n")
    (main,) = imported(path).questions
    assert [point.text.en for point in main.key_points] == ["size, as it was", "edges"]


def test_a_choice_or_a_digit_is_kept_for_the_reveal_and_grades_nobody(lists: Lists) -> None:
    choices = "Q: 어느 것이 규제인가요?\n① ReLU\n② Dropout\n정답: ②\n해설: 무작위로 꺼요.\n"
    (path,) = lists(a_md=f"{choices}\nQ: 모두 더하면 얼마인가요?\n정답: 1\n")
    result = imported(path)
    told = [main.explanation and main.explanation.ko for main in result.questions]
    assert told == ["Dropout\n\n무작위로 꺼요.", "1"]
    assert not any(main.has_reference for main in result.questions)
    why = "its answer is a choice or a digit, which can't be graded: kept for the reveal"
    assert [entry.because("en") for entry in result.report.entries] == [f"stays a draft: {why}"] * 2


@pytest.mark.parametrize(
    ("answer", "is_program"),
    [
        (PROGRAM, True),
        (f"Here is the code.\n\n{PROGRAM}\n\n이렇게 구현해요.", True),
        (f"Like this:\n\n{PROGRAM}", True),
        (f"Example:\n\n- `count(3)` ⇒ `1, 2, 3`\n- “ab” ⇒ no\n\n{LONG}", True),
        (f"`a` = slope, `b` = offset, `x` = input\n\n{PROGRAM[:20]}\n```", False),
        (f"`count` returns an iterator that never ends.\n\n{PROGRAM}", False),
        ("for x in range(3):\n    print(x)", True),
        ("import torch\nx = torch.zeros(3)\nx.sum()", True),
        (f"Detach the state.\n\n{LONG}", False),
        (f"상태를 떼어 내서 기울기를 끊어요.\n\n{LONG}", False),
        ("y = wx + b\nloss = (y - t)^2", False),
        ("It calls `model.eval()`\nfor inference:", False),
        ("model.eval()", False),
    ],
)
def test_an_answer_is_a_program_where_no_words_state_it(answer: str, is_program: bool) -> None:
    assert is_code(answer) is is_program


@pytest.mark.parametrize(
    ("question", "is_program"),
    [
        ("Counting. Write a function that counts to three.", True),
        ("셋까지 세는 함수를 작성하세요.", True),
        ("When would you write a counter of your own?", False),
        ("How does it count?", False),
    ],
)
def test_most_of_an_answer_being_the_code_that_was_asked_for_is_a_program(
    question: str, is_program: bool
) -> None:
    counted = f"The definition of a node is given.\n\n{PROGRAM}\n{PROGRAM}"
    assert is_code(counted, question) is is_program
    assert not is_code(f"{counted}\n\n{'Each call gives the next number. ' * 9}", question)


def test_a_program_is_kept_for_the_reveal_and_grades_nobody(lists: Lists) -> None:
    (path,) = lists(a_md=f"Q: How do you count to three?\n\n{PROGRAM}\n")
    result = imported(path)
    (main,) = result.questions
    assert not main.has_reference
    assert main.explanation is not None
    assert main.explanation.en == PROGRAM
    why = "its answer is code, which can't be graded: kept for the reveal"
    assert [entry.because("en") for entry in result.report.of(Event.DRAFT)] == [
        f"stays a draft: {why}"
    ]


def test_a_program_beside_an_answer_in_words_makes_no_draft(lists: Lists) -> None:
    (path,) = lists(a_md=f"Q: How do you count?\nA: By adding one.\n\nAnswer:\n{PROGRAM}\n")
    (entry,) = imported(path).report.entries
    assert entry.event is Event.DOUBT
    assert entry.because("en").startswith("its answer is code")


def test_each_draft_is_named_with_its_reason_unless_no_question_is_answered(lists: Lists) -> None:
    answered, asked = lists(
        a_md="1. Why pad?\n   It keeps the size.\n2. What is the port of HTTPS?\n   443\n",
        b_md="1. Why stride?\n2. Why pool?\n",
    )
    assert [
        (entry.event, entry.place.line, entry.text, entry.because("en"))
        for entry in imported(answered).report.entries
    ] == [
        (
            Event.SKIPPED,
            4,
            "443",
            "is a number by itself: if it's the answer, write `Answer:` before it",
        ),
        (Event.DRAFT, 3, "What is the port of HTTPS?", "stays a draft: has no answer"),
    ]
    assert imported(asked).report.entries == []
