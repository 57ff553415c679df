"""What an import did, for a reader at a terminal and for another program."""

import time
from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from content.importers.report import Event
from content.importers.run import Imported
from content.schema import Question

PATIENCE_S = 1.0
MAX_DOUBTS = 50


def as_dict(imported: Imported, deck: str, folder: str) -> dict[str, Any]:
    """Return everything as plain data for JSON."""
    questions = imported.every
    return {
        "deck": deck,
        "output": folder,
        "read": imported.read,
        "questions": len(questions),
        "main": len(imported.questions),
        "with_reference": sum(one.has_reference for one in questions),
        "drafts": [one.id for one in questions if not one.has_reference],
        **{
            name: [entry.as_dict() for entry in imported.report.of(event)]
            for name, event in (
                ("merged", Event.MERGED),
                ("skipped", Event.SKIPPED),
                ("doubts", Event.DOUBT),
            )
        },
    }


def summary(imported: Imported, deck: str) -> Group:
    """Return a table of the files, the totals, and what a person should look at."""
    entries = imported.report.entries
    table = Table(box=None)
    table.add_column("File", overflow="fold")
    for name in ("Read", "Merged", "Skipped", "Doubts"):
        table.add_column(name, justify="right")
    for file, number in imported.read.items():
        counts = [
            sum(entry.event is event and entry.place.file == file for entry in entries)
            for event in (Event.MERGED, Event.SKIPPED, Event.DOUBT)
        ]
        table.add_row(Text(file), str(number), *map(str, counts))
    questions = imported.every
    answered = sum(one.has_reference for one in questions)
    total = (
        f"\n{deck}: {_counted(questions, 'question')} ({len(imported.questions)} main),"
        f" {answered} with a reference, {len(questions) - answered} without (drafts)."
        f"{_languages(questions)}"
    )
    doubts = imported.report.of(Event.DOUBT)
    lines = [Padding(Text(str(entry)), (0, 0, 0, 2)) for entry in doubts[:MAX_DOUBTS]]
    if len(doubts) > MAX_DOUBTS:
        lines.append(
            Padding(Text(f"and {len(doubts) - MAX_DOUBTS} more, see --json"), (0, 0, 0, 2))
        )
    return Group(table, Text(total), Text("\nPlease look at:" if lines else ""), *lines)


def _counted(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def _languages(questions: Sequence[Question]) -> str:
    """Say how many texts stand for both languages, as a list gives most in one."""
    same = sum(one.text.ko == one.text.en for one in questions)
    if not same:
        return ""
    verb = "stands" if same == 1 else "stand"
    which = "Each text stands" if same == len(questions) else f"{same} of the texts {verb}"
    return f"\n{which} for both languages: nothing was translated."


class Bar:
    """A progress bar on a terminal's stderr, only shown when the work takes over a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None)

    def __call__(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._began > PATIENCE_S:
            self._bar.start()
            self._bar.update(self._task, description=escape(what), completed=done, total=total)

    def stop(self) -> None:
        if self._bar.live.is_started:
            self._bar.stop()
