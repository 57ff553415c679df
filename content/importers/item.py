"""One question as a list gives it: its wording, what hangs on it, and where it stands."""

from dataclasses import dataclass, field
from typing import NamedTuple

from content.importers.why import Why
from content.schema import Language, Question

MAX_TEXT = 4000
"""Characters that the schema allows a text."""


class SourceLine(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def named(self) -> Why:
        return Why("line-of-file", file=self.file, line=str(self.line))

    def seen_from(self, other: "SourceLine") -> Why:
        """Return how to name it beside another one."""
        return Why("line", line=str(self.line)) if self.file == other.file else self.named


class BadInput(Exception):
    """A list that cannot be read; the text names the file, and the line where one is known."""

    def __init__(self, why: Why, file: str, line: int | None = None) -> None:
        super().__init__(why, file, line)
        self.why, self.file, self.line = why, file, line

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.why.said('en')}"

    def said(self, language: Language) -> str:
        """Return the reason with the line, for a reader who knows which file it is about."""
        if self.line is None:
            return self.why.said(language)
        return Why("at-line", line=str(self.line), why=self.why).said(language)


@dataclass(eq=False)
class Item:
    """A question before it is merged with the others; `given` is one in our own form."""

    text: str
    place: SourceLine
    parent: "Item | None" = None
    bare: bool = False
    """Whether the list says nothing of what it follows from."""
    id: str = ""
    answers: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Titles and addresses."""
    difficulty: int | None = None
    translation: str = ""
    """The text in the other language, where the list gives both."""
    given: Question | None = None

    @property
    def model_answers(self) -> list[str]:
        """The answers; notes stand for one where nothing else answers."""
        return self.answers or (["\n\n".join(self.notes)] if self.notes else [])

    @property
    def background(self) -> list[str]:
        """The notes beside an answer."""
        return self.notes if self.answers else []

    @property
    def is_answered(self) -> bool:
        return bool(self.model_answers or (self.given and self.given.has_reference))
