"""Which channels have something to do, in SQL: each part of the answer is read from an index."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import Channel, RoundState
from bot.quiz.ports import Agenda
from bot.store.channels import COLUMNS, read_channel
from bot.store.engine import Part
from bot.store.tables import channels, rounds

ACTIVE = select(*COLUMNS).where(channels.c.is_active.is_(True)).order_by(channels.c.id)
BEGUN = [RoundState.CLAIMED, RoundState.CLOSING, RoundState.SKIPPING]


class SqlAgenda(Part, Agenda):
    async def due(self, now: datetime) -> list[Channel]:
        return await self._read(
            ACTIVE.where(or_(channels.c.due_at.is_(None), channels.c.due_at <= now))
        )

    async def unsettled(self, now: datetime) -> list[Channel]:
        begun = rounds.c.state.in_(BEGUN)
        ids = union(
            select(channels.c.id).where(channels.c.trouble > ""),
            select(rounds.c.channel).where(begun),
            select(rounds.c.channel).where(
                rounds.c.state == RoundState.OPEN, rounds.c.closes_at <= now
            ),
        )
        return await self._read(ACTIVE.where(channels.c.id.in_(ids)))

    async def _read(self, query: Select[*tuple[Any, ...]]) -> list[Channel]:
        return [read_channel(row) for row in await self._database.fetch(query)]

    async def schedule(self, channel: Channel, due_at: datetime) -> None:
        await self._database.write(lambda connection: _schedule(connection, channel, due_at))


async def _schedule(connection: AsyncConnection, channel: Channel, due_at: datetime) -> None:
    its = channels.c.id == channel.id
    row = (await connection.execute(select(*COLUMNS).where(its).with_for_update())).one_or_none()
    if row is not None and read_channel(row) == channel:
        await connection.execute(update(channels).where(its).values(due_at=due_at))
