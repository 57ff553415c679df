"""Seasons as every store keeps them: one running, each ended once, its standings as they stood."""

from dataclasses import replace
from datetime import timedelta

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import EventId, Standing
from bot.quiz.seasons.model import Season, SeasonState
from bot.quiz.store import Store
from tests.samples import GENERAL, JUN, MINA, MONDAY, NOON, RANDOM, SORA

DAY = timedelta(days=1)
FIRST = Standing(1, MINA.id, "민아", 90, 0)
SECOND = Standing(2, JUN.id, "Jun", 80, 0)


def entry(event: str) -> AuditEntry:
    return AuditEntry(EventId(event), GENERAL.id, JUN.id, NOON, "audit-season")


async def begun(store: Store) -> tuple[Season, Season]:
    assert await store.start_season(GENERAL.id, "Winter ❄️", MONDAY, entry("first")) is not None
    old, new = await store.seasons(GENERAL.id)
    return old, new


async def test_the_first_one_started_ends_the_one_that_has_always_been(store: Store) -> None:
    assert await store.seasons(GENERAL.id) == []
    old, new = await begun(store)
    assert (old.number, old.name, old.first, old.last) == (1, "", None, MONDAY - DAY)
    assert (new.number, new.name, new.first, new.last) == (2, "Winter ❄️", MONDAY, None)
    assert (old.state, new.state) == (SeasonState.ENDING, SeasonState.RUNNING)
    assert await store.seasons(RANDOM.id) == []
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["first"]


async def test_the_next_one_ends_the_one_before_and_begins_later(store: Store) -> None:
    await begun(store)
    assert await store.start_season(GENERAL.id, "Spring", MONDAY, entry("same day")) is None
    spring = await store.start_season(GENERAL.id, "Spring", MONDAY + 9 * DAY, entry("second"))
    _, winter, found = await store.seasons(GENERAL.id)
    assert (winter.state, winter.last) == (SeasonState.ENDING, MONDAY + 8 * DAY)
    assert found == spring
    assert [one.event for one in await store.entries(GENERAL.id, 9)] == ["second", "first"]


async def test_standings_are_archived_until_it_is_over_and_stay_as_they_stood(store: Store) -> None:
    old, _ = await begun(store)
    await store.season_over(old.id)
    assert (await store.seasons(GENERAL.id))[0].state is SeasonState.ENDING
    await store.archive_season(old.id, [Standing(1, SORA.id, "early", 99, 0)])
    await store.archive_season(old.id, [SECOND, FIRST])
    await store.remember(replace(MINA, name="another name"))
    assert await store.archived(old.id) == [FIRST, SECOND]
    assert (await store.seasons(GENERAL.id))[0].state is SeasonState.ARCHIVED
    await store.season_over(old.id)
    assert (await store.seasons(GENERAL.id))[0].state is SeasonState.OVER
    await store.archive_season(old.id, [Standing(1, SORA.id, "late", 99, 0)])
    assert await store.archived(old.id) == [FIRST, SECOND]
    assert (await store.seasons(GENERAL.id))[0].state is SeasonState.OVER


async def test_a_channel_is_unsettled_while_a_season_of_its_ends(store: Store) -> None:
    async def unsettled() -> bool:
        return GENERAL.id in [channel.id for channel in await store.unsettled(NOON)]

    assert not await unsettled()
    old, _ = await begun(store)
    assert await unsettled()
    await store.archive_season(old.id, [])
    assert await unsettled()
    await store.season_over(old.id)
    assert not await unsettled()
