"""Reads lists of any kind into the questions of one deck."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.importers import beside, deck, html, jsonfile, markdown, packed, source, table
from content.importers.adverts import is_advert
from content.importers.chosen import Chosen
from content.importers.item import MAX_TEXT, BadInput, Item
from content.importers.merge import Group, merge
from content.importers.report import ImportReport
from content.importers.source import Upload
from content.importers.why import Why
from content.schema import Question

MAX_QUESTIONS = 5000

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


def gather(
    paths: Sequence[Path], name: str, progress: Progress, chosen: Mapping[str, str] | None = None
) -> Imported:
    """Read the lists and merge what asks the same.

    Args:
        chosen: fields by the names of columns, where somebody said which is which.

    Raises:
        BadInput: a list cannot be read, or none of them holds a question.
    """
    return read([source.load(path) for path in paths], name, progress, chosen)


def read(
    uploads: Sequence[Upload],
    name: str,
    progress: Progress = lambda what, done, total: None,
    chosen: Mapping[str, str] | None = None,
) -> Imported:
    """Do the same for files that are read already."""
    report, items, named = ImportReport(), list[Item](), Chosen(chosen or {})
    for number, upload in enumerate(uploads):
        progress("Reading", number, len(uploads))
        items += _fitting(_read(upload, named, report), report)
    names = [one.name for one in uploads]
    named.check(", ".join(names))
    for item in items:
        beside.take(item, report)
    if not items:
        raise BadInput(Why("nothing-asked"), ", ".join(names))
    if len(items) > MAX_QUESTIONS:
        raise BadInput(Why("too-many-questions", limit=MAX_QUESTIONS), ", ".join(names))
    steps = _Counter(progress, "Merging", len(items))
    groups = merge(items, report, steps)
    steps = _Counter(progress, "Building", len(groups))
    try:
        made = tuple(deck.questions(groups, name, report, steps))
    except RecursionError:
        raise BadInput(Why("too-deep"), ", ".join(names)) from None
    return Imported(made, {one: _distinct(groups, one) for one in names}, report)


def _fitting(items: list[Item], report: ImportReport) -> list[Item]:
    """Leave out what no question can hold; its follow-ups stand by themselves."""
    kept = []
    for item in items:
        if len(item.text) > MAX_TEXT:
            report.skipped(item.place, item.text, Why("too-long", limit=MAX_TEXT))
        elif not item.given and is_advert(item.text):
            report.skipped(item.place, item.text, Why("advertisement"))
        elif item.given or _asks_something(item.text):
            kept.append(item)
        elif item.text:
            report.skipped(item.place, item.text, Why("no-question"))
    known = set(map(id, kept))
    for item in kept:
        if id(item.parent) not in known:
            item.parent = None
    return kept


def _asks_something(text: str) -> bool:
    """Tell a question from a bare number, such as a total below a list, and from a bare "?"."""
    return any(map(str.isalpha, text)) or ("?" in text and any(map(str.isalnum, text)))


def _distinct(groups: list[Group], name: str) -> int:
    """Return how many different questions the list holds."""
    every = (one for group in groups for one in (group, *group.children))
    return sum(any(item.place.file == name for item in group.items) for group in every)


def write(imported: Imported, folder: Path, progress: Progress) -> None:
    """Write the deck, all of it or nothing; raises deck.Unwritable."""
    steps = _Counter(progress, "Writing", len(imported.questions))
    deck.write(list(imported.questions), folder, steps)


def _read(upload: Upload, chosen: Chosen, report: ImportReport) -> list[Item]:
    try:
        return _items(upload, chosen, report)
    except RecursionError:
        raise BadInput(Why("too-deep"), upload.name) from None


def _items(upload: Upload, chosen: Chosen, report: ImportReport) -> list[Item]:
    if upload.is_packed:
        return _unpacked(upload, report)
    one = source.decoded(upload, report)
    if one.suffix in (".json", ".jsonl", ".ndjson"):
        return jsonfile.read(one, chosen, report)
    if one.suffix in (".csv", ".tsv"):
        return table.read(one, chosen, report)
    if one.suffix in (".html", ".htm"):
        one = source.of_text(upload, html.page(one.text), report)
    if one.suffix == ".txt" and table.is_anki(one):
        return table.read_anki(one, report)
    return markdown.read(one, report)


def _unpacked(upload: Upload, report: ImportReport) -> list[Item]:
    with upload.unpacked() as archive:
        if packed.is_anki(archive):
            return packed.notes(upload, archive, report)
        if packed.is_word(archive):
            text = packed.word(upload, archive)
            return markdown.read(source.of_text(upload, text, report), report)
        if packed.is_spreadsheet(archive):
            raise BadInput(Why("spreadsheet"), upload.name)
    raise BadInput(Why("foreign-zip"), upload.name)


class _Counter:
    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress, self._what, self._total = progress, what, total
        self._done = 0

    def __call__(self) -> None:
        self._done += 1
        self._progress(self._what, self._done, self._total)
