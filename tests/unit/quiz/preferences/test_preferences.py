"""The member's own settings: the form, what it saves, and the language that holds from then on."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.platforms.shared.form_card import form_card
from bot.quiz.preferences.model import Preferences
from tests.unit.quiz.conftest import MINA, World, texts

FAR_FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
CHOSEN = {"language": "en", "timezone": "America/New_York", "reminder": "21", "quote": "yes"}


async def test_form_starts_with_what_holds(world: World) -> None:
    [form] = (await world.say(MINA, "settings me")).forms
    assert [one.value for one in form.fields] == ["platform", "", "off", "no"]
    await world.say(MINA, "settings me", **CHOSEN)
    [form] = (await world.say(MINA, "settings me")).forms
    assert form.title == "My settings"
    assert [one.value for one in form.fields] == list(CHOSEN.values())


async def test_choices_are_kept_and_told_in_the_language_chosen(world: World) -> None:
    card = (await world.say(MINA, "settings me", **CHOSEN)).last
    assert texts(card)[0] == "Language: English"
    assert "21:00 (America/New_York)" in texts(card)[1]
    kept = Preferences("en", ZoneInfo("America/New_York"), time(21, 0), may_quote=True)
    assert await world.store.preferences(MINA.id) == kept


async def test_a_time_zone_is_told_where_no_reminder_tells_it(world: World) -> None:
    card = (await world.say(MINA, "settings me", **CHOSEN | {"reminder": "off"})).last
    assert texts(card)[1] == "Time zone: America/New_York"


async def test_an_offset_is_told_as_it_was_typed(world: World) -> None:
    card = (await world.say(MINA, "settings me", **CHOSEN | {"timezone": "UTC+9"})).last
    assert "21:00 (UTC+9)" in texts(card)[1]
    [form] = (await world.say(MINA, "settings me")).forms
    assert [one.value for one in form.fields] == list((CHOSEN | {"timezone": "UTC+9"}).values())
    card = (
        await world.say(MINA, "settings me", **{one.name: one.value for one in form.fields})
    ).last
    assert "21:00 (UTC+9)" in texts(card)[1]


async def test_midnight_is_an_hour_too(world: World) -> None:
    card = (await world.say(MINA, "settings me", **CHOSEN | {"reminder": "0"})).last
    assert "00:00" in texts(card)[1]
    [form] = (await world.say(MINA, "settings me")).forms
    assert form.fields[2].value == "0"


async def test_everything_read_privately_is_in_the_language_chosen(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "settings me", language="en")
    assert texts((await world.say(MINA, "hint")).last)[0] == "first hint"
    await world.say(MINA, "settings me", language="platform")
    assert texts((await world.say(MINA, "hint")).last)[0] == "first hint (ko)"


async def test_a_refused_form_is_offered_again_in_the_language_chosen(open_world: World) -> None:
    await open_world.say(MINA, "settings me", language="en")
    reply = await open_world.say(MINA, "question suggest", question="Why?", reference="So.")
    card, _ = form_card(reply.forms[0], None, MINA.language)
    assert [action.label for action in card.actions] == ["Fix it and send again"]


async def test_place_that_is_no_time_zone_keeps_the_form_open(world: World) -> None:
    reply = await world.say(MINA, "settings me", **CHOSEN | {"timezone": "Mars/Base"})
    [form] = reply.forms
    assert "Mars/Base" in form.error
    assert form.fields[1].value == "Mars/Base"
    assert await world.store.preferences(MINA.id) == Preferences()


@pytest.mark.parametrize("forged", [{"reminder": "24"}, {"quote": "maybe"}, {"language": "fr"}])
async def test_what_the_form_does_not_offer_is_refused(
    world: World, forged: dict[str, str]
) -> None:
    assert (await world.say(MINA, "settings me", **CHOSEN | forged)).last.sentence
    assert await world.store.preferences(MINA.id) == Preferences()


async def test_no_hour_is_no_reminder(world: World) -> None:
    card = (await world.say(MINA, "settings me", **CHOSEN | {"reminder": ""})).last
    assert "You won't be reminded of reviews." in texts(card)


async def test_a_buttons_language_is_kept_and_the_reminder_stays(open_world: World) -> None:
    world = open_world
    await world.say(MINA, "settings me", **CHOSEN)
    [due] = await world.store.reminders(FAR_FUTURE, 1)
    await world.say(MINA, "read", round="1", question="first", language="ko")
    kept = Preferences("ko", ZoneInfo("America/New_York"), time(21, 0), may_quote=True)
    assert await world.store.preferences(MINA.id) == kept
    [still] = await world.store.reminders(FAR_FUTURE, 1)
    assert still.at == due.at
