"""What a formula does to a grade."""

import pytest

from content.formula.schema import Formula
from content.schema import Bilingual, Kind
from evaluators.grade import GradeRequest, PointState, Verdict
from evaluators.kinds.formula import refine
from evaluators.kinds.systems import MAX_TRIALS
from tests.unit.evaluators.words import RUBRIC, word_grader

MISTAKE = Bilingual(ko="부호가 반대다", en="The sign is flipped")
FORMULA = Formula.model_validate(
    {
        "roles": {"y": ["out"], "x": ["in"], "p": ["rate", "q"]},
        "numbers": ["p"],
        "accepted": [
            {"any": ["y = p*x; p = 1 - p"], "meets": ["drops-neurons"]},
            {"any": ["y = p*x"], "worth": 0.5, "meets": ["drops-neurons"]},
        ],
        "wrong": [
            {"any": ["y = -p*x"], "text": MISTAKE, "why": Bilingual(ko="양수예요", en="It's not")}
        ],
    }
)
QUESTION = RUBRIC.model_copy(update={"kind": Kind.FORMULA, "formula": FORMULA})
RIGHT, PART, NAMED, UNNAMED = "y = q*x; q = 1 - q", "y = q*x", "y = -q*x", "y = q + x"
MISCONCEPTION = RUBRIC.misconceptions[0].text.en


@pytest.fixture
def grade(analyzer):
    grader = word_grader(analyzer)
    return lambda answer, question=QUESTION: grader.grade(
        [GradeRequest(question=question, answer=answer)]
    )[0]


def by_id(grade):
    return {point.id: point for point in grade.key_points}


def test_right_formula_needs_no_words_and_shows_the_points_it_carries(grade):
    result = grade(f"그러니까 {RIGHT} 예요")
    assert result.verdict is Verdict.CORRECT
    assert 0.95 <= result.score < 1
    assert [(point.met, point.evidence) for point in result.key_points] == [
        (True, RIGHT),
        (False, None),
    ]


def test_letters_that_resemble_a_point_do_not_meet_it(grade):
    roles = {"y": ("overfitting",), "x": ("x",), "p": ("prevents",)}
    formula = FORMULA.model_copy(update={"roles": roles})
    lookalike = "overfitting = prevents*x"
    as_prose = by_id(grade(lookalike, QUESTION.model_copy(update={"formula": None})))
    as_formula = by_id(grade(lookalike, QUESTION.model_copy(update={"formula": formula})))
    assert as_prose["prevents-overfitting"].met
    assert not as_formula["prevents-overfitting"].met
    assert as_formula["drops-neurons"].met


def test_words_beside_a_right_formula_add_to_it(grade):
    result = grade(f"{RIGHT}. That prevents overfitting.")
    assert result.score == 1
    assert all(point.met for point in result.key_points)


def test_system_without_a_list_of_points_meets_them_all(grade):
    accepted = FORMULA.accepted[0].model_copy(update={"meets": None})
    formula = FORMULA.model_copy(update={"accepted": (accepted,)})
    result = grade(RIGHT, QUESTION.model_copy(update={"formula": formula}))
    assert [point.evidence for point in result.key_points] == [RIGHT, RIGHT]


def test_misconception_beside_a_right_formula_makes_it_partial(grade):
    result = grade(f"{RIGHT}. {MISCONCEPTION}.")
    assert result.misconceptions
    assert result.verdict is Verdict.PARTIAL
    assert result.score <= 0.7


@pytest.mark.parametrize("formula", [RIGHT, PART])
def test_prose_finds_no_mistake_that_a_right_formula_rules_out(grade, formula):
    mistake = FORMULA.wrong[0].model_copy(update={"text": RUBRIC.misconceptions[0].text})
    rules_out = FORMULA.model_copy(update={"wrong": (mistake,)})
    question = QUESTION.model_copy(update={"formula": rules_out})
    result = grade(f"{MISCONCEPTION} {formula}", question)
    assert bool(result.misconceptions) is (formula == PART)
    apart = grade(f"{MISCONCEPTION}. {formula}", question)
    assert apart.misconceptions
    again = grade(f"{formula}. {MISCONCEPTION} {formula}", question)
    assert bool(again.misconceptions) is (formula == PART)


