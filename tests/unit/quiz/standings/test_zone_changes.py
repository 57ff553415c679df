"""Streaks while time zones change: one day of answering is one day, whatever the clocks say."""

from tests.unit.quiz.conftest import JUN, MINA, World

EVERY = {"at": "09:00", "weekdays": "0,1,2,3,4,5,6"}
CHOSEN = {"language": "en", "reminder": "off", "quote": "no"}


async def streak(world: World) -> str:
    shown = (await world.say(JUN, "stats")).last.model_dump_json()
    return next((days for days in ("1 day in a row", "2 days in a row") if days in shown), "none")


async def test_clocks_put_past_midnight_make_no_two_days_of_one(world: World) -> None:
    await world.quiz.host.tick()
    world.clock.advance(hours=14.5)
    await world.say(JUN, "answer", text="good reasons")
    await world.say(JUN, "quiz settings", **EVERY, timezone="Pacific/Auckland")
    world.clock.advance(minutes=5)
    await world.say(JUN, "answer", text="good again", question="then")
    assert await streak(world) == "1 day in a row"


async def test_the_next_day_counts_after_a_change_of_the_zone(world: World) -> None:
    await world.quiz.host.tick()
    world.clock.advance(hours=14.5)
    await world.say(JUN, "answer", text="good reasons")
    await world.say(JUN, "quiz settings", **EVERY, timezone="Pacific/Auckland")
    world.clock.advance(hours=6)
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="good reasons", question="second")
    assert await streak(world) == "2 days in a row"


async def test_clocks_put_back_hide_no_points_and_promise_no_question_twice(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "answer", text="good reasons")
    saved = await world.say(JUN, "quiz settings", **EVERY, timezone="America/New_York")
    assert "2026-11-21 at 09:00" in saved.last.model_dump_json()
    coming = (await world.say(JUN, "quiz calendar")).last.model_dump_json()
    assert '["11-20 Fri","–"],["11-21 Sat","09:00"]' in coming
    [row] = (await world.say(JUN, "leaderboard", period="week")).last.blocks[0].rows  # type: ignore[union-attr]
    assert row[2:] == ("100", "🔥 1")
    assert "100 points" in (await world.say(JUN, "stats")).last.model_dump_json()
    assert await streak(world) == "1 day in a row"


async def test_a_members_own_zone_moves_no_study_day(world: World) -> None:
    await world.quiz.host.tick()
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        await world.say(JUN, "settings me", **CHOSEN, timezone=zone)
        text = f"good answer from {zone}"
        await world.say(JUN, "answer", text=text, question="first")
    await world.say(MINA, "answer", text="good one")
    assert await streak(world) == "1 day in a row"
