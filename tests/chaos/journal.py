"""What happened in a lane: what members sent, what they were shown, and the faults."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.quiz.model import MemberId
from tests.chaos.words import mark_of


@dataclass(eq=False)
class Act:
    """An answer that a member gives; `sent` are the platform's own records of its sendings."""

    number: int
    member: MemberId
    text: str
    at: datetime
    way: str
    sent: list[Any] = field(default_factory=list)

    @property
    def mark(self) -> str:
        return mark_of(self.text)


@dataclass(frozen=True)
class Said:
    """What became of an act, as its member sees it; `story` tells of each time it was sent."""

    act: Act
    is_acknowledged: bool
    is_refused: bool
    story: str = ""

    @property
    def text(self) -> str:
        return self.act.text


@dataclass(frozen=True)
class Sight:
    """A message as it was seen at a moment; `member` alone sees it, or all if that is None.

    `place` is the channel or thread, and `act` the answer that it replies to, where that is known.
    """

    message: str
    member: MemberId | None
    text: str
    key: str
    place: str
    at: datetime
    act: int | None = None


@dataclass(frozen=True)
class Finding:
    """Something that must not be; `row` names what it is about."""

    check: str
    row: str
    detail: str

    @property
    def name(self) -> tuple[str, str]:
        """Return what is the same when it is found again."""
        return self.check, self.row


class Journal:
    """Keeps everything of one lane."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.private: list[Sight] = []
        self.faults: Counter[str] = Counter()

    def act(self, member: MemberId, text: str, way: str) -> Act:
        """Begin an answer."""
        made = Act(len(self.acts) + 1, member, text, now(), way)
        self.acts.append(made)
        return made

    def seen(self, sight: Sight) -> None:
        """Keep what only one member sees; it may be gone at the next look."""
        self.private.append(sight)


def now() -> datetime:
    return datetime.now(UTC)
