"""What an import did, for a reader at a terminal and for another program."""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from content.importers.report import Event, ReportEntry, shorten
from content.importers.run import Imported
from content.schema import Question

PATIENCE_S = 1.0
MAX_ROWS = 60
PREVIEWED = 3
EVENTS = {
    Event.MERGED: "merged", Event.SKIPPED: "skipped", Event.DRAFT: "draft", Event.DOUBT: "doubtful"
}  # fmt: skip
SHOWN = (Event.DOUBT, Event.DRAFT, Event.SKIPPED, Event.MERGED)
"""What a person should look at, first what is most likely to be wrong."""


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
                ("draft_reasons", Event.DRAFT),
            )
        },
    }


def summary(imported: Imported, deck: str) -> Group:
    """Return what each file held, the totals, and every piece that a person should look at."""
    questions = imported.every
    answered = sum(one.has_reference for one in questions)
    total = (
        f"\n{deck}: {_counted(questions, 'question')} ({len(imported.questions)} main),"
        f" {answered} with a reference, {len(questions) - answered} without (drafts)."
        f"{_languages(questions)}"
    )
    parts: list[RenderableType] = [_files(imported), Text(total)]
    if entries := _by_event(imported):
        parts += [Text(), _pieces(entries, several=len(imported.read) > 1)]
        if len(entries) > MAX_ROWS:
            parts.append(Text(f"and {len(entries) - MAX_ROWS} more; --json holds all of them"))
    return Group(*parts)


def _files(imported: Imported) -> Table:
    table = Table(box=None)
    table.add_column("File", overflow="fold")
    for name in ("Read", *(one.title() for one in EVENTS.values())):
        table.add_column(name, justify="right")
    for file, number in imported.read.items():
        here = Counter(one.event for one in imported.report.entries if one.place.file == file)
        table.add_row(Text(file), str(number), *(str(here[event]) for event in EVENTS))
    return table


def _by_event(imported: Imported) -> list[ReportEntry]:
    found = (sorted(imported.report.of(event), key=lambda one: one.place) for event in SHOWN)
    return [entry for entries in found for entry in entries]


def _pieces(entries: Sequence[ReportEntry], several: bool) -> Table:
    table = Table(box=None)
    table.add_column("Line", justify="right", overflow="fold")
    table.add_column("What", no_wrap=True)
    table.add_column("Text", overflow="fold", ratio=1)
    table.add_column("Why", overflow="fold", ratio=1)
    for entry in entries[:MAX_ROWS]:
        line, file = entry.place.line, Path(entry.place.file).name
        place, why = f"{file}:{line}" if several else str(line), entry.because("en")
        table.add_row(Text(place), EVENTS[entry.event], Text(shorten(entry.text)), Text(why))
    return table


def preview(imported: Imported) -> Group:
    """Return the first questions as they would be posted, each with where its answer begins."""
    return Group(*(_posted(main) for main in imported.questions[:PREVIEWED]))


def _posted(main: Question) -> Panel:
    lines = [Text(main.text.ko), _answered(main)]
    for one in main.follow_ups[:PREVIEWED]:
        lines += [Text(f"  ↳ {one.text.ko}"), _answered(one, "    ")]
    if more := main.follow_ups[PREVIEWED:]:
        lines.append(Text(f"  ↳ and {len(more)} more"))
    title = Text(f"{main.id} · {main.topic}")
    return Panel(Group(*lines), title=title, title_align="left")


def _answered(question: Question, indent: str = "") -> Text:
    answer = next(iter(question.references.all()), None)
    said = f"Answer: {shorten(answer, 100)}" if answer else "No answer: stays a draft"
    return Text(f"{indent}{said}", style="dim")


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
