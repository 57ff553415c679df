"""Rounds, in SQL. A claim is one INSERT, so several processes cannot post a question twice."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select, update

from bot.quiz.model import ChannelId, NewRound, Round, RoundId, RoundState
from bot.quiz.ports import Rounds
from bot.store.engine import Part
from bot.store.errors import UnknownReference
from bot.store.tables import rounds

COLUMNS = [column for column in rounds.c if column.name != "request"]


class SqlRounds(Part, Rounds):
    async def claim(self, new: NewRound) -> Round | None:
        insert = self._database.insert(rounds).values(**asdict(new), state=RoundState.CLAIMED)
        rows = await self._database.change(insert.on_conflict_do_nothing().returning(*COLUMNS))
        return _round(rows[0]) if rows else None

    async def rounds(
        self, *, channel: ChannelId | None = None, states: Sequence[RoundState] = ()
    ) -> list[Round]:
        query = select(*COLUMNS).order_by(rounds.c.due_at, rounds.c.id)
        if channel is not None:
            query = query.where(rounds.c.channel == channel)
        if states:
            query = query.where(rounds.c.state.in_(states))
        return [_round(row) for row in await self._database.fetch(query)]

    async def round(self, round: RoundId) -> Round | None:
        rows = await self._database.fetch(select(*COLUMNS).where(rounds.c.id == round))
        return _round(rows[0]) if rows else None

    async def save_round(self, round: Round) -> None:
        change = (
            update(rounds)
            .where(rounds.c.id == round.id)
            .values(state=round.state, message=round.message, reveal=round.reveal)
            .returning(rounds.c.id)
        )
        if not await self._database.change(change):
            raise UnknownReference(f"there is no round {round.id!r}")


def _round(row: Row[Any]) -> Round:
    return Round(**dict(row._mapping) | {"state": RoundState(row.state)})
