"""Our graded answers as a benchmark: two questions, and a grader that knows the grades."""

from dataclasses import replace

import pytest

from content.schema import Kind
from evaluators.benchmark.baselines import GraderScore
from evaluators.benchmark.bench import Bench
from evaluators.benchmark.results import OfKind
from evaluators.graded import AnswerKind
from tests.unit.evaluators.benchmark.known import GRADED, TEST, TEXTS, TRAIN, KnowingGrader


@pytest.fixture
def bench():
    return Bench(GRADED, "test")


@pytest.mark.parametrize(
    ("part", "reported"), [("test", {TEST}), ("train", {TRAIN}), ("all", {TEST, TRAIN})]
)
def test_part_decides_what_is_reported(part, reported):
    assert {one.question_id for one in Bench(GRADED, part).reported} == reported


def test_grader_that_knows_every_grade_is_perfect(bench):
    measures = bench.measured(GraderScore("ours", KnowingGrader()))
    assert measures["Spearman, all answers"] == pytest.approx(1.0)
    assert measures["quadratic weighted kappa"] == 1.0
    assert measures["minimal pairs told apart"] == 1.0


def test_references_only_leaves_text_and_references(bench):
    grader = KnowingGrader()
    measures = bench.measured(GraderScore("ours", grader))
    assert measures["Spearman, references only"] is None  # every score is 0
    whole, bare = grader.requests[0].question, grader.requests[len(TEXTS)].question
    assert whole == GRADED.rubric(TEST)
    assert (bare.text, bare.references) == (whole.text, whole.references)
    assert (bare.key_points, bare.misconceptions, bare.kind) == ((), (), Kind.CONCEPT)


def test_kinds_that_have_answers_are_told_with_grade_and_score(bench):
    found = bench.kinds(bench.graded_by(KnowingGrader()))
    assert found[AnswerKind.PARTIAL] == OfKind(answers=1, grade=0.5, score=0.5)
    assert AnswerKind.NON_ANSWER not in found


def test_timed_are_some_of_the_reported_with_all_of_their_rubrics(bench):
    assert [one.answer for one in bench.timed] == list(TEXTS)
    assert bench.timed[0].question == GRADED.rubric(TEST)
    first = bench.reported[0]
    many = tuple(first.model_copy(update={"id": f"{TEST}/{n}"}) for n in range(9, 400))
    timed = Bench(replace(GRADED, answers=many), "test").timed
    assert 64 < len(timed) <= 128
