"""Which way claims point."""

import pytest

from evaluators.polarity import contradicts, leaning, stance


@pytest.fixture
def read(analyzer):
    return lambda text: stance(analyzer.tokens(text.lower()))


@pytest.mark.parametrize(
    ("text", "axis", "sign"),
    [
        ("ReLU는 포화된다", "포화", 1),
        ("ReLU는 포화되지 않는다", "포화", -1),
        ("기울기가 안 사라진다", "사라지", -1),
        ("기울기가 사라지지 못한다", "사라지", -1),
        ("규제 장치가 아니다", "장치", -1),
        ("it saturates", "saturat", 1),
        ("it doesn't saturate", "saturat", -1),
        ("it never saturates", "saturat", -1),
        ("gradient never fails to not vanish", "vanish", -1),
        ("손실이 증가한다", "±size", 1),
        ("the loss decreases", "±size", -1),
        ("손실이 줄어들지 않는다", "±size", 1),
        ("the loss does not increase", "±size", -1),
        ("반대 방향으로", "±way", -1),
        ("in the same direction", "±way", 1),
        ("비선형 함수", "±lines", -1),
        ("a non-linear map", "±lines", -1),
        ("without activation", "±presence", -1),
    ],
)
def test_stance(read, text, axis, sign):
    assert read(text)[axis] == sign


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (
            "With it, stacked layers collapse into one linear map",
            "Without it, any stack of layers collapses into a linear map",
        ),
        (
            "양수 구간에서 기울기가 0이라 가중치가 갱신되지 않아요",
            "음수 구간에서 기울기가 0이라 가중치가 갱신되지 않아요",
        ),
        ("the gradient vanishes in deep networks", "the gradient does not vanish in deep networks"),
        ("기울기와 같은 방향으로 파라미터를 옮겨요", "기울기와 반대 방향으로 파라미터를 옮겨요"),
        ("ReLU는 양수 구간에서 미분값이 0이에요", "ReLU는 양수 구간에서 미분값이 1이에요"),
        ("its slope is never above 1 anywhere", "its slope is never above 0.25 anywhere"),
    ],
)
def test_a_claim_turned_round_contradicts(read, said, claim):
    assert contradicts(read(said), read(claim))


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("the gradient vanishes in deep networks", "gradients vanish in very deep networks"),
        ("기울기와 반대로 파라미터를 옮겨요", "파라미터를 기울기의 반대로 옮겨요"),
        ("the loss is small", "a large learning rate overshoots the valley"),
        (
            "a large step makes the loss of the network jump",
            "the loss of a network with a small step drifts towards some flat region very slowly",
        ),
        ("", "the gradient vanishes in deep networks"),
        (
            "subtract the gradient of the loss times a small learning rate",
            "the gradient says which way the loss rises fastest",
        ),
        (
            "the slope of ReLU is 0 or 1 for all inputs",
            "the slope of ReLU is 1 for positive inputs",
        ),
    ],
)
def test_other_wording_and_other_topics_do_not_contradict(read, said, claim):
    assert not contradicts(read(said), read(claim))


def test_leaning_counts_only_what_tells_right_from_wrong(read):
    right, wrong = (
        read("the slope is one for positive inputs"),
        read("the slope is zero for positive inputs"),
    )
    assert leaning(read("slope zero on the positive side"), right, wrong) == 1.0
    assert leaning(read("slope one on the positive side"), right, wrong) == 0.0
    assert leaning(read("zero is a number"), right, wrong) == 0.0
    assert leaning(read("slope"), right, read("the slope is zero")) == 0.0


def test_leaning_is_even_where_more_speaks_for_the_right(read):
    right, wrong = read("slope one passes gradients"), read("slope zero stops gradients")
    assert leaning(read("slope one passes, zero"), right, wrong) == 0.0
