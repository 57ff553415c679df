"""Examples from the bank and from graded answers, and fits that keep their signs."""

from dataclasses import replace

import pytest

from evaluators.calibration import SCORE_SIGNS
from evaluators.features import DENIAL, SUPPORT
from evaluators.training.calibrate import (
    FOLDS,
    SPREADS,
    NothingToFit,
    Workbench,
    best_spread,
    calibrate,
    cross_validate,
    measure,
    score,
)
from evaluators.training.fitting import fit, spread_out
from evaluators.training.graded import with_references, with_rubrics
from evaluators.training.weak import Example, from_bank, translated, without
from tests.unit.evaluators.benchmark.known import GRADED, TRAIN
from tests.unit.evaluators.words import RUBRIC, WordEncoder

STRANGER = "Bananas are yellow and monkeys eat them."
GRADES = {
    RUBRIC.references.ko[0]: 1.0,
    RUBRIC.references.en[0]: 1.0,
    "Neurons are dropped at random": 0.5,
    "과적합을 막아요": 0.5,
    "Neurons are kept at random": 0.0,
    RUBRIC.misconceptions[0].text.en: 0.0,
    RUBRIC.misconceptions[0].text.ko: 0.0,
    STRANGER: 0.0,
}


@pytest.fixture(scope="module")
def bench(analyzer):
    return Workbench(WordEncoder(), analyzer)


@pytest.fixture(scope="module")
def cases(bench):
    graded = [
        Example(f"family-{number}", f"graded/{'full' if grade == 1 else 'misconception'}", RUBRIC,
                text, grade, weight=6.0)
        for number, (text, grade) in enumerate(GRADES.items())
    ]  # fmt: skip
    return [bench.case(one) for one in (*graded, *from_bank([RUBRIC], [STRANGER] * 3))]


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
    assert {kind for kind in kinds if not kind.startswith("graded/")} == {
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
                score=None if case.example.score is None else 1 - case.example.score,
            ),
        )
        for case in cases
    ]
    profile = fit(flipped)
    assert min(profile.point.in_favour[name] for name in SUPPORT) >= 0
    assert min(profile.point.against[name] for name in DENIAL) >= 0
    assert all(profile.score.curves[name].goes(sign) for name, sign in SCORE_SIGNS.items())


def test_the_same_cases_give_the_same_fit(cases):
    assert fit(cases) == fit(cases)


def test_spread_moves_scores_away_from_the_middle():
    assert spread_out(0.5, 2) == 0.5
    assert spread_out(0.7, 1) == pytest.approx(0.7)
    assert spread_out(0.7, 2) > 0.7
    assert spread_out(0.3, 2) < 0.3
    assert (spread_out(0.0, 2), spread_out(1.0, 2)) == (0, 1)


def test_a_fit_is_spread_as_its_scores_would_be(cases):
    narrow, wide = fit(cases), fit(cases, spread=2.0)
    for case in cases:
        expected = spread_out(score(case, narrow), 2.0)
        assert score(case, wide) == pytest.approx(expected, abs=2e-3)


def test_huddled_scores_are_spread(cases):
    graded = [case for case in cases if case.example.kind.startswith("graded/")]
    huddled = [(case, spread_out(0.05 + 0.9 * case.example.score, 0.3)) for case in graded]
    assert best_spread(huddled) > 1
    over = [(case, spread_out(0.05 + 0.9 * case.example.score, 1.5)) for case in graded]
    wrong_by_spread = [(case, 1 - score if score == 0.5 else score) for case, score in over]
    assert best_spread(wrong_by_spread) == SPREADS[-1]


def test_cross_validation_scores_each_graded_answer_once(cases):
    scored = cross_validate(cases)
    assert sorted(case.example.answer for case, _ in scored) == sorted(GRADES)


def test_measures_by_hand(cases):
    graded = [case for case in cases if case.example.kind.startswith("graded/")]
    perfect = measure([(case, case.example.score) for case in graded])
    assert perfect["spearman"] == perfect["kappa"] == perfect["auc_full_misconception"] == 1
    assert perfect["mean_absolute_error"] == 0
    assert perfect["mean/full"] == 1
    worst = measure([(case, 1 - case.example.score) for case in graded])
    assert worst["spearman"] == pytest.approx(-1)
    assert worst["kappa"] < 0


def test_examples_are_of_one_split_and_grouped_by_family():
    found = with_rubrics(GRADED, "train")
    assert {one.group for one in found} == {TRAIN}
    assert {one.score for one in found} == {0.0, 0.25, 0.5, 1.0}


def test_questions_of_the_bank_bring_weak_labels():
    bank = replace(GRADED, of_bank=frozenset({TRAIN}))
    assert len(with_rubrics(bank, "train")) > len(with_rubrics(GRADED, "train"))


def test_references_only_leave_nothing_else():
    for one in with_references(with_rubrics(GRADED, "train")):
        assert (one.rubric.key_points, one.rubric.misconceptions) == ((), ())
        assert (one.met, one.claimed) == ((), ())


def test_graded_answers_come_again_with_references_in_one_language():
    found = with_references(with_rubrics(GRADED, "train"))
    both = [one for one in found if one.kind.startswith("graded/")]
    single = [one for one in found if one.kind == "one-language"]
    assert [one.answer for one in both] == [one.answer for one in single]
    assert all(one.rubric.references == RUBRIC.references for one in both)
    languages = [(bool(one.rubric.references.ko), bool(one.rubric.references.en)) for one in single]
    assert set(languages) == {(True, False), (False, True)}


def test_too_few_families_are_refused():
    with pytest.raises(NothingToFit, match=f"1 questions; at least {FOLDS}"):
        calibrate(WordEncoder(), GRADED)
