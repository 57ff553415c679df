"""Days that the bot was away from break no streak."""

from datetime import timedelta

import pytest

from bot.quiz.rounds.away import Away
from bot.quiz.standings.study_days import study_days
from tests.unit.quiz.conftest import CHANNEL, MINA, World

DAY = timedelta(days=1)


async def streak(world: World) -> tuple[int, int]:
    """Return the days of 민아's streak, and how many days asked for study."""
    days = await study_days(world.store, CHANNEL, [MINA.id])
    today = world.clock.now().astimezone(CHANNEL.timezone).date()
    return days.streak(MINA.id, today).days, len(days.asked)


async def live_through(world: World, away: Away, hours: int) -> None:
    """Have the bot look around as it does while it is there."""
    for _ in range(hours * 2):
        world.clock.advance(minutes=30)
        await away.look()
        await world.quiz.host.tick()


async def study(world: World) -> None:
    await world.say(MINA, "answer", text="good reason")


@pytest.mark.parametrize(
    ("hours_there", "expected"),
    [(1, (2, 2)), (13, (2, 2)), (15, (1, 3))],
    ids=["most of the day", "the last two hours of it", "the night after it"],
)
async def test_a_day_on_which_the_bot_was_away_for_long_breaks_no_streak(
    open_world: World, hours_there: int, expected: tuple[int, int]
) -> None:
    world = open_world
    away = Away(world.store, world.clock)
    await away.look()
    await study(world)
    await live_through(world, away, 24)
    await live_through(world, away, hours_there)
    world.clock.advance(hours=24 - hours_there)
    await Away(world.store, world.clock).look()
    await world.quiz.host.tick()
    await study(world)
    assert await streak(world) == expected


async def test_a_restart_excuses_nobody(open_world: World) -> None:
    world = open_world
    await Away(world.store, world.clock).look()
    world.clock.advance(minutes=59)
    await Away(world.store, world.clock).look()
    assert (await streak(world))[1] == 1


async def test_it_is_noted_once_a_minute_and_its_start_excuses_nothing(open_world: World) -> None:
    world = open_world
    away = Away(world.store, world.clock)
    began = world.clock.now()
    for _ in range(3):
        await away.look()
        world.clock.advance(seconds=15)
    assert await world.store.last_there() == began
    assert (await streak(world))[1] == 1
