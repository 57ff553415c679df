"""The packaged bank: which questions there are, and that each can be asked and graded."""

import pytest

from content.loader import PACKAGED as PACKAGED_FOLDER
from content.loader import load
from content.schema import LANGUAGES, Kind, Question

BANK = """
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
PACKAGED = load()


def listed() -> dict[str, list[str]]:
    lines = (line.partition(":") for line in BANK.strip().splitlines())
    return {main: follow_ups.split() for main, _, follow_ups in lines}


def test_the_bank_holds_the_whole_interview_list() -> None:
    assert PACKAGED.faults == ()
    found = {main.id: [child.id for child in main.follow_ups] for main in PACKAGED.mains()}
    assert found == listed()
    assert len(PACKAGED.questions) == 77


def test_the_order_names_every_question_once_and_what_all_can_follow_first() -> None:
    names = (PACKAGED_FOLDER / "order.txt").read_text("utf-8").split()
    assert sorted(names) == sorted(listed())
    assert PACKAGED.mains()[0].id == "gradient-descent-simple"


@pytest.mark.parametrize("question", PACKAGED.questions.values(), ids=lambda one: one.id)
def test_every_question_has_an_answer_in_both_languages(question: Question) -> None:
    if question.kind is Kind.PERSONAL:
        assert not question.has_reference
    else:
        assert all(len(question.references[language]) >= 2 for language in LANGUAGES)
