"""Parametric questions: the numbers drawn, and that every text stays right with them."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.amount import Calculation
from content.checks import check
from content.drawing import DrawingError, draw, evaluate
from content.loader import load
from content.schema import LANGUAGES, Bilingual, Kind, Question, References
from tests.bank import BANK
from tests.unit.content.conftest import Deck, Text

PARAMETRIC = [
    one
    for template in BANK.templates.values()
    for one in template.walk()
    if one.calculation is not None
]
SEEDS = [f"round-{number}" for number in range(60)]


def both(text: str) -> Bilingual:
    return Bilingual(ko=text, en=text)


def question(**fields: object) -> Question:
    calculation = {
        "draw": {"a": (2, 3, 5), "b": (10, 20)},
        "where": ("a < b",),
        "let": {"double": "2 * a", "part": "a / b"},
        "value": "double * b",
        "slips": ({"value": "a * b", "why": {"ko": "{a}만", "en": "only {a}"}},),
        **fields,
    }
    return Question(
        id="product",
        topic="numbers",
        kind=Kind.CALCULATION,
        text=both("2 × {a} × {b}?"),
        references=References(ko=("{double} × {b}",), en=("{part:.0%} of {b:,}",)),
        calculation=Calculation.model_validate(calculation),
    )


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def test_default_is_the_first_choice_of_each() -> None:
    drawn = draw(question(), None)
    assert drawn.text.ko == "2 × 2 × 10?"
    assert drawn.references == References(ko=("4 × 10",), en=("20% of 10",))
    assert drawn.calculation is None
    assert drawn.amount is not None
    assert (drawn.amount.low, drawn.amount.high) == (40, 40)
    (slip,) = drawn.amount.slips
    assert (slip.value, slip.why.en) == (20, "only 2")


def test_every_text_is_filled_in() -> None:
    written = {"ko": "{a}", "en": "{a}"}
    data = question().model_dump() | {
        "lead": written,
        "hints": (written,),
        "explanation": written,
        "key_points": ({"id": "one", "text": written, "terms": ("{a}",), "contrasts": (written,)},),
        "misconceptions": ({"text": written, "why": written},),
    }
    drawn = draw(Question.model_validate(data), None)
    filled = both("2")
    assert (drawn.lead, drawn.hints, drawn.explanation) == (filled, (filled,), filled)
    (point,), (wrong,) = drawn.key_points, drawn.misconceptions
    assert (point.text, point.terms, point.contrasts) == (filled, ("2",), (filled,))
    assert (wrong.text, wrong.why) == (filled, filled)


def test_a_seed_always_draws_the_same_and_seeds_differ() -> None:
    assert draw(question(), "one").text.en == "2 × 3 × 10?"
    assert draw(question(), "two").text.en == "2 × 2 × 10?"
    assert draw(question(), "one") == draw(question(), "one")


def test_a_longer_list_of_choices_changes_few_draws() -> None:
    longer = question(draw={"a": (7, 2, 3, 5), "b": (20, 10)})
    drawn = [(draw(question(), seed).text.en, draw(longer, seed).text.en) for seed in SEEDS]
    assert all(one == other for one, other in drawn if "7" not in other)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ""),
        ({"where": ("a > 2 or b < 20",)}, "2 × 2 × 20"),
        ({"where": ("a == 2 and b == 10",)}, "× 3 ×|× 5 ×|20"),
        ({"value": "100 / (a - 3)"}, "× 3 ×"),
    ],
    ids=["all", "condition", "only the default", "division by zero"],
)
def test_conditions_hold_and_what_cannot_be_worked_out_is_drawn_again(
    fields: dict[str, object], missing: str
) -> None:
    every = [f"2 × {a} × {b}?" for a in (2, 3, 5) for b in (10, 20)]
    possible = {text for text in every if not (missing and re.search(missing, text))}
    assert {draw(question(**fields), seed).text.en for seed in SEEDS} == possible


def test_a_draw_that_cannot_be_written_is_drawn_again() -> None:
    long = question(draw={"a": (2, 3, 10**14), "b": (10**14 + 1,)})
    long = long.model_copy(update={"text": both("x" * 3996 + "{a}?")})
    assert {draw(long, seed).text.en[3996:] for seed in SEEDS} == {"2?", "3?"}


def test_tolerance_is_relative() -> None:
    amount = draw(question(tolerance=0.1), None).amount
    assert amount is not None
    assert (amount.low, amount.high) == pytest.approx((36, 44))


def test_a_slip_that_happens_to_be_right_is_none() -> None:
    amount = draw(question(slips=({"value": "40", "why": both("x")},)), None).amount
    assert amount is not None
    assert amount.slips == ()


def test_follow_ups_are_drawn_as_well() -> None:
    main = Question(id="main", topic="numbers", text=both("{a}"), follow_ups=(question(),))
    drawn = draw(main, None)
    assert drawn.text.ko == "{a}"
    assert drawn.follow_ups[0].text.ko == "2 × 2 × 10?"


def test_a_question_without_numbers_stays_as_it_is() -> None:
    plain = Question(id="plain", topic="numbers", text=both("{a} {0.__class__}"))
    assert draw(plain, "seed") == plain


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("{big}", "1234567"),
        ("{big:,}", "1,234,567"),
        ("{half}", "0.5"),
        ("{whole}", "3"),
        ("{third}", "0.333333333"),
        ("{third:.2f}", "0.33"),
        ("{third:.0%}", "33%"),
        ("{sum}", "0.3"),
    ],
)
def test_how_a_number_is_written(form: str, written: str) -> None:
    let = {"big": "1234567", "half": "0.5", "whole": "6 / 2", "third": "1 / 3", "sum": "0.1 + 0.2"}
    one = question(let={**let, "double": "4", "part": "1"})
    one = one.model_copy(update={"text": both(form)})
    assert draw(one, None).text.ko == written


@pytest.mark.parametrize(
    "placeholder",
    ["{unknown}", "{}", "{0}", "{a.real}", "{a!r}", "{a:>99999999}", "{a[0]}", "{a:{b}}"],
)
def test_any_other_placeholder_is_refused(placeholder: str) -> None:
    one = question().model_copy(update={"text": both(placeholder)})
    with pytest.raises(DrawingError) as caught:
        draw(one, None)
    assert caught.value.field == ("text", "ko")


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"value": "a +"}, ("calculation", "value"), "is not an expression"),
        ({"value": "unknown * 2"}, ("calculation", "value"), "'unknown' is not defined"),
        ({"value": "1 / (a - 2)"}, ("calculation", "value"), "division by zero"),
        ({"where": ("a > b",)}, ("calculation", "where", 0), "does not hold"),
        ({"let": {"a": "1"}}, ("calculation", "let", "a"), "given twice"),
        (
            {"slips": ({"value": "nothing", "why": both("x")},)},
            ("calculation", "slips", 0, "value"),
            "'nothing' is not defined",
        ),
        (
            {"slips": ({"value": "1", "why": both("{nothing}")},)},
            ("calculation", "slips", 0, "why", "ko"),
            "names no number",
        ),
    ],
)
def test_what_cannot_be_drawn_names_the_field(fields, field, message) -> None:
    with pytest.raises(DrawingError, match=re.escape(message)) as caught:
        draw(question(**fields), None)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2 + 3 * 4 - 6 / 4", 12.5),
        ("7 // 2 + 7 % 4", 6),
        ("2 ** 10", 1024),
        ("min(a, 1) + max(a, 9) + round(2.6) + abs(-1)", 14),
        ("a if a > 2 else 0", 3),
        ("1 < a <= 3 and not a == 4", True),
    ],
)
def test_arithmetic(expression: str, value: float) -> None:
    assert evaluate(expression, {"a": 3}) == value


@pytest.mark.parametrize(
    "expression",
    [
        "a.real",
        "'a' * 9",
        "[x for x in (1, 2)]",
        "__import__(1)",
        "max(*a)",
        "round(a, ndigits=1)",
        "9 ** 9 ** 9",
        "round(7, -(10 ** 15))",
        "(10 ** 15) * 10",
        "1e999",
        "(-8) ** 0.5",
        "1 / 0",
        "a << 60",
        "True",
        "1j",
        "max()",
        "",
        "\x00",
        "(" * 99 + "1" + ")" * 99 + ".real",
    ],
)
def test_whatever_is_more_than_bounded_arithmetic_is_refused(expression: str) -> None:
    with pytest.raises(DrawingError):
        evaluate(expression, {"a": 3})


@given(st.text(alphabet="ab12.+-*/%()<>= ,maxroundifelse", max_size=60))
def test_any_expression_gives_a_number_or_is_refused(expression: str) -> None:
    try:
        value = evaluate(expression, {"a": 3, "b": 0.5})
    except DrawingError:
        return
    assert abs(value) <= 1e15


def test_bank_keeps_templates_and_shows_the_default() -> None:
    one = BANK.questions["cnn-parameter-count"]
    assert one.calculation is None
    assert one in BANK.questions["cnn-overview"].follow_ups
    assert "28×28×1" in one.text.ko
    assert set(BANK.templates) == {"cnn-overview", "why-gpu"}


def test_bank_draws_a_family_or_one_of_it_with_known_demos_alone() -> None:
    family = BANK.drawn("cnn-overview", "seed")
    assert family is not None
    assert BANK.drawn("cnn-parameter-count", "seed") in family.follow_ups
    assert BANK.drawn("relu-over-sigmoid", "seed") is BANK.questions["relu-over-sigmoid"]
    assert BANK.drawn("nothing", "seed") is None

    fewer = BANK.with_demos(["cnn-filters"]).drawn("cnn-overview", "seed")
    assert fewer is not None
    assert {one.demo.name for one in fewer.walk() if one.demo} == {"cnn-filters"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value: n", "value: m", "bad.yaml:32: calculation.value: 'm' cannot be worked out"),
        ("ko: 질문이에요", "ko: '{m}?'", "bad.yaml:4: text.ko: {m} names no number"),
        ("n: [1, 2]", "n: []", "bad.yaml:31: calculation.draw.n: "),
    ],
)
def test_bad_calculation_is_a_fault_of_its_file_alone(
    deck: Deck, question: Text, old: str, new: str, expected: str
) -> None:
    text = question("bad") + "kind: calculation\ncalculation:\n  draw:\n    n: [1, 2]\n  value: n\n"
    assert old in text
    bank = load(deck(bad=text.replace(old, new), good=question("good")))
    (fault,) = bank.faults
    assert str(fault).startswith(expected)
    assert list(bank.questions) == ["good"]


@pytest.mark.parametrize(
    ("kind", "field"), [("calculation", "calculation"), ("estimate", "amount")]
)
def test_a_number_to_reach_must_be_said(deck: Deck, question: Text, kind: str, field: str) -> None:
    bank = load(deck(bad=f"kind: {kind}\n" + question("bad")))
    assert [(one.field, one.rule) for one in check(bank)] == [(field, "no-amount")]


@pytest.mark.parametrize("template", PARAMETRIC, ids=lambda one: one.id)
def test_packaged_template_is_right_for_every_draw(template: Question) -> None:
    assert template.calculation is not None
    for seed in (None, *SEEDS):
        drawn = draw(template, seed)
        assert not [text for text in strings(drawn.model_dump()) if re.search("[{}]", text)]
        amount = drawn.amount
        assert amount is not None
        value = (amount.low + amount.high) / 2
        written = {f"{value:,.10g}", f"{value:.10g}"}
        for language in LANGUAGES:
            for reference in drawn.references[language]:
                assert any(one in reference for one in written)
        wrong = [slip.value for slip in amount.slips]
        assert len(wrong) == len(set(wrong)) >= 5
        assert not any(amount.low <= one <= amount.high for one in wrong)


@pytest.mark.parametrize("template", PARAMETRIC, ids=lambda one: one.id)
def test_every_choice_of_a_packaged_template_turns_up(template: Question) -> None:
    assert template.calculation is not None
    choices = template.calculation.draw
    bare = template.model_copy(
        update={"text": both(" ".join(f"{{{name}}}" for name in choices)), "key_points": ()}
    )
    drawn = {draw(bare, f"seed-{number}").text.en for number in range(200)}
    columns = zip(*(one.split() for one in drawn), strict=True)
    assert [{*column} for column in columns] == [{*map(str, row)} for row in choices.values()]
