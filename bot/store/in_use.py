"""Tell whether somebody else has a database open: an operator may be about to need it alone."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from bot.store.engine import Database
from bot.store.errors import DatabaseInUse

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


async def check_unused(database: Database) -> None:
    """Make sure that nobody else has the database open.

    Raises:
        DatabaseInUse: somebody has.
    """
    if database.is_sqlite:
        await asyncio.to_thread(_check_file, Path(str(database.url.database)))
    elif await database.read(lambda connection: connection.scalar(OTHERS)):
        raise DatabaseInUse("a bot or another program is connected to the database; stop it first")


def _check_file(file: Path) -> None:
    if file.exists():
        with out_of_use(file):
            pass


@contextmanager
def out_of_use(file: Path) -> Iterator[None]:
    """Keep a SQLite file from everybody else, as one file with nothing beside it.

    One that is too damaged to be locked can't be in use either.

    Raises:
        DatabaseInUse: a bot is running on it.
    """
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            # Nobody can leave WAL mode while somebody else has the database open.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as exc:
            if exc.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise DatabaseInUse(f"a bot is running on {str(file)!r}; stop it first") from exc
        yield
