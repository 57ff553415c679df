"""Whether a text takes back all that it says."""

import pytest

from evaluators.graded import load
from evaluators.guards.disowning import takes_all_back
from evaluators.text.plain import plain

REFERENCE = "기울기가 0에 가까워져요. Gradients vanish."


@pytest.mark.parametrize(
    "text",
    [
        f"It is wrong to say that: {REFERENCE}",
        f"It's simply not true: {REFERENCE}",
        f"The following is a lie. {REFERENCE}",
        f"다음과 같이 말하는 것은 틀린 설명입니다: {REFERENCE}",
        f"다음 내용은 거짓이에요. {REFERENCE}",
        f"아래는 전부 틀린 말. {REFERENCE}",
        f"틀린 설명: {REFERENCE}",
        f"{REFERENCE} Actually, all of the above is false.",
        f"{REFERENCE} None of this is true.",
        f"{REFERENCE} 그런데 사실 위의 내용은 모두 거짓입니다.",
        f"{REFERENCE} 지금까지 쓴 건 다 틀렸어요",
    ],
)
def test_a_denial_of_everything(text: str) -> None:
    assert takes_all_back(plain(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "It is wrong to say that accuracy is enough: with rare classes it hides errors.",
        "흔한 오해: BN은 항상 좋다. 실제로는 작은 배치에서 나빠요.",
        "정확도만 보면 된다는 말은 틀렸어요. 불균형이면 속아요.",
        "다음 단어만 맞히게 하면 거짓말도 술술 해요.",
        "다음 단어를 틀리면 벌을 줘요. 정답과 견주는 거예요.",
        "Wrong: y = -q x\nRight: y = q x",
        "Relu is cheap. Anyone who says otherwise is wrong.",
        "The model learns to tell which of them is false.",
        "",
    ],
)
def test_one_thing_denied_and_another_said(text: str) -> None:
    assert not takes_all_back(plain(text).text)


def test_nobody_who_answered_takes_it_back() -> None:
    graded = load()
    answers = [one.answer for one in (*graded.answers, *graded.blind)]
    assert not [text for text in answers if takes_all_back(plain(text).text)]
