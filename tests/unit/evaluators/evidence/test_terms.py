"""Terms beside the texts in which they should occur."""

from typing import Any

import pytest

from content.checks.finding import NOTES
from content.schema import Question
from evaluators.evidence.terms import term_findings

KO = "기울기 소실을 막으려고 max(0, x)를 쓴다."
EN = "It keeps vanishing gradients away."


def said(*terms: str, **changes: Any) -> list[tuple[str, str, str]]:
    fields: dict[str, Any] = {
        "id": "relu",
        "topic": "activation",
        "text": {"ko": "왜요?", "en": "Why?"},
        "references": {"ko": [KO], "en": [EN]},
        "key_points": [{"id": "one", "text": {"ko": "하나", "en": "one"}, "terms": terms}],
        "misconceptions": [
            {"text": {"ko": "틀림", "en": "a myth"}, "why": {"ko": "왜", "en": "so"}}
        ],
    }
    question = Question.model_validate(fields | changes)
    return [
        (one.rule, ".".join(map(str, one.field)), one.message) for one in term_findings(question)
    ]


@pytest.mark.parametrize(
    "terms",
    [
        ("기울기 소실", "vanishing gradient"),
        ("기울기 소실을", "VANISHING"),
        ("기울기 소실", "vanishing", "synonym", "동의어"),
        ("기울기 소실", "vanishing", "하나", "a myth"),
        (),
        ("기울기 소실", "vanishing", "mini-batch", "minibatch"),
        ("기울기 소실", "vanishing", "가중치", "가중치 공유"),
    ],
)
def test_terms_of_the_references_that_find_different_words_are_in_order(
    terms: tuple[str, ...],
) -> None:
    assert said(*terms) == []


def test_terms_that_the_references_of_a_language_lack() -> None:
    assert said("기울기 소실") == [
        ("absent-terms", "key_points.0.terms", "no English reference holds any of them")
    ]
    assert said("기울기 소실", references={"ko": [KO]}) == []


def test_terms_that_mostly_occur_nowhere_are_noted() -> None:
    terms = ("기울기", "vanishing", "dead", "gone", "lost", "away with", "none")
    message = "most occur in no text of the question: dead, gone, lost, away with, none"
    assert said(*terms) == [("unused-terms", "key_points.0.terms", message)]
    assert said(*terms[:-1]) == []


def test_a_term_that_only_punctuation_keeps_from_being_found_is_noted() -> None:
    message = "'max(0 x)' isn't found: the texts write it with other punctuation"
    found = said("기울기 소실", "vanishing", "max(0 x)")
    assert found == [("misspelt-term", "key_points.0.terms.2", message)]


def test_what_may_be_meant_is_a_note() -> None:
    assert {"unused-terms", "misspelt-term", "repeated-term"} <= NOTES


@pytest.mark.parametrize(
    ("terms", "place", "message"),
    [
        (("Pool layer", "pool-layer"), 1, "'pool-layer' finds nothing that 'Pool layer' doesn't"),
        (("체인룰", "체인 룰"), 0, "'체인룰' finds nothing that '체인 룰' doesn't"),
        (("max(0, x)", "max(0,x)"), 1, "'max(0,x)' finds nothing that 'max(0, x)' doesn't"),
        (("relu", "ReLU"), 1, "'ReLU' finds nothing that 'relu' doesn't"),
    ],
)
def test_a_term_that_another_makes_needless_is_noted(
    terms: tuple[str, ...], place: int, message: str
) -> None:
    found = said("기울기 소실", "vanishing", *terms)
    assert found == [("repeated-term", f"key_points.0.terms.{place + 2}", message)]
