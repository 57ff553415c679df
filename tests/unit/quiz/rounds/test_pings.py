"""Whom the daily question calls: set beside the reminder, where there is anybody to call."""

import pytest

from bot.quiz.model import Ping
from tests.unit.quiz.conftest import CHANNEL, JUN, World

STUDY = Ping("77", "@study")


@pytest.fixture
def pinging(world: World) -> World:
    world.chat.pings = {"<@&77>": STUDY, "@study": STUDY}
    return world


async def test_the_daily_question_calls_and_one_asked_for_does_not(pinging: World) -> None:
    saved = await pinging.say(JUN, "quiz reminders", hours="0", ping="<@&77>")
    assert "🔔 @study" in saved.last.footer
    await pinging.quiz.host.tick()
    await pinging.post_now()
    assert [said.card.calls for said in pinging.chat.messages if said.key.startswith("round:")] == [
        "77",
        "",
    ]
    assert [said.card.calls for said in pinging.chat.messages if "round:" not in said.key] == [""]


async def test_it_is_kept_until_the_field_is_emptied_and_each_change_is_audited(
    pinging: World,
) -> None:
    await pinging.say(JUN, "quiz reminders", hours="0", ping="@study")
    pinging.chat.pings = {"@other": Ping("8", "@other")}
    [form] = (await pinging.say(JUN, "quiz reminders")).forms
    assert [field.value for field in form.fields] == ["0", "@study"]
    for said, kept in (("@study", STUDY), ("", None)):
        await pinging.say(JUN, "quiz reminders", hours="2", ping=said)
        channel = await pinging.store.channel(CHANNEL.id)
        assert channel is not None
        assert channel.ping == kept
    entries = await pinging.store.entries(CHANNEL.id, 9)
    assert [entry.what for entry in entries].count("audit-ping") == 2


async def test_whoever_is_unknown_leaves_the_form_with_what_was_typed(pinging: World) -> None:
    [form] = (await pinging.say(JUN, "quiz reminders", hours="3", ping="@nobody")).forms
    assert [field.value for field in form.fields] == ["3", "@nobody"]
    assert "@nobody" in form.error
    channel = await pinging.store.channel(CHANNEL.id)
    assert channel is not None
    assert (channel.ping, channel.reminder_h) == (None, 0)


async def test_where_nobody_can_be_called_there_is_no_field(world: World) -> None:
    [form] = (await world.say(JUN, "quiz reminders")).forms
    assert [field.name for field in form.fields] == ["hours"]
