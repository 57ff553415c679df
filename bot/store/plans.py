"""Questions planned for a date, in SQL."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId
from bot.quiz.plans.model import Plan, Plans
from bot.store.audit import note
from bot.store.engine import Part
from bot.store.tables import plans


class SqlPlans(Part, Plans):
    async def plans(self, channel: ChannelId, since: date) -> list[Plan]:
        query = select(plans).where(plans.c.channel == channel, plans.c.local_date >= since)
        rows = await self._database.fetch(query.order_by(plans.c.local_date, plans.c.slot))
        return [Plan(**row._mapping) for row in rows]

    async def plan(self, plan: Plan, *entries: AuditEntry) -> None:
        values = asdict(plan)
        insert = self._database.insert(plans).values(values)
        keys = ["channel", "local_date", "slot"]
        change = insert.on_conflict_do_update(index_elements=keys, set_=values)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)
            await note(self._database, connection, entries)

        await self._database.write(work)

    async def unplan(self, channel: ChannelId, day: date, slot: int, *entries: AuditEntry) -> None:
        its = (plans.c.channel == channel, plans.c.local_date == day, plans.c.slot == slot)
        change = delete(plans).where(*its)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(change)
            await note(self._database, connection, entries)

        await self._database.write(work)
