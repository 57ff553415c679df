"""Spaced review, in SQL: cards, reviews from pending to told, and who is reminded when."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import AnswerId, EventId, Member, MemberId, QuestionId, Round
from bot.quiz.review.model import (
    NewReview,
    Outcome,
    Review,
    ReviewCard,
    ReviewReminder,
    ReviewReminders,
    Reviews,
)
from bot.store.engine import Database, Part
from bot.store.holders import is_left, is_ours
from bot.store.members import with_choices
from bot.store.person_days import Day, recount
from bot.store.rounds import COLUMNS as ROUND
from bot.store.rounds import made_round
from bot.store.tables import members, preferences, review_cards, reviews, rounds

INTERNAL = {"paid_on", "graded_at", "is_told", "holder"}
COLUMNS = [column for column in reviews.c if column.name not in INTERNAL]
OLDEST_FIRST = select(*COLUMNS).order_by(reviews.c.id)
ASKED = [column.label(f"round_{column.name}") for column in ROUND]
CARDS = select(review_cards, *ASKED).join(rounds, rounds.c.id == review_cards.c.round)


class SqlReviews(Part, Reviews):
    async def review_cards(self, member: MemberId) -> list[tuple[ReviewCard, Round]]:
        query = CARDS.where(review_cards.c.member == member)
        rows = await self._database.fetch(
            query.order_by(review_cards.c.due_at, review_cards.c.question)
        )
        return [_card(row) for row in rows]

    async def review_card(
        self, member: MemberId, question: QuestionId
    ) -> tuple[ReviewCard, Round] | None:
        rows = await self._database.fetch(CARDS.where(_is_of(member, question)))
        return _card(rows[0]) if rows else None

    async def keep_card(self, card: ReviewCard) -> None:
        await self._database.write(lambda connection: add_card(self._database, connection, card))

    async def renew(self, card: ReviewCard) -> None:
        await self._database.change(_keep(card, card.number))

    async def add_review(self, new: NewReview) -> Review:
        async def work(connection: AsyncConnection) -> Review:
            values = _values(new) | {"holder": self._database.process}
            insert = self._database.insert(reviews).values(values)
            await connection.execute(insert.on_conflict_do_nothing())
            card = new.card
            same = and_(
                reviews.c.member == card.member,
                reviews.c.question == card.question,
                reviews.c.number == card.number,
            )
            known = OLDEST_FIRST.where(or_(reviews.c.event == new.event, same))
            return _review((await connection.execute(known)).first())

        return await self._database.write(work)

    async def review(self, review: AnswerId) -> Review | None:
        rows = await self._database.fetch(OLDEST_FIRST.where(reviews.c.id == review))
        return _review(rows[0]) if rows else None

    async def review_of(self, event: EventId) -> Review | None:
        rows = await self._database.fetch(OLDEST_FIRST.where(reviews.c.event == event))
        return _review(rows[0]) if rows else None

    async def pending_reviews(self, limit: int) -> list[tuple[Review, Round]]:
        query = (
            select(*COLUMNS, *ASKED)
            .join(rounds, rounds.c.id == reviews.c.round)
            .where(reviews.c.graded_at.is_(None), is_ours(self._database, reviews.c.holder))
            .order_by(reviews.c.id)
            .limit(limit)
        )
        return [(_review(row), _round(row)) for row in await self._database.fetch(query)]

    async def grade_review(self, review: AnswerId, outcome: Outcome) -> bool:
        async def work(connection: AsyncConnection) -> bool:
            done = await connection.execute(_graded(review, outcome))
            row = done.one_or_none()
            if row is None:
                return False
            await connection.execute(_keep(outcome.card, row.number))
            if outcome.points:
                await connection.execute(_paid(row, outcome.points))
            await recount(connection, [Day(row.channel, row.member, row.study_date)])
            return True

        # Alone, for the day's first one is paid, and two may be graded at once.
        return await self._database.alone(work)

    async def untold_reviews(self, limit: int) -> list[Review]:
        graded = reviews.c.graded_at.is_not(None)
        mine = is_ours(self._database, reviews.c.holder)
        query = OLDEST_FIRST.where(reviews.c.is_told.is_(False), graded, mine).limit(limit)
        return [_review(row) for row in await self._database.fetch(query)]

    async def review_told(self, review: AnswerId) -> None:
        await self._database.change(
            update(reviews).where(reviews.c.id == review).values(is_told=True)
        )


async def add_card(database: Database, connection: AsyncConnection, card: ReviewCard) -> None:
    """Keep a new card within a unit of work; one that is there stays as it is."""
    insert = database.insert(review_cards).values(asdict(card))
    await connection.execute(insert.on_conflict_do_nothing())


def _is_of(member: MemberId, question: QuestionId) -> Any:
    return and_(review_cards.c.member == member, review_cards.c.question == question)


def _keep(card: ReviewCard, number: int) -> Any:
    """Update a card unless its next review is no longer this one."""
    changing = {name: getattr(card, name) for name in ("state", "due_at", "fingerprint", "number")}
    is_next = review_cards.c.number == number
    return update(review_cards).where(_is_of(card.member, card.question), is_next).values(changing)


def _values(new: NewReview) -> dict[str, Any]:
    card = new.card
    return {
        "event": new.event,
        "member": card.member,
        "question": card.question,
        "number": card.number,
        "channel": card.channel,
        "round": card.round,
        "text": new.text,
        "study_date": new.study_date,
        "at": new.at,
        "value": 0,
        "is_study": False,
        "is_told": False,
    }


def _graded(review: AnswerId, outcome: Outcome) -> Any:
    return (
        update(reviews)
        .where(reviews.c.id == review, reviews.c.graded_at.is_(None))
        .values(
            grade=outcome.grade,
            is_study=outcome.is_study,
            graded_at=outcome.at,
        )
        .returning(*COLUMNS)
    )


def _paid(row: Row[Any], points: int) -> Any:
    """Give a review its points, unless another one of the day has them."""
    others = reviews.alias()
    is_paid = select(others.c.id).where(
        others.c.member == row.member, others.c.paid_on == row.study_date
    )
    first = update(reviews).where(reviews.c.id == row.id, ~is_paid.exists())
    return first.values(value=points, paid_on=row.study_date)


def _card(row: Row[Any]) -> tuple[ReviewCard, Round]:
    fields = {column.name: row._mapping[column.name] for column in review_cards.c}
    return ReviewCard(**fields), _round(row)


def _round(row: Row[Any]) -> Round:
    return made_round({column.name: row._mapping[f"round_{column.name}"] for column in ROUND})


def _review(row: Row[Any] | None) -> Review:
    assert row is not None, "a review that was added is there"
    fields = {column.name: row._mapping[column.name] for column in COLUMNS}
    return Review(**fields, attempt=1)


class SqlReminders(Part, ReviewReminders):
    async def reminders(self, now: datetime, limit: int) -> Sequence[ReviewReminder]:
        at = preferences.c.remind_at
        query = (
            with_choices()
            .add_columns(at)
            .where(at <= now, _is_free(now))
            .order_by(at, members.c.id)
            .limit(limit)
        )
        return [_reminder(row) for row in await self._database.fetch(query)]

    async def claim_reminder(
        self, reminder: ReviewReminder, now: datetime, until: datetime
    ) -> bool:
        claim = (
            _at(reminder)
            .where(_is_free(now))
            .values(held_until=until, holder=self._database.process)
        )
        return bool(await self._database.change(claim.returning(preferences.c.member)))

    async def settle_reminder(self, reminder: ReviewReminder, following: datetime | None) -> None:
        await self._database.change(
            _at(reminder).values(remind_at=following, held_until=None, holder=None)
        )


def _is_free(now: datetime) -> Any:
    held_until, holder = preferences.c.held_until, preferences.c.holder
    return or_(held_until.is_(None), held_until <= now, is_left(holder))


def _at(reminder: ReviewReminder) -> Any:
    is_this = (preferences.c.member == reminder.member.id, preferences.c.remind_at == reminder.at)
    return update(preferences).where(*is_this)


def _reminder(row: Row[Any]) -> ReviewReminder:
    fields = {column.name: row._mapping[column.name] for column in members.c}
    return ReviewReminder(Member(**fields), row.remind_at)
