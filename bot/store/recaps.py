"""Recaps from begun to posted, and what they are made of, in SQL."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import ChannelId, QuestionId
from bot.quiz.recaps.model import Recap, RecapLog, Result
from bot.store.engine import Database, Part
from bot.store.rounds import COLUMNS, made_round
from bot.store.tables import answers, recaps, rounds


class SqlRecapLog(Part, RecapLog):
    async def begun_recaps(self, channel: ChannelId) -> list[Recap]:
        last = func.lag(recaps.c.day, type_=Date).over(order_by=recaps.c.day).label("last")
        each = select(recaps, last).where(recaps.c.channel == channel).subquery()
        query = select(each.c.day, each.c.last).where(each.c.is_posted.is_(False))
        rows = await self._database.fetch(query.order_by(each.c.day))
        return [Recap(channel, row.day, row.last) for row in rows]

    async def recap_posted(self, recap: Recap) -> None:
        its = (recaps.c.channel == recap.channel, recaps.c.week == recap.week)
        await self._database.change(update(recaps).where(*its).values(is_posted=True))

    async def results(self, channel: ChannelId, since: date, until: date) -> list[Result]:
        found = []
        for row in await self._database.fetch(_results(channel, since, until)):
            fields = dict(row._mapping)
            question, members = QuestionId(fields.pop("asked")), fields.pop("members")
            mean = float(fields.pop("mean"))
            found.append(Result(made_round(fields), question, members, mean))
        return found


async def begin_recap(database: Database, connection: AsyncConnection, recap: Recap) -> None:
    """Begin a recap within a unit of work, unless that of its week has begun."""
    values = {"channel": recap.channel, "week": recap.week, "day": recap.day, "is_posted": False}
    await connection.execute(database.insert(recaps).values(values).on_conflict_do_nothing())


def _results(channel: ChannelId, since: date, until: date) -> Select[Any]:
    best = (
        select(answers.c.round, answers.c.question, func.max(answers.c.value).label("value"))
        .join(rounds, rounds.c.id == answers.c.round)
        .where(
            rounds.c.channel == channel,
            rounds.c.local_date.between(since, until),
            answers.c.graded_at.is_not(None),
            answers.c.is_late.is_(False),
            answers.c.is_void.is_(False),
        )
        .group_by(answers.c.round, answers.c.question, answers.c.member)
        .subquery()
    )
    means = (
        select(
            best.c.round,
            best.c.question.label("asked"),
            func.count().label("members"),
            func.avg(best.c.value).label("mean"),
        )
        .group_by(best.c.round, best.c.question)
        .subquery()
    )
    return (
        select(*COLUMNS, means.c.asked, means.c.members, means.c.mean)
        .join(means, means.c.round == rounds.c.id)
        .order_by(rounds.c.due_at, rounds.c.id, means.c.asked)
    )
