"""What a member shared goes from its message once they had themselves forgotten."""

from dataclasses import replace

import pytest
from structlog.contextvars import clear_contextvars

from bot.quiz.cards import Card
from bot.quiz.preferences.model import Preferences
from compute import logs
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World, texts
from tests.unit.quiz.moderation.test_moderation import DONE


def message(world: World, key: str) -> Card:
    [card] = [one.card for one in world.chat.messages if one.key == key]
    return card


@pytest.fixture
async def quoted(open_world: World) -> World:
    """A world in which 민아 is quoted in a reveal, ranked below it, and Jun is ranked too."""
    await open_world.store.remember(MINA)
    await open_world.store.save_preferences(MINA.id, Preferences(may_quote=True), None)
    await open_world.say(MINA, "answer", text="good one to quote")
    await open_world.say(JUN, "answer", text="half of it")
    open_world.clock.advance(days=1)
    await open_world.quiz.host.tick()
    assert "good one to quote" in message(open_world, "reveal:1").model_dump_json()
    return open_world


async def test_reveal_neither_quotes_nor_ranks_them_any_more(quoted: World) -> None:
    before = message(quoted, "reveal:1")
    await quoted.say(MINA, "forget")
    await quoted.quiz.host.tick()
    after = message(quoted, "reveal:1")
    assert MINA.name in before.model_dump_json()
    assert MINA.name not in after.model_dump_json()
    assert "good one to quote" not in after.model_dump_json()
    assert "Today: 1. Jun 50" in texts(after)
    assert not await quoted.store.left_behind()


async def test_shared_result_is_replaced_also_where_nothing_is_asked(open_world: World) -> None:
    open_world.demos.offer([], [DONE])
    await open_world.say(MINA, "demo share", job="abc")
    await open_world.store.save_channel(replace(CHANNEL, is_active=False))
    await open_world.say(MINA, "forget")
    await open_world.quiz.host.tick()
    erased = "Whoever posted this has deleted everything kept about them."
    assert texts(message(open_world, "demo:abc")) == [erased]


async def test_a_channel_that_cannot_be_reached_is_seen_to_later(
    quoted: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.formatter("json"))
    quoted.chat.unreachable.add(CHANNEL.id)
    await quoted.say(MINA, "forget")
    clear_contextvars()
    await quoted.quiz.host.tick()
    assert "good one to quote" in message(quoted, "reveal:1").model_dump_json()
    assert f'"channel": "{CHANNEL.id}"' in caplog.text
    quoted.chat.unreachable.clear()
    quoted.clock.advance(hours=2)
    await quoted.quiz.host.tick()
    assert MINA.name not in message(quoted, "reveal:1").model_dump_json()


async def test_admin_has_nothing_to_show_again(quoted: World) -> None:
    [share] = await quoted.store.shares(CHANNEL.id, MINA.id, 1)
    await quoted.say(MINA, "forget")
    refused = await quoted.say(JUN, "quiz hide", share=str(share.id), undo="yes")
    assert refused.last.sentence == "This message isn't there any more."
