"""Whether words stand in an order in which they say something."""

from random import Random

import pytest

from evaluators.graded import load
from evaluators.guards.order import is_out_of_order, is_shuffled
from evaluators.text.sentences import parse
from evaluators.text.tokens import content_forms


@pytest.fixture(scope="module")
def unseen():
    """Return what no weight was fitted on, only the threshold: answers of the test split and blind
    ones, references."""
    graded = load()
    answers = [one.answer for one in (*graded.of_split("test"), *graded.blind)]
    asked = [one for id_, one in graded.rubrics.items() if graded.split(id_) == "test"]
    return answers, [text for one in asked for text in one.references.all()]


def shuffled(text: str, chance: Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def test_nobody_who_writes_an_answer_is_told_it_says_nothing(unseen, analyzer) -> None:
    answers, references = unseen
    found = [text for text in answers + references if is_out_of_order(parse(text, analyzer))]
    assert not found


def test_nearly_all_shuffled_references_are_seen_through(unseen, analyzer) -> None:
    _, references = unseen
    chance = Random(7)
    seen = [is_out_of_order(parse(shuffled(one, chance), analyzer)) for one in references]
    assert sum(seen) / len(seen) > 0.9


@pytest.mark.parametrize("text", ["", "기울기", "ReLU", "1. a\n2. b\n3. c"])
def test_a_few_words_can_stand_in_any_order(text: str, analyzer) -> None:
    assert not is_out_of_order(parse(text, analyzer))


NOTES = (
    "결측치 채우기, 이상치 제거, 인코딩 순서로 진행. 숫자는 평균/중앙값으로 메우고 → 범주 묶고 → "
    "확인 → 반복. pandas가 대표. 남는 일은 스케일링, 특성 만들기, 중복 지우기, 분포 보기랑 "
    "문서정리 이런거"
)


def words_of(text: str, analyzer) -> frozenset[str]:
    return content_forms(parse(text, analyzer).tokens)


def test_notes_in_words_of_ones_own_say_something(analyzer) -> None:
    parsed = parse(NOTES, analyzer)
    assert is_out_of_order(parsed)
    assert not is_shuffled(parsed, words_of("결측치를 채우고 이상치를 제거해요.", analyzer))


def test_words_in_no_order_say_nothing_where_the_question_has_them_all(analyzer) -> None:
    assert is_shuffled(parse(NOTES, analyzer), words_of(NOTES, analyzer))
