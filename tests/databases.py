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

POSTGRES_URL = os.environ.get("QUIZMASTER_TEST_POSTGRES_URL", "")
needs_postgres = pytest.mark.skipif(
    not POSTGRES_URL, reason="QUIZMASTER_TEST_POSTGRES_URL names no server"
)
BACKENDS = ["sqlite", pytest.param("postgres", marks=needs_postgres)]


_templates: dict[str, str] = {}
"""By backend, a database with the newest tables: a copy is there sooner than they are made."""


@asynccontextmanager
async def database_of(backend: str, folder: Path) -> AsyncIterator[Database]:
    """Open a database with the newest tables and nothing in them."""
    like = _templates.get(backend) or await _new_template(backend)
    async with empty_url(backend, folder, like) as url, Database(url) as database:
        yield database


@asynccontextmanager
async def empty_url(backend: str, folder: Path, like: str = "") -> AsyncIterator[str]:
    """Make a database, empty or a copy of another one: of a file, or by its name."""
    if backend == "sqlite":
        if like:
            shutil.copy(like, folder / "quizmaster.db")
        yield f"sqlite:///{folder / 'quizmaster.db'}"
        return
    name = f"quizmaster_test_{uuid.uuid4().hex}"
    await _on_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
    try:
        yield _on_postgres(name)
    finally:
        await _on_server(f'DROP DATABASE "{name}"')


async def _new_template(backend: str) -> str:
    """Make the tables once for all tests of this process, at whose end they go."""
    name = f"quizmaster_template_{uuid.uuid4().hex}"
    if backend == "sqlite":
        folder = tempfile.mkdtemp(prefix=name)
        atexit.register(shutil.rmtree, folder)
        name = f"{folder}/quizmaster.db"
        url = f"sqlite:///{name}"
    else:
        await _on_server(f'CREATE DATABASE "{name}"')
        atexit.register(lambda: asyncio.run(_on_server(f'DROP DATABASE "{name}"')))
        url = _on_postgres(name)
    async with Database(url) as database:
        await upgrade(database)
    _templates[backend] = name
    return name


def _on_postgres(name: str) -> str:
    return make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)


async def _on_server(statement: str) -> None:
    import asyncpg

    server = make_url(POSTGRES_URL).set(drivername="postgresql")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
