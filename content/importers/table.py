"""Lists as tables: CSV and TSV with named columns, and the text that Anki exports."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from content.importers import anki, sheet
from content.importers.fields import links_of
from content.importers.item import Item, SourceLine
from content.importers.records import Record, linked
from content.importers.report import ImportReport
from content.importers.source import ImportSource

COLUMNS = {
    "id": ("id", "번호 id", "식별자"),
    "question": ("question", "q", "text", "front", "질문", "문제", "앞면"),
    "answer": (
        "answer",
        "answers",
        "a",
        "reference",
        "back",
        "답",
        "답변",
        "정답",
        "모범답안",
        "뒷면",
    ),
    "parent": ("parent", "parent question", "follows", "상위", "상위질문", "부모", "부모질문"),
    "keywords": ("keyword", "keywords", "key points", "키워드", "핵심어"),
    "notes": ("notes", "note", "explanation", "해설", "설명", "메모"),
    "links": ("link", "links", "source", "sources", "출처", "참고", "참고자료", "링크"),
}
_NAMES = {name.replace(" ", ""): field for field, names in COLUMNS.items() for name in names}
_SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":",
}  # fmt: skip
_SPECIAL = ("guid", "notetype", "deck", "tags")


def read(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the questions of a CSV or TSV file.

    Raises:
        BadInput: no column holds the questions, a row breaks the form, or a parent is unknown.
    """
    header = source.text.split("\n", 1)[0]
    delimiter = "\t" if source.suffix == ".tsv" else max(",;\t", key=header.count)
    rows = _rows(source, source.text, delimiter, 1)
    _, names = next(rows)
    names = [name.strip() for name in names]
    if sheet.is_ours(names):
        return linked(source, sheet.records(source, rows, names), report)
    fields = [_NAMES.get(re.sub(r"[\s_-]", "", name).casefold(), "") for name in names]
    if fields.count("question") != 1:
        raise source.refusal("needs one column named question (or 질문)", 1)
    for name, field in zip(names, fields, strict=True):
        if not field:
            report.skipped(SourceLine(source.name, 1), name, "is a column of an unknown name")
    return linked(source, _records(source, rows, fields, report), report)


def read_anki(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the notes of an Anki text export: the question before the answer.

    Raises:
        BadInput: the separator is unknown or a row breaks the form.
    """
    lines = source.text.split("\n")
    settings: dict[str, str] = {}
    while lines and (match := re.fullmatch(r"#([a-z ]+):(.*)", lines[0])):
        settings[match[1]] = match[2]
        lines.pop(0)
    delimiter = _SEPARATORS.get(settings.get("separator", "tab").casefold())
    if delimiter is None:
        raise source.refusal(f"has the unknown separator {settings['separator']!r}", 1)
    rows = list(_rows(source, "\n".join(lines), delimiter, 1 + len(settings)))
    fields = _anki_fields(settings, delimiter, max((len(row) for _, row in rows), default=0))
    notes = {line: _note(settings, fields, line, row) for line, row in rows}
    ours = [anki.record(source, note) for note in notes.values() if note.is_ours]
    rows = [(line, row) for line, row in rows if not notes[line].is_ours]
    if settings.get("html", "true").strip() == "true":
        rows = [(line, [anki.plain(cell) for cell in row]) for line, row in rows]
    return linked(source, [*ours, *_records(source, rows, fields, report)], report)


def _note(settings: dict[str, str], fields: list[str], line: int, row: list[str]) -> anki.Note:
    named = {settings.get(f"{name} column", "").strip(): name for name in _SPECIAL}
    cells = {named.get(str(number)): cell for number, cell in enumerate(row, 1)}
    cells |= dict(zip(fields, row, strict=False))
    front, back = (cells.get(name, "") for name in ("question", "answer"))
    return anki.Note(line, cells.get("guid", ""), front, back, cells.get("tags", ""))


def is_anki(source: ImportSource) -> bool:
    """Tell a table without a header by the same number of tabs on every line."""
    lines = [line for line in source.text.split("\n") if line.strip()]
    if lines[0].startswith(("#separator:", "#html:")):
        return True
    return "\t" in lines[0].strip() and len({line.count("\t") for line in lines}) == 1


def _anki_fields(settings: dict[str, str], delimiter: str, width: int) -> list[str]:
    special = {settings.get(f"{name} column", "").strip() for name in _SPECIAL}
    names = settings.get("columns", "").split(delimiter) if "columns" in settings else []
    free = [number for number in range(width) if str(number + 1) not in special]
    fields = [""] * width
    for number in free:
        if number < len(names):
            fields[number] = _NAMES.get(re.sub(r"[\s_-]", "", names[number]).casefold(), "")
    if fields.count("question") != 1:
        fields = [""] * width
        for number, field in zip(free, ("question", "answer", "notes"), strict=False):
            fields[number] = field
    return fields


def _rows(
    source: ImportSource, text: str, delimiter: str, first_line: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that holds anything with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield first_line + line, row
            line = reader.line_num
    except csv.Error as exc:
        raise source.refusal(f"is no table: {exc}", first_line + line) from exc


def _records(
    source: ImportSource,
    rows: Sequence[tuple[int, list[str]]] | Iterator[tuple[int, list[str]]],
    fields: list[str],
    report: ImportReport,
) -> Iterator[Record]:
    for line, row in rows:
        place = SourceLine(source.name, line)
        if len(row) > len(fields):
            raise source.refusal(f"has {len(row)} cells under {len(fields)} columns", line)
        cells: dict[str, list[str]] = {}
        for field, cell in zip(fields, map(str.strip, row), strict=False):
            if field and cell:
                cells.setdefault(field, []).append(cell)
        if "question" not in cells:
            report.skipped(place, " ".join(row), "has no question")
            continue
        keywords = ",".join(cells.get("keywords", ()))
        yield Record(
            Item(
                cells["question"][0],
                place,
                id=cells.get("id", [""])[0],
                answers=cells.get("answer", []),
                keywords=[one.strip() for one in re.split(r"[,;\n]", keywords) if one.strip()],
                notes=cells.get("notes", []),
                links=links_of(" ".join(cells.get("links", ()))),
            ),
            cells.get("parent", [""])[0],
        )
