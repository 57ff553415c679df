"""What platforms delivered, in SQL. It is written before all else that waits to be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.inbox import Arrival, Inbox
from bot.quiz.model import EventId
from bot.store.engine import Part
from bot.store.tables import inbox


class SqlInbox(Part, Inbox):
    async def keep(self, arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
        if not arrivals:
            return {}
        # In order of event: two processes that keep the same ones never wait for each other.
        rows = [_values(one) for one in sorted(arrivals, key=lambda one: one.event)]
        insert = self._database.insert(inbox).values(rows).on_conflict_do_nothing()

        async def work(connection: AsyncConnection) -> dict[EventId, bool]:
            kept = await connection.execute(insert.returning(inbox.c.event))
            new = {EventId(row.event): True for row in kept}
            known = {one.event for one in arrivals} - new.keys()
            if not known:
                return new
            left = select(inbox.c.event).where(inbox.c.served_at.is_(None))
            found = await connection.execute(left.where(inbox.c.event.in_(known)))
            return new | {EventId(row.event): False for row in found}

        return await self._database.write_first(work)

    async def unserved(self, platform: str) -> list[Arrival]:
        query = (
            select(inbox)
            .where(inbox.c.platform == platform, inbox.c.served_at.is_(None))
            .order_by(inbox.c.tries, inbox.c.received_at, inbox.c.event)
        )
        return [_arrival(row) for row in await self._database.fetch(query)]

    async def begun(self, event: EventId) -> None:
        begun = update(inbox).where(inbox.c.event == event)
        await self._database.change(begun.values(tries=inbox.c.tries + 1))

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
        "tries": arrival.tries,
    }


def _arrival(row: Row[Any]) -> Arrival:
    event = EventId(row.event)
    return Arrival(event, row.platform, row.kind, row.body, row.received_at, row.tries)
