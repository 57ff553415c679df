"""What is kept of a workspace goes 30 days after it removed the bot, and nothing of another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.quiz.model import ChannelId, MemberId, WorkspaceId
from bot.store.departures import LAST
from bot.store.media import FileMedia
from bot.store.retention import AWAY, Keep, Retention
from bot.store.slack import installation_store, installed_bots, stored_secrets
from bot.store.sql_store import SqlStore
from bot.store.tables import answers, channels, departures, members, metadata, person_days, rounds
from tests.databases import BACKENDS, database_of
from tests.doubles import ManualClock
from tests.samples import (
    GENERAL,
    JUN,
    MINA,
    NOON,
    SORA,
    SPACE,
    a_grade,
    fill,
    new_answer,
    open_round,
)
from tests.unit.store.rows import a_row
from tests.unit.store.test_slack import CIPHER, CLIENT, an_installation

OF_NOBODY = {"inbox", "processes", "leases", "last_there"}
ELSEWHERE = WorkspaceId("web:away")
QUIET = replace(GENERAL, id=ChannelId("web:quiet"), workspace=ELSEWHERE)
NARI = replace(MINA, id=MemberId("web:aari"), workspace=ELSEWHERE)


@pytest.fixture(params=BACKENDS)
async def database(request, tmp_path):
    async with database_of(request.param, tmp_path) as database:
        yield database


@pytest.fixture
async def store(database):
    """A workspace with a row in every table, and another with an answer."""
    store = SqlStore(database)
    await fill(store)
    await store.save_channel(QUIET)
    await store.remember(NARI)
    round = await open_round(store)
    made = {*LAST, rounds, *(metadata.tables[name] for name in OF_NOBODY)}
    for table in metadata.sorted_tables:
        if table not in made:
            await database.change(insert(table).values(a_row(table, round.id)))
    there = await open_round(store, channel=QUIET.id)
    answer = await store.add(new_answer(there, "there", NARI), 3)
    await store.grade(answer.id, a_grade(), 80, NOON)
    return store


@pytest.fixture
def media(tmp_path):
    return FileMedia(tmp_path / "media")


async def left_over(database):
    """Return how many rows each table has."""
    return {
        table.name: len(await database.fetch(select(table)))
        for table in metadata.sorted_tables
        if table.name not in OF_NOBODY
    }


async def test_all_of_a_workspace_goes_30_days_after_it_left(database, store, media):
    clock = ManualClock(NOON + AWAY)
    retention = Retention(database, store, clock, media, Keep(timedelta(days=36500)))
    before = await left_over(database)
    await store.left(SPACE, NOON)
    await store.left(SPACE, NOON + timedelta(days=1))
    await retention.prune()
    assert await left_over(database) == before | {"departures": 1}
    clock.advance(seconds=1)
    await retention.prune()
    kept = {table.name: 1 for table in (channels, members, rounds, answers, person_days)}
    assert await left_over(database) == dict.fromkeys(before, 0) | kept
    [score] = await store.scores(QUIET.id, None, NOON.date())
    assert (score.member, score.points) == (NARI.id, 80)


async def test_tokens_of_a_workspace_that_left_unheard_go_as_well(database, store, media):
    kept = installation_store(database, CLIENT, CIPHER)
    for team in ("T1", "T2"):
        await kept.async_save(an_installation(team))
    await store.left(WorkspaceId("slack:T1"), NOON)
    await Retention(database, store, ManualClock(NOON + 2 * AWAY), media, Keep(AWAY)).prune()
    assert [one.team_id for one in await installed_bots(database, CLIENT, CIPHER)] == ["T2"]
    assert len(await stored_secrets(database)) == 4


async def test_who_was_linked_with_somebody_of_it_keeps_what_is_theirs(database, store, media):
    await store.link(NARI.id, MINA.id)
    await store.link(NARI.id, JUN.id)
    await store.left(ELSEWHERE, NOON)
    await Retention(database, store, ManualClock(NOON + 2 * AWAY), media, Keep(AWAY)).prune()
    assert await store.linked() == {MINA.id: JUN.id, JUN.id: JUN.id}
    assert await store.member(NARI.id) is None
    assert await store.member(SORA.id) == SORA


async def test_nothing_goes_of_a_workspace_that_came_back(database, store, media):
    before = await left_over(database)
    await store.left(SPACE, NOON)
    await store.came_back(SPACE)
    await Retention(database, store, ManualClock(NOON + 2 * AWAY), media, Keep(3 * AWAY)).prune()
    assert await left_over(database) == before
    assert departures.name in before
