"""Which workspaces removed the bot, and what of theirs goes with them; in SQL."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, delete, or_, select

from bot.quiz.model import WorkspaceId
from bot.quiz.ports import Departures
from bot.store.engine import Part
from bot.store.tables import channels, departures, members, metadata

# Where a table asks for no channel or member, these columns name one all the same.
NAMING = {"channel": channels.c.id, "member": members.c.id}
LAST = (channels, members, departures)


class SqlDepartures(Part, Departures):
    async def left(self, workspace: WorkspaceId, at: datetime) -> None:
        insert = self._database.insert(departures).values(workspace=workspace, left_at=at)
        await self._database.change(insert.on_conflict_do_nothing())

    async def came_back(self, workspace: WorkspaceId) -> None:
        await self._database.change(delete(departures).where(departures.c.workspace == workspace))

    async def departed(self) -> set[WorkspaceId]:
        return {row.workspace for row in await self._database.fetch(select(departures))}


def gone(before: datetime) -> Select[Any]:
    """Return the workspaces that left before then, and are not back."""
    return select(departures.c.workspace).where(departures.c.left_at < before)


def belongings(workspaces: Select[Any]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Tell of each table which rows are these workspaces', in an order to delete them in.

    A row that names one that goes, goes.
    """
    others = [table for table in reversed(metadata.sorted_tables) if table not in LAST]
    for table in (*others, *LAST):
        if any(_names(table)) or "workspace" in table.c:
            yield table, _belongs(table, workspaces)


def _belongs(table: Table, workspaces: Select[Any]) -> ColumnElement[bool]:
    if "workspace" in table.c:
        return table.c.workspace.in_(workspaces)
    return or_(
        *(
            column.in_(select(target).where(_belongs(target.table, workspaces)))
            for column, target in _names(table)
        )
    )


def _names(table: Table) -> Iterator[tuple[Column[Any], Column[Any]]]:
    for column in table.c:
        if column.name in NAMING:
            yield column, NAMING[column.name]
        else:
            yield from ((column, key.column) for key in column.foreign_keys)
