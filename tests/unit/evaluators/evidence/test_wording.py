"""What right and wrong texts say of a word in its company."""

import numpy as np
import pytest

from evaluators.evidence.wording import Roles, Wordings, Words
from evaluators.text.sentences import parse
from tests.unit.evaluators.words import WordEncoder

RIGHT = "Neurons are dropped at random while training."
WRONG = "Neurons are dropped in tests to speed them up."


@pytest.fixture
def heard(analyzer):
    """Hear an answer by texts whose words are of a reference (0), a point (1) or a claim (3)."""
    encoder = WordEncoder()

    def of(answer, texts, roles, points=1, claims=0, asked=()):
        words, own = (
            Words.of([parse(one, analyzer) for one in some]) for some in (texts, [answer])
        )
        played = Roles(np.array(roles)[words.sources], points=points, claims=claims)
        wordings = Wordings.build(words, encoder.encode(words.texts), played, 1, frozenset(asked))
        return own, wordings.hear(own, encoder.encode(own.texts))

    return of


@pytest.fixture
def hear(heard):
    def of(answer, right=RIGHT, asked=()):
        own, found = heard(answer, [right, WRONG], [1, 3], claims=1, asked=asked)
        told = {
            "agreed": found.agreed_right,
            "opposed": found.roles.right(found.opposed).max(axis=1),
            "agreed_wrong": found.agreed_wrong,
        }
        return lambda name, form: float(told[name][own.forms.index(form)])

    return of


def test_a_word_in_its_company_agrees(hear):
    found = hear(RIGHT)
    assert found("agreed", "random") == pytest.approx(1)
    assert found("opposed", "random") == 0
    assert hear("학습할 때 뉴런을 무작위로 꺼요")("agreed", "뉴런") > 0.6
    assert hear("bananas grow at random in gardens")("agreed", "random") < 0.5
    assert hear("Neurons. Random. Training.")("agreed", "random") == 0


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        ("Neurons are not dropped at random while training", "drop"),
        ("Neurons are kept at random while training", "keep"),
        ("뉴런을 무작위로 유지해요", "유지"),
    ],
)
def test_a_negated_or_opposite_word_opposes(hear, answer, form):
    found = hear(answer, right="Neurons are dropped at random while training. 뉴런을 꺼요.")
    assert found("opposed", form) > 0.5
    assert found("opposed", form) > found("agreed", form)


def test_two_negations_agree(hear):
    found = hear("It never drops neurons at random", right="It does not drop neurons at random")
    assert found("agreed", "drop") > 0.5
    assert found("opposed", "drop") == 0


def test_what_right_texts_say_too_is_no_sign_of_wrong_ones(hear):
    found = hear(WRONG)
    assert found("agreed_wrong", "up") > 0.5
    assert found("agreed_wrong", "up") > found("agreed_wrong", "neuron")
    assert hear(WRONG, right=WRONG)("agreed_wrong", "up") == pytest.approx(0, abs=0.01)


def test_the_questions_words_are_weaker_company(hear):
    alone, asked = (hear("random training bananas", asked=asked) for asked in ((), ("train",)))
    assert asked("agreed", "random") < alone("agreed", "random")


@pytest.mark.parametrize("answer", ["", "…", "?!"])
def test_an_answer_without_words_hears_nothing(heard, answer):
    _, found = heard(answer, [RIGHT], [1])
    assert len(found.agreed_right) == 0


@pytest.fixture
def turned_round(heard):
    """Say how much some word of one claim is turned round in another."""

    def of(said, claim):
        own, found = heard(said, [claim], [1])
        assert found.opposed_points.shape == (1, len(own))
        return (found.opposed_points[0] - found.agreed_right).max(initial=0)

    return of


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
def test_a_claim_turned_round_is_opposed(turned_round, said, claim):
    assert turned_round(said, claim) >= 0.4


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("the gradient vanishes in deep networks", "gradients vanish in very deep networks"),
        ("기울기와 반대로 파라미터를 옮겨요", "파라미터를 기울기의 반대로 옮겨요"),
        ("the loss is small", "a large learning rate overshoots the valley"),
        (
            "No, the bottleneck loses information",
            "some of the information is lost in the bottleneck",
        ),
        (
            "subtract the gradient of the loss times a small learning rate",
            "the gradient says which way the loss rises fastest",
        ),
    ],
)
def test_other_wording_and_other_topics_are_not_opposed(turned_round, said, claim):
    assert turned_round(said, claim) < 0.4


def test_a_point_without_words_is_never_opposed(heard):
    own, found = heard(RIGHT, [RIGHT], [1], points=3, claims=2)
    assert found.opposed_points.shape == found.misled_points.shape == (3, len(own))
    assert found.denied_claims.shape == (2, len(own))
    assert not found.opposed_points[1:].any()


def test_recall_is_the_share_of_the_references_words(heard):
    def recall(answer):
        return heard(answer, [RIGHT], [0], points=0)[1].recall

    assert recall(RIGHT) == 1
    assert 0 < recall("Neurons are dropped") < 1
    assert recall("Neurons are kept at random while training.") < 1
    assert recall("bananas are yellow") == 0
