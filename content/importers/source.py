"""A list as it lies on disk or was uploaded: read once, decoded, and refused when it is no text."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from content.importers.item import BadInput, SourceLine
from content.importers.lookalikes import repair
from content.importers.report import ImportReport
from content.importers.why import Why

MAX_BYTES = 50_000_000
MAX_UNPACKED = 100_000_000
"""Bytes of all that a zip file may hold unpacked."""
ENCODINGS = ("utf-8-sig", "cp949")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile(r" {200,}|^[ \t]{200,}$", re.MULTILINE)
"""What no reader of Markdown should have to look through, a blank at a time."""
_ZIPPED = b"PK\x03\x04"
_LOCKED = b"\xd0\xcf\x11\xe0"
"""What Word and Excel put a document into that has a password."""
_PACKED = {
    ".docx": Why("no-word-document"),
    ".apkg": Why("no-anki-package"),
    ".colpkg": Why("no-anki-package"),
    ".xlsx": Why("no-spreadsheet"),
}
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class ImportSource:
    """The text of one list, its lines ended by a line feed."""

    name: str
    suffix: str
    text: str

    def refusal(self, why: Why, line: int | None = None) -> BadInput:
        return BadInput(why, self.name, line)


@dataclass(frozen=True)
class Upload:
    """A file by its name, whole; `name` is only shown and tells its kind, never opened."""

    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    @property
    def is_packed(self) -> bool:
        return self.content.startswith(_ZIPPED)

    def unpacked(self) -> zipfile.ZipFile:
        """Open a zip file.

        Raises:
            BadInput: it is damaged, encrypted, or holds far more than its size.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(self.content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as exc:
            raise BadInput(_PACKED.get(self.suffix, Why("damaged-file")), self.name) from exc
        if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
            raise BadInput(Why("too-large-unpacked", limit=MAX_UNPACKED // 1_000_000), self.name)
        if any(one.flag_bits & 1 for one in archive.infolist()):
            raise BadInput(Why("encrypted"), self.name)
        return archive


def load(path: Path) -> Upload:
    """Read one file.

    Raises:
        BadInput: it cannot be read, or is too large.
    """
    try:
        if not path.exists():
            raise BadInput(Why("missing"), str(path))
        if not path.is_file():
            raise BadInput(Why("no-file"), str(path))
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise BadInput(Why("unreadable", detail=str(exc.strerror)), str(path)) from exc
    if len(raw) > MAX_BYTES:
        raise BadInput(Why("too-large", limit=MAX_BYTES // 1_000_000), str(path))
    return Upload(str(path), raw)


def decoded(upload: Upload, report: ImportReport) -> ImportSource:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or CP949.

    Raises:
        BadInput: it is empty or no text.
    """
    try:
        text = _decode(upload.content, upload.name, report)
    except BadInput as exc:
        if (packed := _PACKED.get(upload.suffix)) is None:
            raise
        is_locked = upload.content.startswith(_LOCKED)
        raise BadInput(Why("encrypted") if is_locked else packed, upload.name) from exc
    return of_text(upload, text, report)


def of_text(upload: Upload, text: str, report: ImportReport) -> ImportSource:
    """Return a list whose text is known, its look-alike letters put right.

    Raises:
        BadInput: it is empty.
    """
    text = _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise BadInput(Why("empty"), upload.name)
    text, repairs = repair(text)
    for line, words in repairs.items():
        place = SourceLine(upload.name, line)
        report.doubt(place, ", ".join(words), Why("look-alikes"))
    return ImportSource(upload.name, upload.suffix, text)


def _decode(raw: bytes, name: str, report: ImportReport) -> str:
    marked = MARKS.get(raw[:2])
    if marked is None and (at := raw.find(b"\0")) >= 0:
        raise BadInput(Why("no-text"), name, raw.count(b"\n", 0, at) + 1)
    worst = 0
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as exc:
            worst = max(worst, exc.start)
        else:
            if encoding == "cp949":
                first, *_ = text.split("\n", 1)
                report.doubt(SourceLine(name, 1), first.strip(), Why("read-as", encoding="CP949"))
            return _plain(text, name)
    raise BadInput(Why("unknown-encoding"), name, raw.count(b"\n", 0, worst) + 1)


def _plain(text: str, name: str) -> str:
    if odd := _CONTROL.search(text):
        raise BadInput(Why("no-text"), name, text.count("\n", 0, odd.start()) + 1)
    return text
