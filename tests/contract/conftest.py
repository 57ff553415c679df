"""Stores that keep things in a file or on a server, and a round to answer in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.quiz.model import Round
from bot.quiz.store import Store
from bot.store.sql_store import SqlStore
from tests.databases import BACKENDS, database_of
from tests.samples import fill, open_round


@pytest.fixture(params=BACKENDS)
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with database_of(request.param, tmp_path) as database:
        yield SqlStore(database)


@pytest.fixture
async def store(empty: Store) -> Store:
    """A store with the channels and members of the samples."""
    await fill(empty)
    return empty


@pytest.fixture
async def round(store: Store) -> Round:
    return await open_round(store)
