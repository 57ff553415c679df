"""Channels and their settings, in SQL."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select

from bot.quiz.model import Channel, ChannelId
from bot.quiz.ports import Channels
from bot.store.engine import Part
from bot.store.tables import channels

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
        "deck": channel.deck,
        "topics": sorted(channel.topics),
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
            "topics": frozenset(row.topics),
        }
    )
