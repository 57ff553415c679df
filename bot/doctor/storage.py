"""Can the bot keep what it has to keep?"""

import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL

from bot.app.config import Settings
from bot.doctor.finding import Diagnosis, ok, problem, warning
from bot.quiz.model import Channel
from bot.store import backends
from bot.store.engine import Database
from bot.store.errors import DatabaseDamaged, DatabaseInUse, StoreError
from bot.store.in_use import check_no_bot
from bot.store.migrate import HEAD, is_missing, revision
from bot.store.postgres import check_encoding, check_may_make_tables
from bot.store.presence import works_here
from bot.store.sql_store import SqlStore

FOLDER = "data folder"
DATABASE = "database"
BOT = "bot"
MB = 10**6
LEAST_FREE = 50 * MB

T = TypeVar("T")


async def check_folder(settings: Settings) -> list[Diagnosis]:
    """Check that files can be made in the data folder, or that it can be made."""
    folder = settings.data_dir
    present = folder.absolute()
    try:
        while not present.exists():
            present = present.parent
        tempfile.TemporaryFile(dir=present).close()
        _, _, free = shutil.disk_usage(present)
    except OSError as exc:
        fix = f"give the bot's user {present}, or set QUIZMASTER_DATA_DIR"
        return [problem(FOLDER, f"{folder} cannot be written ({exc.strerror})", fix)]
    if free < LEAST_FREE:
        detail = f"{folder}: the disk has only {free // MB} MB left"
        return [problem(FOLDER, detail, "make room on it, or set QUIZMASTER_DATA_DIR")]
    made = "" if folder.exists() else ", made on the first run"
    return [ok(FOLDER, f"{folder} can be written{made}")]


async def check_database(settings: Settings) -> list[Diagnosis]:
    """Check that the database answers and how old its tables are; leaves it as it is."""
    try:
        url = backends.database_url(settings.database)
        if is_missing(url):
            return [ok(DATABASE, "a new SQLite file, made on the first run")]
        async with Database(settings.database) as database:
            current = await revision(database)
            await check_encoding(database)
            if current is None or current < HEAD:
                await check_may_make_tables(database)
            return [_tables(_shown(url), current)]
    except DatabaseDamaged as exc:
        return [problem(DATABASE, str(exc), "stop the bot, if it still runs, and restore")]
    except StoreError as exc:
        return [problem(DATABASE, str(exc), "see QUIZMASTER_DATABASE_URL and the data folder")]


async def check_bot(settings: Settings) -> list[Diagnosis]:
    """Tell of a bot that keeps a second one from the database, as it should where it is ours."""
    try:
        url = backends.database_url(settings.database)
        if backends.is_sqlite(url):
            check_no_bot(Path(str(url.database)))
    except DatabaseInUse as exc:
        return [warning(BOT, str(exc), "leave it, where it's the bot that you asked about")]
    except StoreError:
        return []  # The check of the database tells.
    return []


async def has_bot(settings: Settings) -> bool:
    """Tell whether a bot works on the database, on PostgreSQL one of this machine."""
    try:
        async with Database(settings.database) as database:
            if not database.is_sqlite:
                return await works_here(database)
            check_no_bot(Path(str(database.url.database)))
    except DatabaseInUse:
        return True
    except StoreError:
        return False
    return False


async def channels(settings: Settings, prefix: str = "") -> list[Channel] | None:
    """Return the active channels, those of one platform by its prefix.

    None where the tables are not the newest.
    """
    found = await look(settings, lambda database: SqlStore(database).channels())
    if found is None:
        return None
    return [one for one in found if one.is_active and one.id.startswith(prefix)]


async def look(
    settings: Settings, read: Callable[[Database], Awaitable[Sequence[T]]]
) -> Sequence[T] | None:
    """Return what is read from the database; None where the tables are not the newest."""
    try:
        if is_missing(backends.database_url(settings.database)):
            return []
        async with Database(settings.database) as database:
            return await read(database) if await revision(database) == HEAD else None
    except StoreError:
        return None


def _tables(where: str, current: str | None) -> Diagnosis:
    if current == HEAD:
        return ok(DATABASE, f"{where}, tables are up to date (revision {HEAD})")
    if current is None:
        return ok(DATABASE, f"{where}, tables are made on the first run")
    if current > HEAD:
        fix = "install the newer quizmaster that has used it, or restore a backup"
        return problem(
            DATABASE, f"its revision {current} is newer than {HEAD}, the last known", fix
        )
    detail = f"{where}, tables are at revision {current} of {HEAD}"
    return warning(
        DATABASE, detail, "`quizmaster run` upgrades them, as does `quizmaster db upgrade`"
    )


def _shown(url: URL) -> str:
    return "SQLite" if backends.is_sqlite(url) else f"PostgreSQL on {url.host}"
