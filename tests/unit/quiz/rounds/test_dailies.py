"""Several questions a day, each at its own time and from its own decks."""

from dataclasses import replace
from datetime import time

import pytest

from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, MAX_DAILY, DailyQuiz, RoundState
from bot.quiz.rounds import schedule
from tests.unit.quiz.conftest import CHANNEL, DECK, JUN, MINA, World, bank, question, texts

TWICE = replace(CHANNEL, more=(DailyQuiz(2, time(20, 0), CHANNEL.decks),))


@pytest.fixture
async def evening(world: World) -> World:
    await world.store.save_channel(TWICE)
    return world


async def rounds(world: World) -> list[tuple[int, RoundState, int]]:
    """Return the slot, state and local hour of the end of each round."""
    return [
        (one.slot, one.state, one.closes_at.astimezone(CHANNEL.timezone).hour)
        for one in await world.store.rounds()
    ]


async def test_each_comes_at_its_time_and_stays_until_its_next(evening: World) -> None:
    await evening.quiz.host.tick()
    evening.clock.advance(hours=11)
    await evening.quiz.host.tick()
    assert await rounds(evening) == [(0, RoundState.OPEN, 9), (2, RoundState.OPEN, 20)]
    assert [one.question for one in await evening.store.rounds()] == ["first", "second"]
    evening.clock.advance(hours=13)
    await evening.quiz.host.tick()
    assert [state for _, state, _ in await rounds(evening)] == [
        RoundState.CLOSED,
        RoundState.OPEN,
        RoundState.OPEN,
    ]


@pytest.mark.parametrize("hours", [11, 13], ids=["at once", "hours later"])
async def test_a_skip_replaces_the_newest_alone(evening: World, hours: int) -> None:
    await evening.quiz.host.tick()
    evening.clock.advance(hours=11)
    await evening.quiz.host.tick()
    evening.clock.advance(hours=hours - 11)
    for _ in range(2):
        await evening.say(JUN, "quiz skip")
    stay = [
        (number, hour)
        for number, (_, state, hour) in enumerate(await rounds(evening))
        if state is RoundState.OPEN
    ]
    assert stay == [(0, 9), (3, 20)]
    assert (await evening.states()).count(RoundState.SKIPPED) == 2


async def test_two_that_are_due_together_ask_different_questions(world: World) -> None:
    both = replace(CHANNEL, more=(DailyQuiz(1, CHANNEL.at, CHANNEL.decks),))
    await world.store.save_channel(both)
    await world.quiz.host.tick()
    first, second = await world.store.rounds()
    assert first.question != second.question


async def test_one_without_a_question_holds_up_no_other(world: World) -> None:
    nowhere = DailyQuiz(1, time(8, 59), ("gone",))
    await world.store.save_channel(replace(CHANNEL, more=(nowhere,)))
    await world.quiz.host.tick()
    assert [slot for slot, _, _ in await rounds(world)] == [0]
    stored = await world.store.channel(CHANNEL.id)
    assert stored is not None
    assert stored.trouble == "empty"
    assert await world.store.due(world.clock.now()) == [stored]


async def test_a_time_that_replaces_another_comes_on_the_same_day(world: World) -> None:
    noon = replace(CHANNEL, more=(DailyQuiz(1, time(12, 0), CHANNEL.decks),))
    await world.store.save_channel(noon)
    world.clock.advance(hours=3)
    await world.quiz.host.tick()
    await world.say(JUN, "quiz times remove", slot="1")
    await world.say(JUN, "quiz times add", at="15:00", decks="deep-learning")
    world.clock.advance(hours=3)
    await world.quiz.host.tick()
    assert [slot for slot, _, _ in await rounds(world)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("quiz times add", {"at": "08:00", "decks": "deep-learning"}),
        ("quiz settings", {"at": "08:00", "weekdays": "0,1,2,3,4,5,6"}),
    ],
)
async def test_a_time_that_is_over_as_it_is_set_waits_for_the_next_day(
    world: World, command: str, args: dict[str, str]
) -> None:
    world.clock.advance(minutes=-30)
    await world.say(JUN, command, **args)
    await world.quiz.host.tick()
    assert await rounds(world) == []
    world.clock.advance(hours=24)
    await world.quiz.host.tick()
    assert 0 < len(await rounds(world)) <= 2


