"""Commands over the question bank, mounted by the `quizmaster` command as `content`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from content.loader import Bank
    from content.schema import Question

app = typer.Typer(no_args_is_help=True, help="Check and list the question bank.")

Folder = Annotated[
    Path | None,
    typer.Argument(
        exists=True, file_okay=False, help="Folder of *.yaml files (default: the packaged bank)."
    ),
]


@app.command()
def check(folder: Folder = None) -> None:
    """Print everything wrong with the questions, one fault a line."""
    from content.checks import check as faults_of
    from content.loader import load

    bank = load(folder)
    faults = faults_of(bank)
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{_count(len(bank.questions), 'question')}, {_count(len(faults), 'fault')}")
    if faults:
        raise typer.Exit(1)


@app.command("list")
def list_(
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """List every question: its parent, kind, topic and difficulty."""
    from content.loader import load

    bank = load(folder)
    if as_json:
        rows = [_row(bank, question) for question in bank.questions.values()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        Console().print(_table(bank))
    if bank.faults:
        typer.echo(
            f"{_count(len(bank.faults), 'fault')} left questions out;"
            " see `quizmaster content check`.",
            err=True,
        )
    if not bank.questions:
        raise typer.Exit(1)


def _row(bank: "Bank", question: "Question") -> dict[str, object]:
    return {
        "id": question.id,
        "parent": bank.parents.get(question.id),
        "kind": question.kind.value,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "has_reference": question.has_reference,
    }


def _table(bank: "Bank") -> "Table":
    from rich.table import Table

    table = Table(caption=_count(len(bank.questions), "question"), box=None)
    table.add_column("Question", overflow="fold")
    table.add_column("Kind", no_wrap=True)
    table.add_column("Topic", overflow="fold")
    table.add_column("Level", justify="right")
    table.add_column("Reference")
    for question in bank.questions.values():
        indent = "  " if question.id in bank.parents else ""
        reference = "yes" if question.has_reference else "no"
        table.add_row(
            indent + question.id, question.kind, question.topic, str(question.difficulty), reference
        )
    return table


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
