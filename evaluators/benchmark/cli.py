"""`quizmaster grader benchmark`: how good and how fast the grader is; mounted by bot.app.cli."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from evaluators.cli.commands import Answers, AsJson, EncoderName, read_graded, reported, steps

if TYPE_CHECKING:
    from evaluators.benchmark.run import Datasets

Split = Literal["test", "train", "blind", "all"]


def benchmark(
    encoder: EncoderName = None,
    split: Annotated[Split, typer.Option(help="What to report.")] = "test",
    answers: Answers = None,
    semeval: Annotated[
        Path | None, typer.Option(help="Also measure on SemEval-2013 task 7: .tsv or .tsv.gz.")
    ] = None,
    korsts: Annotated[
        Path | None, typer.Option(help="Also measure the encoder on KorSTS: .tsv or .tsv.gz.")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Measure the grader, and simpler ways to score, on graded answers; print a report."""
    from evaluators.benchmark.report import markdown
    from evaluators.benchmark.run import run
    from evaluators.encoders.encoder import load_encoder
    from evaluators.grader import load_grader

    with reported(), steps("Benchmark") as step:
        datasets = _datasets(answers, split, semeval, korsts)
        step("loading models")
        grader = load_grader(encoder)
        results = run(datasets, grader.name, grader, load_encoder(encoder), step)
    typer.echo(results.model_dump_json() if json_ else markdown(results))


def _datasets(
    folder: Path | None, split: Split, semeval: Path | None, korsts: Path | None
) -> "Datasets":
    """Read what is measured on, or say what is wrong with it."""
    from evaluators.benchmark import outside
    from evaluators.benchmark.bench import Bench
    from evaluators.benchmark.run import Datasets
    from evaluators.graded.labels import load as load_labels

    graded = read_graded(folder)
    bench = Bench(graded, split, load_labels(graded) if folder is None else {})
    if not bench.reported:
        typer.echo(f"Error: no graded answer is in the split {split!r}", err=True)
        raise typer.Exit(1)
    try:
        return Datasets(
            bench,
            outside.semeval(semeval) if semeval else None,
            outside.korsts(korsts) if korsts else None,
        )
    except outside.BadDataset as exc:
        typer.echo(f"Error: {exc}", err=True)
        raise typer.Exit(1) from exc
