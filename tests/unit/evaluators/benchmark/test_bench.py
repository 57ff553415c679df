"""Our graded answers as a benchmark: two questions, and a grader that knows the grades."""

from dataclasses import replace

import numpy as np
import pytest

from content.schema import Kind
from evaluators.benchmark import plots
from evaluators.benchmark.baselines import EncoderCosine, GraderScore
from evaluators.benchmark.bench import Bench
from evaluators.benchmark.measures import ScoredAnswers
from evaluators.graded import AnswerKind
from tests.unit.evaluators.benchmark.known import GRADED, TEST, TEXTS, TRAIN, KnowingGrader, answers
from tests.unit.evaluators.words import WordEncoder


def ours(grader=None):
    return GraderScore("ours", grader or KnowingGrader(), WordEncoder())


@pytest.fixture
def bench():
    return Bench(GRADED, "test")


@pytest.mark.parametrize(
    ("part", "reported", "calibrating"),
    [
        ("test", {TEST}, {TRAIN}),
        ("train", {TRAIN}, {TRAIN}),
        ("all", {TEST, TRAIN}, {TRAIN}),
    ],
)
def test_part_decides_what_is_reported_and_calibration_never_sees_the_test_split(
    part, reported, calibrating
):
    bench = Bench(GRADED, part)
    assert {one.question_id for one in bench.reported} == reported
    assert {one.question_id for one in bench.calibrating} == calibrating


def test_grader_that_knows_every_grade_is_perfect(bench):
    (system,) = bench.measured(ours())
    measures = system.measures
    assert measures["Spearman, all answers"] == pytest.approx(1.0)
    assert measures["quadratic weighted kappa"] == 1.0
    assert measures["minimal pairs told apart"] == 1.0
    assert system.means[AnswerKind.PARTIAL] == 0.5


def test_references_only_leaves_text_and_references(bench):
    grader = KnowingGrader()
    (system,) = bench.measured(ours(grader))
    assert system.measures["Spearman, references only"] is None  # every score is 0
    whole, bare = grader.requests[0].question, grader.requests[len(TEXTS)].question
    assert whole == GRADED.rubric(TEST)
    assert (bare.text, bare.references) == (whole.text, whole.references)
    assert (bare.key_points, bare.misconceptions, bare.kind) == ((), (), Kind.CONCEPT)


def test_baseline_is_measured_raw_and_calibrated(bench):
    raw, fair = bench.measured(EncoderCosine("cosine", WordEncoder()))
    assert [one.scale for one in (raw, fair)] == ["raw", "calibrated"]
    assert raw.means != fair.means
    # Both splits hold the same answers here, so the calibrated means are those of the grades.
    assert sum(fair.means[TEXTS[t][0]] for t in TEXTS) == pytest.approx(1.75)


def test_without_train_answers_a_baseline_is_only_raw():
    test_only = replace(GRADED, answers=tuple(answers(TEST)))
    systems = Bench(test_only, "test").measured(EncoderCosine("cosine", WordEncoder()))
    assert [one.scale for one in systems] == ["raw"]


def test_timed_are_some_of_the_reported_with_all_of_their_rubrics(bench):
    assert [one.answer for one in bench.timed] == list(TEXTS)
    assert bench.timed[0].question == GRADED.rubric(TEST)
    first = bench.reported[0]
    many = tuple(first.model_copy(update={"id": f"{TEST}/{n}"}) for n in range(9, 400))
    timed = Bench(replace(GRADED, answers=many), "test").timed
    assert 64 < len(timed) <= 128


def test_pictures_are_written(bench, tmp_path):
    scores = ScoredAnswers(bench.reported, np.array([0.9, 0.8, 0.3, 0.0, 0.6]))
    files = plots.save(scores, tmp_path)
    assert len(files) == 3
    for file in files.values():
        assert (tmp_path / file).read_bytes().startswith(b"\x89PNG")
