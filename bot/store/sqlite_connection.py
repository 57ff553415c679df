"""Connections to SQLite that go to their thread once for a statement and all its rows.

aiosqlite goes there for the cursor, the statement, the rows and the end, one after another.
"""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

ROWS_AT_ONCE = 64


async def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Open a connection; the options are those of `sqlite3.connect`."""
    return await SqliteConnection(partial(sqlite3.connect, database, **options))


class SqliteConnection(aiosqlite.Connection):
    """A connection whose thread ends with the process."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, ROWS_AT_ONCE)
        self._thread.daemon = True

    async def rollback(self) -> None:
        """Undo what was begun, if anything was."""
        if self.in_transaction:
            await super().rollback()

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """Return a cursor; one that has done nothing yet needs no thread."""
        return WholeCursor(self, self._conn.cursor())


class WholeCursor(aiosqlite.Cursor):
    """A cursor that has all its rows, and nothing left to close, when its statement is done."""

    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "WholeCursor":
        run = self._execute(self._run, sql, parameters or ())  # type: ignore[no-untyped-call]
        self._rows = await run
        return self

    def _run(self, sql: str, parameters: Any) -> list[Any]:
        return self._cursor.execute(sql, parameters).fetchall()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None: ...
