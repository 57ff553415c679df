"""What differs between SQLite and PostgreSQL; nothing else in the store knows which it is on."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, Table, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from bot.store import sqlite_connection
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    Insert = sqlite.Insert | postgresql.Insert

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
# What a URL may say behind its "?", and what PostgreSQL's own tools call the same.
KNOWN = {
    "sqlite": frozenset[str](),
    "postgresql": frozenset({"host", "port", "ssl", "passfile", "target_session_attrs"}),
}
SAME = {"sslmode": "ssl"}
THEIRS = {ours: theirs for theirs, ours in SAME.items()}
# Writers of this process queue: only another one can hold the lock, and who ends waits for it.
BUSY_TIMEOUT_S = 2
# How often a file is to have its write-ahead log before others are left to be first.
TRIES = 6
CONNECT_TIMEOUT_S = 10
STATEMENT_TIMEOUT_S = 60
# One event loop keeps no more busy than these, and a server has a hundred for all bots.
CONNECTIONS = 5


def database_url(url: str) -> URL:
    """Return the URL with our async driver.

    Raises:
        StoreError: the URL names no database we can keep things in.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as exc:
        raise StoreError("the database URL cannot be read; see QUIZMASTER_DATABASE_URL") from exc
    driver = DRIVERS.get(parsed.drivername)
    if driver is None:
        raise StoreError(f"the database must be sqlite or postgresql, not {parsed.drivername!r}")
    if driver.startswith("sqlite") and Path(parsed.database or "").name in ("", ":memory:"):
        raise StoreError("the database needs a file, as in sqlite:///data/quizmaster.db")
    query = {SAME.get(name, name): value for name, value in parsed.query.items()}
    if unknown := query.keys() - KNOWN[driver.partition("+")[0]]:
        named = ", ".join(sorted(unknown))
        raise StoreError(f"the database URL has settings that its driver doesn't know: {named}")
    return parsed.set(drivername=driver, query=query)


def for_libpq(url: URL) -> str:
    """Return the URL of a PostgreSQL as its own tools read it, without the password."""
    query = {THEIRS.get(name, name): value for name, value in url.query.items()}
    return URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, query
    ).render_as_string()


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def options(url: URL) -> dict[str, Any]:
    """Return what the engine of this database is made with."""
    if is_sqlite(url):
        # Left to itself, sqlite3 begins transactions on its own, and too late.
        how = {"async_creator_fn": sqlite_connection.connect}
        return {"connect_args": {"timeout": BUSY_TIMEOUT_S, "isolation_level": None} | how}
    timeouts = {"timeout": CONNECT_TIMEOUT_S, "command_timeout": STATEMENT_TIMEOUT_S}
    # A statement alone commits by itself, which saves two ways to the server and back.
    return {
        "isolation_level": "AUTOCOMMIT",
        "pool_size": CONNECTIONS,
        "max_overflow": 0,
        "connect_args": timeouts,
    }


def writing(url: URL) -> dict[str, Any]:
    """Return the execution options of a transaction that writes."""
    if is_sqlite(url):
        return {"begin": "BEGIN IMMEDIATE"}
    # `Answers.add` looks again after a conflict, so it must see what others have committed.
    return {"isolation_level": "READ COMMITTED"}


def prepare(engine: Engine) -> None:
    """Set up every connection and every transaction of the engine."""
    if is_sqlite(engine.url):
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "checkout", _refuse_closed)


def insert(url: URL, table: Table) -> "Insert":
    """Return an INSERT that knows ON CONFLICT, which both databases have in the same words."""
    if is_sqlite(url):
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def wipe(file: str) -> None:
    """Write a SQLite file anew without what is no longer in its tables.

    Raises:
        OSError: somebody uses the file now, or the disk is full.
    """
    try:
        with closing(sqlite3.connect(file, BUSY_TIMEOUT_S, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as exc:
        raise OSError(f"{file} cannot be written anew: {exc}") from exc


def _configure(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    _write_ahead(cursor)
    # In WAL, NORMAL outlives kill -9 (the pages are with the kernel) but may lose the last
    # commits to a power cut; FULL costs one fsync per answer and loses nothing.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Without it what is deleted stays readable in the file; it costs 2 % more blocks written.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Have a write-ahead log, also where another process makes the file or writes at this moment.

    SQLite refuses the change at once, without the timeout, while another holds the write lock; to
    begin to write waits for that.
    """
    for left in reversed(range(TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")


def _refuse_closed(connection: Any, _record: object, _fairy: object) -> None:
    # The driver knows when the server has hung up; to ask the server takes three ways there.
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the server has closed it")


def _begin(connection: Connection) -> None:
    # A writer takes the lock first: one that reads first fails at once if another wrote meanwhile.
    # One query alone is a transaction by itself.
    begin = connection.get_execution_options().get("begin", "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)
