"""The demos and the questions of the packaged bank know each other."""

from collections import defaultdict

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


def test_each_demo_names_the_questions_that_lead_to_it() -> None:
    leading = defaultdict(set)
    for question in WITH_DEMO:
        assert question.demo is not None
        leading[question.demo.name].add(question.id)
    assert {spec.name: set(spec.questions) for spec in DEMOS.specs} == leading
