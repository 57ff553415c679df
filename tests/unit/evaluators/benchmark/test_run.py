"""A whole run with a grader that knows the grades, and what the report says of it."""

import numpy as np
import pytest

from evaluators.benchmark.aims import KORSTS, LATENCY, SEMEVAL_AUC, THROUGHPUT
from evaluators.benchmark.bench import Bench
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY
from evaluators.benchmark.outside import JudgedAnswers, Pairs
from evaluators.benchmark.report import markdown
from evaluators.benchmark.run import Datasets, run
from evaluators.grade import GradeRequest
from evaluators.graded import AnswerKind
from tests.unit.evaluators.benchmark.known import GRADED, TEXTS, KnowingGrader
from tests.unit.evaluators.words import RUBRIC, WordEncoder

BARE = RUBRIC.model_copy(update={"key_points": (), "misconceptions": ()})
JUDGED = JudgedAnswers(
    requests=tuple(GradeRequest(question=BARE, answer=text) for text in TEXTS),
    correct=np.array([grade >= 0.5 for _, grade in TEXTS.values()]),
)
PAIRS = Pairs(
    a=("뉴런을 끈다", "뉴런을 끈다", "뉴런을 끈다"),
    b=("뉴런을 끈다", "뉴런을 막는다", "바나나"),
    likeness=np.array([5.0, 3.0, 0.0]),
)


class Knowing(KnowingGrader):
    """Knows the answers without key points, too."""

    def grade(self, requests):
        return super().grade([one.model_copy(update={"question": RUBRIC}) for one in requests])


def measured(*outside, grader=None, tell=lambda _: None):
    datasets = Datasets(Bench(GRADED, "test"), *outside)
    return run(datasets, "ours@1", grader or Knowing(), WordEncoder(), tell)


@pytest.fixture(scope="module")
def results():
    return measured(JUDGED, PAIRS)


def aim(results, measure):
    (found,) = [one for one in results.aims if one.measure == measure]
    return found


def row(text, title):
    """Return the cells of the first row with this title."""
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines())
    return next(cells for cells in rows if cells[0] == title)


def test_every_system_is_measured_on_our_answers_and_on_others(results):
    names = ["quizmaster", "cosine", "key terms"]
    assert list(aim(results, "Spearman, all answers").values) == names
    assert list(aim(results, SEMEVAL_AUC).values) == names
    assert aim(results, SEMEVAL_AUC).values["quizmaster"] == 1.0
    assert aim(results, KORSTS).values == {"quizmaster": pytest.approx(1.0)}


def test_file_that_was_not_given_leaves_its_aim_not_measured():
    found = measured()
    for measure in (KORSTS, SEMEVAL_AUC):
        assert aim(found, measure).outcome == "not measured"
        assert row(markdown(found), measure)[2:] == ["not measured", "–", "–", "–"]


def test_every_step_is_told():
    steps = []
    measured(tell=steps.append)
    assert steps == ["quizmaster", "cosine", "key terms", "speed", "tricks"]


def test_report_marks_what_is_met_and_what_is_not(results):
    text = markdown(results)
    for title, bound, *found in (
        ("quadratic weighted kappa", "≥ 0.85", "✓", "1.000"),
        ("mean score, off-topic", "≤ 0.10", "✓", "0.000"),
        ("full answers at 0.8 or more, Korean", "≥ 0.95", "not measured", "–"),
        ("full answers told they are wrong", "≤ 0.01", "✓", "0.000"),
        (SEMEVAL_AUC, "≥ 0.83", "✓", "1.000"),
    ):
        assert row(text, title)[1:4] == [bound, *found]
    for title, bound, measured in (
        (LATENCY, "≤ 150 ms", results.speed.answer_p95_ms),
        (THROUGHPUT, "≥ 15 answers/s", results.speed.answers_per_s),
    ):
        assert row(text, title)[1] == bound
        assert aim(results, title).values == {"quizmaster": measured}


def test_missed_aim_has_a_cross():
    class Wrong(Knowing):
        def grade(self, requests):
            return super().grade(requests[::-1])

    assert row(markdown(measured(grader=Wrong())), "quadratic weighted kappa")[2] == "✗"


def test_report_holds_every_measure_and_kind(results):
    text = markdown(results)
    for wanted in (*MEASURES, *REFERENCES_ONLY, "ours@1", "the test split: 5 answers, 1 questions"):
        assert wanted in text
    assert row(text, AnswerKind.MINIMAL_PAIR_FALSE)[1:3] == ["1", "0.250"]
