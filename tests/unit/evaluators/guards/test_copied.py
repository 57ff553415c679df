"""What is left of an answer that repeats what its writer was shown."""

from content.schema import Bilingual, KeyPoint, Rubric
from evaluators.guards.copied import own_words

RUBRIC = Rubric(
    id="relu",
    text=Bilingual(ko="왜 ReLU를 쓰나요?", en="Why is ReLU used?"),
    hints=(
        Bilingual(
            ko="기울기를 그려 보세요. 양 끝이 어떤가요?", en="Draw the slope. Look at both ends."
        ),
    ),
    key_points=(
        KeyPoint(
            id="a",
            text=Bilingual(ko="기울기가 1", en="Its slope is 1"),
            nudge=Bilingual(ko="양수에서는 어떻게 될까요?", en="What happens above zero?"),
        ),
    ),
)


def test_what_was_shown_is_left_out_however_it_is_spaced():
    answer = "기울기를  그려\n보세요. 양수에서는 기울기가 1이에요. WHAT HAPPENS above zero?"
    assert own_words(answer, RUBRIC).split() == ["양수에서는", "기울기가", "1이에요."]


def test_an_answer_of_ones_own_stays_as_it_is():
    answer = "기울기를 그려 보면 양 끝이 1이에요. Its slope is 1 above zero."
    assert own_words(answer, RUBRIC) == answer


def test_markup_in_a_question_is_no_pattern():
    odd = RUBRIC.model_copy(
        update={"text": Bilingual(ko="(a+b)* [x] 무엇일까요", en="(a+b)* [x] what is it")}
    )
    assert own_words("(a+b)* [x] 무엇일까요 답", odd).split() == ["답"]
