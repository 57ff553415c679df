"""However many rounds there are, what every tick asks is read from indexes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.quiz.model import RoundState
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from tests.databases import database_of
from tests.samples import GENERAL, MONDAY, NOON, fill, new_round


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with database_of("sqlite", tmp_path) as database:
        await fill(SqlStore(database))
        yield database


@pytest.fixture
def queries(database: Database) -> list[tuple[str, Any]]:
    """What is asked of the database, as it goes there."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, query: str, values: Any, *_: object) -> None:
        asked.append((query, values))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    return asked


async def steps(database: Database, query: str, values: Any) -> list[str]:
    """Return how SQLite would go about a query."""
    async with database.engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        return [row.detail for row in plan]


async def test_idle_tick_scans_no_table(database: Database, queries: list[tuple[str, Any]]) -> None:
    store = SqlStore(database)
    await store.due(NOON)
    await store.unsettled(NOON)
    await check_plans(database, queries)


async def test_start_of_a_round_scans_no_table(
    database: Database, queries: list[tuple[str, Any]]
) -> None:
    store = SqlStore(database)
    await store.rounds(channel=GENERAL.id, states=[RoundState.OPEN, RoundState.CLAIMED])
    await store.rounds(channel=GENERAL.id, since=MONDAY)
    await store.asked(GENERAL.id)
    await store.claim(replace(new_round(request="press-1"), slot=None), RoundState.CLOSING)
    await store.schedule(GENERAL, NOON, [new_round()])
    await check_plans(database, queries)


async def check_plans(database: Database, queries: list[tuple[str, Any]]) -> None:
    plans = {
        query: await steps(database, query, values)
        for query, values in queries.copy()
        if not query.startswith("BEGIN")
    }
    assert plans
    for query, plan in plans.items():
        scans = [step for step in plan if step.startswith(("SCAN channels", "SCAN rounds"))]
        assert scans == [], query
