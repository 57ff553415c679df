"""One run of the benchmark: the grader and every baseline on every dataset, and against the clock.

Knows no files: datasets come read and models loaded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evaluators.benchmark.aims import LATENCY, THROUGHPUT, aims
from evaluators.benchmark.baselines import GraderScore, Scorer, TfidfCosine
from evaluators.benchmark.bench import Bench, Grades
from evaluators.benchmark.measures import ScoredAnswers
from evaluators.benchmark.outside import JudgedAnswers, Pairs
from evaluators.benchmark.results import Outside, Results, Speed, System
from evaluators.benchmark.speed import speed
from evaluators.encoders.encoder import Encoder
from evaluators.grade import BatchGrader

OURS = "quizmaster"

Step = Callable[[str], None]
Found = dict[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class Datasets:
    """What to measure on: our own graded answers, and what else there is."""

    bench: Bench
    judged: tuple[JudgedAnswers, ...] = ()
    pairs: tuple[Pairs, ...] = ()


@dataclass(frozen=True)
class Models:
    """What to measure: a grader on `encoder`, MiniLM if it's here, and loaded baselines."""

    name: str
    grader: BatchGrader
    encoder: Encoder
    minilm: Encoder | None
    baselines: Sequence[Scorer]

    @property
    def ours(self) -> GraderScore:
        return GraderScore(OURS, self.grader, self.encoder)


def run(
    datasets: Datasets, models: Models, notes: Sequence[str], step: Step
) -> tuple[Results, ScoredAnswers]:
    """Measure everything, telling each `step`; return it with the grader's scores."""
    bench = datasets.bench
    step(OURS)
    scored = bench.score(models.ours, bench.reported)
    systems = [bench.system(OURS, "grade", scored)]
    for scorer in (TfidfCosine(list(bench.graded.rubrics.values())), *models.baselines):
        step(scorer.name)
        systems += bench.measured(scorer)
    outside = [_judged(one, models, step) for one in datasets.judged]
    outside += [_paired(one, models, step) for one in datasets.pairs]
    step("speed")
    timed = speed(models.grader, models.encoder, models.minilm, bench.timed)
    step("tricks")
    grades = bench.grades(models.grader)
    held = aims(_found(systems, outside, timed, grades), OURS)
    results = bench.results(models.name, held, systems, outside, timed, grades, notes)
    return results, ScoredAnswers(bench.reported, scored[0])


def _judged(dataset: JudgedAnswers, models: Models, step: Step) -> Outside:
    """Measure every system, TF-IDF weighted as in the references of this dataset."""
    values = {}
    scorers: list[Scorer] = [models.ours, TfidfCosine(dataset.rubrics), *models.baselines]
    for scorer in scorers:
        step(f"{dataset.title}, {scorer.name}")
        values[scorer.name] = dataset.auc(scorer)
    return _outside(dataset, "AUC", len(dataset.requests), values)


def _paired(dataset: Pairs, models: Models, step: Step) -> Outside:
    """Measure every system that has an encoder by that encoder; each encoder once."""
    values: dict[str, float | None] = {}
    known: dict[str, float | None] = {}
    for scorer in (models.ours, *models.baselines):
        if scorer.encoder:
            step(f"{dataset.title}, {scorer.name}")
            key = scorer.encoder.fingerprint
            if key not in known:
                known[key] = dataset.spearman(scorer.encoder)
            values[scorer.name] = known[key]
    return _outside(dataset, "Spearman of the cosine", len(dataset.a), values)


def _outside(
    dataset: JudgedAnswers | Pairs, measure: str, size: int, values: Mapping[str, float | None]
) -> Outside:
    return Outside(
        dataset=dataset.title,
        measure=measure,
        file=dataset.file,
        size=size,
        values=values,
    )


def _found(
    systems: Sequence[System], outside: Sequence[Outside], timed: Speed, grades: Grades
) -> Found:
    """Return every measure that there may be an aim for, of each system on the scale of grades."""
    fair = [one for one in systems if one.scale != "raw"]
    found: Found = {
        title: {one.name: one.measures[title] for one in fair} for title in fair[0].measures
    }
    for one in outside:
        found[f"{one.dataset}, {one.measure}"] = one.values
    found |= {title: {OURS: value} for title, value in grades.trust.items()}
    found[LATENCY] = {OURS: timed.answer_p95_ms}
    found[THROUGHPUT] = {OURS: timed.answers_per_s}
    return found
