"""Every migration is taken back and run again, with a row in each table."""

from datetime import UTC, datetime

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Time,
    select,
    text,
    update,
)

from bot.store.cli import run_downgrade, run_upgrade
from bot.store.engine import Database
from bot.store.errors import DatabaseInUse, DowngradeRefused, NewerDatabase
from bot.store.in_use import check_unused
from bot.store.migrate import HEAD, VERSION, alembic_config, downgrade, revision, upgrade
from bot.store.sql_store import SqlStore
from tests.databases import BACKENDS, database_of, empty_url, new_database_of
from tests.samples import MINA, answered, fill, open_round

BACKEND = pytest.mark.parametrize("backend", BACKENDS)
SCRIPTS = sorted(
    ScriptDirectory.from_config(alembic_config(None)).walk_revisions(), key=lambda one: one.revision
)
REVISIONS = [script.revision for script in SCRIPTS]
AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
VALUES = {
    Boolean: True,
    Integer: 1,
    Float: 1.0,
    Date: AT.date(),
    Time: AT.time(),
    JSON: ["deep-learning"],
}


@BACKEND
async def test_every_migration_goes_back_and_forth_and_keeps_what_both_sides_know(
    backend, tmp_path
):
    def walk(connection):
        with Operations.context(MigrationContext.configure(connection)):
            before = Look(connection)
            for script in SCRIPTS:
                script.module.upgrade()
                after = Look(connection)
                after.fill()
                if script is SCRIPTS[0]:
                    before = after
                    continue
                script.module.downgrade()
                back = Look(connection)
                assert back.shape() == before.shape(), script.path
                _assert_kept(after.rows(), back.rows(), script.path)
                script.module.upgrade()
                again = Look(connection, after.tables)
                _assert_kept(before.rows(), again.rows(), script.path)
                again.fill()
                before = again

    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(walk)


class Look:
    """The tables as they were when looked at, and the rows that were in them."""

    def __init__(self, connection, tables=None):
        """Take what the tables are known to be; else they are looked at, which takes long."""
        self._connection = connection
        self.tables = tables or MetaData()
        if tables is None:
            self.tables.reflect(connection)
        self._rows = self._read()

    def _read(self):
        return {
            table.name: [dict(row._mapping) for row in self._connection.execute(select(table))]
            for table in self.tables.sorted_tables
        }

    def fill(self):
        """Put a row into each empty table: what it refers to has the same values."""
        for table in self.tables.sorted_tables:
            if not self._rows[table.name]:
                row = {column.name: _value(column) for column in table.columns}
                self._connection.execute(table.insert().values(row))
        self._rows = self._read()

    def rows(self):
        return self._rows

    def shape(self):
        return {
            table.name: (
                sorted((column.name, str(column.type)) for column in table.columns),
                sorted(str(index.name) for index in table.indexes),
                sorted(str(constraint.name) for constraint in table.constraints),
            )
            for table in self.tables.sorted_tables
        }


def _value(column):
    if isinstance(column.type, DateTime):
        return AT if column.type.timezone else AT.replace(tzinfo=None)
    return next((value for kind, value in VALUES.items() if isinstance(column.type, kind)), "x")


def _assert_kept(before, after, path):
    """Compare what both have: a table, and a column in it."""
    for table in before.keys() & after.keys():
        assert len(before[table]) == len(after[table]), path
        for old, new in zip(before[table], after[table], strict=True):
            both = old.keys() & new.keys()
            assert {name: old[name] for name in both} == {name: new[name] for name in both}, path


@BACKEND
async def test_goes_one_back_or_to_the_revision_named_and_up_again(backend, tmp_path):
    async with new_database_of(backend, tmp_path) as database:
        await SqlStore(database).remember(MINA)
        assert await downgrade(database) == REVISIONS[-2] == await revision(database)
        assert await downgrade(database, "0003") == "0003"
        await upgrade(database)
        assert await SqlStore(database).member(MINA.id) == MINA


@BACKEND
async def test_an_older_version_finds_the_verdicts_of_grades(backend, tmp_path):
    async with new_database_of(backend, tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        await answered(store, await open_round(store), "e1", MINA, 50)
        await downgrade(database, "0042")
        verdict = text("SELECT verdict FROM answers")
        assert await database.read(lambda connection: connection.scalar(verdict)) == "partial"


async def test_goes_nowhere_else(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        with pytest.raises(DowngradeRefused, match="not to '0999'"):
            await downgrade(database, "0999")
        with pytest.raises(DowngradeRefused, match=f"not to '{HEAD}'"):
            await downgrade(database, HEAD)
        await downgrade(database, "0001")
        with pytest.raises(DowngradeRefused, match="no older revision"):
            await downgrade(database)
        await database.change(update(VERSION).values(version_num="9999"))
        with pytest.raises(NewerDatabase, match=f"quizmaster db downgrade {HEAD}"):
            await downgrade(database)


@BACKEND
async def test_database_that_somebody_has_open_is_told_apart(backend, tmp_path):
    async with database_of(backend, tmp_path) as bot, Database(str_of(bot)) as ours:
        await SqlStore(bot).member(MINA.id)
        with pytest.raises(DatabaseInUse, match="stop it first"):
            await check_unused(ours)
        await bot.engine.dispose()
        await bot._first.dispose()
        await check_unused(ours)


def str_of(database):
    return database.url.render_as_string(hide_password=False)


def test_command_says_where_the_database_is_now(tmp_path, capsys):
    url = f"sqlite:///{tmp_path}/q.db"
    run_upgrade(url)
    capsys.readouterr()
    assert [run_downgrade(url, None), run_downgrade(url, "0099")] == [0, 1]
    out, err = capsys.readouterr()
    assert f"back at revision {REVISIONS[-2]}" in out
    assert "not to '0099'" in err
