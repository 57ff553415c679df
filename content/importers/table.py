"""Lists as tables: CSV and TSV with any columns, and the text that Anki exports."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from content.importers import anki, columns, html, sheet
from content.importers.chosen import Chosen
from content.importers.columns import Row
from content.importers.item import Item, SourceLine
from content.importers.records import linked
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.why import Why

_SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":",
}  # fmt: skip
_SPECIAL = ("guid", "notetype", "deck", "tags")
SAMPLED_ROWS = 50
MOSTLY = 0.6


def read(source: ImportSource, chosen: Chosen, report: ImportReport) -> list[Item]:
    """Return the questions of a CSV or TSV file.

    Raises:
        BadInput: no column holds the questions.
    """
    rows = list(_rows(source, _delimiter(source), 1, source.text, report))
    if rows and sheet.is_ours([name.strip() for name in rows[0][1]]):
        chosen.meet(rows[0][1])
        return linked(sheet.records(source.name, rows, report), report)
    rows = [(line, list(map(html.formatted, row))) for line, row in rows]
    found = columns.header(rows, chosen.fields)
    if rows:
        chosen.meet(rows[max(found[0] - 1, 0) if found else 0][1])
    if found is None:
        chosen.check(source.name)
        raise source.refusal(Why("no-question-column"))
    first, fields = found
    _tell_unused(source, rows[:first][-1:], fields, report)
    return linked(columns.records(source.name, rows[first:], fields, report), report)


def _delimiter(source: ImportSource) -> str:
    """Return what cuts most lines into the same number of cells."""
    if source.suffix == ".tsv":
        return "\t"

    def evenness(mark: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(source.text, newline=""), delimiter=mark)
        widths = Counter(map(len, islice(rows, SAMPLED_ROWS)))
        return max(((n / widths.total(), width) for width, n in widths.items() if width > 1),
                   default=(0.0, 0))  # fmt: skip

    return max(",;\t|", key=evenness)


def _tell_unused(
    source: ImportSource, header: list[Row], fields: list[str], report: ImportReport
) -> None:
    for line, names in header:
        for name, field in zip(names, fields, strict=False):
            if name.strip() and not field:
                place = SourceLine(source.name, line)
                report.skipped(place, name, Why("unused-column"))


def read_anki(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the notes of an Anki text export: the question before the answer.

    Raises:
        BadInput: the separator is unknown.
    """
    lines = source.text.split("\n")
    settings: dict[str, str] = {}
    while lines and (match := re.fullmatch(r"#([a-z ]+):(.*)", lines[0])):
        settings[match[1]] = match[2]
        lines.pop(0)
    delimiter = _SEPARATORS.get(settings.get("separator", "tab").casefold())
    if delimiter is None:
        separator = repr(settings["separator"])
        raise source.refusal(Why("unknown-separator", separator=separator), 1)
    rows = list(_rows(source, delimiter, 1 + len(settings), "\n".join(lines), report))
    if not settings:
        rows = _joined(rows, source, report)
    fields = _anki_fields(settings, delimiter, max((len(row) for _, row in rows), default=0))
    notes = {line: _note(settings, fields, line, row) for line, row in rows}
    ours = anki.records(source.name, [note for note in notes.values() if note.is_ours], report)
    rows = [(line, row) for line, row in rows if not notes[line].is_ours]
    if settings.get("html", "true").strip() == "true":
        rows = [(line, [anki.plain(cell) for cell in row]) for line, row in rows]
    return linked([*ours, *columns.records(source.name, rows, fields, report)], report)


def _joined(rows: list[Row], source: ImportSource, report: ImportReport) -> list[Row]:
    """Let a line without a tab go on with the definition above it; titles are left out."""
    joined: list[Row] = []
    for line, cells in rows:
        if len(cells) > 1:
            joined.append((line, cells))
        elif joined:
            joined[-1][1][-1] += f"\n{cells[0]}"
        else:
            report.skipped(SourceLine(source.name, line), cells[0], Why("no-row"))
    return joined


def _note(settings: dict[str, str], fields: list[str], line: int, row: list[str]) -> anki.Note:
    named = {settings.get(f"{name} column", "").strip(): name for name in _SPECIAL}
    cells = {named.get(str(number)): cell for number, cell in enumerate(row, 1)}
    cells |= dict(zip(fields, row, strict=False))
    front, back = (cells.get(name, "") for name in ("question", "answer"))
    return anki.Note(line, cells.get("guid", ""), front, back, cells.get("tags", ""))


def is_anki(source: ImportSource) -> bool:
    """Tell a table without a header by the same number of tabs on most lines."""
    lines = [line for line in source.text.split("\n") if line.strip()]
    if lines[0].startswith(("#separator:", "#html:")):
        return True
    tabs = Counter(line.count("\t") for line in lines if not line.startswith("\t"))
    number, times = max(tabs.items(), key=lambda one: one[1])
    return number > 0 and times >= MOSTLY * len(lines)


def _anki_fields(settings: dict[str, str], delimiter: str, width: int) -> list[str]:
    special = {settings.get(f"{name} column", "").strip() for name in _SPECIAL}
    names = settings.get("columns", "").split(delimiter) if "columns" in settings else []
    free = [number for number in range(width) if str(number + 1) not in special]
    fields = [""] * width
    for number in free:
        if number < len(names):
            fields[number] = columns.field_of(names[number])
    if fields.count("question") != 1:
        fields = [""] * width
        for number, field in zip(free, ("question", "answer", "notes"), strict=False):
            fields[number] = field
    return fields


def _rows(
    source: ImportSource, delimiter: str, first_line: int, text: str, report: ImportReport
) -> Iterator[Row]:
    """Yield each row that holds anything with the line it starts on; a broken one is told."""
    lines = io.StringIO(text, newline="").readlines()
    start = 0
    while start < len(lines):
        reader, line = csv.reader(lines[start:], delimiter=delimiter, strict=True), start
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield first_line + line, row
                line = start + reader.line_num
            return
        except csv.Error as exc:
            place = SourceLine(source.name, first_line + line)
            report.skipped(place, lines[line], Why("broken-row", detail=str(exc)))
            start = line + 1
