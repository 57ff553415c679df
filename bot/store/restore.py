"""Put a backup of a SQLite database in the place of the one there is."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.store.backends import database_url, is_sqlite
from bot.store.engine import Database
from bot.store.errors import BackupRefused, StoreUnavailable
from bot.store.in_use import out_of_use
from bot.store.migrate import revision, upgrade

BESIDE = ("-wal", "-shm")


async def restore(url: str, backup: Path) -> Path | None:
    """Let a backup be the database, with the newest tables; return where the old one is kept.

    The backup is read, checked and brought up to date on a copy of it, so that whatever is wrong
    leaves the database as it was. There is None to keep where there was no database.

    Raises:
        BackupRefused: it is PostgreSQL, or the backup is none of ours or damaged.
        DatabaseInUse: a bot is running on the database.
        NewerDatabase: a newer version of quizmaster made the backup.
        StoreUnavailable: reading or writing failed.
    """
    target = database_url(url)
    if not is_sqlite(target):
        raise BackupRefused(
            "PostgreSQL has its own tools for backups: `pg_restore --exit-on-error --dbname=NEW"
            f" {backup}` into a new, empty database, then name that in QUIZMASTER_DATABASE_URL"
        )
    file = _where_links_lead(str(target.database))
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        await asyncio.to_thread(_copy, backup, unfinished)
        await _bring_up_to_date(unfinished, backup)
        return await asyncio.to_thread(_swap, unfinished, file)
    except (sqlite3.Error, OSError) as exc:
        raise StoreUnavailable(f"the database is not restored: {exc}") from exc
    finally:
        for end in ("", *BESIDE):
            with suppress(OSError):
                unfinished.with_name(unfinished.name + end).unlink()


def _where_links_lead(file: str) -> Path:
    return Path(file).resolve()


def _copy(backup: Path, copy: Path) -> None:
    if not backup.is_file():
        raise BackupRefused(f"there is no backup at {str(backup)!r}")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.touch(0o600)
    try:
        with (
            closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(copy)) as whole,
        ):
            original.backup(whole)
            found = [row[0] for row in whole.execute("PRAGMA integrity_check(3)")]
            found += [f"a lost row: {row}" for row in whole.execute("PRAGMA foreign_key_check")][:3]
    except sqlite3.DatabaseError as exc:
        raise BackupRefused(f"{str(backup)!r} can't be read as a backup: {exc}") from exc
    if found != ["ok"]:
        raise BackupRefused(f"the backup {str(backup)!r} is damaged: {'; '.join(found)}")


async def _bring_up_to_date(copy: Path, backup: Path) -> None:
    async with Database(f"sqlite:///{copy}") as database:
        if await revision(database) is None:
            raise BackupRefused(f"{str(backup)!r} is no backup of quizmaster's database")
        await upgrade(database)


def _swap(new: Path, file: Path) -> Path | None:
    with out_of_use(new):
        pass
    kept = file.with_name(f"{file.name}.until-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    if not file.exists():
        _move_beside(file, kept)
        new.replace(file)
        return None
    with out_of_use(file):
        # There is a database at each moment: the old file gets a second name, then loses its first.
        _name_again(file, kept)
        _move_beside(file, kept)
        new.replace(file)
    return kept


def _move_beside(file: Path, kept: Path) -> None:
    """Keep with an old database what SQLite left beside it: it would be read into the new one."""
    for end in BESIDE:
        beside = file.with_name(file.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))


def _name_again(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)
