"""What platforms delivered, in SQL. It is written before all else that waits to be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.inbox import Arrival, Inbox
from bot.quiz.model import EventId
from bot.store.engine import Part
from bot.store.holders import is_free, is_ours
from bot.store.tables import inbox

TAKEN_OVER = 500


class SqlInbox(Part, Inbox):
    async def keep(self, arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
        if not arrivals:
            return {}
        # In order of event: two processes that keep the same ones never wait for each other.
        mine = {"holder": self._database.process}
        rows = [_values(one) | mine for one in sorted(arrivals, key=lambda one: one.event)]
        insert = self._database.insert(inbox).values(rows).on_conflict_do_nothing()

        async def work(connection: AsyncConnection) -> dict[EventId, bool]:
            kept = await connection.execute(insert.returning(inbox.c.event))
            new = {EventId(row.event): True for row in kept}
            known = {one.event for one in arrivals} - new.keys()
            if not known:
                return new
            ours = is_ours(self._database, inbox.c.holder)
            left = select(inbox.c.event).where(inbox.c.served_at.is_(None), ours)
            found = await connection.execute(left.where(inbox.c.event.in_(known)))
            return new | {EventId(row.event): False for row in found}

        return await self._database.write_first(work)

    @property
    def is_shared(self) -> bool:
        return self._database.process is not None

    async def unserved(self, platform: str) -> list[Arrival]:
        left = (inbox.c.platform == platform, inbox.c.served_at.is_(None))
        order = (inbox.c.tries, inbox.c.received_at, inbox.c.event)
        if not self.is_shared:
            rows = await self._database.fetch(select(inbox).where(*left).order_by(*order))
            return [_arrival(row) for row in rows]
        free = select(inbox.c.event).where(*left, is_free(inbox.c.holder)).order_by(*order)
        some = free.limit(TAKEN_OVER).with_for_update(skip_locked=True).scalar_subquery()
        taken = update(inbox).where(inbox.c.event.in_(some))
        mine = taken.values(holder=self._database.process).returning(inbox)
        found = [_arrival(row) for row in await self._database.change(mine)]
        return sorted(found, key=lambda one: (one.tries, one.at, one.event))

    async def begun(self, event: EventId) -> None:
        begun = update(inbox).where(inbox.c.event == event)
        await self._database.change(begun.values(tries=inbox.c.tries + 1))

    async def served(self, events: Sequence[EventId], at: datetime) -> None:
        await self._database.change(
            update(inbox)
            .where(inbox.c.event.in_(events), inbox.c.served_at.is_(None))
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
