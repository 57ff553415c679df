"""One open database, and units of work on it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, TypeVarTuple

from sqlalchemy import URL, Connection, Row, Select, Table, UpdateBase, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store import backends
from bot.store.errors import (
    DatabaseDamaged,
    StoreError,
    StoreUnavailable,
    UnknownReference,
    Unstorable,
)

if TYPE_CHECKING:
    from bot.store.backends import Insert

LOCK = text("SELECT pg_advisory_xact_lock(1903520122)")

Turn = Callable[[], AbstractAsyncContextManager[Any]]
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class WriteOrder:
    """SQLite has one writer at a time: queue here in order, instead of polling its lock.

    There are three queues. Of each but the first, one at a time stands in the one before it, so who
    is first waits for one who isn't at most, beside the one who writes now.
    """

    def __init__(self) -> None:
        self._queue = asyncio.Lock()
        self._soon = asyncio.Lock()
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def queued(self) -> AsyncIterator[None]:
        async with self._queue, self._soon, self._writing:
            yield

    @asynccontextmanager
    async def soon(self) -> AsyncIterator[None]:
        async with self._soon, self._writing:
            yield

    @asynccontextmanager
    async def first(self) -> AsyncIterator[None]:
        async with self._writing:
            yield


class PoliteEngine(AsyncEngine):
    """An engine whose `begin` is for writing, in turn, and whose `connect` is only for reading."""

    def __init__(self, url: URL, turn: Turn = nullcontext, **options: Any) -> None:
        # Parameters are what members typed: they do not belong in logs.
        options = {"hide_parameters": True} | backends.options(url) | options
        try:
            super().__init__(create_async_engine(url, **options).sync_engine)
        except (ArgumentError, ValueError) as exc:
            raise StoreError(f"the database URL cannot be used: {exc}") from exc
        self._writing = self.execution_options(**backends.writing(url))
        self.asking = self.execution_options(begin="")
        self.turn = turn
        backends.prepare(self.sync_engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self.turn(), self.transaction() as connection:
            yield connection

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Begin to write for whoever has the turn."""
        return self._writing.begin()


