"""The store, and what platforms remember, in memory: the real ones on SQLite without a file."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Connection,
    NullPool,
    Row,
    Select,
    UpdateBase,
    create_engine,
    event,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.model import WorkspaceId
from bot.quiz.ports import Media
from bot.store import backends
from bot.store.engine import Database, translated_errors
from bot.store.media import media_id
from bot.store.sql_store import SqlStore
from bot.store.tables import departures, metadata

T = TypeVar("T")


class InMemoryDatabase(Database):
    """SQLite in memory with the newest tables. Methods never await, so each is done at once.

    A deep copy is another database with the same rows.
    """

    def __init__(self, rows: bytes | None = None) -> None:
        self.url = backends.database_url("sqlite:///in-memory")
        self.process = None
        self.undropped = set()
        self.is_sqlite = True
        self._connection = ENGINE.connect()
        self._sqlite.deserialize(rows or _empty())

    def __deepcopy__(self, _: object) -> "InMemoryDatabase":
        return InMemoryDatabase(self._sqlite.serialize())

    @property
    def _sqlite(self) -> sqlite3.Connection:
        return cast(sqlite3.Connection, self._connection.connection.driver_connection)

    @property
    def changes(self) -> int:
        """Return how many rows were changed so far."""
        return self._sqlite.total_changes

    def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return at once what `fetch` gives."""
        with translated_errors():
            return self._connection.execute(query).all()

    def run(self, statement: UpdateBase) -> None:
        """Run at once what `change` does, also what no method of the store would."""
        with translated_errors():
            self._connection.execute(statement)

    async def fetch(self, query: Select[Any]) -> Sequence[Row[Any]]:
        return self.rows(query)

    async def read(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        with translated_errors(), self._sqlite:
            self._sqlite.execute("BEGIN")
            return await work(cast(AsyncConnection, _AtOnce(self._connection)))

    write = write_first = write_soon = read

    async def wipe(self) -> None: ...

    async def empty_log(self) -> None: ...


class _AtOnce:
    """A connection as the store's parts use it; what they await is done."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, *args: Any) -> Any:
        return self._connection.execute(*args)

    async def scalar(self, *args: Any) -> Any:
        return self._connection.scalar(*args)


@cache
def _empty() -> bytes:
    """Return a database with the newest tables and nothing in them."""
    with ENGINE.connect() as connection:
        metadata.create_all(connection)
        made = cast(sqlite3.Connection, connection.connection.driver_connection)
        return made.serialize()


# One for all databases, for it remembers how statements are written in SQL.
ENGINE = create_engine("sqlite://", poolclass=NullPool, isolation_level="AUTOCOMMIT")


@event.listens_for(ENGINE, "connect")
def _configure(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


class InMemoryStore(SqlStore):
    """The store in memory; leases in `held_elsewhere` are another bot's."""

    _database: InMemoryDatabase

    def __init__(self) -> None:
        super().__init__(InMemoryDatabase())
        self.held_elsewhere: set[str] = set()

    async def take_lease(self, name: str) -> bool:
        return name not in self.held_elsewhere

    @property
    def database(self) -> InMemoryDatabase:
        return self._database

    @property
    def departures(self) -> dict[WorkspaceId, datetime]:
        """Return which workspaces left, and when."""
        return {row.workspace: row.left_at for row in self._database.rows(select(departures))}


class InMemoryMedia(Media):
    """Pictures in a dictionary, under the same kind of id as on the disk."""

    def __init__(self) -> None:
        self._pictures: dict[str, bytes] = {}

    async def put(self, data: bytes, suffix: str) -> str:
        media = media_id(data, suffix)
        self._pictures[media] = data
        return media

    async def get(self, media: str) -> bytes | None:
        return self._pictures.get(media)
