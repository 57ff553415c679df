"""What an import did, each with its place."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from content.importers.item import Place


class Event(StrEnum):
    MERGED = "merged"
    SKIPPED = "skipped"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a piece of a list."""

    event: Event
    place: Place
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}: {shorten(self.text)}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.place.file,
            "line": self.place.line,
            "text": shorten(self.text, 200),
            "why": self.why,
        }


@dataclass
class Report:
    """Everything that an import merged, skipped or doubts, in the order it happened."""

    entries: list[Entry] = field(default_factory=list)

    def merged(self, place: Place, text: str, why: str) -> None:
        self.entries.append(Entry(Event.MERGED, place, text, why))

    def skipped(self, place: Place, text: str, why: str) -> None:
        self.entries.append(Entry(Event.SKIPPED, place, text, why))

    def doubt(self, place: Place, text: str, why: str) -> None:
        self.entries.append(Entry(Event.DOUBT, place, text, why))

    def of(self, event: Event) -> list[Entry]:
        return [entry for entry in self.entries if entry.event is event]


def shorten(text: str, length: int = 60) -> str:
    """Return the text on one line, printable, and no longer than that many characters."""
    line = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(line.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
