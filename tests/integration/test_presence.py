"""Processes on one database: what one of them holds is another's only once it is gone.

On SQLite a process that begins is the only one, so all others are.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, UpdateBase, func, update

from bot.quiz.errors import StoreAway
from bot.quiz.inbox import Arrival
from bot.quiz.model import EventId
from bot.quiz.preferences.model import Preferences
from bot.quiz.review import reminder_worker
from bot.store import presence
from bot.store.engine import Database
from bot.store.inbox import SqlInbox
from bot.store.presence import Presence, present
from bot.store.sql_store import SqlStore
from bot.store.tables import processes
from tests.databases import BACKENDS, database_of, needs_postgres
from tests.samples import MINA, NOON, fill, new_answer, open_round

LONG = func.clock_timestamp() - presence.SILENT_FOR * 2


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Database]:
    async with database_of("postgres", tmp_path) as database:
        await Presence(database).join()
        yield database


@pytest.fixture
async def other(one: Database) -> AsyncIterator[Database]:
    async with Database(one.url.render_as_string(hide_password=False)) as database:
        await Presence(database).join()
        yield database


@needs_postgres
async def test_what_one_holds_the_other_gets_when_it_is_let_go_of(
    one: Database, other: Database
) -> None:
    mine, theirs = SqlStore(one), SqlStore(other)
    assert await mine.take_lease("a")
    assert await mine.take_lease("a")
    assert not await theirs.take_lease("a")
    await theirs.drop_lease("a")
    assert not await theirs.take_lease("a")
    await mine.drop_lease("a")
    assert await theirs.take_lease("a")


class ShakyDatabase(Database):
    """A database that takes no changes while it is away."""

    is_away = False

    async def change(self, statement: UpdateBase) -> Sequence[Row[*tuple[Any, ...]]]:
        if self.is_away:
            raise StoreAway("the connection was lost")
        return await super().change(statement)


@needs_postgres
async def test_what_could_not_be_let_go_of_is_with_the_next_beat(one: Database) -> None:
    async with ShakyDatabase(one.url.render_as_string(hide_password=False)) as shaky:
        presence, mine, others = Presence(shaky), SqlStore(shaky), SqlStore(one)
        await presence.join()
        assert await mine.take_lease("a")
        shaky.is_away = True
        await mine.drop_lease("a")
        shaky.is_away = False
        assert not await mine.take_lease("a")
        assert not await others.take_lease("a")
        await presence.beat()
        assert await others.take_lease("a")
        await others.drop_lease("a")
        assert await mine.take_lease("a")


@needs_postgres
async def test_whoever_ends_leaves_everything_to_the_others(one: Database, other: Database) -> None:
    store = SqlStore(one)
    await fill(store)
    answer = await store.add(new_answer(await open_round(store), "web:1"), 3)
    event = Arrival(EventId("slack:1"), "slack", "slash", {}, NOON)
    assert await SqlInbox(one).keep([event]) == {"slack:1": True}
    await store.take_lease("a")

    left, theirs = SqlInbox(other), SqlStore(other)
    assert await left.keep([event]) == {}
    assert await left.unserved("slack") == []
    assert not await Presence(other).take_over()
    assert await theirs.pending(9) == []

    await Presence(one).leave()
    assert await left.unserved("slack") == [event]
    assert await left.unserved("slack") == []
    assert await Presence(other).take_over()
    assert [found for found, _ in await theirs.pending(9)] == [answer]
    assert await theirs.take_lease("a")


@needs_postgres
async def test_a_reminder_is_another_ones_once_who_claimed_it_is_gone(
    one: Database, other: Database
) -> None:
    mine, theirs = SqlStore(one), SqlStore(other)
    await fill(mine)
    await mine.save_preferences(MINA.id, Preferences(reminder_at=time(21)), NOON)
    [due] = await mine.reminders(NOON, 9)
    later = NOON + timedelta(days=1)
    assert await mine.claim_reminder(due, NOON, later)
    assert await theirs.reminders(NOON, 9) == []
    assert not await theirs.claim_reminder(due, NOON, later)
    await Presence(one).leave()
    assert await theirs.reminders(NOON, 9) == [due]
    assert await theirs.claim_reminder(due, NOON, later)
    assert await theirs.reminders(NOON, 9) == []


@pytest.mark.parametrize("backend", BACKENDS)
async def test_who_begins_alone_goes_on_at_once_with_the_reminders_of_who_was_killed(
    backend: str, tmp_path: Path
) -> None:
    async with database_of(backend, tmp_path) as first, present(first):
        store = SqlStore(first)
        await fill(store)
        await store.save_preferences(MINA.id, Preferences(reminder_at=time(21)), NOON)
        [due] = await store.reminders(NOON, 9)
        assert await store.claim_reminder(due, NOON, NOON + timedelta(minutes=5))
        url = first.url.render_as_string(hide_password=False)
        async with Database(url) as next_one, present(next_one):
            found = await SqlStore(next_one).reminders(NOON, 9)
        assert found == ([due] if first.is_sqlite else [])


@needs_postgres
async def test_a_silent_one_is_taken_out_by_who_was_heard_meanwhile(
    one: Database, other: Database
) -> None:
    assert await SqlStore(one).take_lease("a")
    silent = update(processes).where(processes.c.id == one.process)
    await other.change(silent.values(until=LONG))
    await Presence(other).beat()
    assert not await SqlStore(other).take_lease("a")
    heard = update(processes).where(processes.c.id == other.process)
    await other.change(heard.values(since=LONG))
    await Presence(other).beat()
    assert await SqlStore(other).take_lease("a")
    await Presence(one).beat()
    assert not await SqlStore(one).take_lease("a")


def test_what_a_dead_one_held_moves_on_within_half_a_minute() -> None:
    silent_s = presence.SILENT_FOR.total_seconds() + presence.BEAT_S
    assert silent_s + max(2 * presence.BEAT_S, reminder_worker.TICK_S) < 30
