"""What platforms delivered, in SQL. It is written before all else that waits to be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, null, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.inbox import MAX_TRIES, Arrival, Inbox
from bot.quiz.model import EventId
from bot.store.engine import Part
from bot.store.tables import inbox


class SqlInbox(Part, Inbox):
    async def keep(self, arrivals: Sequence[Arrival]) -> set[EventId]:
        if not arrivals:
            return set()
        # In order of event: two processes that keep the same ones never wait for each other.
        rows = [_values(one) for one in sorted(arrivals, key=lambda one: one.event)]
        insert = self._database.insert(inbox).values(rows).on_conflict_do_nothing()

        async def work(connection: AsyncConnection) -> set[EventId]:
            kept = await connection.execute(insert.returning(inbox.c.event))
            return {EventId(row.event) for row in kept}

        return await self._database.write_first(work)

    async def unserved(self, platform: str) -> list[Arrival]:
        tried = (
            update(inbox)
            .where(inbox.c.platform == platform, inbox.c.served_at.is_(None))
            .where(inbox.c.tries < MAX_TRIES)
            .values(tries=inbox.c.tries + 1)
            .returning(inbox)
        )
        found = [_arrival(row) for row in await self._database.change(tried)]
        return sorted(found, key=lambda one: (one.at, one.event))

    async def served(self, event: EventId, at: datetime) -> None:
        await self._database.change(
            update(inbox)
            .where(inbox.c.event == event, inbox.c.served_at.is_(None))
            .values(served_at=at, body=null())
        )

    async def withdraw(self, events: Sequence[EventId]) -> None:
        await self._database.change(delete(inbox).where(inbox.c.event.in_(events)))

    async def forget(self, before: datetime) -> None:
        await self._database.change(delete(inbox).where(inbox.c.served_at < before))


def _values(arrival: Arrival) -> dict[str, Any]:
    return {
        "event": arrival.event,
        "platform": arrival.platform,
        "kind": arrival.kind,
        "body": dict(arrival.body),
        "received_at": arrival.at,
        "tries": 0,
    }


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(EventId(row.event), row.platform, row.kind, row.body, row.received_at)
