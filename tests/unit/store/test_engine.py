import asyncio
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import column, func, select, table, text

from bot.quiz.model import ChannelId
from bot.quiz.outbox import Button
from bot.store.backends import CONNECTIONS, database_url
from bot.store.engine import Database
from bot.store.errors import DatabaseDamaged, StoreError, StoreUnavailable, Unstorable
from bot.store.migrate import upgrade
from bot.store.sent import SqlButtons
from bot.store.sql_store import SqlStore
from bot.store.tables import members, rounds
from tests.databases import database_of, needs_postgres
from tests.doubles import ManualClock
from tests.samples import MINA, NOON

BUTTON = Button("b", ChannelId("web:lobby"), "answer", {}, {})
A_ROW = {"id": "x", "workspace": "w", "name": "n", "language": "ko", "is_admin": False}


class Slow:
    """Work that has begun, and is done when it may go on."""

    def __init__(self):
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, connection):
        self.begun.set()
        await self.go_on.wait()


@pytest.fixture
async def database(tmp_path):
    async with database_of("sqlite", tmp_path) as database:
        yield database


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a/b.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///b.db", "sqlite+aiosqlite"),
        ("postgres://u:p@h/d", "postgresql+asyncpg"),
        ("postgresql://u:p@h:5433/d", "postgresql+asyncpg"),
        ("postgresql+asyncpg://h/d", "postgresql+asyncpg"),
    ],
)
def test_url_gets_our_driver(url, driver):
    assert database_url(url).drivername == driver


def test_url_may_name_tls_as_postgres_does():
    query = database_url("postgresql://h/d?sslmode=require").query
    assert query == database_url("postgresql://h/d?ssl=require").query == {"ssl": "require"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://root:hunter2@h/d", "must be sqlite or postgresql, not 'mysql'"),
        ("postgresql+psycopg2://h/d", "not 'postgresql\\+psycopg2'"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("quizmaster.db", "cannot be read"),
        ("", "cannot be read"),
        ("postgresql://h:port/d", "cannot be read"),
        ("postgresql://u:hunter2@h/d?port=x", "cannot be used"),
        ("postgresql://u:hunter2@h/d?channel_binding=require", "doesn't know: channel_binding"),
        ("sqlite:///a.db?timeout=soon", "doesn't know: timeout"),
    ],
)
def test_url_of_no_usable_database_is_refused_without_its_password(url, sentence):
    with pytest.raises(StoreError, match=sentence) as caught:
        Database(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 2_000)],
)
async def test_sqlite_is_set_to_keep_what_it_is_given(database, pragma, value):
    async def work(connection):
        return (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar_one()

    assert await database.write(work) == value


async def test_folder_of_the_file_is_made(tmp_path):
    async with Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'quizmaster.db'}") as database:
        await upgrade(database)
        assert (tmp_path / "new" / "folder" / "quizmaster.db").is_file()


async def test_failing_work_changes_nothing(database):
    async def work(connection):
        await connection.execute(members.insert().values(A_ROW))
        raise LookupError("half way")

    with pytest.raises(LookupError):
        await database.write(work)
    assert await database.fetch(select(members)) == []


async def test_driver_error_becomes_one_sentence_without_the_parameters(database):
    query = select(table("nowhere", column("x"))).where(column("x") == "what I typed")
    with pytest.raises(StoreUnavailable) as caught:
        await database.fetch(query)
    assert str(caught.value) == "the database cannot be used now: no such table: nowhere"
    assert "what I typed" not in str(caught.value.__cause__)


@needs_postgres
@pytest.mark.parametrize("asked", [members.c.id == "what I\x00typed", rounds.c.slot == 2**40])
async def test_a_value_that_is_never_taken_is_no_database_that_is_away(asked, tmp_path):
    async with database_of("postgres", tmp_path) as database:
        with pytest.raises(Unstorable, match="does not take a value"):
            await database.fetch(select(asked.left).where(asked))


async def test_unwritable_folder_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnavailable):
        async with Database(f"sqlite:///{tmp_path}/file/q.db"):
            pass


async def test_file_that_is_no_database_is_unavailable(tmp_path):
    (tmp_path / "q.db").write_bytes(b"not a database, but long enough to be looked at" * 50)
    async with Database(f"sqlite:///{tmp_path}/q.db") as database:
        with pytest.raises(DatabaseDamaged, match=r"not a database.*`quizmaster db restore`"):
            await SqlStore(database).remember(MINA)


async def test_a_page_that_is_gone_is_damage_too(tmp_path):
    file = tmp_path / "q.db"
    async with Database(f"sqlite:///{file}") as database:
        await upgrade(database)
        await SqlStore(database).remember(MINA)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    async with Database(f"sqlite:///{file}") as database:
        with pytest.raises(DatabaseDamaged, match="malformed"):
            await SqlStore(database).member(MINA.id)


async def test_server_that_is_away_is_unavailable(unused_tcp_port):
    async with Database(f"postgresql://u:hunter2@127.0.0.1:{unused_tcp_port}/d") as database:
        with pytest.raises(StoreUnavailable) as caught:
            await SqlStore(database).member(MINA.id)
    assert "hunter2" not in str(caught.value)


