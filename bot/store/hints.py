"""Hints taken, in SQL."""

from sqlalchemy import UpdateBase, select

from bot.quiz.model import MemberId, QuestionId, RoundId
from bot.quiz.ports import Hints
from bot.store.engine import Part
from bot.store.tables import hints


class SqlHints(Part, Hints):
    async def hints(self, round: RoundId, question: QuestionId, member: MemberId) -> int:
        query = select(hints.c.taken).where(
            hints.c.round == round, hints.c.question == question, hints.c.member == member
        )
        rows = await self._database.fetch(query)
        return rows[0].taken if rows else 0

    async def take_hint(
        self, round: RoundId, question: QuestionId, member: MemberId, limit: int
    ) -> int:
        if limit > 0:
            rows = await self._database.change(self._one_more(round, question, member, limit))
            if rows:
                return int(rows[0].taken)
        return await self.hints(round, question, member)

    def _one_more(
        self, round: RoundId, question: QuestionId, member: MemberId, limit: int
    ) -> UpdateBase:
        insert = self._database.insert(hints).values(
            round=round, question=question, member=member, taken=1
        )
        return insert.on_conflict_do_update(
            index_elements=["round", "question", "member"],
            set_={"taken": hints.c.taken + 1},
            where=hints.c.taken < limit,
        ).returning(hints.c.taken)
