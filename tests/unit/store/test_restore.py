import asyncio
import shlex
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import insert

from bot.store.backup import backup
from bot.store.cli import run_backup, run_restore, run_upgrade
from bot.store.engine import Database
from bot.store.errors import BackupRefused, DatabaseInUse, NewerDatabase
from bot.store.migrate import HEAD, downgrade, revision
from bot.store.restore import restore
from bot.store.sql_store import SqlStore
from bot.store.tables import answers
from tests.databases import database_of, empty_url, needs_postgres
from tests.samples import JUN, MINA, fill, new_answer, open_round

ANSWERS = 10_000
A_PAGE = 4096


@pytest.fixture
async def saved(tmp_path):
    """Return a backup with Mina in it; in the database there is Jun as well."""
    target = tmp_path / "monday.db"
    async with database_of("sqlite", tmp_path) as database:
        await SqlStore(database).remember(MINA)
        await backup(str(database.url), target)
        await SqlStore(database).remember(JUN)
    return target


def url_of(folder):
    return f"sqlite:///{folder / 'quizmaster.db'}"


async def members_of(file):
    async with Database(f"sqlite:///{file}") as database:
        store = SqlStore(database)
        return [one for one in (MINA, JUN) if await store.member(one.id)]


async def test_backup_takes_the_place_of_the_database_which_is_kept(tmp_path, saved):
    kept = await restore(url_of(tmp_path), saved)
    assert (tmp_path / "quizmaster.db").stat().st_mode & 0o077 == 0
    assert await members_of(tmp_path / "quizmaster.db") == [MINA]
    assert await members_of(kept) == [MINA, JUN]
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {"monday.db", "quizmaster.db", kept.name}


async def test_backup_is_restored_where_there_is_no_database(tmp_path, saved):
    folder = tmp_path / "elsewhere"
    assert await restore(url_of(folder), saved) is None
    assert await members_of(folder / "quizmaster.db") == [MINA]


async def test_backup_comes_to_where_a_link_leads(tmp_path, saved):
    volume, link = tmp_path / "volume", tmp_path / "quizmaster.db"
    volume.mkdir()
    link.rename(volume / "quiz.db")
    link.symlink_to(volume / "quiz.db")
    kept = await restore(url_of(tmp_path), saved)
    assert link.readlink() == volume / "quiz.db"
    assert await members_of(volume / "quiz.db") == [MINA]
    assert kept.parent == volume
    assert await members_of(kept) == [MINA, JUN]


async def test_backup_is_whole_where_only_the_log_of_a_database_is_left(tmp_path, saved):
    file, folder = tmp_path / "quizmaster.db", tmp_path / "killed"
    folder.mkdir()
    async with Database(f"sqlite:///{file}") as database:
        await SqlStore(database).remember(replace(JUN, name="in the log alone"))
        for path in tmp_path.glob("quizmaster.db-*"):  # as of a bot that is killed
            shutil.copy(path, folder / path.name)
    assert (folder / "quizmaster.db-wal").stat().st_size
    assert await restore(url_of(folder), saved) is None
    kept = {file.name.partition(".until")[::2] for file in folder.iterdir()}
    assert {name for name, end in kept} == {"quizmaster.db"}
    assert sorted(end[-4:] for _, end in kept) == ["", "-shm", "-wal"]
    assert await members_of(folder / "quizmaster.db") == [MINA]
    with closing(sqlite3.connect(folder / "quizmaster.db")) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def test_older_backup_is_brought_up_to_date(tmp_path, saved):
    async with Database(f"sqlite:///{saved}") as database:
        older = await downgrade(database)
    await restore(url_of(tmp_path), saved)
    async with Database(url_of(tmp_path)) as database:
        assert (older, await revision(database)) == (f"{int(HEAD) - 1:04}", HEAD)


async def newer(saved):
    with closing(sqlite3.connect(saved, isolation_level=None)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")


async def torn(saved):
    data = bytearray(saved.read_bytes())
    data[3 * A_PAGE : 9 * A_PAGE] = bytes(6 * A_PAGE)
    saved.write_bytes(data)


async def foreign(saved):
    saved.unlink()
    with closing(sqlite3.connect(saved)) as other:
        other.execute("CREATE TABLE recipes (id)")


async def no_database(saved):
    saved.write_text("what is this?" * 100)


async def missing(saved):
    saved.unlink()


async def orphaned(saved):
    with closing(sqlite3.connect(saved, isolation_level=None)) as copy:
        copy.execute("INSERT INTO links VALUES ('web:nobody', 'web:nobody')")


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (newer, NewerDatabase, "at revision '9999', but this quizmaster knows tables up to"),
        (torn, BackupRefused, "damaged|can't be read"),
        (orphaned, BackupRefused, "damaged: .*links"),
        (foreign, BackupRefused, "is no backup of quizmaster's"),
        (no_database, BackupRefused, "can't be read as a backup"),
        (missing, BackupRefused, "there is no backup at"),
    ],
)
async def test_backup_that_is_of_no_use_leaves_the_database_alone(
    tmp_path, saved, spoil, error, sentence
):
    await spoil(saved)
    before = {file.name for file in tmp_path.iterdir()}
    with pytest.raises(error, match=sentence):
        await restore(url_of(tmp_path), saved)
    assert {file.name for file in tmp_path.iterdir()} == before
    assert await members_of(tmp_path / "quizmaster.db") == [MINA, JUN]


