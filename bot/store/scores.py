"""Points and study days, summed by the database; ranks and streaks are rules of the quiz."""

from datetime import date

from sqlalchemy import Select, func, select

from bot.quiz.model import ChannelId, MemberId, Score
from bot.quiz.ports import Scores
from bot.store.engine import Part
from bot.store.tables import answers, members, rounds
from evaluators.grade import Verdict


class SqlScores(Part, Scores):
    async def scores(self, channel: ChannelId, since: date | None, until: date) -> list[Score]:
        rows = await self._database.fetch(_points(channel, since, until))
        scores = [Score(MemberId(member), name, points) for member, name, points in rows]
        return sorted(scores, key=lambda score: (-score.points, score.member))

    async def study_dates(self, channel: ChannelId) -> dict[MemberId, list[date]]:
        claims = answers.c.verdict != Verdict.NO_ANSWER
        query = (
            select(answers.c.member, answers.c.study_date)
            .where(answers.c.channel == channel, claims)
            .distinct()
            .order_by(answers.c.study_date)
        )
        dates: dict[MemberId, list[date]] = {}
        for member, study_date in await self._database.fetch(query):
            dates.setdefault(MemberId(member), []).append(study_date)
        return dates


def _points(channel: ChannelId, since: date | None, until: date) -> Select[MemberId, str, int]:
    best = (
        select(answers.c.member, func.max(answers.c.value).label("points"))
        .join(rounds, rounds.c.id == answers.c.round)
        .where(rounds.c.channel == channel, rounds.c.local_date <= until)
        .group_by(answers.c.round, answers.c.question, answers.c.member)
    )
    if since is not None:
        best = best.where(rounds.c.local_date >= since)
    each = best.subquery()
    return (
        select(members.c.id, members.c.name, func.sum(each.c.points))
        .join(each, each.c.member == members.c.id)
        .group_by(members.c.id, members.c.name)
    )
