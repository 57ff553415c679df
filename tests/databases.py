"""Databases of their own for single tests: a SQLite file, or a new database on PostgreSQL."""

import asyncio
import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.slack import SECRETS
from bot.store.tables import metadata

POSTGRES_URL = os.environ.get("QUIZMASTER_TEST_POSTGRES_URL", "")
needs_postgres = pytest.mark.skipif(
    not POSTGRES_URL, reason="QUIZMASTER_TEST_POSTGRES_URL names no server"
)
BACKENDS = ["sqlite", pytest.param("postgres", marks=needs_postgres)]


_templates: dict[str, str] = {}
"""By backend, a database with the newest tables: a copy is there sooner than they are made."""

_left: list[str] = []
"""What tests have left on PostgreSQL, empty again: that is sooner than a copy."""


@asynccontextmanager
async def database_of(backend: str, folder: Path) -> AsyncIterator[Database]:
    """Open a database with the newest tables and nothing in them, for who leaves the tables alone.

    One on PostgreSQL has been another test's: its numbers go on.
    """
    if backend == "sqlite":
        async with new_database_of(backend, folder) as database:
            yield database
        return
    name = _left.pop() if _left else await _new_on_postgres(await _template(backend))
    async with Database(_on_postgres(name)) as database:
        yield database
    ours = [table.name for table in reversed(metadata.sorted_tables)]
    tables = [*ours, *SECRETS, "slack_oauth_states"]
    await _on_server("; ".join(f'DELETE FROM "{table}"' for table in tables), name)
    _left.append(name)


@asynccontextmanager
async def new_database_of(backend: str, folder: Path) -> AsyncIterator[Database]:
    """Open a database with the newest tables that is this test's alone."""
    like = await _template(backend)
    async with empty_url(backend, folder, like) as url, Database(url) as database:
        yield database


@asynccontextmanager
async def empty_url(
    backend: str, folder: Path, like: str = "", encoding: str = ""
) -> AsyncIterator[str]:
    """Make a database, empty or a copy of another one: of a file, or by its name."""
    if backend == "sqlite":
        if like:
            shutil.copy(like, folder / "quizmaster.db")
        yield f"sqlite:///{folder / 'quizmaster.db'}"
        return
    name = f"quizmaster_test_{uuid.uuid4().hex}"
    await _create(name, like, encoding)
    try:
        yield _on_postgres(name)
    finally:
        await _drop(name)


@asynccontextmanager
async def url_of_a_newcomer(url: str) -> AsyncIterator[str]:
    """Make a user of the server who may do nothing in the database; yield the URL with them."""
    server = make_url(url)
    name = f"quizmaster_newcomer_{uuid.uuid4().hex}"
    await _on_server("REVOKE CREATE ON SCHEMA public FROM PUBLIC", str(server.database))
    await _on_server(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    try:
        yield server.set(username=name, password=name).render_as_string(hide_password=False)
    finally:
        await _on_server(f"DROP ROLE {name}")


async def _template(backend: str) -> str:
    """Return what to copy; its tables are made once for all tests of this process."""
    if backend not in _templates:
        if backend == "sqlite":
            folder = tempfile.mkdtemp(prefix="quizmaster_template_")
            atexit.register(shutil.rmtree, folder)
            name = f"{folder}/quizmaster.db"
        else:
            name = await _new_on_postgres()
        url = f"sqlite:///{name}" if backend == "sqlite" else _on_postgres(name)
        async with Database(url) as database:
            await upgrade(database)
        _templates[backend] = name
    return _templates[backend]


async def _new_on_postgres(like: str = "") -> str:
    """Make a database that stays until this process ends."""
    name = f"quizmaster_test_{uuid.uuid4().hex}"
    await _create(name, like)
    atexit.register(lambda: asyncio.run(_drop(name)))
    return name


async def _create(name: str, like: str, encoding: str = "") -> None:
    made = f'CREATE DATABASE "{name}"'
    if encoding:
        made += f" ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
    elif like:
        made += f' TEMPLATE "{like}"'
    await _on_server(made)


async def _drop(name: str) -> None:
    await _on_server(f'DROP DATABASE "{name}"')


def _on_postgres(name: str) -> str:
    return make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)


async def _on_server(statement: str, database: str = "") -> None:
    import asyncpg

    server = make_url(_on_postgres(database) if database else POSTGRES_URL)
    server = server.set(drivername="postgresql")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
