"""The list of words that turn a claim round."""

from itertools import combinations

import pytest

from evaluators.text.opposites import FILE, opposites

LINES = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def stand_opposite(a, b):
    sides = opposites().get(a, ()), opposites().get(b, ())
    return any(x.axis == y.axis and x.number != y.number for x in sides[0] for y in sides[1])


def stand_together(a, b):
    return bool(set(opposites().get(a, ())) & set(opposites().get(b, ())))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("increas", "decreas"),
        ("커지", "작아지"),
        ("증가", "decreas"),
        ("encoder", "디코더"),
        ("row", "column"),
        ("과적합", "underfit"),
        ("항상", "never"),
    ],
)
def test_opposites_stand_on_sides_of_one_axis(a, b):
    assert stand_opposite(a, b)
    assert not stand_together(a, b)


@pytest.mark.parametrize(
    ("a", "b"), [("증가", "increas"), ("커지", "늘어나"), ("encoder", "인코더")]
)
def test_synonyms_of_either_language_stand_together(a, b):
    assert stand_together(a, b)


def test_every_axis_has_a_name_of_its_own_and_two_sides_or_more():
    assert all(len(line.split("|")) >= 3 for line in LINES)
    names = [line.split("|")[0].strip() for line in LINES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_no_word_is_its_own_opposite():
    for line in LINES:
        sides = [{word.strip() for word in side.split(",")} for side in line.split("|")[1:]]
        assert not any(a & b for a, b in combinations(sides, 2)), line
        assert all(word for side in sides for word in side), line


def test_korean_words_are_forms_that_the_analyser_returns(analyzer):
    korean = [form for form in opposites() if "가" <= form[0] <= "힣"]
    alone = sum(
        any(form in [token.form for token in analyzer.tokens(text)] for text in _frames(form))
        for form in korean
    )
    assert alone >= 0.97 * len(korean)


def _frames(form):
    return f"{form}다", f"{form}가 있다", f"그것은 {form}한다", f"{form} 값", f"{form}었다"
