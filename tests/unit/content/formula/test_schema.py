"""What a formula question has to say about its formula."""

import pytest
from pydantic import ValidationError

from content.checks import formulas
from content.formula.schema import Formula
from content.schema import Question
from tests.bank import BANK

QUESTION = BANK.questions["momentum-formula"]


def findings(formula):
    question = QUESTION.model_copy(update={"formula": formula})
    return [
        (rule, tuple(field), message)
        for rule, check in formulas.RULES.items()
        for field, message in check(question)
    ]


def accepted(*systems, meets=None):
    one = QUESTION.formula.accepted[0].model_copy(update={"any": systems, "meets": meets})
    return QUESTION.formula.model_copy(update={"accepted": (one,)})


@pytest.mark.parametrize(
    "question", [q for q in BANK.questions.values() if q.formula], ids=lambda q: q.id
)
def test_packaged_formulas_are_in_order(question: Question):
    assert [found for rule in formulas.RULES.values() for found in rule(question)] == []


def test_formula_question_needs_a_formula():
    trouble = "is missing: write down which equations are right"
    assert findings(None) == [("no-formula", ("formula",), trouble)]


@pytest.mark.parametrize(
    ("system", "trouble"),
    [
        ("v = (v", "can't be read as an equation: v = (v"),
        ("v = v +", "can't be read as an equation: v = v +"),
        ("v = v; and so on", "can't be read as an equation: and so on"),
        ("v = v; w = w + v, then", "can't be read as an equation: w = w + v, then"),
        ("v = gamme*v", "has a symbol that is no role: gamme"),
    ],
)
def test_equation_that_cannot_be_read_is_named_with_its_field(system, trouble):
    wrong = QUESTION.formula.wrong[0].model_copy(update={"any": (system,)})
    found = findings(accepted("v = v", system).model_copy(update={"wrong": (wrong,)}))
    assert found == [
        ("unreadable-formula", ("formula", "accepted", 0, "any", 1), trouble),
        ("unreadable-formula", ("formula", "wrong", 0, "any", 0), trouble),
    ]


def test_points_met_are_key_points():
    found = findings(accepted("v = v", meets=("velocity-update", "nonsense")))
    field = ("formula", "accepted", 0, "meets", 1)
    assert found == [("unknown-point", field, "is no key point: nonsense")]


@pytest.mark.parametrize("field", ["numbers", "losses"])
def test_numbers_and_losses_are_roles(field):
    data = QUESTION.formula.model_dump()
    data[field] = {"q": []} if field == "losses" else ["q"]
    with pytest.raises(ValidationError, match=rf"{field} must be roles, got \['q'\]"):
        Formula.model_validate(data)


def test_a_number_can_be_asked_of_numbers_only():
    data = QUESTION.formula.model_dump()
    data["accepted"][0]["given"] = {"w": (0, 1)}
    with pytest.raises(ValidationError, match=r"given must be among numbers, got \['w'\]"):
        Formula.model_validate(data)
