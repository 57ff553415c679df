"""Hints, and answers from pending to told, in SQL. What has been added is on the disk when `add`
returns."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.answering.scoring import is_study
from bot.quiz.model import (
    Answer,
    AnswerId,
    ChannelId,
    MemberId,
    MemberRound,
    NewAnswer,
    NewHint,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.review.model import ReviewCard
from bot.quiz.store import Answers, Deliveries, Hints
from bot.store.channels import read_channel, select_channel
from bot.store.engine import Part
from bot.store.holders import is_free, is_ours
from bot.store.person_days import days_of, recount
from bot.store.reviews import add_card
from bot.store.rounds import COLUMNS as ROUND
from bot.store.rounds import made_round, read_round
from bot.store.tables import answers, hints, mutes, openings, rounds
from bot.store.types import storable
from evaluators.grade import Grade


class SqlHints(Part, Hints):
    async def hints(self, round: RoundId, question: QuestionId, member: MemberId) -> int:
        rows = await self._database.fetch(select(taken(round, question, member)))
        return int(rows[0][0])

    async def take_hint(self, new: NewHint, limit: int) -> int:
        return await self._database.write(lambda connection: self._take(connection, new, limit))

    async def _take(self, connection: AsyncConnection, new: NewHint, limit: int) -> int:
        is_known = select(hints.c.event).where(hints.c.event == new.event).exists()
        # One query, so one moment: a number taken after it collides with the insert.
        look = select(taken(new.round, new.question, new.member).label("taken"), is_known)
        while True:
            number, was_taken = (await connection.execute(look)).one()
            if was_taken or number >= limit:
                return int(number)
            insert = self._database.insert(hints).values(**asdict(new), number=number + 1)
            change = insert.on_conflict_do_nothing().returning(hints.c.number)
            added = (await connection.execute(change)).scalar_one_or_none()
            if added is not None:
                return int(added)
            # Another process took this event or this number in between: look again.


def taken(round: RoundId, question: QuestionId, member: MemberId) -> ScalarSelect[int]:
    """Select how many hints a member has taken."""
    return (
        select(func.count())
        .where(hints.c.round == round, hints.c.question == question, hints.c.member == member)
        .scalar_subquery()
    )


INTERNAL = {"graded_at", "is_told", "holder"}
COLUMNS = [column for column in answers.c if column.name not in INTERNAL]
OLDEST_FIRST = select(*COLUMNS).order_by(answers.c.id)


class SqlAnswers(Part, Answers, Deliveries):
    async def answer(self, answer: AnswerId) -> Answer | None:
        rows = await self._database.fetch(select(*COLUMNS).where(answers.c.id == answer))
        return Answer(**rows[0]._mapping) if rows else None

    async def add(self, new: NewAnswer, max_attempts: int) -> Answer | None:
        return await self._database.write(
            lambda connection: self._add(connection, new, max_attempts)
        )

    async def _add(
        self, connection: AsyncConnection, new: NewAnswer, max_attempts: int
    ) -> Answer | None:
        while True:
            # One query, so one moment: what comes after it collides with the insert below.
            rows = await connection.execute(_event_and_attempts(new))
            found = [_answer(row) for row in rows]
            known = _known(found, new)
            if known is not None:
                await self._take_over(connection, known)
                return known
            used = len(found)
            if used >= max_attempts:
                return None
            added = await self._insert(connection, new, used + 1)
            if added is not None:
                return added
            # Another process took this event or this attempt in between: look again.

    async def _insert(
        self, connection: AsyncConnection, new: NewAnswer, attempt: int
    ) -> Answer | None:
        said = {name: value for name, value in asdict(new).items() if name != "grace"}
        values = said | {
            "attempt": attempt,
            "is_late": await _is_late(connection, new),
            "hints": taken(new.round, new.question, new.member),
            "value": 0,
            "is_told": False,
            "holder": self._database.process,
        }
        insert = self._database.insert(answers).values(values)
        result = await connection.execute(insert.on_conflict_do_nothing().returning(*COLUMNS))
        row = result.one_or_none()
        if row is None:
            return None
        await recount(connection, await days_of(connection, [row.id]))
        return _answer(row)

    async def _take_over(self, connection: AsyncConnection, answer: Answer) -> None:
        """Go on with an answer whose arrival is served again, if its process is gone."""
        if self._database.process is not None:
            free = (answers.c.id == answer.id, is_free(answers.c.holder))
            change = update(answers).where(*free).values(holder=self._database.process)
            await connection.execute(change)

    async def answers(
        self, *, round: RoundId, member: MemberId | None = None, question: QuestionId | None = None
    ) -> list[Answer]:
        query = OLDEST_FIRST.where(answers.c.round == round)
        if member is not None:
            query = query.where(answers.c.member == member)
        if question is not None:
            query = query.where(answers.c.question == question)
        return await self._fetch(query)

    async def member_round(
        self, channel: ChannelId, member: MemberId, round: RoundId | None = None
    ) -> MemberRound:
        async def look(connection: AsyncConnection) -> MemberRound:
            found = await connection.execute(select_channel(channel))
            place = next(map(read_channel, found), None)
            rows = await connection.execute(_round_of(channel, round))
            here = next(map(read_round, rows), None)
            if here is None:
                return MemberRound(place, None)
            mine = OLDEST_FIRST.where(answers.c.round == here.id, answers.c.member == member)
            given = await connection.execute(mine)
            standing = await connection.execute(_opened_and_muted(here.id, channel, member))
            opened, is_muted = standing.one()
            return MemberRound(place, here, tuple(map(_answer, given)), opened, bool(is_muted))

        return await self._database.read(look)

    async def open_follow_up(self, round: RoundId, member: MemberId, question: QuestionId) -> None:
        insert = self._database.insert(openings).values(
            round=round, member=member, question=question
        )
        await self._database.change(
            insert.on_conflict_do_update(
                index_elements=["round", "member"], set_={"question": question}
            )
        )

    async def pending(self, limit: int) -> list[tuple[Answer, Round]]:
        asked = [column.label(f"round_{column.name}") for column in ROUND]
        query = (
            select(*COLUMNS, *asked)
            .join(rounds, rounds.c.id == answers.c.round)
            .where(answers.c.graded_at.is_(None), is_ours(self._database, answers.c.holder))
            .order_by(answers.c.id)
            .limit(limit)
        )
        return [_with_round(row) for row in await self._database.fetch(query)]

    async def being_graded(self, channel: ChannelId, closed_after: datetime) -> list[Round]:
        is_open = (answers.c.graded_at.is_(None), answers.c.is_late.is_(False))
        waits = exists().where(answers.c.round == rounds.c.id, *is_open)
        recent = (rounds.c.channel == channel, rounds.c.closes_at > closed_after)
        query = select(*ROUND).where(*recent, waits).order_by(rounds.c.due_at, rounds.c.id)
        return [read_round(row) for row in await self._database.fetch(query)]

    async def grade(
        self,
        answer: AnswerId,
        grade: Grade,
        value: int,
        at: datetime,
        card: ReviewCard | None = None,
    ) -> bool:
        change = (
            update(answers)
            .where(answers.c.id == answer, answers.c.graded_at.is_(None))
            .values(
                grade=grade,
                value=value,
                is_study=is_study(value),
                graded_at=at,
            )
            .returning(answers.c.id)
        )

        async def work(connection: AsyncConnection) -> bool:
            is_first = (await connection.execute(change)).one_or_none() is not None
            if is_first:
                await recount(connection, await days_of(connection, [answer]))
            if is_first and card is not None:
                await add_card(self._database, connection, card)
            return is_first

        return await self._database.write(work)

    async def untold(self, limit: int) -> list[Answer]:
        graded = answers.c.graded_at.is_not(None)
        mine = is_ours(self._database, answers.c.holder)
        return await self._fetch(
            OLDEST_FIRST.where(answers.c.is_told.is_(False), graded, mine).limit(limit)
        )

    async def told(self, answer: AnswerId) -> None:
        await self._database.change(
            update(answers).where(answers.c.id == answer).values(is_told=True)
        )

    async def _fetch(self, query: Select[*tuple[Any, ...]]) -> list[Answer]:
        return [_answer(row) for row in await self._database.fetch(query)]


def _event_and_attempts(new: NewAnswer) -> Select[*tuple[Any, ...]]:
    """Select the answer of this event and all of the member's attempts on this question."""
    attempts = and_(
        answers.c.round == new.round,
        answers.c.question == new.question,
        answers.c.member == new.member,
    )
    return OLDEST_FIRST.where(or_(answers.c.event == new.event, attempts))


