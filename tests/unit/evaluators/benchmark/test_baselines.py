"""Baselines on one small question."""

import numpy as np
import pytest

from evaluators.benchmark.baselines import EncoderCosine, KeyTerms
from evaluators.grade import GradeRequest
from tests.unit.evaluators.words import RUBRIC, WordEncoder

BARE = RUBRIC.model_copy(update={"key_points": (), "misconceptions": ()})
OTHER = BARE.model_copy(update={"references": type(BARE.references)(en=("Bananas are yellow.",))})


def asked(*answers, question=RUBRIC):
    return [GradeRequest(question=question, answer=answer) for answer in answers]


def test_cosine_is_the_best_with_a_reference_of_the_question():
    scorer = EncoderCosine(WordEncoder())
    same, near, far, nothing = scorer.score(
        asked(RUBRIC.references.ko[0], "Neurons drop", "Bananas are yellow.", "")
    )
    assert same == pytest.approx(1.0)
    assert 0.1 < near < 0.95
    assert 0 <= far < near
    assert nothing == 0
    (there,) = scorer.score(asked("Bananas are yellow.", question=OTHER))
    assert there == pytest.approx(1.0)


def test_negative_cosine_is_0():
    class Opposed(WordEncoder):
        def encode(self, texts):
            return np.array([[-1.0 if text == "no" else 1.0] for text in texts], np.float32)

    assert EncoderCosine(Opposed()).score(asked("no", "yes")).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("Neurons drop at random.", 2 / 3),
        ("과적합을 막아요", 1 / 3),
        ("무작위로 꺼서 과적합이 줄어요", 1.0),
        ("Bananas.", 0.0),
        ("", 0.0),
    ],
)
def test_key_terms_are_the_weighted_share_of_points(analyzer, answer, score):
    assert KeyTerms(analyzer).score(asked(answer)) == pytest.approx([score])


def test_term_of_two_words_needs_both(analyzer):
    point = RUBRIC.key_points[0].model_copy(update={"terms": ("random neurons",)})
    question = RUBRIC.model_copy(update={"key_points": (point,)})
    found = KeyTerms(analyzer).score(asked("neurons", "a neuron, random", question=question))
    assert found.tolist() == [0, 1]


def test_without_terms_it_is_the_words_shared_with_a_reference(analyzer):
    question = BARE.model_copy(
        update={"references": type(BARE.references)(en=("drop random neurons", "yellow bananas"))}
    )
    found = KeyTerms(analyzer).score(asked("drop neurons fast", "", question=question))
    assert found.tolist() == [2 / 4, 0]
