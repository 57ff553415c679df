import pytest
from sqlalchemy import literal, select, text, union_all

from bot.store.sqlite_connection import SqliteConnection
from tests.databases import database_of

TWO_ROWS = union_all(select(literal(1)), select(literal(2)))


@pytest.fixture
async def database(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        await database.fetch(TWO_ROWS)
        yield database


@pytest.fixture
def trips(monkeypatch):
    """What is done on the threads of connections, by its statement or name."""
    made, real = [], SqliteConnection._execute

    async def noted(connection, work, *args):
        made.append(args[0] if args else work.__name__)
        return await real(connection, work, *args)

    monkeypatch.setattr(SqliteConnection, "_execute", noted)
    return made


async def test_query_with_all_its_rows_is_one_trip(database, trips):
    assert await database.fetch(TWO_ROWS) == [(1,), (2,)]
    assert len(trips) == 1


async def test_work_is_a_trip_for_each_statement_its_begin_and_its_end(database, trips):
    async def work(connection):
        await connection.execute(text("CREATE TABLE one (x INTEGER)"))
        added = text("INSERT INTO one VALUES (1), (2) RETURNING x")
        return (await connection.execute(added)).all()

    assert await database.read(work) == [(1,), (2,)]
    assert trips[0] == "BEGIN"
    assert trips[-1] == "rollback"
    assert len(trips) == 4
    trips.clear()
    assert await database.write(work) == [(1,), (2,)]
    assert (trips[0], trips[-1]) == ("BEGIN IMMEDIATE", "commit")
    assert len(trips) == 4
