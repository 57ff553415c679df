"""Lists of questions that members send, and the decks that are made of them."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from content.schema import Bilingual

PieceEvent = Literal["merged", "skipped", "doubt", "draft"]


class Piece(NamedTuple):
    """A part of a list that was merged, skipped, is doubtful or a draft, on a line, and why."""

    event: PieceEvent
    line: int
    text: str
    why: Bilingual


class ReadQuestion(NamedTuple):
    """A question of a list and the answer that was read for it, empty if there is none."""

    text: Bilingual
    answer: str


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What a list came to: kept under `id` until somebody makes the deck of it.

    `questions` counts follow-ups too, `answered` those with a reference; `first` are the first main
    questions.
    """

    id: str
    deck: str
    questions: int
    mains: int
    answered: int
    first: tuple[ReadQuestion, ...]
    pieces: tuple[Piece, ...]


class Importer(Protocol):
    """Reads lists that members send, and makes decks of them."""

    def is_taken(self, deck: str) -> bool:
        """Tell whether there is a deck of that name already."""
        ...

    async def read(self, name: str, content: bytes, deck: str) -> ImportedList:
        """Read a list and keep what came of it.

        Raises:
            ListRefused: saying why it cannot be read.
        """
        ...

    async def publish(self, id: str) -> str | None:
        """Make the deck of a list that was read, and return its name; None if it is kept no more.

        Raises:
            ListRefused: saying why the deck cannot be written.
        """
        ...
