"""Questions that members suggest, and what admins decide about them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId, EventId, MemberId, QuestionId

SuggestionId = NewType("SuggestionId", int)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a member suggests: a question, and the answer that others are graded by.

    Without `key_points` the grader takes them from the reference.
    """

    question: str
    reference: str
    key_points: tuple[str, ...] = ()


class SuggestionState(StrEnum):
    """pending → approved, rejected, or withdrawn by its author; approved ⇄ retired."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class NewSuggestion:
    """A suggestion as it arrived; `event` makes a redelivery recognisable."""

    event: EventId
    channel: ChannelId
    author: MemberId
    wording: Wording
    at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stored suggestion, and what an admin decided about it.

    `revision` counts how often its wording was changed.
    """

    id: SuggestionId
    event: EventId
    channel: ChannelId
    author: MemberId
    wording: Wording
    state: SuggestionState
    created_at: datetime
    decided_by: MemberId | None = None
    decided_at: datetime | None = None
    reason: str = ""
    revision: int = 0

    @property
    def is_pending(self) -> bool:
        return self.state is SuggestionState.PENDING

    @property
    def key(self) -> str:
        return f"suggestion:{self.id}"

    @property
    def question(self) -> QuestionId:
        """Return the id of the question that it becomes."""
        return QuestionId(f"suggested-{self.id}")


@dataclass(frozen=True, slots=True)
class Reception:
    """How a question was received in a channel: how often it was asked, how many answered it in
    time, and the mean of their best points."""

    times: int = 0
    members: int = 0
    mean: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What an admin decides about a suggestion, and the reason if they give one."""

    state: SuggestionState
    by: MemberId
    at: datetime
    reason: str = ""


class Suggestions(Protocol):
    """Questions that members suggest. Each is decided once."""

    async def suggest(self, new: NewSuggestion) -> Suggestion:
        """Store it as pending, committed on return; a known event returns the stored one."""
        ...

    async def suggestions(
        self, state: SuggestionState, channel: ChannelId | None = None
    ) -> list[Suggestion]:
        """Return suggestions in this state, oldest first."""
        ...

    async def decided(self) -> Mapping[str, tuple[int, int, int]]:
        """Return by state how many suggestions were decided on, how often they were revised, and
        how many have lost their author: another one whenever there is another question."""
        ...

    async def suggestion(self, suggestion: SuggestionId) -> Suggestion | None: ...

    async def suggestions_of(
        self, channel: ChannelId, author: MemberId, limit: int, offset: int = 0
    ) -> list[Suggestion]:
        """Return what a member has suggested in a channel, newest first."""
        ...

    async def revise(
        self, suggestion: SuggestionId, wording: Wording, entry: AuditEntry | None = None
    ) -> bool:
        """Give a suggestion another wording while it is pending or, with an entry of the audit
        list, approved; else False."""
        ...

    async def move(
        self, suggestion: Suggestion, state: SuggestionState, entry: AuditEntry | None = None
    ) -> bool:
        """Withdraw, retire or take up again what was read; False if it has changed since."""
        ...

    async def receptions(
        self, channel: ChannelId, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Reception]:
        """Return how questions were received, those that were never asked left out."""
        ...

    async def decide(
        self, suggestion: Suggestion, decision: Decision, entry: AuditEntry | None = None
    ) -> bool:
        """Approve or reject what was read; False if it has been decided or changed since."""
        ...
