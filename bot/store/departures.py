"""Which workspaces removed the bot, and what of theirs goes with them; in SQL."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, delete, false, or_, select

from bot.quiz.model import WorkspaceId
from bot.quiz.store import Departures
from bot.store.engine import Part
from bot.store.tables import channels, departures, members, metadata

# Where a table asks for no channel or member, these columns name one all the same.
NAMING = {"channel": channels.c.id, "member": members.c.id}
LAST = (channels, members, departures)

Owner = Callable[[Table], ColumnElement[bool] | None]


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


def of_workspaces(which: Select[Any]) -> Owner:
    """Return which rows of a table say that they are these workspaces'."""
    return lambda table: table.c.workspace.in_(which) if "workspace" in table.c else None


def of_channels(which: Collection[str]) -> Owner:
    """Return which rows of a table say that they are these channels'."""
    return lambda table: channels.c.id.in_(which) if table is channels else None


def belongings(owner: Owner) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Tell of each table which rows are somebody's, in an order to delete them in.

    A row that names one that goes, goes.
    """
    others = [table for table in reversed(metadata.sorted_tables) if table not in LAST]
    for table in (*others, *LAST):
        if any(_names(table)) or owner(table) is not None:
            yield table, _belongs(table, owner)


def _belongs(table: Table, owner: Owner) -> ColumnElement[bool]:
    said = owner(table)
    if said is not None:
        return said
    return or_(
        false(),
        *(
            column.in_(select(target).where(_belongs(target.table, owner)))
            for column, target in _names(table)
        ),
    )


def _names(table: Table) -> Iterator[tuple[Column[Any], Column[Any]]]:
    for column in table.c:
        if column.name in NAMING:
            yield column, NAMING[column.name]
        else:
            yield from ((column, key.column) for key in column.foreign_keys)
