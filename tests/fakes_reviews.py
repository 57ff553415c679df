"""The double of spaced review, a part of the store in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.quiz.model import AnswerId, EventId, MemberId, QuestionId, Round, RoundId
from bot.quiz.review.model import (
    NewReview,
    Outcome,
    Review,
    ReviewCard,
    ReviewReminder,
    ReviewReminders,
    Reviews,
)
from bot.store.types import storable


class InMemoryReviews(Reviews, ReviewReminders):
    """Cards and reviews in dictionaries; the store it is a part of knows members and rounds."""

    _rounds: dict[RoundId, Round]

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[tuple[MemberId, QuestionId], ReviewCard] = {}
        self._reviews: dict[AnswerId, Review] = {}
        self._paid: dict[tuple[MemberId, date], AnswerId] = {}
        self._reviews_told: set[AnswerId] = set()
        self._remind_at: dict[MemberId, datetime] = {}
        self._reminding: dict[MemberId, datetime] = {}

    def add_card(self, card: ReviewCard) -> None:
        self._cards.setdefault((card.member, card.question), card)

    async def review_cards(self, member: MemberId) -> list[tuple[ReviewCard, Round]]:
        mine = [card for card in self._cards.values() if card.member == member]
        mine.sort(key=lambda card: (card.due_at, card.question))
        return [(card, self._rounds[card.round]) for card in mine]

    async def review_card(
        self, member: MemberId, question: QuestionId
    ) -> tuple[ReviewCard, Round] | None:
        card = self._cards.get((member, question))
        return (card, self._rounds[card.round]) if card else None

    async def keep_card(self, card: ReviewCard) -> None:
        self.add_card(card)

    async def renew(self, card: ReviewCard) -> None:
        self._keep(card, card.number)

    def _keep(self, card: ReviewCard, number: int) -> None:
        if self._cards[card.member, card.question].number == number:
            self._cards[card.member, card.question] = card

    async def add_review(self, new: NewReview) -> Review:
        card = new.card
        for known in self._reviews.values():
            is_same = (known.member, known.question, known.number) == (
                card.member,
                card.question,
                card.number,
            )
            if is_same or known.event == new.event:
                return known
        review = Review(
            id=AnswerId(max(self._reviews, default=0) + 1),
            event=new.event,
            round=card.round,
            channel=card.channel,
            question=card.question,
            member=card.member,
            attempt=1,
            text=storable(new.text),
            study_date=new.study_date,
            at=new.at,
            number=card.number,
        )
        self._reviews[review.id] = review
        return review

    async def review(self, review: AnswerId) -> Review | None:
        return self._reviews.get(review)

    async def review_of(self, event: EventId) -> Review | None:
        return next((one for one in self._reviews.values() if one.event == event), None)

    async def pending_reviews(self, limit: int) -> list[tuple[Review, Round]]:
        found = [one for one in self._reviews.values() if one.is_pending][:limit]
        return [(one, self._rounds[one.round]) for one in found]

    async def grade_review(self, review: AnswerId, outcome: Outcome) -> bool:
        stored = self._reviews.get(review)
        if stored is None or not stored.is_pending:
            return False
        day = (stored.member, stored.study_date)
        is_paid = outcome.points > 0 and self._paid.setdefault(day, review) == review
        points = outcome.points if is_paid else 0
        self._reviews[review] = replace(
            stored, grade=outcome.grade, value=points, is_study=outcome.is_study
        )
        self._keep(outcome.card, stored.number)
        return True

    async def untold_reviews(self, limit: int) -> list[Review]:
        graded = [one for one in self._reviews.values() if not one.is_pending]
        return [one for one in graded if one.id not in self._reviews_told][:limit]

    async def review_told(self, review: AnswerId) -> None:
        self._reviews_told.add(review)

    async def reminders(self, now: datetime, limit: int) -> Sequence[ReviewReminder]:
        due = sorted(
            (at, member)
            for member, at in self._remind_at.items()
            if at <= now and self._is_free(member, now)
        )
        found = [(at, await self.member(member)) for at, member in due[:limit]]  # type: ignore[attr-defined]
        return [ReviewReminder(member, at) for at, member in found]

    async def claim_reminder(
        self, reminder: ReviewReminder, now: datetime, until: datetime
    ) -> bool:
        member = reminder.member.id
        if self._remind_at.get(member) != reminder.at or not self._is_free(member, now):
            return False
        self._reminding[member] = until
        return True

    async def settle_reminder(self, reminder: ReviewReminder, following: datetime | None) -> None:
        if self._remind_at.get(reminder.member.id) == reminder.at:
            self._set_reminder(reminder.member.id, following)

    def _set_reminder(self, member: MemberId, at: datetime | None) -> None:
        self._reminding.pop(member, None)
        self._remind_at.pop(member, None)
        if at is not None:
            self._remind_at[member] = at

    def _is_free(self, member: MemberId, now: datetime) -> bool:
        return member not in self._reminding or self._reminding[member] <= now

    def forget_reviews(self, member: MemberId) -> None:
        self._cards = {key: one for key, one in self._cards.items() if key[0] != member}
        self._reviews = {id: one for id, one in self._reviews.items() if one.member != member}
        self._set_reminder(member, None)
