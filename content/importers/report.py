"""What an import did, each with its place."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from content.importers.item import SourceLine
from content.importers.why import Why
from content.schema import Language


class Event(StrEnum):
    MERGED = "merged"
    SKIPPED = "skipped"
    DOUBT = "doubt"
    DRAFT = "draft"


@dataclass(frozen=True)
class ReportEntry:
    """One thing that happened to a piece of a list."""

    event: Event
    place: SourceLine
    text: str
    why: Why

    def __str__(self) -> str:
        return f"{self.place}: {self.because('en')}: {shorten(self.text)}"

    def because(self, language: Language) -> str:
        """Return why it happened."""
        return self.why.said(language)

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.place.file,
            "line": self.place.line,
            "text": shorten(self.text, 200),
            "why": self.because("en"),
        }


@dataclass
class ImportReport:
    """Everything that an import merged, skipped, doubts or left a draft, as it happened."""

    entries: list[ReportEntry] = field(default_factory=list)

    def merged(self, place: SourceLine, text: str, why: Why) -> None:
        self.entries.append(ReportEntry(Event.MERGED, place, text, why))

    def skipped(self, place: SourceLine, text: str, why: Why) -> None:
        self.entries.append(ReportEntry(Event.SKIPPED, place, text, why))

    def doubt(self, place: SourceLine, text: str, why: Why) -> None:
        self.entries.append(ReportEntry(Event.DOUBT, place, text, why))

    def draft(self, place: SourceLine, text: str, why: Why) -> None:
        self.entries.append(ReportEntry(Event.DRAFT, place, text, why))

    def of(self, event: Event) -> list[ReportEntry]:
        return [entry for entry in self.entries if entry.event is event]


def because(error: ValidationError) -> Why:
    """Return the first thing that keeps something from being a question."""
    detail = error.errors(include_url=False)[0]
    if where := ".".join(map(str, detail["loc"])):
        return Why("bad-field", field=where, detail=detail["msg"])
    return Why("bad-whole", detail=detail["msg"])


def shorten(text: str, length: int = 60) -> str:
    """Return the text on one line, printable, and no longer than that many characters."""
    line = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(line.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
