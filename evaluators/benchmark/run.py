"""One run of the benchmark: the grader and two baselines on every dataset, and against the clock.

Knows no files: datasets come read and models loaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluators.benchmark.aims import KORSTS, LATENCY, SEMEVAL_AUC, THROUGHPUT, aims
from evaluators.benchmark.baselines import EncoderCosine, GraderScore, KeyTerms, Scorer
from evaluators.benchmark.bench import Bench
from evaluators.benchmark.gaming import gamed, moved
from evaluators.benchmark.outside import JudgedAnswers, Pairs
from evaluators.benchmark.results import Results
from evaluators.benchmark.speed import speed
from evaluators.encoders.encoder import Encoder
from evaluators.grade import BatchGrader
from evaluators.text.tokens import Analyzer

OURS = "quizmaster"

Step = Callable[[str], None]


@dataclass(frozen=True)
class Datasets:
    """What to measure on: our own graded answers, and what else there is."""

    bench: Bench
    semeval: JudgedAnswers | None = None
    korsts: Pairs | None = None


def run(
    datasets: Datasets, name: str, grader: BatchGrader, encoder: Encoder, step: Step
) -> Results:
    """Measure everything, telling each `step`; `name` is the grader's, on `encoder`."""
    bench = datasets.bench
    found: dict[str, dict[str, float | None]] = {}
    scorers: Sequence[Scorer] = (
        GraderScore(OURS, grader),
        EncoderCosine(encoder),
        KeyTerms(Analyzer()),
    )
    for scorer in scorers:
        step(scorer.name)
        measures = dict(bench.measured(scorer))
        if datasets.semeval:
            measures[SEMEVAL_AUC] = datasets.semeval.auc(scorer)
        for title, value in measures.items():
            found.setdefault(title, {})[scorer.name] = value
    if datasets.korsts:
        found[KORSTS] = {OURS: datasets.korsts.spearman(encoder)}
    step("speed")
    timed = speed(grader, bench.timed)
    found |= {LATENCY: {OURS: timed.answer_p95_ms}, THROUGHPUT: {OURS: timed.answers_per_s}}
    step("tricks")
    grades = bench.graded_by(grader)
    found |= {title: {OURS: value} for title, value in bench.trusted(grades).items()}
    return Results(
        grader=name,
        split=bench.part,
        answers=len(bench.reported),
        questions=len(bench.rubrics),
        aims=aims(found, OURS),
        kinds=bench.kinds(grades),
        speed=timed,
        gamed=gamed(grader, list(bench.rubrics.values())),
        moved=moved(grader, bench.reported, bench.rubrics),
    )
