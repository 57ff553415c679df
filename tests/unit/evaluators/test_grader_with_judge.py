"""What a judge's opinion does to a grade."""

import pytest

from content.schema import Kind
from evaluators.calibration import JUDGED, POINT_FEATURES, POINT_JUDGED, Logistic, Trust
from evaluators.grade import GradeRequest, PointState, Verdict
from evaluators.grader import EmbeddingGrader
from evaluators.judge.port import Judgement, JudgeResult
from tests.unit.evaluators.words import CALIBRATION, RUBRIC, WordEncoder

FULL = RUBRIC.references.en[0]


class Told:
    """Rules what it is told to, statement by statement; remembers the answers."""

    name = "told"

    def __init__(self, *rulings: tuple[float, float], decisive=None) -> None:
        self.rulings = rulings
        self.decisive = decisive
        self.answers: list[str] = []

    def judge(self, asked):
        self.answers += [one.answer for one in asked]
        told = [Judgement(*one, self.decisive) for one in self.rulings for _ in ("ko", "en")]
        return [JudgeResult(self.name, tuple(told)) for _ in asked]


def graded(analyzer, judge, *answers, calibration=CALIBRATION):
    grader = EmbeddingGrader(WordEncoder(), analyzer, calibration, judge)
    return grader.grade([GradeRequest(question=RUBRIC, answer=one) for one in answers])


def test_a_judge_that_nothing_was_fitted_with_decides_alone(analyzer):
    judge = Told((0.02, 0.02), (0.95, 0.02), (0.02, 0.02))
    [grade] = graded(analyzer, judge, FULL)
    first, second = grade.key_points
    assert (first.met, second.met) == (False, True)
    assert second.score == pytest.approx(0.95, abs=0.01)
    assert grade.grader.endswith("+told")


def test_the_words_it_decided_by_are_quoted(analyzer):
    rulings = (0.02, 0.95), (0.02, 0.02), (0.95, 0.02)
    beside = "Some say so. I am not sure about it."
    answer = f"{FULL} {beside}"
    judge = Told(*rulings, decisive=(answer.index("Some"), answer.index(" I am")))
    [grade] = graded(analyzer, judge, answer)
    assert grade.key_points[0].evidence == grade.misconceptions[0].evidence == "Some say so."
    [untold] = graded(analyzer, Told(*rulings), answer)
    assert untold.key_points[0].evidence in FULL


def test_what_it_calls_contradicted_or_a_misconception_is_named(analyzer):
    judge = Told((0.02, 0.95), (0.02, 0.02), (0.95, 0.02))
    [grade] = graded(analyzer, judge, "Neurons are never dropped. It only makes training fast.")
    assert grade.key_points[0].state is PointState.CONTRADICTED
    assert [one.text for one in grade.misconceptions] == [RUBRIC.misconceptions[0].text]
    assert grade.verdict is Verdict.INCORRECT


@pytest.mark.parametrize(("sure", "is_named"), [(0.55, False), (0.7, True)])
def test_a_brief_answer_is_told_it_is_wrong_only_where_that_is_surer(analyzer, sure, is_named):
    rulings = (0.02, sure), (0.02, 0.02), (sure, 0.02)
    brief = "Neurons are never dropped."
    longer = f"{brief} It makes training fast, and that is all there is to say of it, I think."
    [few, many] = graded(analyzer, Told(*rulings), brief, longer)
    named = [
        (one.key_points[0].state is PointState.CONTRADICTED, bool(one.misconceptions))
        for one in (few, many)
    ]
    assert named == [(is_named, is_named), (True, True)]


def test_words_that_state_a_point_more_surely_claim_no_misconception(analyzer):
    def wrong(stated, claimed):
        judge = Told((0.02, 0.02), (stated, 0.02), (claimed, 0.02), decisive=(0, len(FULL)))
        [grade] = graded(analyzer, judge, FULL)
        return grade.misconceptions

    assert wrong(stated=0.97, claimed=0.95) == ()
    assert wrong(stated=0.95, claimed=0.97) != ()


