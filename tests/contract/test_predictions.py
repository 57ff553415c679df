"""Predictions as every store keeps them: a guess counts until the demo has run, paid once a day."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.quiz.model import Channel, EventId
from bot.quiz.predictions.model import POINTS, Guess, NewPrediction, Prediction
from bot.quiz.store import Store
from tests.samples import GENERAL, JUN, MINA, MONDAY, RANDOM, SORA

AT = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


async def asked(
    store: Store, event: str = "e1", demo: str = "gd-1d", channel: Channel = GENERAL
) -> Prediction:
    new = NewPrediction(EventId(event), channel.id, demo, {"lr": 1.05}, AT)
    return await store.predict(new)


async def points(store: Store) -> dict[str, int]:
    scores = await store.scores(GENERAL.id, None, MONDAY + 9 * DAY)
    return {score.name: score.points for score in scores}


async def test_what_is_asked_is_kept_once(store: Store) -> None:
    first = await asked(store)
    assert (first.demo, first.params, first.outcome) == ("gd-1d", {"lr": 1.05}, "")
    assert await asked(store) == first == await store.prediction(first.id)
    assert (await asked(store, "e2")).id != first.id


async def test_the_last_guess_before_the_run_counts(store: Store) -> None:
    one = await asked(store)
    assert await store.guess(one.id, MINA.id, "up", MONDAY)
    assert await store.guess(one.id, JUN.id, "up", MONDAY)
    assert await store.guess(one.id, MINA.id, "down", MONDAY)
    settled = await store.settle(one.id, "j1", "down")
    assert (settled.job, settled.outcome) == ("j1", "down")
    assert not await store.guess(one.id, JUN.id, "down", MONDAY)
    assert await store.settle(one.id, "j2", "up") == settled
    mina, jun = await store.guesses(one.id)
    assert mina == Guess(MINA.id, MINA.name, "down", POINTS)
    assert jun == Guess(JUN.id, JUN.name, "up", 0)
    assert await points(store) == {MINA.name: POINTS}


@pytest.mark.parametrize(("days", "paid"), [((0, 0), 1), ((0, 1), 2)])
async def test_one_guess_a_day_is_paid(store: Store, days: tuple[int, int], paid: int) -> None:
    for number, later in enumerate(days):
        one = await asked(store, f"e{number}", demo=f"demo-{number}")
        await store.guess(one.id, SORA.id, "up", MONDAY + later * DAY)
        await store.settle(one.id, "j", "up")
    assert await points(store) == {SORA.name: paid * POINTS}


async def test_what_a_channel_knows_is_not_paid_again(store: Store) -> None:
    first, second = await asked(store), await asked(store, "e2")
    await store.guess(first.id, SORA.id, "up", MONDAY)
    await store.guess(second.id, SORA.id, "up", MONDAY + DAY)
    assert not (await store.settle(first.id, "j", "up")).is_known
    assert (await store.settle(second.id, "j", "up")).is_known
    assert await points(store) == {SORA.name: POINTS}
    assert (await asked(store, "e3")).is_known
    assert not (await asked(store, "e4", demo="other")).is_known
    assert not (await asked(store, "e5", channel=RANDOM)).is_known


async def test_who_is_forgotten_leaves_no_guess(store: Store) -> None:
    one = await asked(store)
    await store.guess(one.id, MINA.id, "up", MONDAY)
    await store.settle(one.id, "j1", "up")
    await store.forget(MINA.id)
    assert await store.guesses(one.id) == []
    assert await points(store) == {}