@needs_postgres
async def test_connection_that_the_server_has_closed_is_not_used_again(tmp_path):
    async with database_of("postgres", tmp_path) as database:
        async with database.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
        driver.terminate()
        assert await database.fetch(select(members)) == []


@needs_postgres
async def test_one_process_takes_few_of_the_connections_that_all_share(tmp_path):
    sessions = table("pg_stat_activity", column("datname"))
    here = select(func.count()).select_from(sessions)
    here = here.where(sessions.c.datname == func.current_database())
    async with database_of("postgres", tmp_path) as database:
        seen = await asyncio.gather(*(database.fetch(here) for _ in range(50)))
    assert max(count for [(count,)] in seen) <= CONNECTIONS


async def test_work_whose_caller_is_cancelled_is_finished_first(database):
    slow = Slow()

    async def work(connection):
        await slow(connection)
        await connection.execute(text("CREATE TABLE done (x INTEGER)"))

    caller = asyncio.create_task(database.write(work))
    await slow.begun.wait()
    caller.cancel()
    caller.cancel()
    await asyncio.sleep(0)
    assert not caller.done()
    slow.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await database.fetch(select(table("done", column("x")))) == []


def test_importing_the_store_loads_no_migrations_nor_other_driver():
    code = (
        "import sys, bot.store.sql_store, bot.store.migrate, bot.store.transcript;"
        "import bot.store.sent, bot.store.inbox;"
        "others = {'alembic', 'asyncpg', 'discord', 'nicegui', 'httpx', 'slack_sdk'};"
        "print(others & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


async def test_reader_finds_a_connection_while_many_wait_to_write(database):
    store = SqlStore(database)
    waiting = []

    async def nothing(connection):
        pass

    async def read_meanwhile(connection):
        waiting.extend(asyncio.create_task(database.write(nothing)) for _ in range(40))
        for _ in range(100):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            assert await store.member(MINA.id) is None

    await database.write(read_meanwhile)
    await asyncio.gather(*waiting)


async def test_lent_engine_lets_a_writer_read_first_while_another_process_writes(database):
    async with Database(str(database.url)) as other:
        async with database.engine.begin() as connection:
            await connection.execute(select(members))
            waiting = asyncio.create_task(SqlStore(other).remember(MINA))
            await asyncio.wait([waiting], timeout=0.3)
            await connection.execute(members.insert().values(A_ROW))
        await waiting
        assert len(await database.fetch(select(members))) == 2


async def test_who_only_waits_for_their_turn_may_give_up_at_once(database):
    slow = Slow()
    writing = asyncio.create_task(database.write(slow))
    await slow.begun.wait()
    insert = members.insert().values(A_ROW)
    queued = [asyncio.create_task(database.change(insert)) for _ in range(20)]
    await asyncio.sleep(0)
    for one in queued:
        one.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait(queued)
    assert not writing.done()
    slow.go_on.set()
    await writing
    assert await database.fetch(select(members)) == []


async def test_a_member_who_is_known_acts_while_others_write(database):
    store, slow = SqlStore(database), Slow()
    await store.remember(MINA)
    writing = asyncio.create_task(database.write(slow))
    await slow.begun.wait()
    async with asyncio.timeout(5):
        assert await store.remember(MINA) == MINA
    renamed = asyncio.create_task(store.remember(replace(MINA, name="Renamed")))
    slow.go_on.set()
    assert (await renamed).name == "Renamed"
    assert (await store.member(MINA.id)).name == "Renamed"
    await writing


async def test_who_is_new_or_opens_a_form_passes_by_all_that_queues(database):
    slow, order = Slow(), []
    works = {
        "member": SqlStore(database).remember(MINA),
        "button": SqlButtons(database, ManualClock(NOON)).keep([BUTTON]),
    }

    async def noted(name, work):
        await work
        order.append(name)

    async def nothing(connection):
        pass

    tasks = [asyncio.create_task(database.write(slow))]
    await slow.begun.wait()
    tasks += [asyncio.create_task(noted("queued", database.write(nothing))) for _ in range(20)]
    tasks += [asyncio.create_task(noted(name, work)) for name, work in works.items()]
    await database.fetch(select(members))  # longer than it takes the new member to be looked up
    slow.go_on.set()
    await asyncio.gather(*tasks)
    assert max(map(order.index, works)) < 10


async def test_what_is_written_first_or_soon_passes_by_all_that_queues(database):
    slow, order = Slow(), []

    def noted(name):
        async def work(connection):
            order.append(name)

        return work

    works = [asyncio.create_task(database.write(slow))]
    await slow.begun.wait()
    for write, name in [(database.write, "queued"), (database.write_soon, "soon")]:
        works += [asyncio.create_task(write(noted(name))) for _ in range(5)]
        await asyncio.sleep(0)
    works.append(asyncio.create_task(database.write_first(noted("first"))))
    await asyncio.sleep(0)
    slow.go_on.set()
    await asyncio.gather(*works)
    assert order.index("first") <= 1
    assert order.index("queued") >= order.count("soon") - 1
    assert [order.count(name) for name in ("first", "soon", "queued")] == [1, 5, 5]
