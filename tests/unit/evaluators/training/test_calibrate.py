"""Fits on what is known of single points, which keep their signs; and what they are measured by."""

from dataclasses import replace

import numpy as np
import pytest

from evaluators.calibration import ASTRAY, CONTRADICTED_SIGNS, MISLED, STATED_SIGNS, read
from evaluators.grade import PointState
from evaluators.graded import AnswerKind, GradedAnswer, GradedSet
from evaluators.graded.labels import Label
from evaluators.judge.opinion import Opinion
from evaluators.judge.port import Judgement, JudgeResult
from evaluators.training.calibrate import (
    FOLDS,
    NothingToFit,
    Workbench,
    calibrate,
    measure,
    references_only,
)
from evaluators.training.calibrate import trust as fit_judge_trust
from evaluators.training.fitting import fit, fit_trust
from evaluators.training.graded import of_misconceptions, of_points
from evaluators.training.judge.exercises import PractisedAnswer, of_rubric
from tests.unit.evaluators.benchmark.known import GRADED, TEST, TRAIN
from tests.unit.evaluators.words import RUBRIC, WordEncoder

STATED, CONTRADICTED, MISSING = PointState.STATED, PointState.CONTRADICTED, PointState.MISSING
SIDES = STATED, CONTRADICTED
TEXTS = {
    RUBRIC.references.ko[0]: (STATED, STATED, MISSING),
    RUBRIC.references.en[0]: (STATED, STATED, MISSING),
    "Neurons are dropped at random": (STATED, MISSING, MISSING),
    "과적합을 막아요": (MISSING, STATED, MISSING),
    "Neurons are kept at random": (CONTRADICTED, MISSING, MISSING),
    RUBRIC.misconceptions[0].text.en: (MISSING, MISSING, STATED),
    RUBRIC.misconceptions[0].text.ko: (MISSING, MISSING, STATED),
    "Bananas are yellow and monkeys eat them.": (MISSING, MISSING, MISSING),
}
NAMES = ("point:drops-neurons", "point:prevents-overfitting", "misconception:0")


def answer(number: int, text: str, **changes: object) -> GradedAnswer:
    fields = {"id": f"dropout/{number}", "question_id": "dropout", "lang": "en", "kind": "full"}
    return GradedAnswer.model_validate(fields | {"grade": 1, "second": 1, "answer": text} | changes)


ANSWERS = tuple(answer(number, text) for number, text in enumerate(TEXTS))
SET = GradedSet(ANSWERS, (), {"dropout": RUBRIC}, {"dropout": "dropout"}, frozenset())
LABELS = {
    one.id: {
        name: Label(first=state, second=state)
        for name, state in zip(NAMES, TEXTS[one.answer], strict=True)
    }
    for one in ANSWERS
}


@pytest.fixture(scope="module")
def bench(analyzer):
    return Workbench(WordEncoder(), analyzer, SET, LABELS)


@pytest.fixture(scope="module")
def cases(bench):
    return bench.cases(ANSWERS)


def test_fit_tells_what_is_stated_and_what_is_not(cases):
    profile = fit(cases)
    for case in cases:
        found = read(case.evidence, profile)
        for row, state in case.points.items():
            assert (found.stated[row] >= 0.5) == (state is STATED), case.brief.answer
        assert (found.claimed[0] >= 0.5) == (case.misconceptions[0] is STATED)


def test_fit_on_flipped_labels_cannot_flip_a_sign(cases):
    turned = {STATED: MISSING, MISSING: STATED, CONTRADICTED: STATED}
    profile = fit(
        [
            replace(case, points={row: turned[state] for row, state in case.points.items()})
            for case in cases
        ]
    )
    for model, signs in (
        (profile.stated, STATED_SIGNS),
        (profile.contradicted, CONTRADICTED_SIGNS),
    ):
        assert all(model.weights[name] * sign >= 0 for name, sign in signs.items())


def test_the_same_cases_give_the_same_fit(cases):
    assert fit(cases) == fit(cases)


def test_what_readers_differ_about_is_left_out():
    differing = {name: Label(first=STATED, second=MISSING) for name in NAMES}
    assert of_points(ANSWERS[0], RUBRIC, differing) == {}
    assert of_misconceptions(ANSWERS[0], RUBRIC, differing) == {}


@pytest.mark.parametrize(
    ("kind", "grade", "points", "misconceptions"),
    [
        ("full", 1.0, {0: STATED, 1: STATED}, {0: MISSING}),
        ("partial", 0.5, {}, {0: MISSING}),
        ("misconception", 0.0, {0: MISSING, 1: MISSING}, {}),
        ("mixed_truth", 0.5, {}, {}),
    ],
)
def test_without_labels_a_grade_tells_what_it_can(kind, grade, points, misconceptions):
    one = answer(1, "…", kind=kind, grade=grade)
    assert of_points(one, RUBRIC, {}) == points
    assert of_misconceptions(one, RUBRIC, {}) == misconceptions


