"""JSON lines: read, worked through in batches, written.

A line that cannot be used stays in its place and carries an error, its number in the input and,
where it has no fields, its text.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from content.exporters import STANDARD as STANDARD

_BATCH = 256
_MAX_SHOWN = 500

Record = dict[str, Any]


class BadLine(ValueError):
    """A line that cannot be used; the message says why."""


class Unusable(Exception):
    """A file that cannot be read or written; the message says why."""


@dataclass
class Line:
    """One line of input: its number and fields, and the answer to it once there is one.

    `text` is what a line says that has no fields.
    """

    number: int
    fields: Record
    text: str | None = None
    error: str | None = None
    added: Record = field(default_factory=dict)

    def dump(self) -> str:
        """Return the line to write; half a surrogate pair can only be written escaped."""
        row = {**self.fields, **(self.added if self.error is None else self._fault())}
        text = json.dumps(row, ensure_ascii=False)
        return text if _is_encodable(text) else json.dumps(row)

    def _fault(self) -> Record:
        where = {"error": self.error, "line": self.number}
        return where if self.text is None else where | {"input": _cut(self.text)}


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def text_field(fields: Record, name: str) -> str:
    """Return a field that has to be text.

    Raises:
        BadLine: it is missing, of another type, or not text that could be written.
    """
    if name not in fields:
        raise BadLine(f"{name} is missing")
    value = fields[name]
    if not isinstance(value, str):
        raise BadLine(f"{name} must be text, not {type(value).__name__}")
    if not _is_encodable(value):
        raise BadLine(f"{name} holds half a surrogate pair, which is no character")
    return value


def keep_apart(input: Path, output: Path) -> None:
    """See to it that what is read is not written over.

    Raises:
        Unusable: both are one file.
    """
    if STANDARD in (input, output):
        return
    try:
        is_same = output.is_file() and output.samefile(input)
    except OSError:
        return  # Reading or writing it tells what is wrong.
    if is_same:
        raise Unusable(f"{output} is the input, which would be lost; name another output.")


def read(path: Path) -> list[Line]:
    """Read a file, or standard input for `-`; blank lines are left out, but counted."""
    try:
        data = sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()
    except OSError as exc:
        raise Unusable(f"{path} can't be read: {exc.strerror}.") from exc
    numbered = enumerate(data.split(b"\n"), start=1)
    return [_line(number, one) for number, one in numbered if one.strip()]


def _line(number: int, data: bytes) -> Line:
    try:
        return Line(number, _fields(data))
    except BadLine as exc:
        text = data.decode(errors="backslashreplace").strip()
        return Line(number, {}, text, str(exc))


def _fields(data: bytes) -> Record:
    try:
        fields = json.loads(data, parse_constant=_not_a_number)
    except json.JSONDecodeError as exc:
        raise BadLine(f"not JSON: {exc.msg} at character {exc.pos + 1}") from exc
    except (ValueError, RecursionError) as exc:
        raise BadLine(f"not JSON: {exc}") from exc
    if not isinstance(fields, dict):
        raise BadLine(f"not an object but {type(fields).__name__}")
    return fields


def _not_a_number(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def write(path: Path, lines: Sequence[Line]) -> None:
    """Write a file, or standard output for `-`."""
    data = "".join(line.dump() + "\n" for line in lines).encode()
    try:
        if path == STANDARD:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            path.write_bytes(data)
    except OSError as exc:
        raise Unusable(f"{path} can't be written: {exc.strerror}.") from exc


def batches(lines: Sequence[Line], title: str) -> Iterable[Sequence[Line]]:
    """Yield the lines in batches, with a bar on a terminal."""
    console = Console(stderr=True)
    parts = [lines[at : at + _BATCH] for at in range(0, len(lines), _BATCH)]
    return track(parts, title, console=console, transient=True, disable=not console.is_terminal)
