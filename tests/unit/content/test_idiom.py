"""What an idiom may look like, and what an author hears of one that says nothing."""

import pytest

from content.checks import check
from content.idiom import Blank, IdiomError, compiled
from content.loader import load
from tests.unit.content.conftest import Deck, Text


@pytest.mark.parametrize(
    ("idiom", "parts"),
    [
        ("_.eval()", ("eval", "(", ")")),
        ("Model.Eval( )", ("model", ".", "eval", "(", ")")),
        ('loss="mse"', ("loss", "=", "mse")),
        ("f(_)", ("f", "(", Blank.NAME, ")")),
        ("f(_.x)", ("f", "(", Blank.RECEIVER, "x", ")")),
        ("f(...)", ("f", "(", Blank.ANYTHING, ")")),
        ("f(..., x)", ("f", "(", Blank.EARLIER_ARGUMENTS, "x", ")")),
        ("f(x, ...)", ("f", "(", "x", Blank.LATER_ARGUMENTS, ")")),
        ("f(x, ..., y)", ("f", "(", "x", ",", Blank.EARLIER_ARGUMENTS, "y", ")")),
    ],
)
def test_an_idiom_is_words_and_blanks(idiom: str, parts: tuple[object, ...]) -> None:
    assert compiled(idiom).parts == parts


def test_only_in_front_is_no_part_of_the_code() -> None:
    only, plain = compiled("only f()"), compiled("f()")
    assert only.parts == plain.parts
    assert (only.only, plain.only) == (True, False)


def test_unless_behind_names_what_makes_it_harmless() -> None:
    found = compiled("only x.f() unless x = _.g(...) unless x = h()")
    assert (found.parts, found.only) == (compiled("x.f()").parts, True)
    assert [one.parts for one in found.unless] == [
        compiled("x = _.g(...)").parts,
        compiled("x = h()").parts,
    ]


@pytest.mark.parametrize(
    ("idiom", "why"),
    [
        ("f() unless (", "never closes"),
        ("f)x(", "not open"),
        ("f(]", "not open"),
        ("f() ... g()", "outside of brackets"),
        ("_(...)", "no word of its own"),
        ("''", "no word of its own"),
        ("only ()", "no word of its own"),
        ("_ _ x", "two names"),
    ],
)
def test_an_idiom_that_cannot_be_read_says_why(idiom: str, why: str) -> None:
    with pytest.raises(IdiomError, match=why):
        compiled(idiom)


def test_unreadable_idioms_are_faults_with_their_field(deck: Deck, question: Text) -> None:
    text = question("one").replace("terms: [둘]", "terms: [둘], idioms: [f(), 'f(x']")
    text = text.replace("en: untrue}", "en: untrue}, idioms: ['_(...)']")
    assert [(fault.field, fault.rule) for fault in check(load(deck(a=text)))] == [
        ("key_points.1.idioms.1", "unreadable-idiom"),
        ("misconceptions.1.idioms.0", "unreadable-idiom"),
    ]


def test_a_question_about_code_needs_idioms(deck: Deck, question: Text) -> None:
    text = question("one").replace("topic:", "kind: code\ntopic:")
    assert [fault.rule for fault in check(load(deck(a=text)))] == ["no-idioms"]
    text = text.replace("terms: [둘]", "terms: [둘], idioms: [f()]")
    assert check(load(deck(a=text))) == []
