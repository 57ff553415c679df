"""A member's own past in a channel, in SQL."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import JSON, Row, Select, Table, func, select, type_coerce

from bot.quiz.model import AnswerId, ChannelId, MemberId, QuestionId
from bot.quiz.mypage.model import MyPast, Past, PastDay
from bot.store.engine import Part
from bot.store.rounds import COLUMNS as ROUND
from bot.store.rounds import made_round
from bot.store.tables import answers, links, person_days, reviews, rounds


class SqlMyPast(Part, MyPast):
    async def past_days(
        self, channel: ChannelId, member: MemberId, since: date
    ) -> Mapping[date, PastDay]:
        linked = select(links.c.person).where(links.c.member == member).scalar_subquery()
        query = select(person_days.c.date, person_days.c.points, person_days.c.studies).where(
            person_days.c.channel == channel,
            person_days.c.person == func.coalesce(linked, member),
            person_days.c.date >= since,
        )
        rows = await self._database.fetch(query)
        return {row.date: PastDay(row.points, row.studies > 0) for row in rows}

    async def past_answers(self, channel: ChannelId, member: MemberId, limit: int) -> list[Past]:
        query = _past(answers, member).where(answers.c.channel == channel).limit(limit)
        return _made(await self._database.fetch(query), is_review=False)

    async def past_reviews(self, channel: ChannelId, member: MemberId, limit: int) -> list[Past]:
        # By its rounds, or SQLite looks at all reviews of the channel instead of the member's.
        query = _past(reviews, member).where(rounds.c.channel == channel).limit(limit)
        return _made(await self._database.fetch(query), is_review=True)


def _past(given: Table, member: MemberId) -> Select[Any]:
    """Select what a member gave that has a grade and counts, the newest first."""
    score = type_coerce(given.c.grade, JSON)["score"].as_float().label("score")
    named = (
        given.c.id.label("answer"),
        given.c.question.label("asked"),
        score,
        given.c.at,
        given.c.study_date.label("day"),
    )
    return (
        select(*ROUND, *named)
        .join(given, given.c.round == rounds.c.id)
        .where(given.c.member == member, given.c.graded_at.is_not(None), given.c.is_void.is_(False))
        .order_by(given.c.id.desc())
    )


def _made(rows: Iterable[Row[Any]], *, is_review: bool) -> list[Past]:
    found = []
    for row in rows:
        fields = dict(row._mapping)
        answer, question = AnswerId(fields.pop("answer")), QuestionId(fields.pop("asked"))
        given = (fields.pop("score"), fields.pop("at"), fields.pop("day"))
        found.append(Past(answer, made_round(fields), question, *given, is_review))
    return found