@pytest.mark.parametrize(
    "answer",
    [
        f"{RIGHT}는 틀려요. {UNNAMED}가 맞아요",
        f"{RIGHT}가 아니라 {UNNAMED}",
        f"It's not {RIGHT} but {UNNAMED}",
        f"틀린 식: {RIGHT}\n맞는 식: {UNNAMED}",
        f"틀린 식: {RIGHT}",
        f"{RIGHT} 또는 {UNNAMED}",
        f"{UNNAMED} or {RIGHT}",
    ],
)
def test_right_formula_that_is_denied_or_just_one_of_two_is_not_given(grade, answer):
    assert grade(answer).score <= 0.35


@pytest.mark.parametrize(
    "answer",
    [
        f"{UNNAMED}가 아니라 {RIGHT}",
        f"{NAMED} 대신 {RIGHT}",
        f"{RIGHT} or {RIGHT}",
        f"Wrong: {NAMED}\n{RIGHT}",
    ],
)
def test_wrong_formula_that_is_denied_does_no_harm(grade, answer):
    assert grade(answer).score >= 0.95


def test_half_a_formula_is_worth_what_the_question_says_and_words_add_to_it(grade):
    half, more = grade(PART), grade(f"{PART}. That prevents overfitting.")
    assert by_id(half)["drops-neurons"].met
    assert 0.5 <= half.score < 0.7
    assert half.score < more.score
    assert (half.verdict, more.verdict) == (Verdict.PARTIAL, Verdict.CORRECT)


def test_wrong_formula_scores_low_and_is_named_with_the_members_own_line(grade):
    result = grade(f"{NAMED}. Neurons are dropped at random. That prevents overfitting.")
    assert [(one.text, one.evidence) for one in result.misconceptions] == [(MISTAKE, NAMED)]
    assert result.verdict is Verdict.INCORRECT
    assert result.score <= 0.35


def test_formula_that_is_not_listed_is_not_called_wrong_and_words_earn_what_they_state(grade):
    words = "Neurons are dropped at random. That prevents overfitting."
    full, half, alone = (
        grade(f"{UNNAMED}. {words}"),
        grade(f"{UNNAMED}. {words[:30]}"),
        grade(UNNAMED),
    )
    assert all(point.met for point in full.key_points)
    assert (full.score, full.verdict, full.misconceptions) == (0.7, Verdict.PARTIAL, ())
    assert [point.met for point in half.key_points] == [True, False]
    assert half.score == pytest.approx(2 / 3, abs=0.05)
    assert (alone.verdict, any(point.met for point in alone.key_points)) == (
        Verdict.INCORRECT,
        False,
    )
    assert alone.score <= 0.14


def test_what_only_letters_of_an_unlisted_formula_resemble_is_unclear(grade):
    roles = {"y": ("overfitting",), "x": ("x",), "p": ("prevents",)}
    formula = FORMULA.model_copy(update={"roles": roles})
    result = grade("overfitting = prevents + x", QUESTION.model_copy(update={"formula": formula}))
    assert by_id(result)["prevents-overfitting"].state is PointState.UNCLEAR
    assert result.score <= 0.14


@pytest.mark.parametrize("wrong", [NAMED, UNNAMED])
def test_wrong_formula_shows_nothing_but_words_still_do(grade, wrong):
    points = by_id(grade(f"That prevents overfitting. {wrong}."))
    assert not points["drops-neurons"].met
    assert points["prevents-overfitting"].met


@pytest.mark.parametrize(
    "answer",
    ["Neurons are dropped at random.", "y = 0.5", "f = m*a", "y = x*뭔가", "모르겠어요", "y", "="],
)
def test_answer_without_a_formula_keeps_its_grade_as_prose(grade, answer):
    assert grade(answer) == grade(answer, QUESTION.model_copy(update={"formula": None}))


def test_hostile_formula_neither_fails_nor_hangs(grade):
    for answer in ("y = 9**9**9**9**x", "y = " + "(" * 3000, "y=" * 1900, "^_{" * 1300):
        assert grade(answer).score < 0.5
    assert MAX_TRIALS <= 1000


def test_every_met_point_has_evidence(grade):
    for answer in (RIGHT, PART, NAMED, UNNAMED, f"{RIGHT}. {MISCONCEPTION}."):
        assert all(point.evidence for point in grade(answer).key_points if point.met)


def test_question_without_a_formula_is_left_alone(grade):
    prose = grade(RIGHT, RUBRIC)
    assert refine(RUBRIC, None, prose) is prose