def _known(found: list[Answer], new: NewAnswer) -> Answer | None:
    """Return the answer of this event, or else the first one of the same words."""
    by_event = [answer for answer in found if answer.event == new.event]
    text = storable(new.text)
    by_text = [answer for answer in found if answer.text == text]
    return next(iter(by_event + by_text), None)


async def _is_late(connection: AsyncConnection, new: NewAnswer) -> bool:
    """Tell whether it came after the round's end; until the answer is there, nobody may end it."""
    query = select(rounds.c.state, rounds.c.closes_at).where(rounds.c.id == new.round)
    row = (await connection.execute(query.with_for_update(read=True))).one_or_none()
    return row is None or row.state == RoundState.MISSED or row.closes_at + new.grace <= new.at


def _round_of(channel: ChannelId, round: RoundId | None) -> Select[*tuple[Any, ...]]:
    of_the_channel = select(*ROUND).where(rounds.c.channel == channel)
    if round is not None:
        return of_the_channel.where(rounds.c.id == round)
    newest = of_the_channel.order_by(rounds.c.due_at.desc(), rounds.c.id.desc()).limit(1)
    return newest.where(rounds.c.state == RoundState.OPEN)


def _opened_and_muted(
    round: RoundId, channel: ChannelId, member: MemberId
) -> Select[*tuple[Any, ...]]:
    """Select the follow-up a member opened last, and whether they may take part."""
    opened = select(openings.c.question).where(
        openings.c.round == round, openings.c.member == member
    )
    muted = select(mutes.c.member).where(mutes.c.channel == channel, mutes.c.member == member)
    return select(opened.scalar_subquery(), muted.exists())


def _answer(row: Row[Any]) -> Answer:
    return Answer(**row._mapping)


def _with_round(row: Row[Any]) -> tuple[Answer, Round]:
    fields = dict(row._mapping)
    asked = {column.name: fields.pop(f"round_{column.name}") for column in ROUND}
    return Answer(**fields), made_round(asked)
