"""JSON lines: read, worked through in batches, written.

A line that cannot be used carries an error and stays in its place.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

STANDARD = Path("-")
_BATCH = 256

Record = dict[str, Any]


class BadLine(ValueError):
    """A line that cannot be used; the message says why."""


class Unusable(Exception):
    """A file that cannot be read or written; the message says why."""


@dataclass
class Line:
    """One line of input: its fields, and the answer to it once there is one."""

    fields: Record
    error: str | None = None
    added: Record = field(default_factory=dict)

    def dump(self) -> str:
        """Return the line to write; half a surrogate pair can only be written escaped."""
        extra = self.added if self.error is None else {"error": self.error}
        text = json.dumps({**self.fields, **extra}, ensure_ascii=False)
        return text if _is_encodable(text) else json.dumps({**self.fields, **extra})


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


def read(path: Path) -> list[Line]:
    """Read a file, or standard input for `-`; blank lines are left out."""
    try:
        data = sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()
    except OSError as exc:
        raise Unusable(f"{path} can't be read: {exc.strerror}.") from exc
    return [_line(one) for one in data.split(b"\n") if one.strip()]


def _line(data: bytes) -> Line:
    try:
        fields = json.loads(data, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as exc:
        return Line({}, f"not JSON: {exc}")
    if not isinstance(fields, dict):
        return Line({}, f"not an object but {type(fields).__name__}")
    return Line(fields)


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
