"""Points and study days, summed by the database; ranks and streaks are rules of the quiz."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    case,
    func,
    select,
    union_all,
)

from bot.quiz.model import ChannelId, MemberId, Score
from bot.quiz.ports import Scores
from bot.store.engine import Part
from bot.store.tables import answers, channels, links, members, rounds
from evaluators.grade import Verdict

PERSON = func.coalesce(links.c.person, answers.c.member).label("person")
ANSWERS = answers.outerjoin(links, links.c.member == answers.c.member)


class SqlScores(Part, Scores):
    async def scores(self, channel: ChannelId, since: date | None, until: date) -> list[Score]:
        rows = await self._database.fetch(_scores(channel, since, until))
        scores = [Score(MemberId(row.id), row.name, row.points) for row in rows]
        return sorted(scores, key=lambda score: (-score.points, score.member))

    async def study_dates(self, channel: ChannelId) -> dict[MemberId, list[date]]:
        dates: dict[MemberId, list[date]] = {}
        for row in await self._database.fetch(_study_dates(channel)):
            dates.setdefault(MemberId(row.id), []).append(row.study_date)
        return dates


def _scores(channel: ChannelId, since: date | None, until: date) -> Select[Any]:
    # A question counts once a date for linked members, and once a round for all others.
    round = case((links.c.person.is_(None), answers.c.round)).label("round")
    values = (
        select(PERSON, answers.c.question, rounds.c.local_date, round, answers.c.value)
        .select_from(ANSWERS.join(rounds, rounds.c.id == answers.c.round))
        .where(rounds.c.local_date <= until)
    )
    if since is not None:
        values = values.where(rounds.c.local_date >= since)
    shown = _shown(channel)
    every = _here_and_elsewhere(values, rounds.c.channel, channel, shown)
    once = (every.c.person, every.c.question, every.c.local_date, every.c.round)
    best = select(every.c.person, func.max(every.c.value).label("value")).group_by(*once).subquery()
    return (
        select(members.c.id, members.c.name, func.sum(best.c.value).label("points"))
        .select_from(_with_members(best, shown))
        .group_by(members.c.id, members.c.name)
    )


def _study_dates(channel: ChannelId) -> Select[Any]:
    claims = answers.c.verdict != Verdict.NO_ANSWER
    days = select(PERSON, answers.c.study_date).select_from(ANSWERS).where(claims)
    shown = _shown(channel)
    every = _here_and_elsewhere(days, answers.c.channel, channel, shown)
    return (
        select(members.c.id, every.c.study_date)
        .select_from(_with_members(every, shown))
        .distinct()
        .order_by(every.c.study_date)
    )


def _shown(channel: ChannelId) -> CTE:
    """Select linked people who have answered in a channel, and who of theirs did so last."""
    last = (
        select(links.c.person, func.max(answers.c.id).label("answer"))
        .join(answers, answers.c.member == links.c.member)
        .where(answers.c.channel == channel)
        .group_by(links.c.person)
        .subquery()
    )
    return (
        select(last.c.person, answers.c.member)
        .join(answers, answers.c.id == last.c.answer)
        .cte("shown")
    )


def _here_and_elsewhere(
    query: Select[Any], at: Column[str], channel: ChannelId, shown: CTE
) -> Subquery:
    """Take from a query what was answered in a channel, or by its people in other workspaces."""
    home = select(channels.c.workspace).where(channels.c.id == channel).scalar_subquery()
    elsewhere = select(channels.c.id).where(channels.c.workspace != home)
    theirs = select(links.c.member).join(shown, shown.c.person == links.c.person)
    return union_all(
        query.where(at == channel),
        query.where(answers.c.channel.in_(elsewhere), answers.c.member.in_(theirs)),
    ).subquery()


def _with_members(people: Subquery, shown: CTE) -> FromClause:
    id: ColumnElement[str] = func.coalesce(shown.c.member, people.c.person)
    return people.outerjoin(shown, shown.c.person == people.c.person).join(
        members, members.c.id == id
    )
