"""Likes as every store keeps them: one of each member, taken back by the next press."""

from datetime import timedelta

import pytest

from bot.quiz.model import EventId, Round
from bot.quiz.ports import Store
from bot.store.errors import UnknownReference
from tests.samples import GENERAL, JUN, MINA, MONDAY, RANDOM, SORA, no_round, open_round

DAY = timedelta(days=1)


async def like(store: Store, round: Round, event: str, member=MINA, day=MONDAY) -> bool:
    return await store.like(round.id, member.id, EventId(event), day)


async def test_each_member_likes_once_and_takes_it_back(store: Store, round: Round) -> None:
    assert await store.likes(round.id) == 0
    assert await like(store, round, "e1")
    assert await like(store, round, "e2", JUN)
    assert await store.likes(round.id) == 2
    assert not await like(store, round, "e3")
    assert await store.likes(round.id) == 1
    assert await like(store, round, "e4")
    assert await store.likes(round.id) == 2


async def test_a_press_that_comes_again_counts_once(store: Store, round: Round) -> None:
    for _ in range(3):
        assert await like(store, round, "e1")
    assert await store.likes(round.id) == 1
    for _ in range(3):
        assert not await like(store, round, "e2")
    assert await store.likes(round.id) == 0


async def test_questions_are_liked_in_a_channel_on_days(store: Store, round: Round) -> None:
    later = await open_round(store, MONDAY + DAY)
    elsewhere = await open_round(store, MONDAY, RANDOM.id)
    await like(store, later, "e1", MINA, MONDAY + DAY)
    await like(store, later, "e2", JUN, MONDAY + 2 * DAY)
    await like(store, round, "e3", JUN, MONDAY + DAY)
    await like(store, round, "e4", SORA, MONDAY)
    await like(store, round, "e5", MINA, MONDAY)
    await like(store, round, "e6", MINA, MONDAY + DAY)
    await like(store, elsewhere, "e7", MINA, MONDAY + DAY)
    found = await store.liked(GENERAL.id, MONDAY + DAY, MONDAY + 2 * DAY)
    assert list(found) == [(round, 1), (later, 2)]
    assert list(await store.liked(GENERAL.id, MONDAY, MONDAY)) == [(round, 1)]
    assert list(await store.liked(RANDOM.id, MONDAY + 2 * DAY, MONDAY + 3 * DAY)) == []


async def test_only_what_is_there_is_liked(store: Store) -> None:
    with pytest.raises(UnknownReference):
        await store.like(no_round(), MINA.id, EventId("e1"), MONDAY)
