"""Reads lists of any kind into the questions of one deck."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.importers import deck, jsonfile, markdown, source, table
from content.importers.item import MAX_TEXT, BadInput, Item
from content.importers.merge import Group, merge
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.schema import Question

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done and how many there are."""


@dataclass(frozen=True)
class Imported:
    """The main questions, how many distinct items each file held, and what happened."""

    questions: tuple[Question, ...]
    read: dict[str, int]
    report: ImportReport

    @property
    def every(self) -> list[Question]:
        return [one for main in self.questions for one in main.walk()]


def gather(paths: Sequence[Path], name: str, progress: Progress) -> Imported:
    """Read the lists and merge what asks the same.

    Raises:
        BadInput: a list cannot be read, or none of them holds a question.
    """
    report, items = ImportReport(), list[Item]()
    for number, path in enumerate(paths):
        progress("Reading", number, len(paths))
        items += _read(source.read(path, report), report)
    if not items:
        raise BadInput("holds no question", ", ".join(map(str, paths)))
    for item in items:
        if len(item.text) > MAX_TEXT:
            message = f"a question is longer than {MAX_TEXT:,} characters"
            raise BadInput(message, *item.place)
    steps = _Counter(progress, "Merging", len(items))
    groups = merge(items, report, steps)
    steps = _Counter(progress, "Building", len(groups))
    made = tuple(deck.questions(groups, name, report, steps))
    return Imported(made, {str(path): _distinct(groups, path) for path in paths}, report)


def _distinct(groups: list[Group], path: Path) -> int:
    """Return how many different questions the list holds."""
    every = (one for group in groups for one in (group, *group.children))
    return sum(any(item.place.file == str(path) for item in group.items) for group in every)


def write(imported: Imported, folder: Path, progress: Progress) -> None:
    """Write the deck, all of it or nothing; raises deck.Unwritable."""
    steps = _Counter(progress, "Writing", len(imported.questions))
    deck.write(list(imported.questions), folder, steps)


def _read(one: ImportSource, report: ImportReport) -> list[Item]:
    if one.suffix == ".json":
        return jsonfile.read(one, report)
    if one.suffix in (".csv", ".tsv"):
        return table.read(one, report)
    if one.suffix == ".txt" and table.is_anki(one):
        return table.read_anki(one, report)
    return markdown.read(one, report)


class _Counter:
    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress, self._what, self._total = progress, what, total
        self._done = 0

    def __call__(self) -> None:
        self._done += 1
        self._progress(self._what, self._done, self._total)
