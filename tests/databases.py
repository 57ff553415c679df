"""Databases of their own for single tests: a SQLite file, or a new database on PostgreSQL."""

import os
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


@asynccontextmanager
async def database_of(backend: str, folder: Path) -> AsyncIterator[Database]:
    """Open a database with the newest tables and nothing in them."""
    async with empty_url(backend, folder) as url, Database(url) as database:
        await upgrade(database)
        yield database


@asynccontextmanager
async def empty_url(backend: str, folder: Path) -> AsyncIterator[str]:
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'quizmaster.db'}"
        return
    name = f"quizmaster_test_{uuid.uuid4().hex}"
    await _on_server(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)
    finally:
        await _on_server(f'DROP DATABASE "{name}"')


async def _on_server(statement: str) -> None:
    import asyncpg

    server = make_url(POSTGRES_URL).set(drivername="postgresql")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
