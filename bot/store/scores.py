"""Points and study days from the sums of days; ranks and streaks are rules of the quiz."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, Select, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import Answer, ChannelId, MemberId, MemberStudy, Score
from bot.quiz.store import Scores
from bot.store.engine import Part
from bot.store.person_days import accounts_of, once, theirs
from bot.store.rounds import select_asked_days
from bot.store.tables import answers, guesses, links, members, person_days, rounds


class SqlScores(Part, Scores):
    async def scores(
        self, channel: ChannelId, since: date | None, until: date | None
    ) -> list[Score]:
        rows = await self._database.fetch(_scores(channel, since, until))
        scores = [Score(MemberId(row.id), row.name, row.points) for row in rows]
        return sorted(scores, key=lambda score: (-score.points, score.member))

    async def study_dates(
        self, channel: ChannelId, of: Collection[MemberId]
    ) -> dict[MemberId, list[date]]:
        async def look(connection: AsyncConnection) -> dict[MemberId, list[date]]:
            people = {row.person: row.member for row in await connection.execute(_named(channel))}
            linked = set((await connection.execute(select(links.c.member))).scalars())
            people |= {member: member for member in of if member not in linked}
            wanted = [person for person, member in people.items() if member in of]
            dates: dict[MemberId, list[date]] = {}
            for row in await connection.execute(_study_dates(channel, wanted)):
                dates.setdefault(people[row.person], []).append(row.date)
            return dates

        return await self._database.read(look)

    async def member_study(self, answer: Answer, since: date) -> MemberStudy:
        async def look(connection: AsyncConnection) -> MemberStudy:
            accounts = await accounts_of(connection, answer.member)
            asked = await connection.execute(select_asked_days(answer.channel))
            days = (await connection.execute(_days(answer.channel, accounts[0]))).all()
            first = await connection.execute(_first_study(answer, accounts))
            week = await connection.execute(_week(answer, accounts, since))
            return MemberStudy(
                asked=[row.local_date for row in asked],
                studied=[row.date for row in days if row.studies],
                points={row.date: row.points for row in days if row.answers},
                made_day=first.scalar_one() == answer.id,
                week=week.scalar_one() or 0,
            )

        return await self._database.read(look)


def _scores(channel: ChannelId, since: date | None, until: date | None) -> Select[Any]:
    points = func.sum(person_days.c.points).label("points")
    sums = select(person_days.c.person, points).where(
        person_days.c.channel == channel, person_days.c.answers > 0
    )
    if since is not None:
        sums = sums.where(person_days.c.date >= since)
    if until is not None:
        sums = sums.where(person_days.c.date <= until)
    people = sums.group_by(person_days.c.person).subquery()
    shown = _shown(channel)
    return (
        select(members.c.id, members.c.name, people.c.points)
        .select_from(people)
        .outerjoin(shown, shown.c.person == people.c.person)
        .join(members, members.c.id == func.coalesce(shown.c.member, people.c.person))
    )


def _study_dates(channel: ChannelId, people: Collection[str]) -> Select[Any]:
    return (
        select(person_days.c.person, person_days.c.date)
        .where(
            person_days.c.channel == channel,
            person_days.c.person.in_(people),
            person_days.c.studies > 0,
        )
        .order_by(person_days.c.person, person_days.c.date)
    )


def _days(channel: ChannelId, person: str) -> Select[Any]:
    mine = (person_days.c.channel == channel, person_days.c.person == person)
    return select(person_days).where(*mine).order_by(person_days.c.date)


def _first_study(answer: Answer, accounts: Collection[str]) -> Select[Any]:
    """Select the first answer that made a date a study day."""
    return select(func.min(answers.c.id)).where(
        *theirs(answers, answer.channel, accounts),
        answers.c.study_date == answer.study_date,
        answers.c.is_study.is_(True),
    )


def _week(answer: Answer, accounts: Collection[str], since: date) -> Select[Any]:
    """Select what answers up to one earned in the week that starts then."""
    best = (
        select(func.max(answers.c.value).label("value"))
        .join(rounds, rounds.c.id == answers.c.round)
        .where(
            *theirs(answers, answer.channel, accounts),
            answers.c.id <= answer.id,
            rounds.c.local_date.between(since, since + timedelta(days=6)),
        )
        .group_by(*once(accounts))
        .subquery()
    )
    return select(func.sum(best.c.value))


def _named(channel: ChannelId) -> Select[Any]:
    shown = _shown(channel)
    return select(shown.c.person, shown.c.member)


def _shown(channel: ChannelId) -> CTE:
    """Select linked people who take part in a channel, and who of theirs answered there last.

    Of who have only guessed there it is one of those.
    """
    theirs = (answers.c.channel == channel, answers.c.member == links.c.member)
    last = select(func.max(answers.c.id)).where(*theirs).scalar_subquery()
    each = select(links.c.person, last.label("id")).subquery()
    newest = select(each.c.person, func.max(each.c.id).label("id")).where(each.c.id.is_not(None))
    found = newest.group_by(each.c.person).subquery()
    answered = select(found.c.person, answers.c.member).join(answers, answers.c.id == found.c.id)
    one = func.max(guesses.c.member).label("member")
    guessed = (
        select(links.c.person, one)
        .join(guesses, guesses.c.member == links.c.member)
        .where(guesses.c.channel == channel, links.c.person.not_in(select(found.c.person)))
        .group_by(links.c.person)
    )
    return union_all(answered, guessed).cte("shown")
