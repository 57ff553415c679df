"""Who liked which question, in SQL: one row of each member, however often they press."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select

from bot.quiz.model import ChannelId, MemberId, Round, RoundId
from bot.quiz.store import Likes
from bot.store.engine import Part
from bot.store.rounds import COLUMNS, made_round
from bot.store.tables import likes, rounds


class SqlLikes(Part, Likes):
    async def like(self, round: RoundId, member: MemberId, day: date) -> None:
        insert = self._database.insert(likes).values(round=round, member=member, date=day)
        await self._database.change(insert.on_conflict_do_nothing())

    async def unlike(self, round: RoundId, member: MemberId) -> None:
        is_it = (likes.c.round == round, likes.c.member == member)
        await self._database.change(delete(likes).where(*is_it))

    async def likes(self, round: RoundId) -> int:
        query = select(func.count()).where(likes.c.round == round)
        [row] = await self._database.fetch(query)
        return int(row[0])

    async def liked(
        self, channel: ChannelId, since: date, until: date
    ) -> Sequence[tuple[Round, int]]:
        counted = (
            select(likes.c.round, func.count().label("count"))
            .join(rounds, rounds.c.id == likes.c.round)
            .where(rounds.c.channel == channel, likes.c.date.between(since, until))
            .group_by(likes.c.round)
            .subquery()
        )
        query = (
            select(*COLUMNS, counted.c.count.label("likes"))
            .join(counted, counted.c.round == rounds.c.id)
            .order_by(rounds.c.due_at, rounds.c.id)
        )
        found = [dict(row._mapping) for row in await self._database.fetch(query)]
        return [(made_round(fields), count) for fields in found for count in [fields.pop("likes")]]
