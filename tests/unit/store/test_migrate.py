import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, update

from bot.store.cli import run_upgrade
from bot.store.engine import Database
from bot.store.errors import NewerDatabase, StoreUnavailable
from bot.store.migrate import HEAD, VERSION, alembic_config, revision, upgrade
from bot.store.sql_store import SqlStore
from bot.store.tables import metadata
from tests.databases import BACKENDS, database_of, empty_url
from tests.samples import MINA

BACKEND = pytest.mark.parametrize("backend", BACKENDS)


def test_head_is_the_newest_script():
    scripts = ScriptDirectory.from_config(alembic_config(None))
    assert scripts.get_heads() == [HEAD]


@BACKEND
async def test_migrations_make_the_tables_of_the_code(backend, tmp_path):
    def differences(connection):
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, metadata)

    async with database_of(backend, tmp_path) as database:
        assert await database.migrate(differences) == []


@BACKEND
async def test_migrations_make_the_same_keys_and_constraints_as_the_code(backend, tmp_path):
    (tmp_path / "other").mkdir()
    async with (
        database_of(backend, tmp_path) as migrated,
        empty_url(backend, tmp_path / "other") as url,
        Database(url) as created,
    ):
        await created.migrate(metadata.create_all)
        assert await migrated.migrate(_shape) == await created.migrate(_shape)


def _shape(connection):
    found = inspect(connection)
    return {
        name: (
            found.get_pk_constraint(name),
            sorted(found.get_unique_constraints(name), key=str),
            sorted(found.get_foreign_keys(name), key=str),
            sorted(found.get_indexes(name), key=str),
            [(column["name"], str(column["type"])) for column in found.get_columns(name)],
        )
        for name in found.get_table_names()
        if name != "alembic_version"
    }


@BACKEND
async def test_upgrade_of_an_empty_database_makes_it_usable_once(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        assert await revision(database) is None
        assert await upgrade(database) is True
        assert await revision(database) == HEAD
        await SqlStore(database).remember(MINA)
        assert await upgrade(database) is False
        assert await SqlStore(database).member(MINA.id) == MINA


@BACKEND
async def test_database_of_a_newer_version_is_left_alone(backend, tmp_path):
    async with database_of(backend, tmp_path) as database:
        await database.change(update(VERSION).values(version_num="9999"))
        with pytest.raises(NewerDatabase, match=r"^the database is at revision '9999', .*'0001'"):
            await upgrade(database)
        assert await revision(database) == "9999"


@BACKEND
async def test_failing_migration_leaves_no_table_behind(backend, tmp_path):
    async with empty_url(backend, tmp_path) as url, Database(url) as database:
        await database.migrate(lambda connection: metadata.tables["transcript"].create(connection))
        with pytest.raises(StoreUnavailable, match="transcript"):
            await upgrade(database)
        assert await database.migrate(lambda c: inspect(c).get_table_names()) == ["transcript"]


async def test_start_at_head_does_not_load_alembic(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        url = str(database.url)
    code = (
        "import asyncio, sys\n"
        "from bot.store.engine import Database\n"
        "from bot.store.migrate import upgrade\n"
        "async def main():\n"
        "    async with Database(sys.argv[1]) as database: await upgrade(database)\n"
        "asyncio.run(main())\n"
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_command_says_what_it_did(tmp_path, capsys):
    url = f"sqlite:///{tmp_path}/q.db"
    assert run_upgrade(url) == 0
    assert run_upgrade(url) == 0
    assert capsys.readouterr().out == (
        "the database is now at revision 0001\nthe database is already at revision 0001\n"
    )


def test_command_fails_with_one_sentence(capsys):
    assert run_upgrade("mysql://h/d") == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "the database must be sqlite or postgresql, not 'mysql'\n"
