"""Lists in zip files: Word documents, as Markdown, and Anki packages."""

import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import mammoth
import zstandard

from content.exporters.anki import GUID
from content.importers import anki, columns
from content.importers.html import markdown
from content.importers.item import BadInput, Item
from content.importers.records import linked
from content.importers.report import ImportReport
from content.importers.source import MAX_UNPACKED, Upload
from content.importers.why import Why

WORD = "word/document.xml"
EXCEL = "xl/workbook.xml"
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""The notes of a package, those of the newest form first."""
_FIELD_END = "\x1f"


def is_word(archive: zipfile.ZipFile) -> bool:
    return WORD in archive.namelist()


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    return EXCEL in archive.namelist()


def is_anki(archive: zipfile.ZipFile) -> bool:
    return any(name in archive.namelist() for name in COLLECTIONS)


def word(upload: Upload, archive: zipfile.ZipFile) -> str:
    """Return a Word document as Markdown.

    Raises:
        BadInput: it is damaged, or declares entities of its own.
    """
    try:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
                raise BadInput(Why("foreign-document"), upload.name)
        html = mammoth.convert_to_html(
            io.BytesIO(upload.content), convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except BadInput:
        raise
    except Exception as exc:  # whatever a damaged document makes the parser raise
        raise BadInput(Why("damaged-document"), upload.name) from exc
    return markdown(html)


def notes(upload: Upload, archive: zipfile.ZipFile, report: ImportReport) -> list[Item]:
    """Return the notes of an Anki package, their first field for the question.

    Raises:
        BadInput: it is damaged.
    """
    try:
        rows = list(_notes(archive))
    except Exception as exc:  # whatever a damaged package makes the readers raise
        raise BadInput(Why("damaged-package"), upload.name) from exc
    ours = [anki.Note(line, guid, *_front_and_back(cells), tags) for line, guid, cells, tags in rows
            if guid.startswith(GUID)]  # fmt: skip
    others = [(line, [anki.plain(cell) for cell in cells]) for line, guid, cells, _ in rows
              if not guid.startswith(GUID)]  # fmt: skip
    fields = ["question", "answer", "notes"]
    width = max((len(cells) for _, cells in others), default=0)
    fields = fields[:width] + [""] * (width - len(fields))
    return linked(
        [
            *anki.records(upload.name, ours, report),
            *columns.records(upload.name, others, fields, report),
        ],
        report,
    )


def _front_and_back(cells: list[str]) -> tuple[str, str]:
    return cells[0], cells[1] if len(cells) > 1 else ""


def _notes(archive: zipfile.ZipFile) -> Iterator[tuple[int, str, list[str], str]]:
    """Yield the number of each note, its guid, its fields and its tags."""
    name = next(one for one in COLLECTIONS if one in archive.namelist())
    content = archive.read(name)
    if name.endswith("b"):
        content = zstandard.ZstdDecompressor().decompress(content, max_output_size=MAX_UNPACKED)
    with tempfile.TemporaryDirectory(prefix="quizmaster-") as folder:
        path = Path(folder, "collection")
        path.write_bytes(content)
        held = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            held.execute("PRAGMA trusted_schema = OFF")
            rows = held.execute("SELECT guid, flds, tags FROM notes ORDER BY id")
            for number, (guid, fields, tags) in enumerate(rows, 1):
                yield number, str(guid), str(fields).split(_FIELD_END), str(tags)
        finally:
            held.close()
