"""A run on two questions, one in each split, with a grader that knows the grades."""

import numpy as np
import pytest

from content.schema import Kind
from evaluators.benchmark import plots
from evaluators.benchmark.baselines import EncoderCosine, GraderScore
from evaluators.benchmark.bench import Bench
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY, Scores
from evaluators.benchmark.report import markdown, summary
from evaluators.grade import Grade, Verdict
from evaluators.graded import AnswerKind, GradedAnswer, GradedSet
from tests.unit.evaluators.words import RUBRIC, WordEncoder

TEST, TRAIN = "dropout", "dropout-in-cnn"
TEXTS = {
    "Neurons are dropped at random while training. That prevents overfitting.": ("full", 1.0),
    "Neurons are kept at random, which prevents overfitting.": ("minimal_pair_false", 0.25),
    "It is used to speed up training": ("misconception", 0.0),
    "Bananas are yellow": ("off_topic", 0.0),
    "Overfitting": ("partial", 0.5),
}


def answers(question_id):
    for number, (text, (kind, grade)) in enumerate(TEXTS.items(), start=1):
        yield GradedAnswer(
            id=f"{question_id}/{number}",
            question_id=question_id,
            lang="en",
            kind=kind,
            grade=grade,
            second=grade,
            answer=text,
            pair_of=f"{question_id}/1" if kind == "minimal_pair_false" else None,
        )


GRADED = GradedSet(
    answers=(*answers(TEST), *answers(TRAIN)),
    rubrics={
        id_: RUBRIC.model_copy(update={"id": id_, "kind": Kind.OPEN}) for id_ in (TEST, TRAIN)
    },
    families={id_: id_ for id_ in (TEST, TRAIN)},
)


class KnowingGrader:
    """Gives each answer its grade, and nothing without key points; remembers what it was asked."""

    def __init__(self):
        self.requests = []

    def grade(self, requests):
        self.requests += requests
        return [
            Grade(
                score=TEXTS[one.answer][1] if one.question.key_points else 0.0,
                verdict=Verdict.PARTIAL,
            )
            for one in requests
        ]


@pytest.fixture
def bench():
    return Bench(GRADED, "test")


@pytest.fixture
def results(bench):
    grader = KnowingGrader()
    systems = bench.measured(GraderScore("ours", grader))
    systems += bench.measured(EncoderCosine("cosine", WordEncoder()))
    return bench.results("ours@1", systems, bench.speed(grader, WordEncoder()), ["A note."])


@pytest.mark.parametrize(
    ("part", "questions"), [("test", {TEST}), ("train", {TRAIN}), ("all", {TEST, TRAIN})]
)
def test_part_decides_what_is_reported(part, questions):
    assert {one.question_id for one in Bench(GRADED, part).reported} == questions


def test_calibration_never_sees_the_test_split():
    for part in ("test", "all"):
        assert {one.question_id for one in Bench(GRADED, part).calibrating} == {TRAIN}


def test_grader_that_knows_every_grade_is_perfect(results):
    measures = results.systems[0].measures
    assert measures["Spearman, all answers"] == pytest.approx(1.0)
    assert measures["quadratic weighted kappa"] == 1.0
    assert measures["minimal pairs told apart"] == 1.0
    assert results.systems[0].means[AnswerKind.PARTIAL] == 0.5


def test_references_only_leaves_text_and_references(bench):
    grader = KnowingGrader()
    (system,) = bench.measured(GraderScore("ours", grader))
    assert system.measures[REFERENCES_ONLY] is None  # every score is 0
    whole, bare = grader.requests[0].question, grader.requests[len(TEXTS)].question
    assert whole == GRADED.rubric(TEST)
    assert (bare.text, bare.references) == (whole.text, whole.references)
    assert (bare.key_points, bare.misconceptions, bare.kind) == ((), (), Kind.CONCEPT)


def test_baseline_is_measured_raw_and_calibrated(results):
    ours, raw, fair = results.systems
    assert [one.scale for one in (ours, raw, fair)] == ["grade", "raw", "calibrated"]
    assert raw.means != fair.means
    # Both splits hold the same answers here, so the calibrated means are those of the grades.
    assert sum(fair.means[TEXTS[t][0]] for t in TEXTS) == pytest.approx(1.75)


def test_without_train_answers_a_baseline_is_only_raw():
    test_only = GradedSet(tuple(answers(TEST)), GRADED.rubrics, GRADED.families)
    systems = Bench(test_only, "test").measured(EncoderCosine("cosine", WordEncoder()))
    assert [one.scale for one in systems] == ["raw"]


def test_results_say_what_they_stand_on(results):
    assert (results.split, results.answers, results.questions) == ("test", 5, 1)
    assert (results.families, results.pairs) == (1, 1)
    assert results.grades[AnswerKind.MINIMAL_PAIR_FALSE] == 0.25
    assert results.counts[AnswerKind.NON_ANSWER] == 0
    assert results.grades[AnswerKind.NON_ANSWER] is None


def test_report_holds_every_measure_system_kind_and_picture(results):
    text = markdown(results, {"A picture": "a.png"})
    for wanted in (*MEASURES, REFERENCES_ONLY, *AnswerKind, "ours@1", "A note.", "the test split"):
        assert wanted in text
    assert "![A picture](a.png)" in text
    assert "| quadratic weighted kappa        | 1.000 |" in text
    assert "| non_answer         | 0       | –     |" in text
    assert "times as fast" in text


def test_summary_names_split_baselines_and_speed(results):
    text = summary(results)
    assert "Answers: 5, questions: 1, families: 1, minimal pairs: 1." in text
    assert "calibrated on the train split" in text
    assert "warm, p95" in text
    assert text.endswith("A note.")


def test_pictures_are_written(bench, tmp_path):
    scores = Scores(bench.reported, np.array([0.9, 0.8, 0.3, 0.0, 0.6]))
    files = plots.save(scores, tmp_path)
    assert len(files) == 3
    for file in files.values():
        assert (tmp_path / file).read_bytes().startswith(b"\x89PNG")
