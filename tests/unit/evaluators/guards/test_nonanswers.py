"""Texts that claim nothing."""

import pytest

from evaluators.guards.nonanswers import (
    admits_not_knowing,
    asks,
    is_blank,
    is_keyword_list,
)
from evaluators.text.sentences import parse


@pytest.mark.parametrize(
    "text", ["", " ", "🙂🙂", "?!...", "ㅋㅋㅋㅋ", "x", "가", "\x00\x07", "\u200b"]
)
def test_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["손실", "w, b", "0.25", "no", "Да"])
def test_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "piecewise linear, hinge, ReLU, 곡선, 조각",
        "산, 골짜기, 눈가리개, 경사, 한 걸음",
        "기울기 소실\n포화\n지수",
        "gradient, slope, derivative",
        "sigmoid saturation gradient exponential",
        "vanishing gradients saturated sigmoid masked weights",
        "- 기울기 소실\n- 포화\n- 지수",
        # One of many items may have an ending or a particle.
        "포화, 0.25, 기울기 소실, 그래디언트 소실, 미분값 1, 기울기가 1, 계산이 빠르, 연산량",
        "분포 가설; 비슷한 문맥; skip-gram; CBOW; 전치를 곱; 레이블; 네거티브 샘플링",
    ],
)
def test_keyword_list(analyzer, text):
    assert is_keyword_list(parse(text, analyzer))


@pytest.mark.parametrize(
    "text",
    [
        "overshooting with a too-big step, plus mini-batch noise",
        "가로는 가중치, 세로는 손실, 높이는 오차",
        "relu' = 1, sigmoid' <= 0.25, exp",
        "포화돼요, 사라져요, 싸요",
        "vanishing gradients",
        "x축: 가중치, y축: 손실, 끝",
        "exp 없음, 포화 없음, 기울기 유지, 희소성 생김, 구현 쉬움",
        "precision up, recall down, usually",
        "Dropout randomly disables neurons.",
        "Word2Vec predicts neighbouring words.",
        "L2 regularisation (weight decay) penalises large weights",
        "GPUs became fast enough.",
        "싸고, 포화가 없고, 희소하고, 구현이 쉽고, 기울기가 안 죽어요",
    ],
)
def test_short_claims_are_no_keyword_list(analyzer, text):
    assert not is_keyword_list(parse(text, analyzer))


@pytest.mark.parametrize(
    "text",
    [
        *("모르겠어요", "이건 잘 모르겠네요", "글쎄요", "패스", "기억이 안 나요"),
        *("idk", "I don't know", "I do not really know", "no idea", "Not sure", "pass"),
        *("Honestly I can't remember this one", "I have no idea", "Hmm, not really sure"),
        *("can't explain that", "잘 모름", "이유는 모름", "답을 몰라요", "그건 저도 몰라요"),
        *("왜 그런지 모름", "잘 몰라서 패스할게요", "헷갈려요", "자신이 없어요"),
    ],
)
def test_admission(analyzer, text):
    assert all(admits_not_knowing(clause) for clause in parse(text, analyzer).clauses)


@pytest.mark.parametrize(
    "text",
    [
        *("모델이 정답을 모르는 상태에서 시작해요", "패스를 거꾸로 지나요"),
        *("every line has to pass through the origin", "a forward pass", "don't stop"),
        # Others know nothing, can't tell, or are unsure.
        *(
            "어텐션은 토큰 순서를 모름",
            "순서를 몰라서 위치를 더해 줘요",
            "다음 단어를 두고 얼마나 헷갈리는지",
        ),
        *("모르겠다고 답하면 점수가 없으니 찍어요", "'모르겠어요'라고 하면 0점이에요"),
        *("확실하지 않으면 기권해요", "자신이 없을 때는 사람에게 넘겨요"),
        *("we can't tell whether it only memorised", "a fixed state cannot recall details"),
        *("You can't know that in general", "the model has no idea of the order"),
        "answers like 'I don't know' get no score",
    ],
)
def test_no_admission(analyzer, text):
    assert not any(admits_not_knowing(clause) for clause in parse(text, analyzer).clauses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("왜 기울기가 사라질까요?", True),
        ("What does a large value mean?", True),
        ("기울기가 사라져서 그런가요?", False),
        ("Isn't it that gradients vanish?", False),
        ("왜냐하면 기울기가 사라지기 때문이에요.", False),
        ("That's why gradients vanish.", False),
    ],
)
def test_a_question_claims_nothing(analyzer, text, expected):
    (sentence,) = parse(text, analyzer).sentences
    assert asks(sentence) is expected
