"""Which events have been served, in SQL."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.quiz.model import EventId
from bot.quiz.outbox import Events
from bot.store.engine import Part
from bot.store.tables import events


class SqlEvents(Part, Events):
    async def served(self, event: EventId, at: datetime) -> None:
        insert = self._database.insert(events).values(id=event, at=at)
        await self._database.change(insert.on_conflict_do_nothing())

    async def was_served(self, event: EventId) -> bool:
        return bool(await self._database.fetch(select(events.c.id).where(events.c.id == event)))

    async def forget(self, before: datetime) -> None:
        await self._database.change(delete(events).where(events.c.at < before))
