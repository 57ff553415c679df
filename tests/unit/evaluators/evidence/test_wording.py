"""What right and wrong texts say of a word in its company."""

import numpy as np
import pytest

from evaluators.evidence.wording import Roles, Wordings, Words
from evaluators.text.sentences import parse
from tests.unit.evaluators.words import WordEncoder

RIGHT = "Neurons are dropped at random while training."
WRONG = "Neurons are dropped in tests to speed them up."


@pytest.fixture
def hear(analyzer):
    encoder = WordEncoder()

    def of(answer, right=RIGHT, wrong=WRONG, asked=()):
        texts = [parse(text, analyzer) for text in (right, wrong)]
        words = Words.of(texts)
        roles = Roles(np.where(words.sources == 0, 1, 3), points=1, claims=1)
        wordings = Wordings.build(words, encoder.encode(words.texts), roles, 1, frozenset(asked))
        own = Words.of([parse(answer, analyzer)])
        heard = wordings.hear(own, encoder.encode(own.texts))
        told = {
            "agreed": heard.agreed_right,
            "opposed": heard.roles.right(heard.opposed).max(axis=1),
            "agreed_wrong": heard.agreed_wrong,
            "near_right": heard.near_right,
            "near_wrong": heard.near_wrong,
        }
        return lambda name, form: float(told[name][own.forms.index(form)])

    return of


def test_a_word_in_its_company_agrees(hear):
    found = hear(RIGHT)
    assert found("agreed", "random") == pytest.approx(1)
    assert found("opposed", "random") == 0


def test_translated_words_agree(hear):
    found = hear("학습할 때 뉴런을 무작위로 꺼요")
    assert found("agreed", "뉴런") > 0.6


def test_a_word_in_other_company_agrees_less(hear):
    assert hear("bananas grow at random in gardens")("agreed", "random") < 0.5


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
    alone = hear("random training bananas", asked=())("agreed", "random")
    asked = hear("random training bananas", asked=("train",))("agreed", "random")
    assert asked < alone


def test_sentences_keep_apart(hear):
    apart = hear("Neurons. Random. Training.")
    assert apart("agreed", "random") == 0


@pytest.mark.parametrize("answer", ["", "…", "?!"])
def test_an_answer_without_words_hears_nothing(analyzer, answer):
    words = Words.of([parse(answer, analyzer)])
    encoder = WordEncoder()
    texts = Words.of([parse(RIGHT, analyzer)])
    wordings = Wordings.build(
        texts,
        encoder.encode(texts.texts),
        Roles(np.ones(len(texts), dtype=int), points=1, claims=0),
        1,
        frozenset(),
    )
    assert len(wordings.hear(words, encoder.encode(words.texts)).agreed_right) == 0


@pytest.fixture
def hear_whole(analyzer):
    """Hear an answer whole, with one reference and nothing else."""
    encoder = WordEncoder()

    def of(answer):
        words, own = (Words.of([parse(text, analyzer)]) for text in (RIGHT, answer))
        roles = Roles(np.zeros(len(words), dtype=int), points=0, claims=0)
        wordings = Wordings.build(words, encoder.encode(words.texts), roles, 1, frozenset())
        return wordings.hear(own, encoder.encode(own.texts))

    return of


@pytest.fixture
def turned_round(analyzer):
    """Say how much some word of one claim is turned round in another."""
    encoder = WordEncoder()

    def of(said, claim):
        words, own = (Words.of([parse(text, analyzer)]) for text in (claim, said))
        wordings = Wordings.build(
            words,
            encoder.encode(words.texts),
            Roles(np.ones(len(words), dtype=int), points=1, claims=0),
            1,
            frozenset(),
        )
        heard = wordings.hear(own, encoder.encode(own.texts))
        assert heard.opposed_points.shape == (1, len(own))
        return (heard.opposed_points[0] - heard.agreed_right).max(initial=0)

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
            "subtract the gradient of the loss times a small learning rate",
            "the gradient says which way the loss rises fastest",
        ),
    ],
)
def test_other_wording_and_other_topics_are_not_opposed(turned_round, said, claim):
    assert turned_round(said, claim) < 0.4


def test_a_point_without_words_is_never_opposed(analyzer):
    encoder = WordEncoder()
    words = Words.of([parse(RIGHT, analyzer)])
    roles = Roles(np.ones(len(words), dtype=int), points=3, claims=2)
    vectors = encoder.encode(words.texts)
    heard = Wordings.build(words, vectors, roles, 1, frozenset()).hear(words, vectors)
    assert heard.opposed_points.shape == heard.misled_points.shape == (3, len(words))
    assert heard.denied_claims.shape == (2, len(words))
    assert not heard.opposed_points[1:].any()


def test_recall_is_the_share_of_the_references_words(hear_whole):
    assert hear_whole(RIGHT).recall == 1
    assert 0 < hear_whole("Neurons are dropped").recall < 1
    assert hear_whole("bananas are yellow").recall == 0


def test_within_a_language_only_the_same_word_is_recalled(hear_whole):
    assert hear_whole("Neurons are kept at random while training.").recall < 1