def test_points_of_references_are_known_by_the_key_points_they_say(bench):
    full, half = bench.cases([ANSWERS[0], ANSWERS[2]], bare=True)
    assert set(full.points.values()) == {STATED}
    assert set(half.points.values()) == {STATED, MISSING}
    assert full.misconceptions == {}


def test_of_answers_in_own_words_is_known_what_both_readers_say(bench):
    said = PractisedAnswer("full", "en", "SNC", "SUC", "Neurons are dropped at random")
    asked = of_rubric(RUBRIC).model_copy(update={"answers": (said,)})
    [case], [bare] = bench.told([asked]), bench.told([asked], bare=True)
    assert case.family == "dropout"
    assert case.brief.answer == said.text
    assert case.points == {0: STATED}
    assert case.misconceptions == {0: CONTRADICTED}
    assert set(bare.points.values()) == {STATED}
    assert bare.misconceptions == {}


@pytest.mark.parametrize("bare", [False, True])
def test_an_answer_states_nothing_that_another_question_asks_for(analyzer, bare):
    bench = Workbench(WordEncoder(), analyzer, GRADED, {})
    full = next(one for one in GRADED.answers if one.question_id == TEST and one.grade == 1)
    strayed = bench.strayed([full], bare=bare)
    assert {case.brief.question.id for case in strayed} == {TRAIN}
    assert {state for case in strayed for state in case.points.values()} == {MISSING}
    assert not any(case.misconceptions for case in strayed)


def test_references_only_leave_nothing_else():
    bare = references_only(RUBRIC)
    assert (bare.key_points, bare.misconceptions) == ((), ())
    assert bare.references == RUBRIC.references


def test_measures_by_hand():
    graded = [
        (answer(1, "a"), 1.0),
        (answer(2, "b", kind=AnswerKind.PARTIAL, grade=0.5), 0.5),
        (answer(3, "c", kind=AnswerKind.MISCONCEPTION, grade=0), 0.0),
    ]
    perfect, worst = measure(graded), measure([(one, 1 - score) for one, score in graded])
    wanted = {"spearman": 1, "kappa": 1, "auc_full_misconception": 1, "mean_absolute_error": 0}
    assert perfect.items() >= (wanted | {"mean/full": 1}).items()
    assert worst["spearman"] == pytest.approx(-1)
    assert worst["kappa"] < 0


def test_too_few_families_are_refused():
    with pytest.raises(NothingToFit, match=f"1 questions; at least {FOLDS}"):
        calibrate(WordEncoder(), GRADED, {})


def opinion_of(case, *, right):
    """Return an opinion that follows the labels, or is always the same."""
    found = [case.points[0], case.points[1], case.misconceptions[0]]
    first, second, claim = (
        [2.0 if right and one is each else -2.0 for each in SIDES] for one in found
    )
    return Opinion(
        by="judge",
        points=np.array([first, second]),
        claims=np.array([[claim[0], -2.0]]),
        points_at=(None, None),
        claims_at=(None,),
    )


class Silent:
    """Rules that nothing is stated."""

    name = "silent"

    def judge(self, asked):
        nothing = Judgement(0.1, 0.1, None)
        return [JudgeResult(self.name, (nothing,) * len(one.statements)) for one in asked]


def undecided(case):
    """Return a reading that leaves all to the judge."""
    half = {"stated": np.full(2, 0.5), "contradicted": np.full(2, 0.5), "claimed": np.full(1, 0.5)}
    return replace(read(case.evidence, fit([case])), **half)


@pytest.mark.parametrize("right", [True, False])
def test_a_judge_is_trusted_as_far_as_it_was_right(cases, right):
    trust = fit_trust([(case, undecided(case), opinion_of(case, right=right)) for case in cases])
    weights = trust.stated.weights
    assert weights["judged stated"] >= 0 >= weights["judged contradicted"]
    assert (weights["judged stated"] > 0.5) is right
    assert (trust.claimed.weights["judged stated"] > 0.5) is right
    assert (trust.contradicted.weights["judged contradicted"] > 0.5) is right
    assert max(weights[MISLED], weights[ASTRAY]) <= 0


def test_answers_to_other_questions_tell_only_what_being_astray_weighs(bench, cases):
    answered = [(case, undecided(case), opinion_of(case, right=True)) for case in cases]
    (long,) = bench.cases([answer(9, "Bananas ripen slowly in a cool dark cellar. " * 10)])
    believed = replace(long, points={0: STATED, 1: STATED}, misconceptions={0: MISSING})
    stray = replace(believed, points={0: MISSING, 1: MISSING})
    strayed = [(stray, undecided(stray), opinion_of(believed, right=True))]
    alone, both = (fit_trust(answered, some).stated for some in ([], strayed))
    assert both.weights[ASTRAY] < -0.5
    assert both.bias == alone.bias
    assert both.weights | {ASTRAY: 0.0} == alone.weights


def test_a_judge_is_left_out_where_too_little_tells_how_far_to_trust_it(cases):
    assert fit_judge_trust(cases, [], Silent(), lambda _: None) is None
