"""The audit lists of channels, in SQL. Entries are only ever added."""

from collections.abc import Sequence

from sqlalchemy import UpdateBase, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.audit.model import Audit, AuditEntry
from bot.quiz.model import ChannelId
from bot.store.engine import Database, Part
from bot.store.tables import audit
from bot.store.types import storable_json


class SqlAudit(Part, Audit):
    async def record(self, *entries: AuditEntry) -> None:
        await self._database.write(lambda connection: note(self._database, connection, entries))

    async def entries(
        self, channel: ChannelId, limit: int, offset: int = 0
    ) -> Sequence[AuditEntry]:
        query = select(audit).where(audit.c.channel == channel).order_by(audit.c.id.desc())
        rows = await self._database.fetch(query.limit(limit).offset(offset))
        return [
            AuditEntry(row.event, row.channel, row.member, row.at, row.what, row.details)
            for row in rows
        ]


async def change_and_note(database: Database, change: UpdateBase, entry: AuditEntry | None) -> bool:
    """Make a change that returns rows, with its entry if there are any; tell whether there are."""

    async def work(connection: AsyncConnection) -> bool:
        changed = bool((await connection.execute(change)).all())
        if changed and entry:
            await note(database, connection, [entry])
        return changed

    return await database.write(work)


async def note(
    database: Database, connection: AsyncConnection, entries: Sequence[AuditEntry]
) -> None:
    """Add entries within a unit of work; those of an event that are there already stay."""
    rows = [
        {
            "event": entry.event,
            "channel": entry.channel,
            "member": entry.by,
            "at": entry.at,
            "what": entry.what,
            "details": storable_json(entry.details),
        }
        for entry in entries
    ]
    if rows:
        await connection.execute(database.insert(audit).values(rows).on_conflict_do_nothing())