class Database:
    """A database by its URL; nothing is connected before the first unit of work.

    Each unit of work has a connection of its own, so coroutines never share a transaction.
    `engine` is for a library that keeps tables of its own here; all else is done by the methods.
    `process` is who we are to the others that work here; None where there are none. `undropped` are
    leases of ours that are done with, but could not be let go of.
    """

    def __init__(self, url: str) -> None:
        self.url = backends.database_url(url)
        self.process: str | None = None
        self.undropped: set[str] = set()
        self.is_sqlite = backends.is_sqlite(self.url)
        order = WriteOrder() if self.is_sqlite else None
        self.engine = PoliteEngine(self.url, order.queued if order else nullcontext)
        # A connection of its own, for all others may be taken.
        self._first = PoliteEngine(
            self.url, order.first if order else nullcontext, pool_size=1, max_overflow=0
        )
        self._soon = self.engine
        if order:
            self._soon = PoliteEngine(self.url, order.soon, pool_size=1, max_overflow=0)

    async def __aenter__(self) -> Self:
        if self.is_sqlite:
            with translated_errors():
                _make_folder(str(self.url.database))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.engine.dispose()
        await self._soon.dispose()
        await self._first.dispose()

    async def fetch(self, query: Select[*Ts]) -> Sequence[Row[*Ts]]:
        """Return the rows of a query; nobody who writes waits for it, nor it for them."""
        return await _to_the_end(self._fetch(query))

    async def read(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do work that only reads, on one connection; it waits for nobody, nor they for it."""
        return await _to_the_end(self._read(work))

    async def change(self, statement: UpdateBase) -> Sequence[Row[*tuple[Any, ...]]]:
        """Run and commit one statement; return what its RETURNING gives."""

        async def work(connection: AsyncConnection) -> Sequence[Row[*tuple[Any, ...]]]:
            result = await connection.execute(statement)
            return result.all() if result.returns_rows else []

        return await (self.write if self.is_sqlite else self.read)(work)

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do work whose changes are committed together, or all undone on an error."""
        return await self._write(self.engine, work)

    async def write_first(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Write as `write` does, before all that queues to be written."""
        return await self._write(self._first, work)

    async def write_soon(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Write as `write` does, before all that queues, but after what is to be written first."""
        return await self._write(self._soon, work)

    async def alone(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Write as `write` does, while nobody in any process does other work alone."""

        async def locked(connection: AsyncConnection) -> T:
            if not self.is_sqlite:
                await connection.execute(LOCK)
            return await work(connection)

        return await self.write(locked)

    async def wipe(self) -> None:
        """Leave nothing in SQLite's files of what was changed or deleted; takes seconds a gigabyte.

        PostgreSQL sees to that by itself.
        """
        if self.is_sqlite:
            with translated_errors():
                async with self.engine.turn():
                    await asyncio.to_thread(backends.wipe, str(self.url.database))

    async def empty_log(self) -> None:
        """Leave nothing in SQLite's log of what was changed or deleted, unless it is being read.

        PostgreSQL sees to that by itself.
        """
        if self.is_sqlite:
            async with self.engine.turn():
                await _to_the_end(self._empty_log())

    async def migrate(self, work: Callable[[Connection], T]) -> T:
        """Do work that changes tables, alone."""
        return await self.alone(lambda connection: connection.run_sync(work))

    async def _fetch(self, query: Select[*Ts]) -> Sequence[Row[*Ts]]:
        with translated_errors():
            async with self.engine.asking.connect() as connection:
                return (await connection.execute(query)).all()

    async def _empty_log(self) -> None:
        with translated_errors():
            async with self.engine.asking.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _read(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        with translated_errors():
            async with self.engine.connect() as connection:
                return await work(connection)

    async def _write(
        self, engine: PoliteEngine, work: Callable[[AsyncConnection], Awaitable[T]]
    ) -> T:
        # Who waits for their turn has begun nothing yet, and may give up.
        async with engine.turn():
            return await _to_the_end(self._transact(engine, work))

    async def _transact(
        self, engine: PoliteEngine, work: Callable[[AsyncConnection], Awaitable[T]]
    ) -> T:
        with translated_errors():
            async with engine.transaction() as connection:
                return await work(connection)

    def insert(self, table: Table) -> "Insert":
        return backends.insert(self.url, table)


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Finish a unit of work even if its caller is cancelled, who then is cancelled after it.

    The driver's thread goes on with a statement nobody awaits any longer, and a connection given
    up in the middle of one can keep the write lock of SQLite.
    """
    task = asyncio.create_task(work, name="store")
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as exc:
            cancelled = exc
    if cancelled is not None:
        raise cancelled from task.exception()
    return task.result()


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what drivers raise into errors of the store."""
    try:
        yield
    except IntegrityError as exc:
        raise UnknownReference(f"the database refuses the row: {exc.driver_exception}") from exc
    except DBAPIError as exc:
        if _is_damage(exc.driver_exception):
            raise DatabaseDamaged(
                f"the database is damaged ({exc.driver_exception}); put a backup in its place"
                " with `quizmaster db restore` (docs/operating.md, Restore)"
            ) from exc
        if _is_of_a_value(exc.driver_exception):
            raise Unstorable("the database does not take a value") from exc
        raise StoreUnavailable(f"the database cannot be used now: {exc.driver_exception}") from exc
    except (PoolTimeout, OSError) as exc:
        raise StoreUnavailable(f"the database cannot be reached now: {exc}") from exc


def _is_damage(error: BaseException | None) -> bool:
    # What is more about an error stands above the byte that says which it is.
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_of_a_value(error: BaseException | None) -> bool:
    # PostgreSQL's class of data exceptions; what they say quotes the value, which may be private.
    return str(getattr(error, "sqlstate", "")).startswith("22")


def _make_folder(file: str) -> None:
    Path(file).parent.mkdir(parents=True, exist_ok=True)


class Part:
    """Base of the store's parts: each is about one noun, all on the same database."""

    def __init__(self, database: Database) -> None:
        self._database = database