def test_a_bonus_needs_to_be_said_more_surely(analyzer):
    first, second = RUBRIC.key_points
    bonus = second.model_copy(update={"needed": False})
    judge = Told((0.7, 0.02), (0.7, 0.02), (0.02, 0.02))
    grader = EmbeddingGrader(WordEncoder(), analyzer, CALIBRATION, judge)

    def is_met(*points):
        question = RUBRIC.model_copy(update={"key_points": points})
        [grade] = grader.grade([GradeRequest(question=question, answer=FULL)])
        return [point.met for point in grade.key_points]

    assert is_met(first, second) == [True, True]
    assert is_met(first, bonus) == [True, False]


def test_without_a_ruling_the_grade_is_as_it_would_be_without_a_judge(analyzer):
    class Failing(Told):
        def judge(self, asked):
            return [None for _ in asked]

    [failed], [without] = graded(analyzer, Failing(), FULL), graded(analyzer, None, FULL)
    assert failed == without


def test_what_says_nothing_is_not_judged_and_the_others_keep_their_places(analyzer):
    judge = Told((0.95, 0.02), (0.95, 0.02), (0.02, 0.02))
    answers = ["idk", FULL, "", "neuron, random, overfitting", "Neurons are dropped at random."]
    grades = graded(analyzer, judge, *answers)
    assert judge.answers == [answers[1], answers[4]]
    assert [one.score > 0.5 for one in grades] == [False, True, False, False, True]
    assert not grades[0].grader.endswith("told")


@pytest.mark.parametrize(
    ("heard", "turned"), [(0.0, PointState.MISSING), (2.0, PointState.CONTRADICTED)]
)
def test_a_judge_that_was_fitted_with_is_weighed_beside_the_own_reading(analyzer, heard, turned):
    weights = dict(zip(POINT_JUDGED, (1.0, 1.0, -1.0, 0.0, 0.0), strict=True))
    own = Logistic(bias=0.0, weights=weights)
    claim = Logistic(bias=0.0, weights=dict.fromkeys(JUDGED, 0.0))
    against = Logistic(bias=-1.0, weights=dict(zip(JUDGED, (0.0, 0.0, heard), strict=True)))
    trust = Trust(stated=own, contradicted=against, claimed=claim)
    profile = CALIBRATION.rubric.model_copy(update={"trust": trust})
    fitted = CALIBRATION.model_copy(update={"judge": "told", "rubric": profile})

    def points(*rulings):
        [grade] = graded(analyzer, Told(*rulings), FULL, calibration=fitted)
        return [point.state for point in grade.key_points]

    stated = PointState.STATED
    assert points((0.5, 0.5), (0.5, 0.5), (0.1, 0.1)) == [stated, stated]
    assert points((0.5, 0.5), (0.01, 0.98), (0.1, 0.1)) == [stated, turned]


@pytest.mark.parametrize(("stated", "is_heard"), [(0.9, True), (0.6, False)])
def test_only_a_judge_that_is_sure_hears_a_point_in_opposed_words(analyzer, stated, is_heard):
    weights = dict(zip(POINT_JUDGED, (0.0, 1.0, 0.0, 0.0, 0.0), strict=True))
    own = Logistic(bias=0.0, weights=weights)
    claim = Logistic(bias=-9.0, weights=dict.fromkeys(JUDGED, 0.0))
    trust = Trust(stated=own, contradicted=claim, claimed=claim)
    silent = Logistic(bias=-9.0, weights=dict.fromkeys(POINT_FEATURES, 0.0))
    profile = CALIBRATION.rubric.model_copy(update={"trust": trust, "contradicted": silent})
    fitted = CALIBRATION.model_copy(update={"judge": "told", "rubric": profile})
    judge = Told((stated, 0.02), (0.02, 0.02), (0.02, 0.02))
    [grade] = graded(analyzer, judge, "Dropout keeps neurons at random", calibration=fitted)
    assert grade.key_points[0].met is is_heard


def test_code_is_judged_only_where_words_stand_beside_it(analyzer):
    judge = Told((0.95, 0.02), (0.95, 0.02), (0.02, 0.02))
    code = RUBRIC.model_copy(update={"kind": Kind.CODE})
    bare = [
        "net.eval()",
        "with torch.no_grad():\n    y = net(x)",
        "from torch import nn\nloss = a + b",
    ]
    told = [
        "net.eval()을 불러요",
        "net.eval()  # fix the running mean",
        "Call eval on the model first.",
    ]
    grader = EmbeddingGrader(WordEncoder(), analyzer, CALIBRATION, judge)
    grader.grade([GradeRequest(question=code, answer=one) for one in (*bare, *told)])
    assert judge.answers == told
