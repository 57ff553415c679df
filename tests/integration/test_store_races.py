"""Two processes on one database, as two stores with connections of their own, race each other."""

import asyncio
import os
import signal
import sqlite3
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.cards import Card
from bot.quiz.clock import SystemClock
from bot.quiz.model import MAX_DAILY, Answer, MessageId, NewRound, RoundId, RoundState
from bot.quiz.outbox import Button, PendingCard, Sent
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from bot.store.sql_store import SqlStore
from bot.store.tables import buttons, rounds
from tests.databases import BACKENDS, empty_url
from tests.samples import (
    GENERAL,
    MINA,
    NOON,
    QUESTION,
    a_grade,
    fill,
    new_answer,
    new_hint,
    new_round,
    open_round,
)


@pytest.fixture(params=BACKENDS)
async def databases(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[list[Database]]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(empty_url(request.param, tmp_path))
        databases = [await stack.enter_async_context(Database(url)) for _ in range(2)]
        await upgrade(databases[0])
        yield databases


@pytest.fixture
async def stores(databases: list[Database]) -> list[SqlStore]:
    stores = [SqlStore(database) for database in databases]
    await fill(stores[0])
    return stores


@pytest.mark.parametrize(
    "events", [["e1"] * 50, [f"e{n}" for n in range(20)]], ids=["one event", "the same words"]
)
async def test_what_is_delivered_many_times_is_one_answer(
    stores: list[SqlStore], events: list[str]
) -> None:
    round = await open_round(stores[0])
    news = [new_answer(round, event) for event in events]
    added = await asyncio.gather(*(stores[n % 2].add(new, 3) for n, new in enumerate(news)))
    [stored] = await stores[0].answers(round=round.id)
    assert added == [stored] * len(events)


async def test_racing_attempts_are_numbered_without_gaps_up_to_the_limit(
    stores: list[SqlStore],
) -> None:
    round = await open_round(stores[0])
    news = [new_answer(round, f"e{n}", text=f"words {n}") for n in range(20)]
    adds = [stores[n % 2].add(new, max_attempts=5) for n, new in enumerate(news)]
    added = await asyncio.gather(*adds)
    stored = await stores[0].answers(round=round.id)
    assert [answer.attempt for answer in stored] == [1, 2, 3, 4, 5]
    assert sorted(answer.id for answer in added if answer) == [answer.id for answer in stored]


@pytest.mark.parametrize(
    "news",
    [[new_round()] * 20, [new_round(slot=n, request="press-1") for n in range(20)]],
    ids=["one slot", "one request for many slots"],
)
async def test_20_claims_make_one_round(stores: list[SqlStore], news: list[NewRound]) -> None:
    claims = await asyncio.gather(*(stores[n % 2].claim(new) for n, new in enumerate(news)))
    [claimed] = [claim for claim in claims if claim]
    assert await stores[0].rounds() == [claimed]


async def test_racing_extra_rounds_take_a_slot_each_and_end_the_open_one(
    stores: list[SqlStore],
) -> None:
    before = await open_round(stores[0])
    news = [replace(new_round(request=f"press-{n // 2}"), slot=None) for n in range(20)]
    claims = await asyncio.gather(
        *(stores[n % 2].claim(new, RoundState.CLOSING) for n, new in enumerate(news))
    )
    assert sorted(claim.slot for claim in claims if claim) == list(range(MAX_DAILY, MAX_DAILY + 10))
    ended = await stores[0].round(before.id)
    assert ended == replace(before, state=RoundState.CLOSING, closes_at=news[0].due_at)


async def test_an_answer_is_late_or_comes_before_the_end(
    databases: list[Database], stores: list[SqlStore]
) -> None:
    round = await open_round(stores[0])
    adding: list[asyncio.Task[Answer | None]] = []

    async def end_meanwhile(connection: AsyncConnection) -> None:
        ended = {"state": RoundState.CLOSING, "closes_at": NOON}
        await connection.execute(rounds.update().values(ended))
        adding.append(asyncio.create_task(stores[1].add(new_answer(round, "e1"), 1)))
        await asyncio.wait(adding, timeout=0.3)

    await databases[0].write(end_meanwhile)
    answer = await adding[0]
    assert answer is not None
    assert answer.is_late


async def test_only_one_of_many_grades_is_stored(stores: list[SqlStore]) -> None:
    round = await open_round(stores[0])
    answer = await stores[0].add(new_answer(round, "e1"), max_attempts=1)
    assert answer is not None
    grades = [stores[n % 2].grade(answer.id, a_grade(n / 20), n, NOON) for n in range(20)]
    stored = await asyncio.gather(*grades)
    [winner] = [n for n, is_stored in enumerate(stored) if is_stored]
    [graded] = await stores[1].answers(round=round.id)
    assert (graded.value, graded.grade) == (winner, a_grade(winner / 20))


@pytest.mark.parametrize(
    ("events", "counts"),
    [([f"e{n}" for n in range(20)], [*range(1, 10), *[10] * 11]), (["e1"] * 20, [1] * 20)],
    ids=["hints up to the limit", "one event"],
)
async def test_racing_hints_are_all_counted(
    stores: list[SqlStore], events: list[str], counts: list[int]
) -> None:
    round = await open_round(stores[0])
    news = [new_hint(round.id, event) for event in events]
    taken = await asyncio.gather(*(stores[n % 2].take_hint(new, 10) for n, new in enumerate(news)))
    assert sorted(taken) == counts
    assert await stores[1].hints(round.id, QUESTION, MINA.id) == counts[-1]


async def test_20_beginnings_of_a_message_let_one_send_it(databases: list[Database]) -> None:
    outboxes = [SqlOutbox(database, SystemClock()) for database in databases]
    begun = await asyncio.gather(*(outboxes[n % 2].begin(GENERAL.id, "round:1") for n in range(20)))
    first, *others = sorted(begun, key=bool)
    assert first is None
    assert {(one.key, one.message) for one in others if one} == {("round:1", None)}
    assert len(set(others)) == 1


async def test_racing_records_of_a_key_leave_one_whole(databases: list[Database]) -> None:
    outboxes = [SqlOutbox(database, SystemClock()) for database in databases]
    sents = [Sent(GENERAL.id, "round:1", f"place {n}", MessageId(f"{n}")) for n in range(20)]
    await asyncio.gather(*(outboxes[n % 2].record(sent) for n, sent in enumerate(sents)))
    assert await outboxes[0].sent(GENERAL.id, "round:1") in sents


async def test_racing_cards_of_a_key_wait_as_one(databases: list[Database]) -> None:
    stores = [SqlPendingCards(database, SystemClock()) for database in databases]
    cards = [PendingCard(GENERAL.id, "answer:1", MINA.id, Card(title=f"{n}")) for n in range(20)]
    await asyncio.gather(*(stores[n % 2].keep_waiting(one) for n, one in enumerate(cards)))
    [waiting] = await stores[0].waiting(GENERAL.id, MINA.id)
    assert waiting in cards


async def test_same_buttons_in_another_order_wait_for_nothing_but_their_turn(
    databases: list[Database],
) -> None:
    first, last = Button("b1", GENERAL.id, "help"), Button("b2", GENERAL.id, "skip")
    books = [SqlButtons(database, SystemClock()) for database in databases]
    waiting: list[asyncio.Task[None]] = []

    async def keep_meanwhile(connection: AsyncConnection) -> None:
        await connection.execute(buttons.insert().values(asdict(first)))
        waiting.append(asyncio.create_task(books[1].keep([last, first])))
        await asyncio.wait(waiting, timeout=0.3)
        await connection.execute(buttons.insert().values(asdict(last)))

    await databases[0].write(keep_meanwhile)
    await waiting[0]
    assert [await books[0].button(id) for id in ("b1", "b2")] == [first, last]


async def test_reading_goes_on_while_another_writes(stores: list[SqlStore]) -> None:
    round = await open_round(stores[0])

    async def read_meanwhile(connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("UPDATE rounds SET message = 'unfinished'")
        assert await stores[1].round(round.id) == round

    await stores[0]._database.write(read_meanwhile)


async def test_answer_cancelled_at_any_moment_is_there_once(stores: list[SqlStore]) -> None:
    round = await open_round(stores[0])
    for steps in range(1, 31):
        new = new_answer(round, f"e{steps}", text=f"words {steps}")
        first = asyncio.create_task(stores[0].add(new, max_attempts=99))
        for _ in range(steps):
            await asyncio.sleep(0)
        was_running = first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        assert first.cancelled() == was_running
        assert [a.event for a in await stores[1].answers(round=round.id)][-1] == new.event
        again = await stores[1].add(new, max_attempts=99)
        assert again is not None
        assert again.attempt == steps


@pytest.mark.parametrize("backend", BACKENDS)
async def test_two_processes_starting_at_once_make_the_tables_once(
    backend: str, tmp_path: Path
) -> None:
    async with (
        empty_url(backend, tmp_path) as url,
        Database(url) as one,
        Database(url) as two,
    ):
        assert sorted(await asyncio.gather(upgrade(one), upgrade(two))) == [False, True]


async def test_a_new_file_that_another_process_writes_now_is_waited_for(tmp_path: Path) -> None:
    async with empty_url("sqlite", tmp_path) as url, Database(url) as database:
        with closing(sqlite3.connect(str(database.url.database))) as other:
            other.execute("CREATE TABLE theirs (n INTEGER)")
            other.execute("BEGIN IMMEDIATE")
            reading = asyncio.create_task(database.fetch(select(literal(1))))
            await asyncio.wait([reading], timeout=0.3)
            other.rollback()
            assert await reading == [(1,)]


KILLED = textwrap.dedent(
    """
    import asyncio, sys
    from bot.quiz.model import RoundId
    from bot.store.engine import Database
    from bot.store.sql_store import SqlStore
    from tests.samples import new_answer

    async def main(url):
        async with Database(url) as database:
            store = SqlStore(database)
            round = await store.round(RoundId(1))
            for n in range(10_000):
                await store.add(new_answer(round, f"e{n}", text=f"words {n}"), 10_000)
                print(n, flush=True)

    asyncio.run(main(sys.argv[1]))
    """
)


async def test_answers_added_before_kill_9_are_there(tmp_path: Path) -> None:
    async with empty_url("sqlite", tmp_path) as url, Database(url) as database:
        await upgrade(database)
        store = SqlStore(database)
        await fill(store)
        assert (await open_round(store)).id == RoundId(1)
        promised = await _kill_after(url, answers=5)
        kept = [answer.event for answer in await store.answers(round=RoundId(1))]
        assert kept[: len(promised)] == promised


async def _kill_after(url: str, answers: int) -> list[str]:
    """Return the events that a process said were stored until it was killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, url, stdout=asyncio.subprocess.PIPE, cwd=os.getcwd()
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(answers)]
    process.send_signal(signal.SIGKILL)
    lines += (await process.stdout.read()).splitlines()
    await process.wait()
    return [f"e{line.decode().strip()}" for line in lines]
