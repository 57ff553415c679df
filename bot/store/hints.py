"""Hints taken, in SQL. Each has its number, so that no two processes take the same one."""

from dataclasses import asdict

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import MemberId, NewHint, QuestionId, RoundId
from bot.quiz.ports import Hints
from bot.store.engine import Part
from bot.store.tables import hints


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
