"""Examples from the bank, and fits that keep their signs."""

from dataclasses import replace

import pytest

from evaluators.features import DENIAL, SUPPORT
from evaluators.training.calibrate import Workbench, score
from evaluators.training.fitting import fit
from evaluators.training.graded import Graded
from evaluators.training.weak import from_bank, translated, without
from tests.unit.evaluators.words import RUBRIC, WordEncoder


@pytest.fixture(scope="module")
def cases():
    bench = Workbench(WordEncoder())
    strangers = ["Bananas are yellow and monkeys eat them."] * 3
    return [bench.case(example) for example in from_bank([RUBRIC], strangers)]


def mean(profile, cases, kind):
    scores = [score(case, profile) for case in cases if case.example.kind == kind]
    return sum(scores) / len(scores)


@pytest.mark.parametrize(
    "text",
    [
        RUBRIC.references.ko[0],
        RUBRIC.key_points[1].text.en,
        RUBRIC.key_points[0].contrasts[0].ko,
        RUBRIC.misconceptions[0].text.en,
    ],
)
def test_rubric_without_a_text_does_not_hold_it(text):
    assert text in RUBRIC.model_dump_json()
    assert text not in without(RUBRIC, text).model_dump_json()


def test_translated_rubric_holds_no_other_language():
    rest = translated(RUBRIC, "ko").model_copy(update={"text": RUBRIC.key_points[0].text})
    assert rest.references.ko == ()
    assert all(point.text.ko == point.text.en for point in rest.key_points)
    assert all(one.text.ko == one.text.en for one in rest.misconceptions)


def test_every_kind_of_weak_label_is_made(cases):
    kinds = {case.example.kind for case in cases}
    assert kinds == {
        "reference",
        "own",
        "point",
        "termless",
        "contrast",
        "own-contrast",
        "wrong",
        "own-wrong",
        "stranger",
    }


def test_fit_tells_right_from_wrong(cases):
    profile = fit(cases)
    assert mean(profile, cases, "own") > 0.85
    assert mean(profile, cases, "own-wrong") < 0.15
    assert mean(profile, cases, "stranger") < 0.15


def test_fit_on_flipped_labels_cannot_flip_a_sign(cases):
    flipped = [
        replace(
            case,
            example=replace(
                case.example,
                met=tuple(None if met is None else 1 - met for met in case.example.met),
            ),
        )
        for case in cases
    ]
    point = fit(flipped).point
    assert min(point.in_favour[name] for name in SUPPORT) >= 0
    assert min(point.against[name] for name in DENIAL) >= 0


def test_question_outside_the_bank_is_graded_by_its_first_full_answer():
    rows = [
        {"question_id": "q", "kind": kind, "answer": kind + " text", "grade": grade}
        for kind, grade in (("full", 1.0), ("partial", 0.5), ("full", 1.0))
    ]
    found = Graded(rows, {"q": RUBRIC.text}).with_references({})
    assert {example.rubric.references.all() for example in found} == {("full text",)}
    assert [(example.kind, example.score) for example in found] == [
        ("graded/partial", 0.5),
        ("graded/full", 1.0),
        ("own", 1.0),
    ]
