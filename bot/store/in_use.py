"""Who may have a database to itself: the one bot of a SQLite file, and an operator now and then."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from bot.store.engine import Database, translated_errors
from bot.store.errors import DatabaseInUse, StoreUnavailable

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


async def check_unused(database: Database) -> None:
    """Make sure that nobody else has the database open.

    Raises:
        DatabaseInUse: somebody has.
        StoreUnavailable: the file cannot be opened.
    """
    if database.is_sqlite:
        with translated_errors():
            await asyncio.to_thread(_check_file, Path(str(database.url.database)))
    elif await database.read(lambda connection: connection.scalar(OTHERS)):
        raise DatabaseInUse("a bot or another program is connected to the database; stop it first")


def _check_file(file: Path) -> None:
    if file.exists():
        with out_of_use(file):
            pass


@contextmanager
def only_bot(database: Database) -> Iterator[None]:
    """Be the one bot of a SQLite file, which serves one process; on PostgreSQL there may be more.

    The lock is the kernel's, on a file beside the database: it ends with the process, however that
    ends, and keeps nobody from the database itself.

    Raises:
        DatabaseInUse: another bot is running on it.
        StoreUnavailable: that cannot be told, for files beside the database cannot be opened.
    """
    if not database.is_sqlite:
        yield
        return
    file = Path(str(database.url.database)).resolve()
    with _held(_lock_of(file), _busy(file)):
        yield


def check_no_bot(file: Path) -> None:
    """Make sure that no bot runs on a SQLite file, without being one; what is there stays.

    Raises:
        DatabaseInUse: one is running on it.
        StoreUnavailable: its folder cannot be looked into.
    """
    file = file.resolve()
    lock = _lock_of(file)
    with translated_errors():
        if not lock.exists():
            return
    try:
        with closing(sqlite3.connect(f"{lock.as_uri()}?mode=ro", 0, uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError as exc:
        if exc.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise DatabaseInUse(_busy(file)) from exc


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.bot")


def _busy(file: Path) -> str:
    return f"another bot is running on {str(file)!r}; stop it first (docs/operating.md, Grow)"


@contextmanager
def out_of_use(file: Path) -> Iterator[None]:
    """Keep a SQLite file from everybody else, as one file with nothing beside it.

    One that is too damaged to be locked can't be in use either.

    Raises:
        DatabaseInUse: a bot is running on it.
    """
    with _held(file, f"a bot is running on {str(file)!r}; stop it first"):
        yield


@contextmanager
def _held(file: Path, busy: str) -> Iterator[None]:
    try:
        opened = sqlite3.connect(file, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as exc:
        raise StoreUnavailable(f"{str(file)!r} cannot be opened, or not be made: {exc}") from exc
    with closing(opened) as connection:
        try:
            # Nobody can leave WAL mode while somebody else has the database open.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as exc:
            if exc.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise DatabaseInUse(busy) from exc
        yield
