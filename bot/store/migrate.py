"""Bring a database to the newest tables, or back; one plain query when it is there already."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, String, column, select, table
from sqlalchemy.exc import DBAPIError

from bot.store.backends import database_url, is_sqlite
from bot.store.engine import Database, translated_errors
from bot.store.errors import DowngradeRefused, NewerDatabase, StoreUnavailable
from bot.store.postgres import check_encoding, check_may_make_tables

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0047"
UNDEFINED_TABLE = "42P01"  # as PostgreSQL numbers it; SQLite has only words
VERSION = table("alembic_version", column("version_num", String))


async def upgrade(database: Database) -> bool:
    """Run the migrations that are missing, all or none; return whether there were any.

    Raises:
        NewerDatabase: a newer version of quizmaster has used this database.
        UnfitDatabase: it cannot hold the tables, or its user may not make them.
    """
    if await revision(database) == HEAD:
        return False
    await check_encoding(database)
    await check_may_make_tables(database)
    return await database.migrate(_migrate)


async def downgrade(database: Database, to: str | None = None) -> str:
    """Take the tables back to a revision, one back if none is named; return where they are now.

    All or nothing. What only newer tables and columns held is lost.

    Raises:
        NewerDatabase: a newer version of quizmaster has used this database.
        DowngradeRefused: the database is at no newer revision than that.
    """
    return await database.migrate(partial(_take_back, to=to))


@asynccontextmanager
async def existing(url: str) -> AsyncIterator[Database]:
    """Open a database that is there and has the newest tables; neither is made here.

    Raises:
        StoreUnavailable: it is not.
        NewerDatabase: a newer version of quizmaster has used it.
    """
    parsed = database_url(url)
    if is_missing(parsed):
        raise StoreUnavailable(
            f"there is no database at {parsed.database!r}; the bot makes it: quizmaster run"
        )
    async with Database(url) as database:
        found = await revision(database)
        if found and found > HEAD:
            raise _newer(found)
        if found != HEAD:
            raise StoreUnavailable(
                f"the database is not at revision {HEAD}; bring it there: quizmaster db upgrade"
            )
        yield database


def is_missing(url: URL) -> bool:
    """Tell whether this is SQLite, and its file not made yet.

    Raises:
        StoreUnavailable: that cannot be looked up.
    """
    with translated_errors():
        return is_sqlite(url) and not Path(str(url.database)).exists()


async def revision(database: Database) -> str | None:
    """Return the revision the database is at; None if it has no tables yet."""
    try:
        rows = await database.fetch(select(VERSION))
    except StoreUnavailable as exc:
        if _is_without_table(exc.__cause__):
            return None
        raise
    return rows[0].version_num if rows else None


def _is_without_table(error: BaseException | None) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None)
    return code == UNDEFINED_TABLE or "no such table" in str(error.orig)


def _migrate(connection: Connection) -> bool:
    # A bot whose database is at HEAD, the usual start, does without the import of Alembic.
    from alembic import command

    current, _ = _position(connection)
    if current == HEAD:
        return False
    command.upgrade(alembic_config(connection), HEAD)
    return True


def _take_back(connection: Connection, to: str | None) -> str:
    from alembic import command

    current, older = _position(connection)
    if not older:
        raise DowngradeRefused("the database has no older revision to go back to")
    target = to or older[0]
    if target not in older:
        raise DowngradeRefused(
            f"the database is at revision {current!r}: it can go back to {older[-1]!r} at the"
            f" furthest, and to {older[0]!r} as the next, but not to {target!r}"
        )
    command.downgrade(alembic_config(connection), target)
    return target


def _position(connection: Connection) -> tuple[str | None, list[str]]:
    """Return the revision the tables are at, and those before it, newest first.

    Raises:
        NewerDatabase: it is none of ours.
    """
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(alembic_config(connection)).walk_revisions()
    known = [script.revision for script in scripts]
    if current is None:
        return None, []
    if current not in known:
        raise _newer(current)
    return current, known[known.index(current) + 1 :]


def _newer(current: str) -> NewerDatabase:
    return NewerDatabase(
        f"the database is at revision {current!r}, but this quizmaster knows tables up to"
        f" {HEAD!r}: install the newer quizmaster that has used it (its `quizmaster db"
        f" downgrade {HEAD}` brings the tables back to here), or restore a backup"
    )


def alembic_config(connection: Connection) -> "Config":
    """Return Alembic's settings for our scripts, wherever the package is installed."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.store:migrations")
    config.set_main_option("path_separator", "os")
    return config
