from itertools import permutations

import pytest

from content.importers.report import Event
from content.importers.wording import asks, same
from tests.unit.content.importers.lists import FILES, Lists, found, imported, outline


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("미니 배치는 왜 쓰나요?", "미니배치는  왜 쓰나요", True),
        ("What is weight decay?", "What's weight decay", True),
        ("JAX, PyTorch 등으로 몇 줄인가요?", "JAX 또는 Keras 등으로 몇 줄인가요?", True),
        ("Explain batch normalisation briefly.", "Explain batch normalization briefly", True),
        ("Why does regularizaton help us?", "Why does regularization help us?", True),
        ("학습률이 너무 크면 어떤 일이 생기나요?", "학습률은 너무 크면 어떤 일이 생기나요?", True),
        ("Why does an L1 penalty help?", "Why does an L2 penalty help?", False),
        ("What is supervised learning good for?", "What is unsupervised learning good for?", False),
        ("최대 풀링의 장점은 무엇인가요?", "최대 풀링의 단점은 무엇인가요?", False),
        ("학습 손실이 증가하는 이유는?", "학습 손실이 감소하는 이유는?", False),
        ("How many lines is it in C?", "How many lines is it in C++?", False),
        ("When is the loss symmetric here?", "When is the loss asymmetric here?", False),
        ("When is bias not a problem here?", "When is bias a problem here?", False),
        ("What is a in y = ax + b?", "What is a in y = ax - b?", False),
    ],
)
def test_wordings_of_one_question(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("역전파를 설명하시오", True),
        ("활성 함수를 알려주세요. (ReLU, GELU 등)", True),
        ("Compare bagging and boosting.", True),
        ("When training, the loss falls.", False),
        ("오늘은 여기까지 정리했다.", False),
    ],
)
def test_what_reads_like_a_question(text: str, expected: bool) -> None:
    assert asks(text) is expected


def test_a_question_listed_twice_counts_once_and_the_merge_is_told(lists: Lists) -> None:
    (path,) = lists(a_md="1. Why pad images?\n\nWhy pad images\uff1f\n\nWhy pad sequences?\n")
    result = imported(path)
    assert list(outline(result)) == ["Why pad images?", "Why pad sequences?"]
    assert result.read == {str(path): 2}
    (entry,) = result.report.of(Event.MERGED)
    assert (entry.place.line, entry.because("en")) == (3, "same question as line 1")


def test_lists_bring_their_answers_together_in_any_order(lists: Lists) -> None:
    paths = lists(
        a_md="1. What does momentum do?\n\n+ Why does it overshoot sometimes?\n",
        b_md="## What does momentum do?\n\nAnswer: It keeps a running direction.\n",
        c_txt="Why does it overshoot sometimes?\n\nWhat does momentum do?\n",
        d_md="## What does momentum do\n\nAnswer: 관성을 더합니다.\n",
    )
    for order in permutations(paths):
        result = imported(*order)
        (follow_ups,) = outline(result).values()
        assert follow_ups == ["Why does it overshoot sometimes?"]
        references = result.questions[0].references
        assert references.en == ("It keeps a running direction.",)
        assert references.ko == ("관성을 더합니다.",)


def test_the_same_follow_up_of_two_questions_stays_two(lists: Lists) -> None:
    (path,) = lists(
        a_md="1. Why pool?\n\n+ What is the cost?\n\n2. Why stride?\n\n+ What is the cost?\n"
    )
    result = imported(path)
    assert outline(result) == {
        "Why pool?": ["What is the cost?"],
        "Why stride?": ["What is the cost?"],
    }
    assert "kept apart" in result.report.of(Event.DOUBT)[0].because("en")


def test_a_question_that_follows_from_another_elsewhere_becomes_its_follow_up(lists: Lists) -> None:
    paths = lists(
        a_md="1. When does pooling hurt?\n\n2. Why pool?\n",
        b_md="1. Why pool?\n\n+ When does pooling hurt?\n",
    )
    result = imported(*paths)
    assert outline(result) == {"Why pool?": ["When does pooling hurt?"]}
    assert result.report.of(Event.DOUBT)[0].because("en").startswith("is a follow-up here")


def test_a_merge_of_different_wordings_is_doubted(lists: Lists) -> None:
    (path,) = lists(a_txt="Explain how dropout works.\n\nPlease explain how the dropout works.\n")
    result = imported(path)
    assert list(outline(result)) == ["Explain how dropout works."]
    assert "worded otherwise" in result.report.of(Event.DOUBT)[0].because("en")


def test_ids_come_from_english_words_or_the_deck_and_stay(lists: Lists) -> None:
    (path,) = lists(
        a_txt="Transformer의 FFN은 왜 넓나요?\n\n왜 섞나요?\n\nFFN in what?\n\nFFN?\n\nFFN은?\n"
    )
    ids = [one.id for one in imported(path).every]
    assert ids == ["transformer-ffn", "team-2", "ffn-in-what", "ffn", "ffn-2"]
    assert [one.id for one in imported(path).every] == ids


def test_one_text_stands_for_both_languages() -> None:
    text = found(imported(FILES / "bare.txt"), "편향").text
    assert text.ko == text.en
