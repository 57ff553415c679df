"""What platforms remember of what they sent: messages, cards that wait, buttons."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import ChannelId, MemberId
from bot.quiz.outbox import (
    Button,
    Buttons,
    Outbox,
    PendingCard,
    PendingCards,
    Sent,
)
from bot.quiz.ports import Clock
from bot.store.engine import Database, Part
from bot.store.tables import buttons as table
from bot.store.tables import outbox, pending_cards

PRIMARY_KEY = ["channel", "key"]
SENT = [column for column in outbox.c if column.name != "sent_at"]


class SqlOutbox(Part, Outbox):
    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database)
        self._clock = clock

    async def begin(self, channel: ChannelId, key: str) -> Sent | None:
        return await self._database.write(lambda connection: self._begin(connection, channel, key))

    async def _begin(
        self, connection: AsyncConnection, channel: ChannelId, key: str
    ) -> Sent | None:
        now = self._clock.now()
        insert = self._database.insert(outbox).values(
            {**asdict(Sent(channel, key, begun_at=now)), "sent_at": now}
        )
        begun = insert.on_conflict_do_nothing().returning(outbox.c.key)
        if (await connection.execute(begun)).one_or_none() is not None:
            return None
        row = (await connection.execute(_of(channel, key))).one()
        return Sent(**row._mapping)

    async def record(self, sent: Sent) -> None:
        # Before all that queues: what a kill leaves unrecorded may be shown once more.
        values = {**asdict(sent), "sent_at": self._clock.now()}
        insert = self._database.insert(outbox).values(values)
        upsert = insert.on_conflict_do_update(index_elements=PRIMARY_KEY, set_=values)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(upsert)

        await self._database.write_soon(work)

    async def sent(self, channel: ChannelId, key: str) -> Sent | None:
        return await self._first(_of(channel, key))

    async def open_interaction(
        self, channel: ChannelId, member: MemberId, now: datetime
    ) -> Sent | None:
        query = select(*SENT).where(
            outbox.c.channel == channel,
            outbox.c.member == member,
            outbox.c.message.is_not(None),
            outbox.c.expires_at > now,
        )
        return await self._first(query.order_by(outbox.c.expires_at.desc()).limit(1))

    async def _first(self, query: Select[*tuple[Any, ...]]) -> Sent | None:
        rows = await self._database.fetch(query)
        return Sent(**rows[0]._mapping) if rows else None


def _of(channel: ChannelId, key: str) -> Select[*tuple[Any, ...]]:
    return select(*SENT).where(outbox.c.channel == channel, outbox.c.key == key)


PENDING = [pending_cards.c[name] for name in ("channel", "key", "member", "card")]


class SqlPendingCards(Part, PendingCards):
    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database)
        self._clock = clock

    async def keep_waiting(self, pending: PendingCard) -> None:
        fresh = {"card": pending.card, "kept_at": self._clock.now()}
        insert = self._database.insert(pending_cards).values(
            channel=pending.channel, key=pending.key, member=pending.member, **fresh
        )
        await self._database.change(
            insert.on_conflict_do_update(index_elements=PRIMARY_KEY, set_=fresh)
        )

    async def waiting(self, channel: ChannelId, member: MemberId) -> list[PendingCard]:
        query = (
            select(*PENDING)
            .where(pending_cards.c.channel == channel, pending_cards.c.member == member)
            .order_by(pending_cards.c.id)
        )
        return [PendingCard(**row._mapping) for row in await self._database.fetch(query)]

    async def drop(self, channel: ChannelId, key: str) -> None:
        await self._database.change(
            delete(pending_cards).where(
                pending_cards.c.channel == channel, pending_cards.c.key == key
            )
        )

    async def unannounced(self) -> list[tuple[ChannelId, MemberId]]:
        told = pending_cards.alias()
        is_told = (
            select(told.c.id)
            .where(
                told.c.channel == pending_cards.c.channel,
                told.c.member == pending_cards.c.member,
                told.c.is_announced,
            )
            .exists()
        )
        whose = select(pending_cards.c.channel, pending_cards.c.member).distinct()
        rows = await self._database.fetch(whose.where(~is_told))
        return [(row.channel, row.member) for row in rows]

    async def announced(self, channel: ChannelId, member: MemberId) -> None:
        await self._database.change(
            update(pending_cards)
            .where(pending_cards.c.channel == channel, pending_cards.c.member == member)
            .values(is_announced=True)
        )


BUTTON = [column for column in table.c if column.name != "kept_at"]
# A button that many messages have is written again once a day at most.
FRESH = timedelta(days=1)


class SqlButtons(Part, Buttons):
    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database)
        self._clock = clock

    async def keep(self, buttons: Sequence[Button]) -> None:
        if not buttons:
            return
        now = self._clock.now()
        # In order of id: two processes that keep the same ones never wait for each other.
        each = sorted({button.id: button for button in reversed(buttons)}.items())
        rows = [_values(button) | {"kept_at": now} for _, button in each]
        insert = self._database.insert(table).values(rows)
        upsert = insert.on_conflict_do_update(
            index_elements=["id"],
            set_={"kept_at": now},
            where=or_(table.c.kept_at.is_(None), table.c.kept_at < now - FRESH),
        )
        # A form is opened with a button of its own, and can't wait to be.
        await self._database.write_soon(lambda connection: connection.execute(upsert))

    async def button(self, id: str) -> Button | None:
        rows = await self._database.fetch(select(*BUTTON).where(table.c.id == id))
        return Button(**rows[0]._mapping) if rows else None


def _values(button: Button) -> dict[str, Any]:
    return {
        "id": button.id,
        "channel": button.channel,
        "command": button.command,
        "args": dict(button.args),
        "draft": dict(button.draft),
    }
