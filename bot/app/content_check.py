"""`quizmaster content check`: the rules, the demos and the grader, over one deck."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from content.cli import Folder, count, deck_or_folder
from evaluators.cli.commands import EncoderName, reported

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from content.loader import Bank, Fault
    from content.schema import DemoRef
    from evaluators.audit import Audit, Outcome

NOTES_SHOWN = 5
"""Notes of one rule; a deck of drafts has thousands."""
LONGEST_LINE = 300
FIXED_COLUMNS = 32
"""Cells that the table of the worst needs beside ids and texts."""


@dataclass(frozen=True)
class CheckReport:
    """What a check found."""

    questions: int
    faults: Sequence["Fault"]
    notes: Sequence["Fault"]
    worst: Sequence["Outcome"]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "questions": self.questions,
            "faults": [_fault(one) for one in self.faults],
            "notes": [_fault(one) for one in self.notes],
            "worst": [_outcome(one) for one in self.worst],
            "seconds": round(self.seconds, 1),
        }


def check(
    folder: Folder = None,
    deck: Annotated[
        str | None, typer.Option(help="A packaged deck or an imported one, instead of a folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
    no_grading: Annotated[
        bool, typer.Option("--no-grading", help="Leave out what only the grader can tell.")
    ] = False,
    no_demos: Annotated[
        bool, typer.Option("--no-demos", help="Leave out running demos for the texts' figures.")
    ] = False,
    worst: Annotated[int, typer.Option(min=0, help="How many of the worst texts to list.")] = 10,
    encoder: EncoderName = None,
) -> None:
    """Print everything wrong with the questions, one fault a line, and what graded worst."""
    from bot.app.demo_figures import checked_beside
    from content.checks import check as checked
    from content.checks import ordered
    from content.checks.finding import located
    from content.loader import load, packaged
    from evaluators.pool import every_core

    began = time.monotonic()
    chosen = deck_or_folder(deck, folder)
    bank = load(chosen) if chosen else packaged()
    runs_demos = not no_demos and _has_demos()
    with every_core() as processes:
        wrong_figures = checked_beside(processes, bank.questions.values() if runs_demos else ())
        audit = None if no_grading else _audit(bank, encoder, processes)
        findings = [*(audit.findings if audit else ()), *wrong_figures()]
    faults = ordered([*checked(bank, _refused), *located(bank, findings)])
    report = CheckReport(
        questions=len(bank.questions),
        faults=[fault for fault in faults if not fault.is_note],
        notes=[fault for fault in faults if fault.is_note],
        worst=audit.worst(worst) if audit else [],
        seconds=time.monotonic() - began,
    )
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    if report.faults:
        raise typer.Exit(1)


def _has_demos() -> bool:
    """Tell whether demos can be run here; if not, say what is left out."""
    from content.extras import INSTALL_DEMOS, missing_for_demos

    if missing_for_demos():
        typer.echo(
            f"note: figures of demos are left out; {INSTALL_DEMOS} has them checked", err=True
        )
        return False
    return True


def _refused(demo: "DemoRef") -> str | None:
    """Return why a demo does not run with these params, if it doesn't."""
    from compute.demos.registry import DEMOS
    from compute.problems import Refused

    try:
        found = DEMOS.find(demo.name)
        found.check(demo.params)
        if demo.predict and found.spec.prediction is None:
            return f"{demo.name} has nothing to predict"
    except Refused as refused:
        return str(refused)
    return None


def _audit(bank: "Bank", encoder: str | None, processes: "Executor") -> "Audit | None":
    """Grade the bank's own texts, where it has any; drafts need no grader."""
    from content.importers.show import Bar
    from evaluators.audit import audit, is_gradable
    from evaluators.encoders.encoder import load_encoder
    from evaluators.pool import GraderPool

    if not any(map(is_gradable, bank.questions.values())):
        return None
    bar = Bar()
    try:
        with reported():
            grader = GraderPool(processes, encoder)
            return audit(bank, grader, load_encoder(encoder).encode, bar)
    finally:
        bar.stop()


def _fault(fault: "Fault") -> dict[str, Any]:
    names = ("file", "line", "field", "message", "rule")
    return {name: getattr(fault, name) for name in names}


def _outcome(outcome: "Outcome") -> dict[str, Any]:
    trial = outcome.trial
    return {
        "score": outcome.grade.score,
        "what": trial.role.value,
        "question": trial.rubric.id,
        "of": trial.owner,
        "field": ".".join(map(str, trial.field)),
        "language": trial.language,
        "text": trial.text,
    }


def _print(report: CheckReport) -> None:
    """Print notes first, so that the faults end up next to the last line."""
    counts = Counter[str]()
    for note in report.notes:
        counts[note.rule] += 1
        if counts[note.rule] <= NOTES_SHOWN:
            typer.echo(_line(note))
    for rule, number in counts.items():
        if number > NOTES_SHOWN:
            typer.echo(f"note: and {number - NOTES_SHOWN} more of [{rule}], see --json")
    for fault in report.faults:
        typer.echo(_line(fault))
    if report.worst:
        _print_worst(report.worst)
    faults, notes = count(len(report.faults), "fault"), count(len(report.notes), "note")
    questions = count(report.questions, "question")
    typer.echo(f"{questions}, {faults}, {notes} ({report.seconds:.0f} s)")


def _line(fault: "Fault") -> str:
    from content.importers.report import shorten

    return f"{shorten(str(fault), LONGEST_LINE)} [{fault.rule}]"


def _print_worst(worst: Sequence["Outcome"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from content.importers.report import shorten
    from evaluators.audit import LEAST_RIGHT, MOST_WRONG

    console = Console()
    wanted = f"references want {LEAST_RIGHT} or more, the others {MOST_WRONG} or less"
    table = Table(box=None)
    for name in ("Score", "What", "Question", "In", "Text"):
        table.add_column(name, no_wrap=True)
    widest = max(len(one.trial.rubric.id) for one in worst)
    for one in worst:
        trial = one.trial
        text = Text(shorten(trial.text, LONGEST_LINE))
        text.truncate(max(console.width - widest - FIXED_COLUMNS, 20), overflow="ellipsis")
        score = f"{one.grade.score:.3f}"
        table.add_row(score, trial.role, trial.rubric.id, trial.language, text)
    console.print(f"The {len(worst)} worst ({wanted}):", highlight=False)
    console.print(table)
