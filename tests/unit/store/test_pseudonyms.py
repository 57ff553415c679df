"""Compute knows a member by a random id, until they are forgotten."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.quiz.model import MemberId
from bot.store.errors import UnknownReference
from bot.store.sql_store import SqlStore
from tests.databases import BACKENDS, database_of
from tests.samples import JUN, MINA, fill


@pytest.fixture(params=BACKENDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with database_of(request.param, tmp_path) as database:
        store = SqlStore(database)
        await fill(store)
        yield store


async def test_it_stays_a_members_own(store: SqlStore) -> None:
    asked = await asyncio.gather(*(store.pseudonym(MINA.id) for _ in range(8)))
    assert len({*asked}) == 1
    assert await store.pseudonym(JUN.id) not in asked


async def test_nothing_leads_from_it_to_a_member_who_is_forgotten(store: SqlStore) -> None:
    before = await store.pseudonym(MINA.id)
    assert {"member": MINA.id, "pseudonym": before} in (await store.kept_about(MINA.id))[
        "pseudonyms"
    ]
    await store.forget(MINA.id)
    await store.remember(MINA)
    assert await store.pseudonym(MINA.id) != before


async def test_it_is_that_of_a_known_member(store: SqlStore) -> None:
    with pytest.raises(UnknownReference):
        await store.pseudonym(MemberId("web:nobody"))
