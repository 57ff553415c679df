"""A whole run with a grader that knows the grades, and what the report says of it."""

import json

import numpy as np
import pytest

from evaluators.benchmark.aims import KORSTS, LATENCY, SEMEVAL_AUC, THROUGHPUT
from evaluators.benchmark.baselines import MINILM_COSINE, EncoderCosine
from evaluators.benchmark.bench import Bench
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY
from evaluators.benchmark.outside import JudgedAnswers, Pairs
from evaluators.benchmark.report import markdown, summary
from evaluators.benchmark.run import Datasets, Models, run
from evaluators.grade import GradeRequest
from evaluators.graded import AnswerKind
from tests.unit.evaluators.benchmark.known import GRADED, TEXTS, KnowingGrader
from tests.unit.evaluators.words import RUBRIC, WordEncoder

BARE = RUBRIC.model_copy(update={"key_points": (), "misconceptions": ()})
JUDGED = JudgedAnswers(
    title="SemEval-2013 task 7",
    file="semeval.tsv",
    requests=tuple(GradeRequest(question=BARE, answer=text) for text in TEXTS),
    correct=np.array([grade >= 0.5 for _, grade in TEXTS.values()]),
)
PAIRS = Pairs(
    title="KorSTS",
    file="sts.tsv",
    a=("뉴런을 끈다", "뉴런을 끈다", "뉴런을 끈다"),
    b=("뉴런을 끈다", "뉴런을 막는다", "바나나"),
    likeness=np.array([5.0, 3.0, 0.0]),
)


