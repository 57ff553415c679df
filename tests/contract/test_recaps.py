"""Recaps as every store keeps them: begun once, gone on with until posted, with what they tell."""

from dataclasses import replace
from datetime import timedelta

from bot.quiz.model import Round
from bot.quiz.recaps.model import Recap
from bot.quiz.store import Store
from tests.samples import (
    FOLLOW_UP,
    GENERAL,
    JUN,
    MINA,
    MONDAY,
    NOON,
    QUESTION,
    RANDOM,
    SORA,
    answered,
    new_answer,
    open_round,
)

DAY = timedelta(days=1)
RECAP = Recap(GENERAL.id, MONDAY + 6 * DAY)


async def due_channels(store: Store) -> list[str]:
    await store.schedule(RANDOM, NOON + DAY)
    return [channel.id for channel in await store.unsettled(NOON)]


async def test_a_recap_is_begun_once_a_week_and_left_alone_once_posted(store: Store) -> None:
    await store.schedule(GENERAL, NOON, (), RECAP)
    await store.schedule(GENERAL, NOON, (), Recap(GENERAL.id, RECAP.day - DAY))
    assert await store.begun_recaps(GENERAL.id) == [RECAP]
    assert await store.begun_recaps(RANDOM.id) == []
    assert await due_channels(store) == [GENERAL.id]
    await store.recap_posted(RECAP)
    await store.schedule(GENERAL, NOON, (), RECAP)
    assert await store.begun_recaps(GENERAL.id) == []
    assert await due_channels(store) == []


async def test_a_recap_knows_the_day_of_the_one_before(store: Store) -> None:
    await store.schedule(RANDOM, NOON, (), Recap(RANDOM.id, RECAP.day + 3 * DAY))
    await store.schedule(GENERAL, NOON, (), RECAP)
    following = Recap(GENERAL.id, RECAP.day + 6 * DAY)
    await store.schedule(GENERAL, NOON, (), following)
    assert await store.begun_recaps(GENERAL.id) == [RECAP, replace(following, last=RECAP.day)]
    await store.recap_posted(RECAP)
    assert await store.begun_recaps(GENERAL.id) == [replace(following, last=RECAP.day)]


async def test_results_are_means_of_what_each_member_got_at_best(
    store: Store, round: Round
) -> None:
    await answered(store, round, "mina-1", MINA, 20)
    await answered(store, round, "mina-2", MINA, 60)
    await answered(store, round, "jun", JUN, 90)
    await answered(store, round, "mina-then", MINA, 10, FOLLOW_UP)
    await store.add(new_answer(round, "pending", SORA), 3)
    found = await store.results(GENERAL.id, MONDAY, MONDAY)
    assert {(one.question, one.members, one.mean, one.is_main) for one in found} == {
        (QUESTION, 2, 75.0, True),
        (FOLLOW_UP, 1, 10.0, False),
    }
    assert {one.round for one in found} == {round}


async def test_results_are_those_of_the_channel_and_the_days(store: Store) -> None:
    for day in range(4):
        its = await open_round(store, MONDAY + day * DAY)
        await answered(store, its, f"day-{day}", MINA, 10 * day)
    elsewhere = await open_round(store, MONDAY + DAY, RANDOM.id)
    await answered(store, elsewhere, "elsewhere", MINA, 99)
    found = await store.results(GENERAL.id, MONDAY + DAY, MONDAY + 2 * DAY)
    assert [one.mean for one in found] == [10.0, 20.0]
