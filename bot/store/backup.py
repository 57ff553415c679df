"""Copy a SQLite database while the bot goes on writing to it."""

import asyncio
import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.backends import database_url, for_libpq, is_sqlite
from bot.store.errors import BackupRefused, StoreUnavailable


async def backup(url: str, target: Path) -> None:
    """Write a whole, consistent copy of the database to a new file.

    Raises:
        BackupRefused: it is PostgreSQL, there is no database, or the target exists.
        StoreUnavailable: reading or writing failed; no half copy is left behind.
    """
    source = database_url(url)
    if not is_sqlite(source):
        dump = ["pg_dump", "--format=custom", f"--file={target}", for_libpq(source)]
        raise BackupRefused(
            f"PostgreSQL has its own tools for backups: `(umask 077; {shlex.join(dump)})`, also"
            " while the bot runs"
        )
    try:
        await asyncio.to_thread(_copy, Path(str(source.database)), target)
    except (sqlite3.Error, OSError) as exc:
        raise StoreUnavailable(f"the backup failed: {exc}") from exc


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise BackupRefused(f"there is no database at {str(source)!r}")
    if target.exists():
        raise BackupRefused(f"{str(target)!r} exists already; choose another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            original.backup(copy)
            # Out of WAL mode, the copy is one file with nothing beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
