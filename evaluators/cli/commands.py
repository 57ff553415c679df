"""`quizmaster grade` and `quizmaster similarity`: JSON lines in, graded JSON lines out.

A bad line becomes a line with `error`, and `line`, its number in the input; one that is no object
has its text as `input`. The rest still run, and the exit status is 1. Mounted by `bot.app.cli`.
What the commands of `quizmaster grader` share is here, too.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from evaluators.cli.lines import (
    STANDARD,
    BadLine,
    Line,
    Record,
    Unusable,
    batches,
    keep_apart,
    read,
    text_field,
    write,
)
from evaluators.cli.requests import read_request
from evaluators.grade import BatchGrader

if TYPE_CHECKING:
    from evaluators.graded import GradedSet
    from evaluators.graded.labels import Labels

T = TypeVar("T")
Input = Annotated[Path, typer.Option("--input", help="JSON lines to read; - is standard input.")]
Output = Annotated[
    Path,
    typer.Option(
        "--output",
        help="JSON lines to write; - is standard output. A line that can't be used has error,"
        " its number as line and, unless it's an object, its text as input.",
    ),
]
EncoderName = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        envvar="QUIZMASTER_ENCODER",
        help="A sentence-transformers folder or hub model; the embedded one if left out.",
    ),
]
Answers = Annotated[
    Path | None,
    typer.Option(
        help="Folder with answers.jsonl and, if they are to questions of no packaged deck,"
        " questions.jsonl, and labels.jsonl if there are any; the packaged ones if left out."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a summary as one JSON object.")]


def grade(input: Input, output: Output, encoder: EncoderName = None, json_: AsJson = False) -> None:
    """Grade answers: {"question_id", "answer"} or {"question", "references", "answer"} a line."""
    from evaluators.grader import load_grader

    with reported():
        keep_apart(input, output)
        lines = read(input)
        grader = load_grader(encoder)
        grade_lines(lines, grader)
        write(output, lines)
    _finish(lines, output, json_)


def similarity(
    input: Input, output: Output, encoder: EncoderName = None, json_: AsJson = False
) -> None:
    """Add the encoder's cosine to pairs of texts: {"a", "b"} a line."""
    from evaluators.encoders.encoder import load_encoder

    with reported():
        keep_apart(input, output)
        lines = read(input)
        loaded = load_encoder(encoder)
        for batch in batches(lines, "Comparing"):
            pairs = [(line, pair) for line in batch if (pair := _tried(line, _pair))]
            vectors = iter(loaded.encode([text for _, pair in pairs for text in pair]))
            for line, _ in pairs:
                cosine = float(next(vectors) @ next(vectors))
                line.added = {"similarity": round(cosine, 6)}
        write(output, lines)
    _finish(lines, output, json_)


def grade_lines(lines: Sequence[Line], grader: BatchGrader) -> None:
    """Grade every good line and note what is wrong with every other."""
    for batch in batches(lines, "Grading"):
        requests = [(line, one) for line in batch if (one := _tried(line, read_request))]
        grades = grader.grade([request for _, request in requests])
        for (line, _), found in zip(requests, grades, strict=True):
            line.added = found.model_dump(mode="json")


def _pair(fields: Record) -> tuple[str, str]:
    return text_field(fields, "a"), text_field(fields, "b")


def _tried(line: Line, read: Callable[[Record], T]) -> T | None:
    """Return what a good line says, or note what is wrong with it."""
    if line.error is None:
        try:
            return read(line.fields)
        except BadLine as exc:
            line.error = str(exc)
    return None


@contextmanager
def reported(*also: type[Exception]) -> Iterator[None]:
    """Turn what stops the whole work, `also` these, into one line on stderr and exit status 1."""
    from evaluators.calibration import CalibrationMissing
    from evaluators.encoders.encoder import EncoderUnavailable
    from evaluators.judge.port import JudgeUnavailable

    ours = (EncoderUnavailable, CalibrationMissing, JudgeUnavailable, Unusable)
    stops: tuple[type[Exception], ...] = (*ours, OSError, *also)
    try:
        yield
    except stops as exc:
        typer.echo(f"Error: {exc}", err=True)
        raise typer.Exit(1) from exc


def read_graded(folder: Path | None) -> "GradedSet":
    """Read graded answers.

    Raises:
        Unusable: saying all that is wrong with them.
    """
    from evaluators.graded import FOLDER, BadGradedAnswers, load

    try:
        return load(folder or FOLDER)
    except BadGradedAnswers as exc:
        raise Unusable(f"the graded answers can't be used:\n{exc}") from exc


def read_labels(folder: Path | None, graded: "GradedSet") -> "Labels":
    """Read what graded answers do with each point; nothing where a folder has no labels.

    Raises:
        Unusable: saying what is wrong with them.
    """
    from evaluators.graded import FOLDER
    from evaluators.graded.labels import FILE, load

    try:
        return load(graded, (folder or FOLDER) / FILE)
    except FileNotFoundError:
        return {}
    except ValueError as exc:
        raise Unusable(f"the labels can't be used: {exc}") from exc


@contextmanager
def steps(title: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done: on a terminal in one line with the time it takes, else in many."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task(title)

        def show(step: str) -> None:
            shown.update(task, description=f"{title}: {step}")
            if not console.is_terminal:
                typer.echo(f"{title}: {step}", err=True)

        yield show


def _finish(lines: Sequence[Line], output: Path, as_json: bool) -> None:
    """Say how many lines were done, and exit with status 1 if not all were.

    It goes to stdout only as JSON, and only where no lines went there.
    """
    bad = sum(line.error is not None for line in lines)
    if as_json:
        summary = {"lines": len(lines), "done": len(lines) - bad, "errors": bad}
        typer.echo(json.dumps(summary), err=output == STANDARD)
    else:
        noun = "line" if bad == 1 else "lines"
        typer.echo(f"{len(lines) - bad} done, {bad} {noun} with an error", err=True)
    if bad:
        raise typer.Exit(1)
