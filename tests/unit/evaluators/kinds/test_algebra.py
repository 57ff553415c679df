"""Equations carried out: old values and new, at a random point."""

from fractions import Fraction

import pytest

from content.formula.equations import equations
from content.formula.names import Names
from content.formula.schema import Formula
from evaluators.kinds.algebra import PRIME, Atoms, Residues, outputs

NAMES = Names.of(
    Formula.model_validate(
        {"roles": {name: [] for name in "abcvwxy"}, "accepted": [{"any": ["v = w"]}]}
    )
)


def carried_out(text, algebra):
    return outputs(equations(text, NAMES), algebra)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("v = a*v; w = w + v", "w", "w + a*v"),
        ("v_{t+1} = a v_t; w_{t+1} = w_t + v_{t+1}", "w", "w + a*v"),
        ("v_t = a v_{t-1}; w_{t+1} = w_t + v_t", "w", "w + a*v"),
        ("v_{t+1} = a v_t; w_{t+1} = w_t + v_t", "w", "w + v"),
        ("v_new = a*v; w = w + v_new", "w", "w + a*v"),
        ("v_new = a*v_old; w_new = w_old + v_new", "w", "w + a*v"),
        ("v' = a*v; w' = w + v'", "w", "w + a*v"),
        ("w_{t+1} = w_t - w_{t-1}", "w", "w - w_before"),
    ],
)
def test_old_and_new_values_and_those_before(text, name, expected):
    point = {one: Residues().symbol(one, 0) for one in "abvw"}
    point["w_before"] = Residues().symbol("w", 1)
    assert carried_out(text, Residues())[name] == eval(expected, point) % PRIME


EQUAL = [
    ("(a+b)^2", "a^2 + 2*a*b + b^2"),
    ("a*(b - c)", "-a*c + b*a"),
    ("a/b + c/b", "(a + c)/b"),
    ("a^(1/2)", "sqrt(a)"),
    ("log(a + b)", "log(b + a)"),
]
DIFFERENT = [
    ("(a+b)^2", "a^2 + b^2"),
    ("log(a + b)", "log(a) + log(b)"),
    ("a", "a + b/0"),
    ("a", "a + b/(a - a)"),
    ("a/0", "b/0"),
    ("a", "a + b/2305843.009213693951"),
]


@pytest.mark.parametrize(
    ("pair", "same"), [(p, True) for p in EQUAL] + [(p, False) for p in DIFFERENT]
)
def test_different_formulas_differ_at_a_random_point(pair, same):
    one, other = (carried_out(f"v = {side}", Residues())["v"] for side in pair)
    assert (one == other) is same


def test_atoms_are_names_and_numbers():
    assert carried_out("v = 0.9*v + a; w = w - v", Atoms())["w"] == {"w", "v", "a", Fraction(9, 10)}


def test_renamed_symbols_take_the_place_of_roles():
    roles = {"v": "y", "a": Fraction(1, 2)}.__getitem__
    renamed = carried_out("v = a*v", Residues(roles))["v"]
    assert renamed == carried_out("y = y/2", Residues())["y"]


def test_huge_powers_and_division_by_zero_are_values_like_any_other():
    for text in (
        "v = 9**9**9**9",
        "v = a/0",
        "v = 0^0",
        "v = a^(b^c)",
        "v = (1/0)^2",
        "v = 1/2305843.009213693951",
    ):
        assert isinstance(carried_out(text, Residues())["v"], int)
