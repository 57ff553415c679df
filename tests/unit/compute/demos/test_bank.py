"""The demos and the questions of the packaged bank know each other."""

import pytest

from compute.demos.registry import DEMOS
from content.loader import load
from content.schema import Question

BANK = load()
WITH_DEMO = [question for question in BANK.questions.values() if question.demo]


@pytest.mark.parametrize("question", WITH_DEMO, ids=lambda question: question.id)
def test_a_questions_demo_runs_with_the_questions_params(question: Question) -> None:
    assert question.demo is not None
    DEMOS.find(question.demo.name).check(question.demo.params)


def test_every_demo_answers_a_question() -> None:
    assert BANK.by_demo().keys() == {spec.name for spec in DEMOS.specs}
