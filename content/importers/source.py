"""A list as it lies on disk: read once, decoded, and refused when it is no text."""

import re
from dataclasses import dataclass
from pathlib import Path

from content.importers.item import BadInput, SourceLine
from content.importers.lookalikes import repair
from content.importers.report import ImportReport

MAX_BYTES = 50_000_000
ENCODINGS = ("utf-8-sig", "cp949")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class ImportSource:
    """The text of one list, its lines ended by a line feed."""

    name: str
    suffix: str
    text: str

    def refusal(self, message: str, line: int | None = None) -> BadInput:
        return BadInput(message, self.name, line)


def read(path: Path, report: ImportReport) -> ImportSource:
    """Read one list in UTF-8, UTF-16 with its mark, or CP949.

    Raises:
        BadInput: it cannot be read, is empty, too large, or no text.
    """
    name = str(path)
    text = _decode(_bytes(path), name, report).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadInput("is empty", name)
    text, repairs = repair(text)
    for line, words in repairs.items():
        report.doubt(SourceLine(name, line), ", ".join(words), "letters of another script replaced")
    return ImportSource(name, path.suffix.lower(), text)


def _bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise BadInput("does not exist", str(path))
        if not path.is_file():
            raise BadInput("is not a regular file", str(path))
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise BadInput(f"cannot be read: {exc.strerror}", str(path)) from exc
    if len(raw) > MAX_BYTES:
        raise BadInput(f"is larger than {MAX_BYTES // 1_000_000} MB", str(path))
    return raw


def _decode(raw: bytes, name: str, report: ImportReport) -> str:
    marked = MARKS.get(raw[:2])
    if marked is None and (at := raw.find(b"\0")) >= 0:
        raise BadInput("is not text", name, raw.count(b"\n", 0, at) + 1)
    worst = 0
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as exc:
            worst = max(worst, exc.start)
        else:
            if encoding == "cp949":
                report.doubt(SourceLine(name, 1), encoding, "is not UTF-8, read as")
            return _plain(text, name)
    raise BadInput("is neither UTF-8 nor CP949 text", name, raw.count(b"\n", 0, worst) + 1)


def _plain(text: str, name: str) -> str:
    if odd := _CONTROL.search(text):
        raise BadInput("is not text", name, text.count("\n", 0, odd.start()) + 1)
    return text
