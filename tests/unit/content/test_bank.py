"""The packaged bank: which questions there are, and that each can be asked and graded."""

from pathlib import Path

import pytest

from bot.quiz.library import PACKAGED_DECKS as PACKAGED_DECK_NAMES
from content.checks import check
from content.loader import ORDER, PACKAGED_DECKS, load
from content.schema import LANGUAGES, Kind, Question
from tests.bank import BANK

LIST = """
relu-over-sigmoid: non-linearity-meaning relu-approximates-curve relu-problems why-bias
gradient-descent-simple: why-gradient gd-graph-axes gd-graph-in-practice gd-loss-increase \
    gd-for-middle-schooler backprop-simple
local-minima-yet-works: gd-avoid-local-minima is-it-global-minimum
cnn-overview: cnn-vs-mlp cnn-parameter-count mlp-identical-to-cnn why-max-pooling cnn-for-sequences
word2vec-principle: word2vec-left-params word2vec-right-params man-woman-or-man-car \
    unsupervised-translation
autoencoder-overview: ae-lines-of-code ae-one-dim-bottleneck ae-larger-embedding ae-zero-loss \
    vae-what
train-test-split: why-validation-set contaminated-test-set regularization-what
batch-norm-effect: dropout-effect bn-at-inference bn-in-gan-generator
sgd-rmsprop-adam: stochastic-in-sgd small-minibatch momentum-formula
mnist-numpy-lines: mnist-numpy-hours backprop-lines mlp-to-cnn-extra-lines
mnist-framework-hours: mlp-instead-of-cnn explain-last-layer bce-train-mse-monitor korean-ocr-data
mnist-dcgan-lines: gan-loss freeze-g-while-training-d gan-training-tricks
why-gpu: gpu-not-at-100 use-two-gpus estimate-gpu-memory
framework-debugging:
collaborative-filtering:
automl-what:
deep-learning-what:
why-deep-learning-boom:
last-paper-read:
cost-and-activation-function:
preferred-framework:
tensorflow-vs-pytorch:
data-normalization:
known-activation-functions:
overfitting-remedies:
hyperparameter-what:
weight-initialization:
boltzmann-machine:
one-shot-learning:
"""
"""Each main question with its follow-ups."""


def listed() -> dict[str, list[str]]:
    lines = (line.partition(":") for line in LIST.strip().splitlines())
    return {main: follow_ups.split() for main, _, follow_ups in lines}


def test_the_bank_holds_the_whole_interview_list() -> None:
    assert BANK.faults == ()
    found = {main.id: [child.id for child in main.follow_ups] for main in BANK.mains()}
    assert found == listed()
    assert len(BANK.questions) == 77


MODERN = load(PACKAGED_DECKS["modern"])
DECKS = pytest.mark.parametrize("deck", PACKAGED_DECKS.values(), ids=PACKAGED_DECKS)


def test_the_modern_deck_holds_families_of_three() -> None:
    assert MODERN.faults == ()
    assert [len(main.follow_ups) for main in MODERN.mains()] == [2] * 28


def test_the_decks_that_come_along_share_no_question() -> None:
    assert not set(BANK.questions) & set(MODERN.questions)
    assert tuple(PACKAGED_DECKS) == PACKAGED_DECK_NAMES


@DECKS
def test_the_order_names_every_question_once(deck: Path) -> None:
    names = (deck / ORDER).read_text("utf-8").split()
    assert sorted(names) == sorted(path.stem for path in deck.glob("*.yaml"))


def test_what_all_can_follow_comes_first() -> None:
    assert BANK.mains()[0].id == "gradient-descent-simple"


def test_members_read_each_term_in_one_spelling_and_find_demos() -> None:
    found = {fault.rule for bank in (BANK, MODERN) for fault in check(bank)}
    assert "another-spelling" not in found
    assert "no-demo" not in {fault.rule for fault in check(BANK)}


@pytest.mark.parametrize(
    "question", [*BANK.questions.values(), *MODERN.questions.values()], ids=lambda one: one.id
)
def test_every_question_has_an_answer_in_both_languages(question: Question) -> None:
    if question.kind is Kind.PERSONAL:
        assert not question.has_reference
    else:
        assert all(len(question.references[language]) >= 2 for language in LANGUAGES)
