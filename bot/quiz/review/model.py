"""Spaced review: a member's cards, the answers they give in reviews, and what comes of those."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.quiz.model import (
    Answer,
    AnswerId,
    ChannelId,
    EventId,
    Member,
    MemberId,
    QuestionId,
    Round,
    RoundId,
)
from evaluators.grade import Grade


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A question that comes back to a member, as a round of a channel asked it.

    `number` is that of its next review, from 1; `state` is py-fsrs' own. With another
    `fingerprint` the question is another one, and asked afresh.
    """

    member: MemberId
    question: QuestionId
    channel: ChannelId
    round: RoundId
    fingerprint: str
    state: Mapping[str, Any]
    due_at: datetime
    number: int = 1


@dataclass(frozen=True, slots=True)
class NewReview:
    """An answer given in a review, as it arrived; `event` makes a redelivery recognisable."""

    event: EventId
    card: ReviewCard
    text: str
    study_date: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Review(Answer):
    """An answer given in a review: the `number`th of its question. `value` is its points."""

    number: int = 1

    @property
    def key(self) -> str:
        return f"review:{self.id}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a review comes to: its grade, and the card with the next moment it is due.

    `points` are earned once a day; one that `is_study` makes its day a study day.
    """

    grade: Grade
    points: int
    is_study: bool
    card: ReviewCard
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewReminder:
    """A member who wants to hear at this moment of what is due for review."""

    member: Member
    at: datetime


class Reviews(Protocol):
    async def review_cards(self, member: MemberId) -> list[tuple[ReviewCard, Round]]:
        """Return a member's cards with the rounds they come from, what is due soonest first."""
        ...

    async def review_card(
        self, member: MemberId, question: QuestionId
    ) -> tuple[ReviewCard, Round] | None: ...

    async def keep_card(self, card: ReviewCard) -> None:
        """Keep a new card; one that is there stays as it is."""
        ...

    async def renew(self, card: ReviewCard) -> None:
        """Give a card another state, unless it has been reviewed meanwhile."""
        ...

    async def add_review(self, new: NewReview) -> Review:
        """Store it as pending, committed on return; a known event, or a review of this number,
        returns the stored one."""
        ...

    async def review(self, review: AnswerId) -> Review | None: ...

    async def review_of(self, event: EventId) -> Review | None:
        """Return the review that came with an event."""
        ...

    async def pending_reviews(self, limit: int) -> list[tuple[Review, Round]]:
        """Return ungraded reviews with the rounds of their cards, oldest first."""
        ...

    async def grade_review(self, review: AnswerId, outcome: Outcome) -> bool:
        """Store the outcome and the card together; False if the review has a grade already."""
        ...

    async def untold_reviews(self, limit: int) -> list[Review]:
        """Return graded reviews whose member has not been told, oldest first."""
        ...

    async def review_told(self, review: AnswerId) -> None: ...


class ReviewReminders(Protocol):
    """Who is to be reminded when. Each moment is claimed, and settled once it is over."""

    async def reminders(self, now: datetime, limit: int) -> Sequence[ReviewReminder]:
        """Return what has come and nobody else is at."""
        ...

    async def claim_reminder(
        self, reminder: ReviewReminder, now: datetime, until: datetime
    ) -> bool:
        """Be the one who sees to it until then, or until this process ends.

        False if it is settled, or somebody else is at it.
        """
        ...

    async def settle_reminder(self, reminder: ReviewReminder, following: datetime | None) -> None:
        """Note that it is over, and when the next one is, unless other times were chosen since."""
        ...
