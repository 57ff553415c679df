"""Who liked which question, in SQL: a press is one statement, so none is counted twice."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import case, func, select

from bot.quiz.model import ChannelId, EventId, MemberId, Round, RoundId
from bot.quiz.ports import Likes
from bot.store.engine import Part
from bot.store.rounds import COLUMNS, made_round
from bot.store.tables import likes, rounds


class SqlLikes(Part, Likes):
    async def like(self, round: RoundId, member: MemberId, event: EventId, day: date) -> bool:
        insert = self._database.insert(likes).values(
            round=round, member=member, event=event, date=day, is_on=True
        )
        is_known = likes.c.event == insert.excluded.event
        pressed = insert.on_conflict_do_update(
            index_elements=["round", "member"],
            set_={
                "event": insert.excluded.event,
                "date": case((is_known, likes.c.date), else_=insert.excluded.date),
                "is_on": case((is_known, likes.c.is_on), else_=~likes.c.is_on),
            },
        )
        [row] = await self._database.change(pressed.returning(likes.c.is_on))
        return bool(row.is_on)

    async def likes(self, round: RoundId) -> int:
        query = select(func.count()).where(likes.c.round == round, likes.c.is_on)
        [row] = await self._database.fetch(query)
        return int(row[0])

    async def liked(
        self, channel: ChannelId, since: date, until: date
    ) -> Sequence[tuple[Round, int]]:
        counted = (
            select(likes.c.round, func.count().label("count"))
            .join(rounds, rounds.c.id == likes.c.round)
            .where(rounds.c.channel == channel, likes.c.date.between(since, until), likes.c.is_on)
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
