"""The first date of each period, and whose points count in it."""

from datetime import date

import pytest

from bot.quiz.handlers.standing import since
from tests.unit.quiz.conftest import JUN, World

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("today", FRIDAY),
        ("week", date(2026, 11, 16)),
        ("month", date(2026, 11, 1)),
        ("all", None),
    ],
)
def test_periods_start(period: str, expected: date | None) -> None:
    assert since(period, FRIDAY) == expected


async def test_yesterdays_points_count_this_week_but_not_today(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="good reasons")
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    today = await world.say(JUN, "leaderboard", period="today")
    week = await world.say(JUN, "leaderboard")
    assert "No points yet" in today.last.model_dump_json()
    assert "100" in week.last.model_dump_json()


async def test_stats_name_points_rank_and_streak(world: World) -> None:
    assert "Nothing here yet" in (await world.say(JUN, "stats")).last.model_dump_json()
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="half right")
    shown = (await world.say(JUN, "stats")).last.model_dump_json()
    assert "50 points in all, rank 1." in shown
    assert "1 day in a row" in shown
