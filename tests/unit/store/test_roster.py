from dataclasses import asdict, replace

import pytest

from bot.quiz.model import Member, MemberId, WorkspaceId
from bot.store.members import roster
from bot.store.sql_store import SqlStore
from tests.databases import BACKENDS, database_of
from tests.samples import (
    FOLLOW_UP,
    GENERAL,
    JUN,
    MINA,
    RANDOM,
    SORA,
    answered,
    fill,
    new_answer,
    open_round,
)

SLACK_MINA = Member(MemberId("slack:T1/U1"), WorkspaceId("slack:T1"), "Mina Kim", "en")


@pytest.fixture(params=BACKENDS)
async def database(request, tmp_path):
    async with database_of(request.param, tmp_path) as database:
        yield database


@pytest.fixture
async def store(database):
    """A store with members, of which there were none at first."""
    assert await roster(database) == []
    store = SqlStore(database)
    await fill(store)
    await store.remember(SLACK_MINA)
    return store


async def test_members_are_in_order_of_workspace_and_id(database, store):
    await store.remember(replace(SLACK_MINA, id=MemberId("x"), workspace=WorkspaceId("slack:T0")))
    entries = await roster(database)
    assert [entry.id for entry in entries] == ["x", SLACK_MINA.id, JUN.id, MINA.id, SORA.id]
    assert asdict(entries[1]) == {
        "id": "slack:T1/U1",
        "name": "Mina Kim",
        "workspace": "slack:T1",
        "points": 0,
        "linked_with": (),
    }


async def test_points_are_the_best_of_each_question_and_round_in_all_channels(database, store):
    here, there = await open_round(store), await open_round(store, channel=RANDOM.id)
    for event, round, value, question in [
        ("e1", here, 40, "softmax"),
        ("e2", here, 70, "softmax"),
        ("e3", here, 5, FOLLOW_UP),
        ("e4", there, 70, "softmax"),
    ]:
        await answered(store, round, event, MINA, value, question)
    await store.add(new_answer(here, "pending", JUN), max_attempts=1)
    points = {entry.id: entry.points for entry in await roster(database)}
    assert points == {MINA.id: 145, JUN.id: 0, SORA.id: 0, SLACK_MINA.id: 0}


async def test_linked_members_name_each_other_and_keep_their_own_points(database, store):
    await answered(store, await open_round(store, channel=GENERAL.id), "e1", MINA, 40)
    await store.link(MINA.id, SLACK_MINA.id)
    await store.link(MINA.id, SORA.id)
    found = {entry.id: (entry.points, entry.linked_with) for entry in await roster(database)}
    assert found == {
        MINA.id: (40, (SLACK_MINA.id, SORA.id)),
        SLACK_MINA.id: (0, (MINA.id, SORA.id)),
        SORA.id: (0, (SLACK_MINA.id, MINA.id)),
        JUN.id: (0, ()),
    }
