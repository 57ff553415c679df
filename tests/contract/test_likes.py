"""Likes as every store keeps them: one of each member, however often they press."""

from datetime import timedelta

import pytest

from bot.quiz.model import Round
from bot.quiz.store import Store
from bot.store.errors import UnknownReference
from tests.samples import GENERAL, JUN, MINA, MONDAY, RANDOM, SORA, no_round, open_round

DAY = timedelta(days=1)


async def like(store: Store, round: Round, member=MINA, day=MONDAY) -> None:
    await store.like(round.id, member.id, day)


async def test_each_member_likes_once_and_takes_it_back(store: Store, round: Round) -> None:
    assert await store.likes(round.id) == 0
    for member in (MINA, JUN, MINA):
        await like(store, round, member)
    assert await store.likes(round.id) == 2
    for _ in range(2):
        await store.unlike(round.id, MINA.id)
    assert await store.likes(round.id) == 1
    await like(store, round)
    assert await store.likes(round.id) == 2


async def test_questions_are_liked_in_a_channel_on_days(store: Store, round: Round) -> None:
    later = await open_round(store, MONDAY + DAY)
    elsewhere = await open_round(store, MONDAY, RANDOM.id)
    await like(store, later, MINA, MONDAY + DAY)
    await like(store, later, JUN, MONDAY + 2 * DAY)
    await like(store, round, JUN, MONDAY + DAY)
    await like(store, round, SORA, MONDAY)
    await like(store, round, SORA, MONDAY + DAY)
    await like(store, round, MINA, MONDAY)
    await store.unlike(round.id, MINA.id)
    await like(store, elsewhere, MINA, MONDAY + DAY)
    found = await store.liked(GENERAL.id, MONDAY + DAY, MONDAY + 2 * DAY)
    assert list(found) == [(round, 1), (later, 2)]
    assert list(await store.liked(GENERAL.id, MONDAY, MONDAY)) == [(round, 1)]
    assert list(await store.liked(RANDOM.id, MONDAY + 2 * DAY, MONDAY + 3 * DAY)) == []


async def test_only_what_is_there_is_liked(store: Store) -> None:
    with pytest.raises(UnknownReference):
        await store.like(no_round(), MINA.id, MONDAY)
