"""Every migration is taken back and run again, with a row in each table."""

from datetime import UTC, datetime
from graphlib import TopologicalSorter

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

MADE = {
    "sqlite": """
        SELECT tbl_name, group_concat(sql) FROM sqlite_master
        WHERE tbl_name NOT LIKE 'sqlite_%' GROUP BY tbl_name""",
    "postgresql": """
        SELECT named, string_agg(made, ';' ORDER BY made) FROM (
            SELECT table_name AS named, concat_ws(' ', column_name, data_type, is_nullable) AS made
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT conrelid::regclass::text, conname || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
        ) AS parts GROUP BY named""",
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
                after = Look(connection, before)
                after.fill()
                if script is SCRIPTS[0]:
                    before = after
                    continue
                script.module.downgrade()
                back = Look(connection, before)
                assert back.shape() == before.shape(), script.path
                _assert_kept(after.rows(), back.rows(), script.path)
                script.module.upgrade()
                again = Look(connection, after)
                _assert_kept(before.rows(), again.rows(), script.path)
                again.fill()
                before = again

    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(walk)


class Look:
    """The tables as they were when looked at, and the rows that were in them."""

    def __init__(self, connection, before=None):
        """Look at tables; those that are made as they were before need no second look."""
        self._connection, self._made = connection, _made(connection)
        kept = before._made.items() & self._made.items() if before else ()
        self.tables = {name: before.tables[name] for name, _ in kept}
        found = MetaData()
        others = [name for name in self._made if name not in self.tables]
        found.reflect(connection, only=others, resolve_fks=False)
        self.tables |= found.tables
        self._rows = self._read()

    def _read(self):
        return {
            name: [
                dict(row._mapping)
                for row in self._connection.exec_driver_sql(f'SELECT * FROM "{name}"')
            ]
            for name in self.tables
        }

    def fill(self):
        """Put a row into each empty table: what it refers to has the same values."""
        refers = {
            name: {key.target_fullname.partition(".")[0] for key in table.foreign_keys} - {name}
            for name, table in self.tables.items()
        }
        for name in TopologicalSorter(refers).static_order():
            if not self._rows[name]:
                table = self.tables[name]
                row = {column.name: _value(column) for column in table.columns}
                self._connection.execute(table.insert().values(row))
        self._rows = self._read()

    def rows(self):
        return self._rows

    def shape(self):
        return {
            name: (
                sorted((column.name, str(column.type)) for column in table.columns),
                sorted(str(index.name) for index in table.indexes),
                sorted(str(constraint.name) for constraint in table.constraints),
            )
            for name, table in self.tables.items()
        }


def _made(connection):
    """Return by table how it, its indexes and its constraints are made."""
    return dict(connection.exec_driver_sql(MADE[connection.dialect.name]).all())


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