class Backwards(WordEncoder):
    """Finds alike what isn't, as it knows but how long a text is; counts what it encodes."""

    fingerprint = "1111backwards"

    def encode(self, texts):
        self.encoded += len(texts)
        angles = np.array([len(text) / 50 for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


class Knowing(KnowingGrader):
    """Knows the answers without key points, too."""

    def grade(self, requests):
        return super().grade([one.model_copy(update={"question": RUBRIC}) for one in requests])


BENCH = Bench(GRADED, "test")


def measured(datasets, *, grader=None, minilm=None, tell=lambda _: None):
    encoder = WordEncoder()
    baselines = [EncoderCosine("static cosine", encoder)]
    if minilm:
        baselines.append(EncoderCosine(MINILM_COSINE, minilm))
    models = Models("ours@1", grader or Knowing(), encoder, minilm, baselines)
    return run(datasets, models, ["A note."], tell)[0]


@pytest.fixture(scope="module")
def results():
    return measured(Datasets(BENCH, (JUDGED,), (PAIRS,)), minilm=Backwards())


def aim(results, measure):
    (found,) = [one for one in results.aims if one.measure == measure]
    return found


def row(text, title):
    """Return the cells of the first row with this title."""
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines())
    return next(cells for cells in rows if cells[0] == title)


def test_results_say_what_they_stand_on(results):
    assert (results.grader, results.split, results.answers) == ("ours@1", "test", 5)
    assert (results.questions, results.families, results.pairs) == (1, 1, 1)
    assert results.grades[AnswerKind.MINIMAL_PAIR_FALSE] == 0.25
    assert results.counts[AnswerKind.NON_ANSWER] == 0
    assert results.grades[AnswerKind.NON_ANSWER] is None


def test_every_system_is_measured_on_our_answers_and_on_others(results):
    names = ["quizmaster", "TF-IDF cosine", "static cosine", MINILM_COSINE]
    assert list(dict.fromkeys(one.name for one in results.systems)) == names
    judged, pairs = results.outside
    assert (judged.file, judged.size, list(judged.values)) == ("semeval.tsv", 5, names)
    assert judged.values["quizmaster"] == 1.0
    assert (pairs.file, pairs.size) == ("sts.tsv", 3)
    assert list(pairs.values) == ["quizmaster", "static cosine", MINILM_COSINE]
    assert pairs.values["quizmaster"] == pairs.values["static cosine"] == pytest.approx(1.0)


def test_file_that_was_not_given_leaves_its_aim_not_measured():
    found = measured(Datasets(BENCH), minilm=Backwards())
    assert found.outside == ()
    for measure in (KORSTS, SEMEVAL_AUC):
        assert aim(found, measure).outcome == "not measured"
        assert row(summary(found), measure)[2:] == ["not measured", "–", "–", "–"]


def test_speed_is_held_against_its_aims(results):
    assert aim(results, LATENCY).values == {"quizmaster": results.speed.answer_p95_ms}
    assert aim(results, THROUGHPUT).values == {"quizmaster": results.speed.answers_per_s}


def test_encoder_shared_by_two_systems_reads_the_pairs_once():
    shared = Backwards()
    models = Models("ours@1", Knowing(), shared, None, [EncoderCosine("static cosine", shared)])
    run(Datasets(BENCH), models, [], lambda _: None)
    without = shared.encoded
    run(Datasets(BENCH, pairs=(PAIRS,)), models, [], lambda _: None)
    assert shared.encoded - 2 * without == 2 * len(PAIRS.a)


def test_every_step_is_told():
    steps = []
    measured(Datasets(BENCH, (JUDGED,), (PAIRS,)), tell=steps.append)
    assert steps[:2] == ["quizmaster", "TF-IDF cosine"]
    assert {"SemEval-2013 task 7, quizmaster", "KorSTS, static cosine", "speed"} < set(steps)


def test_report_marks_what_is_met_and_what_is_not(results):
    text = markdown(results, {})
    for title, bound, found in (
        ("quadratic weighted kappa", "≥ 0.85", "✓ 1.000"),
        ("mean score, off-topic", "≤ 0.10", "✓ 0.000"),
        ("full answers at 0.8 or more, Korean", "≥ 0.95", "not measured"),
        ("full answers told they are wrong", "≤ 0.01", "✓ 0.000"),
        (SEMEVAL_AUC, "≥ 0.83", "✓ 1.000"),
    ):
        assert row(text, title)[1:3] == [bound, found]
    assert row(text, LATENCY)[1] == "≤ 150 ms"
    assert row(text, THROUGHPUT)[1] == "≥ 15 answers/s"
    met, missed, unknown = (
        [one.outcome for one in results.aims].count(outcome)
        for outcome in ("met", "missed", "not measured")
    )
    assert f"Aims met (✓): {met}, missed (✗): {missed}, not measured: {unknown}." in text


def test_missed_aim_has_a_cross():
    class Wrong(Knowing):
        def grade(self, requests):
            return super().grade(requests[::-1])

    results = measured(Datasets(BENCH), grader=Wrong())
    assert row(summary(results), "quadratic weighted kappa")[2].startswith("✗ ")


def test_report_holds_every_measure_system_kind_and_picture(results):
    text = markdown(results, {"A picture": "a.png"})
    for wanted in (*MEASURES, *REFERENCES_ONLY, *AnswerKind, "ours@1", "A note.", "the test split"):
        assert wanted in text
    assert "![A picture](a.png)" in text
    assert "| non_answer         | 0       | –     |" in text
    assert "| SemEval-2013 task 7, AUC       | 5 " in text
    assert "its encoder alone" in text
    assert text.count("times as fast") == 2


def test_summary_names_split_baselines_and_speed(results):
    text = summary(results)
    assert "Answers: 5, questions: 1, families: 1, minimal pairs: 1." in text
    assert "calibrated on the train split" in text
    assert "warm, p95" in text
    assert text.endswith("A note.")


def test_json_holds_aims_outcomes_and_ratios(results):
    found = json.loads(results.model_dump_json())
    assert len(found["aims"]) == len(results.aims)
    first = found["aims"][0]
    assert (first["bound"], first["at_most"], first["outcome"]) == (0.87, False, "met")
    assert found["outside"][0]["values"]["quizmaster"] == 1.0
    assert found["speed"]["encoding_ratio"] > 0
