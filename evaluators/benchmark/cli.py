"""`quizmaster grader benchmark`: how good and how fast the grader is; mounted by bot.app.cli."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from evaluators.cli.commands import (
    Answers,
    AsJson,
    EncoderName,
    read_graded,
    read_labels,
    reported,
    steps,
)
from evaluators.cli.lines import Unusable

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
    from evaluators.benchmark import outside
    from evaluators.benchmark.bench import Bench
    from evaluators.benchmark.report import markdown
    from evaluators.benchmark.run import Datasets, run
    from evaluators.encoders.encoder import load_encoder
    from evaluators.grader import load_grader

    with reported(outside.BadDataset), steps("Benchmark") as step:
        graded = read_graded(answers)
        bench = Bench(graded, split, read_labels(answers, graded))
        if not bench.reported:
            raise Unusable(f"no graded answer is in the split {split!r}")
        datasets = Datasets(
            bench,
            outside.semeval(semeval) if semeval else None,
            outside.korsts(korsts) if korsts else None,
        )
        step("loading models")
        grader = load_grader(encoder)
        results = run(datasets, grader.name, grader, load_encoder(encoder), step)
    typer.echo(results.model_dump_json() if json_ else markdown(results))
