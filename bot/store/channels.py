"""Channels, their settings, and when which of them has something to do."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, String, UpdateBase, cast, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import (
    Channel,
    ChannelId,
    DailyQuiz,
    DayOff,
    NewRound,
    Ping,
    Round,
    RoundId,
    RoundState,
)
from bot.quiz.recaps.model import Recap
from bot.quiz.seasons.model import SeasonState
from bot.quiz.store import Agenda, Channels
from bot.store.audit import note
from bot.store.engine import Part
from bot.store.recaps import begin_recap
from bot.store.rounds import end_open, insert_claim, move_closings
from bot.store.tables import channels, last_there, recaps, rounds, seasons
from bot.store.types import storable

COLUMNS = [column for column in channels.c if column.name != "due_at"]


class SqlChannels(Part, Channels):
    async def channels(self) -> list[Channel]:
        rows = await self._database.fetch(select(*COLUMNS))
        return sorted((read_channel(row) for row in rows), key=lambda channel: channel.id)

    async def channel(self, channel: ChannelId) -> Channel | None:
        rows = await self._database.fetch(select_channel(channel))
        return read_channel(rows[0]) if rows else None

    async def save_channel(
        self,
        channel: Channel,
        *entries: AuditEntry,
        closes: Mapping[RoundId, datetime] | None = None,
    ) -> None:
        values = _values(channel)
        insert = self._database.insert(channels).values(id=channel.id, **values)
        change = insert.on_conflict_do_update(index_elements=["id"], set_=values)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)
            await note(self._database, connection, entries)
            await move_closings(connection, closes or {})

        await self._database.write(work)

    async def rename_channel(self, channel: ChannelId, name: str) -> None:
        await self._change(channel, name=name)

    async def note_trouble(self, channel: ChannelId, trouble: str) -> None:
        await self._change(channel, trouble=trouble)

    async def _change(self, channel: ChannelId, **values: str) -> None:
        await self._database.change(
            update(channels).where(channels.c.id == channel).values(**values)
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
        "more": _more(channel),
        "days_off": _days_off(channel),
        "holidays": channel.holidays,
        "ping": [channel.ping.id, storable(channel.ping.name)] if channel.ping else [],
        "late_h": channel.late_h,
        "reminder_h": channel.reminder_h,
        "takes_drafts": channel.takes_drafts,
        "is_active": channel.is_active,
        "admin": channel.admin,
        "trouble": channel.trouble,
        "since": channel.since,
        "due_at": None,
    }


def _more(channel: Channel) -> list[list[Any]]:
    return [[quiz.slot, f"{quiz.at:%H:%M}", list(quiz.decks)] for quiz in channel.more]


def _days_off(channel: Channel) -> list[list[Any]]:
    return [
        [
            one.first.isoformat(),
            one.last and one.last.isoformat(),
            storable(one.reason),
            one.is_pause,
        ]
        for one in channel.days_off
    ]


def _day_off(first: str, last: str | None, reason: str, is_pause: bool) -> DayOff:
    until = date.fromisoformat(last) if last else None
    return DayOff(date.fromisoformat(first), until, reason, is_pause)


def select_channel(channel: ChannelId) -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).where(channels.c.id == channel)


def read_channel(row: Row[Any]) -> Channel:
    return made_channel(dict(row._mapping))


def made_channel(fields: dict[str, Any]) -> Channel:
    """Return a channel of its columns."""
    return Channel(
        **fields
        | {
            "timezone": ZoneInfo(fields["timezone"]),
            "weekdays": frozenset(fields["weekdays"]),
            "decks": tuple(fields["decks"]),
            "topics": frozenset(fields["topics"]),
            "levels": frozenset(fields["levels"]),
            "more": tuple(
                DailyQuiz(slot, time.fromisoformat(at), tuple(decks))
                for slot, at, decks in fields["more"]
            ),
            "days_off": tuple(_day_off(*one) for one in fields["days_off"]),
            "ping": Ping(*fields["ping"]) if fields["ping"] else None,
        }
    )


ACTIVE = select(*COLUMNS).where(channels.c.is_active.is_(True)).order_by(channels.c.id)
SEASON_BEGUN = [SeasonState.ENDING, SeasonState.ARCHIVED]
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
            select(recaps.c.channel).where(recaps.c.is_posted.is_(False)),
            select(seasons.c.channel).where(seasons.c.state.in_(SEASON_BEGUN)),
            select(rounds.c.channel).where(
                rounds.c.state == RoundState.OPEN, rounds.c.closes_at <= now
            ),
            select(rounds.c.channel).where(
                rounds.c.remind_at <= now, rounds.c.state == RoundState.OPEN
            ),
        )
        return await self._read(ACTIVE.where(channels.c.id.in_(ids)))

    async def _read(self, query: Select[*tuple[Any, ...]]) -> list[Channel]:
        return [read_channel(row) for row in await self._database.fetch(query)]

    async def schedule(
        self,
        channel: Channel,
        due_at: datetime,
        claims: Sequence[NewRound] = (),
        recap: Recap | None = None,
    ) -> list[Round]:
        async def work(connection: AsyncConnection) -> list[Round]:
            await connection.execute(_schedule(channel, due_at))
            if recap:
                await begin_recap(self._database, connection, recap)
            claimed = [await self._claim_daily(connection, claim) for claim in claims]
            return [round for round in claimed if round]

        return await self._database.write(work)

    async def last_there(self) -> datetime | None:
        rows = await self._database.fetch(select(last_there.c.at))
        return rows[0].at if rows else None

    async def note_there(self, at: datetime) -> None:
        insert = self._database.insert(last_there).values(id=1, at=at)
        change = insert.on_conflict_do_update(index_elements=["id"], set_={"at": at})
        await self._database.change(change)

    async def _claim_daily(self, connection: AsyncConnection, new: NewRound) -> Round | None:
        claimed = await insert_claim(self._database, connection, new)
        if claimed:
            await end_open(connection, new, RoundState.CLOSING, only_due=True)
        return claimed


def _schedule(channel: Channel, due_at: datetime) -> UpdateBase:
    # PostgreSQL does not compare JSON, but its text, which is the same for the same weekdays.
    weekdays = cast(channels.c.weekdays, String) == json.dumps(sorted(channel.weekdays))
    more = cast(channels.c.more, String) == json.dumps(_more(channel))
    times = (channels.c.timezone == channel.timezone.key, channels.c.at == channel.at)
    days_off = cast(channels.c.days_off, String) == json.dumps(_days_off(channel))
    same = (*times, weekdays, more, days_off, channels.c.holidays == channel.holidays)
    return update(channels).where(channels.c.id == channel.id, *same).values(due_at=due_at)
