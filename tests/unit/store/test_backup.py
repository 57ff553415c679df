import sqlite3
from contextlib import closing

import pytest

from bot.store.backup import backup
from bot.store.cli import run_backup, run_upgrade
from bot.store.engine import Database
from bot.store.errors import BackupRefused, StoreUnavailable
from bot.store.sql_store import SqlStore
from tests.databases import database_of
from tests.samples import JUN, MINA


async def test_backup_holds_what_was_committed_while_the_bot_is_running(tmp_path):
    target = tmp_path / "backups" / "monday.db"
    async with database_of("sqlite", tmp_path) as database:
        await SqlStore(database).remember(MINA)
        await backup(str(database.url), target)
        await SqlStore(database).remember(JUN)
    assert [file.name for file in target.parent.iterdir()] == ["monday.db"]
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    async with Database(f"sqlite:///{target}") as copy:
        assert await SqlStore(copy).member(MINA.id) == MINA
        assert await SqlStore(copy).member(JUN.id) is None


async def test_backup_does_not_wait_for_a_writer(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        await SqlStore(database).remember(MINA)

        async def work(connection):
            await connection.exec_driver_sql("DELETE FROM members")
            await backup(str(database.url), tmp_path / "copy.db")

        await database.write(work)
    async with Database(f"sqlite:///{tmp_path}/copy.db") as copy:
        assert await SqlStore(copy).member(MINA.id) == MINA


async def test_existing_file_is_not_overwritten(tmp_path):
    target = tmp_path / "copy.db"
    target.write_text("precious")
    async with database_of("sqlite", tmp_path) as database:
        with pytest.raises(BackupRefused, match="exists already"):
            await backup(str(database.url), target)
    assert target.read_text() == "precious"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("sqlite:///{folder}/none.db", "there is no database at"), ("postgresql://h/d", "pg_dump")],
)
async def test_database_that_cannot_be_copied_is_said_and_not_made(tmp_path, url, sentence):
    with pytest.raises(BackupRefused, match=sentence):
        await backup(url.format(folder=tmp_path), tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://mina:hunter2@db:5433/quiz", "postgresql://mina@db:5433/quiz"),
        (
            "postgresql://mina:hunter2@/quiz?host=/var/run/pg&sslmode=require",
            "'postgresql://mina@/quiz?host=%2Fvar%2Frun%2Fpg&sslmode=require'",
        ),
    ],
)
async def test_command_for_postgres_has_no_password_in_it_which_pg_dump_asks_for(
    tmp_path, url, said
):
    with pytest.raises(BackupRefused) as refused:
        await backup(url, tmp_path / "copy.db")
    dump = f"pg_dump --format=custom --file={tmp_path}/copy.db {said}"
    assert f"`(umask 077; {dump})`" in str(refused.value)


async def test_failed_backup_leaves_nothing_behind(tmp_path):
    (tmp_path / "q.db").write_bytes(b"not a database, but long enough to be looked at" * 50)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await backup(f"sqlite:///{tmp_path}/q.db", tmp_path / "copies" / "copy.db")
    assert list((tmp_path / "copies").iterdir()) == []


def test_command_says_where_the_backup_is(tmp_path, capsys):
    url, target = f"sqlite:///{tmp_path}/q.db", tmp_path / "copy.db"
    run_upgrade(url)
    capsys.readouterr()
    assert run_backup(url, target) == 0
    assert capsys.readouterr().out == f"the database is backed up to {target}\n"
    assert run_backup(url, target) == 1
    assert "exists already" in capsys.readouterr().err
