"""Which events have come, in SQL. Noting one is one INSERT, so one process alone heeds it."""

from datetime import datetime

from sqlalchemy import delete

from bot.quiz.model import EventId
from bot.quiz.outbox import Events
from bot.store.engine import Part
from bot.store.tables import events


class SqlEvents(Part, Events):
    async def first(self, event: EventId, at: datetime) -> bool:
        insert = self._database.insert(events).values(id=event, at=at)
        noted = insert.on_conflict_do_nothing().returning(events.c.id)
        return bool(await self._database.change(noted))

    async def forget(self, before: datetime) -> None:
        await self._database.change(delete(events).where(events.c.at < before))