async def test_database_that_a_bot_runs_on_is_not_replaced(tmp_path, saved):
    async with Database(url_of(tmp_path)) as bot:
        store = SqlStore(bot)
        assert await store.member(JUN.id)
        with pytest.raises(DatabaseInUse, match="a bot is running"):
            await restore(url_of(tmp_path), saved)
        await store.remember(MINA)
    assert not list(tmp_path.glob("*.until-*"))
    assert await members_of(tmp_path / "quizmaster.db") == [MINA, JUN]


async def test_damaged_database_is_replaced_and_kept_with_its_log(tmp_path, saved):
    file = tmp_path / "quizmaster.db"
    file.write_bytes(b"not a database any more" * 500)
    file.with_name("quizmaster.db-wal").write_bytes(b"its log")
    kept = await restore(url_of(tmp_path), saved)
    assert await members_of(file) == [MINA]
    assert kept.read_bytes().startswith(b"not a database")
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"its log"


async def test_backup_amid_ten_thousand_answers_is_whole(tmp_path):
    target = tmp_path / "busy.db"
    written = []
    async with database_of("sqlite", tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        round = await open_round(store)
        await database.write(lambda connection: _answer_often(connection, round))

        async def answer_on():
            while True:
                new = new_answer(round, f"live{len(written)}", text=f"{len(written)}")
                written.append((await store.add(new, 10 * ANSWERS)).event)

        writer = asyncio.create_task(answer_on())
        while len(written) < 5:
            await asyncio.sleep(0)
        before = len(written)
        await backup(str(database.url), target)
        meanwhile = len(written)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
    other = tmp_path / "other"
    await restore(url_of(other), target)
    async with Database(url_of(other)) as restored:
        found = [one.event for one in await SqlStore(restored).answers(round=round.id)]
    live = found[ANSWERS:]
    assert found[:ANSWERS] == [f"e{n}" for n in range(ANSWERS)]
    assert live == written[: len(live)]
    assert before <= len(live) <= meanwhile + 1


async def _answer_often(connection, round):
    first = new_answer(round, "e")
    same = {
        **{"channel": first.channel, "question": first.question, "round": round.id},
        **{"member": first.member, "study_date": round.local_date, "at": first.at},
        **{"is_late": False, "hints": 0, "value": 0, "is_told": False, "text": "answer 🙂"},
    }
    rows = [same | {"event": f"e{n}", "attempt": n + 1} for n in range(ANSWERS)]
    await connection.execute(insert(answers), rows)


def test_command_says_what_it_restored_and_what_it_kept(tmp_path, capsys):
    url, target = url_of(tmp_path), tmp_path / "copy.db"
    run_upgrade(url)
    run_backup(url, target)
    capsys.readouterr()
    assert run_restore(url, target) == 0
    [kept] = tmp_path.glob("*.until-*")
    assert capsys.readouterr().out == (
        f"the database is restored from {target}, at revision {HEAD}; what was there is kept as"
        f" {kept}\n"
    )
    assert run_restore(url, tmp_path / "none.db") == 1
    assert "there is no backup at" in capsys.readouterr().err


@needs_postgres
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed")
async def test_sentences_for_postgres_name_commands_that_work(tmp_path):
    file = tmp_path / "quizmaster.dump"

    async def told(work):
        with pytest.raises(BackupRefused, match="PostgreSQL has its own tools") as refused:
            await work
        return str(refused.value).split("`")[1]

    async with database_of("postgres", tmp_path) as database:
        await SqlStore(database).remember(MINA)
        dump = await told(backup(database.url.render_as_string(hide_password=False), file))
        await asyncio.to_thread(subprocess.run, dump, shell=True, check=True)
        assert file.stat().st_mode & 0o077 == 0
    async with empty_url("postgres", tmp_path) as url:
        server = url.replace("+asyncpg", "")
        back = (await told(restore(url, file))).replace("NEW", server)
        await asyncio.to_thread(subprocess.run, shlex.split(back), check=True)
        async with Database(url) as restored:
            assert await revision(restored) == HEAD
            assert await SqlStore(restored).member(MINA.id) == MINA
