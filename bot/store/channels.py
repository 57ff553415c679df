"""Channels, their settings, and when which of them has something to do."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, String, UpdateBase, cast, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import Channel, ChannelId, NewRound, Round, RoundState
from bot.quiz.ports import Agenda, Channels
from bot.store.engine import Part
from bot.store.rounds import end_open, insert_claim
from bot.store.tables import channels, rounds

COLUMNS = [column for column in channels.c if column.name != "due_at"]


class SqlChannels(Part, Channels):
    async def channels(self) -> list[Channel]:
        rows = await self._database.fetch(select(*COLUMNS))
        return sorted((read_channel(row) for row in rows), key=lambda channel: channel.id)

    async def channel(self, channel: ChannelId) -> Channel | None:
        rows = await self._database.fetch(select_channel(channel))
        return read_channel(rows[0]) if rows else None

    async def save_channel(self, channel: Channel) -> None:
        values = _values(channel)
        insert = self._database.insert(channels).values(id=channel.id, **values)
        await self._database.change(
            insert.on_conflict_do_update(index_elements=["id"], set_=values)
        )


def _values(channel: Channel) -> dict[str, Any]:
    return {
        "workspace": channel.workspace,
        "name": channel.name,
        "language": channel.language,
        "timezone": channel.timezone.key,
        "at": channel.at,
        "weekdays": sorted(channel.weekdays),
        "decks": list(channel.decks),
        "topics": sorted(channel.topics),
        "levels": sorted(channel.levels),
        "late_h": channel.late_h,
        "takes_drafts": channel.takes_drafts,
        "is_active": channel.is_active,
        "admin": channel.admin,
        "trouble": channel.trouble,
        "due_at": None,
    }


def select_channel(channel: ChannelId) -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).where(channels.c.id == channel)


def read_channel(row: Row[Any]) -> Channel:
    values = dict(row._mapping)
    return Channel(
        **values
        | {
            "timezone": ZoneInfo(row.timezone),
            "weekdays": frozenset(row.weekdays),
            "decks": tuple(row.decks),
            "topics": frozenset(row.topics),
            "levels": frozenset(row.levels),
        }
    )


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

    async def schedule(
        self, channel: Channel, due_at: datetime, claim: NewRound | None = None
    ) -> Round | None:
        async def work(connection: AsyncConnection) -> Round | None:
            await connection.execute(_schedule(channel, due_at))
            return await self._claim_daily(connection, claim) if claim else None

        return await self._database.write(work)

    async def _claim_daily(self, connection: AsyncConnection, new: NewRound) -> Round | None:
        claimed = await insert_claim(self._database, connection, new)
        if claimed:
            await end_open(connection, new, RoundState.CLOSING, only_due=True)
        return claimed


def _schedule(channel: Channel, due_at: datetime) -> UpdateBase:
    # PostgreSQL does not compare JSON, but its text, which is the same for the same weekdays.
    weekdays = cast(channels.c.weekdays, String) == json.dumps(sorted(channel.weekdays))
    same = (channels.c.timezone == channel.timezone.key, channels.c.at == channel.at, weekdays)
    return update(channels).where(channels.c.id == channel.id, *same).values(due_at=due_at)
