"""The admin's forms: opened with what is set, saved when right, given back when wrong."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.quiz import commands
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, ChannelId, EventId, Invocation
from tests.doubles import FakeReply
from tests.unit.quiz.conftest import CHANNEL, DECK, JUN, World

RIGHT = {
    "at": "8:30",
    "timezone": "Europe/Berlin",
    "weekdays": "0,4",
    "language": "ko",
    "decks": "deep-learning",
}

SEOUL = {"at": "09:00", "timezone": "Asia/Seoul", "weekdays": "0,1,2,3,4,5,6"}


async def test_the_form_starts_with_what_is_set(world: World) -> None:
    reply = await world.say(JUN, "quiz settings")
    values = {field.name: field.value for field in reply.forms[0].fields}
    assert values["at"] == "09:00"
    assert values["timezone"] == "Asia/Seoul"
    assert values["weekdays"] == "0,1,2,3,4,5,6"


async def test_saving_changes_the_channel_and_previews_the_next_post(world: World) -> None:
    reply = await world.say(JUN, "quiz settings", **RIGHT)
    channel = await world.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.at, channel.timezone.key) == (time(8, 30), "Europe/Berlin")
    assert (channel.weekdays, channel.language) == (frozenset({0, 4}), "ko")
    preview = reply.last.model_dump_json()
    assert "The next post goes up" in preview
    assert "★★★☆☆" in preview
    assert "What about first?" not in preview


@pytest.mark.parametrize(
    ("at", "said"), [("8:00", "tomorrow at 08:00"), ("10:00", "today at 10:00")]
)
async def test_the_next_post_comes_when_the_preview_says(world: World, at: str, said: str) -> None:
    reply = await world.say(JUN, "quiz settings", **RIGHT | SEOUL | {"at": at})
    assert f"goes up {said}" in reply.last.model_dump_json()
    await world.quiz.host.tick()
    assert await world.store.rounds() == []


async def test_a_day_that_has_its_question_is_not_promised_another(world: World) -> None:
    world.clock.advance(hours=-1)
    await world.say(JUN, "quiz now")
    reply = await world.say(JUN, "quiz settings", **RIGHT | SEOUL)
    assert "up tomorrow at 09:00" in reply.last.model_dump_json()


async def test_a_time_zone_typed_with_the_command_goes_with_the_form(world: World) -> None:
    [form] = (await world.say(JUN, "quiz settings", timezone="Europe/Berlin")).forms
    assert {field.name: field.value for field in form.fields}["timezone"] == "Europe/Berlin"


async def test_a_field_with_one_choice_is_left_out(world: World) -> None:
    one_deck = world.with_library(Library({DEFAULT_DECK: DECK}))
    [form] = (await one_deck.say(JUN, "quiz settings")).forms
    assert [field.name for field in form.fields] == ["at", "timezone", "weekdays", "language"]
    two_decks = world.with_library(Library({DEFAULT_DECK: DECK, "modern": DECK}))
    for _ in range(2):
        [form] = (await two_decks.say(JUN, "quiz settings")).forms
        assert form.fields[-1].name == "decks"
        await two_decks.say(JUN, "quiz settings", **RIGHT | {"decks": "deep-learning,modern"})


async def test_many_decks_are_asked_for_in_a_form_of_their_own(world: World) -> None:
    names = [f"deck-{number}" for number in range(25)]
    many = world.with_library(Library(dict.fromkeys((DEFAULT_DECK, *names), DECK)))
    [form] = (await many.say(JUN, "quiz settings", deck="deck-3")).forms
    assert "decks" not in [field.name for field in form.fields]
    given = form.args | RIGHT | {"decks": form.args["decks"]}
    saved = (await many.say(JUN, "quiz settings", **given)).last
    assert "quiz decks" in [action.command for action in saved.actions]
    [form] = (await many.say(JUN, "quiz decks")).forms
    assert [(one.name, one.value) for one in form.fields] == [("decks", "deep-learning,deck-3")]
    again = await many.say(JUN, "quiz decks", decks="nope")
    assert again.forms[0].error_field == "decks"
    await many.say(JUN, "quiz decks", decks="deck-7")
    channel = await many.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.decks, channel.timezone.key) == (("deck-7",), "Europe/Berlin")


async def test_a_deck_that_was_just_imported_is_chosen_beside_the_others(world: World) -> None:
    decks = world.with_library(Library({DEFAULT_DECK: DECK, "our-team": DECK}))
    [form] = (await decks.say(JUN, "quiz settings", deck="our-team")).forms
    assert form.fields[-1].value == "deep-learning,our-team"


async def test_a_channel_nobody_has_set_up_starts_where_its_admin_is(world: World) -> None:
    reply, there = FakeReply(), replace(JUN, timezone="Europe/Lisbon")
    new = Invocation(EventId("e"), there, ChannelId("web:new"), "quiz settings")
    await world.quiz.dispatcher.handle(new, reply)
    values = {field.name: field.value for field in reply.forms[0].fields}
    assert (values["at"], values["timezone"]) == ("09:00", "Europe/Lisbon")
    await world.quiz.dispatcher.handle(replace(new, args={"at": "9시"}), reply)
    away = replace(new, member=replace(JUN, timezone="Asia/Tokyo"))
    await world.quiz.dispatcher.handle(away, reply)
    values = {field.name: field.value for field in reply.forms[1].fields}
    assert values["timezone"] == "Europe/Lisbon"


async def test_a_wrong_time_zone_typed_with_the_command_opens_no_form(world: World) -> None:
    reply = await world.say(JUN, "quiz settings", timezone="Mars/Olympus")
    assert reply.forms == []
    assert "no time zone" in reply.last.model_dump_json()


async def test_saving_where_the_bot_may_not_post_says_what_it_needs(world: World) -> None:
    world.chat.unreachable.add(CHANNEL.id)
    reply = await world.say(JUN, "quiz settings", **RIGHT)
    assert "these permissions there: Send Messages" in reply.last.model_dump_json()


async def test_what_is_open_shows_when_it_closes_by_the_new_times(world: World) -> None:
    await world.quiz.host.tick()
    await world.say(JUN, "quiz settings", **(RIGHT | {"at": "10:00", "language": "en"}))
    await world.quiz.host.refresh_boards()
    [round] = await world.store.rounds()
    assert round.closes_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 10
    assert "10:00" in world.chat.messages[0].card.footer


async def test_no_days_means_paused(world: World) -> None:
    reply = await world.say(JUN, "quiz settings", **(RIGHT | {"weekdays": ""}))
    assert "nothing will be posted" in reply.last.model_dump_json()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"at": "25:00"}, "isn't a time of day"),
        ({"timezone": "Mars/Olympus"}, "no time zone"),
        ({"timezone": "ist"}, "Asia/Kolkata, Europe/Dublin"),
        ({"weekdays": "0,9"}, "Pick days"),
        ({"decks": ""}, "at least one deck"),
        ({"decks": "cooking"}, "no deck"),
        ({"decks": "deep-learning,cooking"}, "no deck"),
    ],
)
async def test_a_wrong_value_is_named_and_the_rest_is_kept(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    reply = await world.say(JUN, "quiz settings", **(RIGHT | wrong))
    [form] = reply.forms
    assert sentence in form.error
    assert {field.name: field.value for field in form.fields}.items() <= (RIGHT | wrong).items()
    assert await world.store.channel(CHANNEL.id) == CHANNEL


async def test_a_new_channel_starts_with_sensible_defaults(world: World) -> None:
    reply = FakeReply()
    new = Invocation(
        EventId("e"), JUN, ChannelId("web:new"), "quiz settings", RIGHT, channel_name="new"
    )
    await world.quiz.dispatcher.handle(new, reply)
    channel = await world.store.channel(ChannelId("web:new"))
    assert channel is not None
    assert (channel.name, channel.workspace, channel.late_h) == ("new", JUN.workspace, 6)


@pytest.mark.parametrize(("told", "shown"), [("", "private-channel"), ("reading", "reading")])
async def test_a_channel_goes_by_its_name_and_never_by_its_id(
    world: World, told: str, shown: str
) -> None:
    place = ChannelId("fake:C0123")
    for name in (told, "renamed"):
        reply = FakeReply()
        asked = Invocation(EventId(name), JUN, place, "quiz settings", RIGHT, name)
        await world.quiz.dispatcher.handle(asked, reply)
        assert f"#{shown if name == told else name} " in reply.last.footer


async def test_time_zones_are_completed(world: World) -> None:
    found = await world.quiz.dispatcher.complete(
        "en", commands.command("quiz settings"), {}, "timezone", "seoul"
    )
    assert [option.value for option in found] == ["Asia/Seoul"]


async def test_topics_and_levels_narrow_down_what_is_asked(world: World) -> None:
    reply = await world.say(JUN, "quiz questions", topics="optimization", levels="2,3")
    channel = await world.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.topics, channel.levels) == ({"optimization"}, {2, 3})
    assert "1 topic" in (reply.last.footer or "")
    assert "★★☆☆☆ ★★★☆☆" in (reply.last.footer or "")


async def test_the_form_of_questions_starts_with_what_is_set(world: World) -> None:
    await world.say(JUN, "quiz questions", topics="", levels="3")
    [form] = (await world.say(JUN, "quiz questions")).forms
    assert {field.name: field.value for field in form.fields}["levels"] == "3"


async def test_settings_keep_topics_and_levels(world: World) -> None:
    await world.say(JUN, "quiz questions", topics="optimization", levels="3")
    await world.say(JUN, "quiz settings", **RIGHT)
    channel = await world.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.topics, channel.levels) == ({"optimization"}, {3})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"topics": "cooking"}, "no topic"),
        ({"levels": "6"}, "isn't a difficulty"),
        ({"levels": "23"}, "isn't a difficulty"),
    ],
)
async def test_a_wrong_choice_of_questions_is_named(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    reply = await world.say(JUN, "quiz questions", **({"topics": "", "levels": "1"} | wrong))
    assert sentence in reply.forms[0].error
    assert await world.store.channel(CHANNEL.id) == CHANNEL


async def test_questions_of_a_channel_nobody_set_up_are_refused(world: World) -> None:
    reply = FakeReply()
    new = Invocation(EventId("e"), JUN, ChannelId("web:new"), "quiz questions", {"levels": "1"})
    await world.quiz.dispatcher.handle(new, reply)
    assert "The quiz hasn't started here yet" in reply.last.model_dump_json()