async def test_a_time_that_is_added_costs_no_other_its_question(world: World) -> None:
    world.clock.advance(seconds=2)
    await world.say(JUN, "quiz times add", at="18:00", decks="deep-learning")
    await world.quiz.host.tick()
    assert [slot for slot, _, _ in await rounds(world)] == [0]


async def test_a_time_put_right_still_comes_today(world: World) -> None:
    world.clock.advance(minutes=-30)
    for at in ("08:00", "09:00"):
        await world.say(JUN, "quiz settings", at=at, weekdays="0,1,2,3,4,5,6")
    world.clock.advance(minutes=30)
    await world.quiz.host.tick()
    assert [slot for slot, _, _ in await rounds(world)] == [0]


async def test_what_an_extra_question_would_close_is_all_named(evening: World) -> None:
    await evening.quiz.host.tick()
    evening.clock.advance(hours=11)
    await evening.quiz.host.tick()
    asked = (await evening.say(JUN, "quiz now")).last
    assert [question in asked.model_dump_json() for question in ("first?", "second?")] == [True] * 2


async def test_an_extra_question_takes_the_place_of_none(evening: World) -> None:
    await evening.quiz.host.tick()
    [yes] = (await evening.say(JUN, "quiz now")).last.actions
    await evening.say(JUN, yes.command, **yes.args)
    evening.clock.advance(hours=11)
    await evening.quiz.host.tick()
    assert [slot for slot, _, _ in await rounds(evening)] == [0, MAX_DAILY, 2]


async def test_what_comes_next_is_of_whichever_is_due_first(evening: World) -> None:
    morning = evening.clock.now()
    due = schedule.next_due(TWICE, morning)
    assert due is not None
    assert due.at.astimezone(CHANNEL.timezone).hour == 20
    decks = [("modern",), CHANNEL.decks]
    channel = replace(TWICE, more=(replace(TWICE.more[0], decks=decks[0]),))
    later = due.at
    assert [schedule.next_daily(channel, now).decks for now in (morning, later)] == decks


@pytest.fixture
def two_decks(world: World) -> World:
    return world.with_library(Library({DEFAULT_DECK: DECK, "my-team": bank(question("ours"))}))


async def test_an_admin_adds_a_time_and_takes_it_away(world: World) -> None:
    added = await world.say(JUN, "quiz times add", at="오후 8시")
    assert texts(added.last)[1].startswith("20:00 ")
    [remove] = [one for one in added.last.actions if one.command == "quiz times remove"]
    again = await world.say(JUN, "quiz times remove", **remove.args)
    assert len(texts(again.last)) == 1
    told = await world.say(JUN, "quiz audit")
    assert sum("20:00" in text for text in texts(told.last)) == 2


async def test_decks_are_asked_for_where_there_are_several(world: World, two_decks: World) -> None:
    for here, fields in ((world, ["at"]), (two_decks, ["at", "decks"])):
        [form] = (await here.say(JUN, "quiz times add")).forms
        assert [field.name for field in form.fields] == fields
    added = await two_decks.say(JUN, "quiz times add", at="20:00", decks="my-team")
    assert texts(added.last)[1] == "20:00 my team"


@pytest.mark.parametrize(
    ("at", "decks", "sentence"),
    [
        ("25:00", "deep-learning", "25:00"),
        ("20:00", "nowhere", "nowhere"),
        ("20:00", "", "at least one deck"),
        ("9am", "deep-learning", "already comes at 09:00"),
    ],
)
async def test_what_cannot_be_added_is_said_in_the_form(
    two_decks: World, at: str, decks: str, sentence: str
) -> None:
    [form] = (await two_decks.say(JUN, "quiz times add", at=at, decks=decks)).forms
    assert sentence in form.error
    assert form.fields[0].value == at


async def test_there_are_so_many_a_day_and_no_more(world: World) -> None:
    for hour in range(10, 10 + MAX_DAILY):
        shown = await world.say(JUN, "quiz times add", at=str(hour), decks="deep-learning")
    assert "4 questions a day" in texts(shown.last)[0]
    assert (await world.say(MINA, "quiz times")).last.sentence
