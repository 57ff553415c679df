"""A channel out of reach: its admin hears of it once, and the quiz goes on when it is over."""

from dataclasses import replace

import pytest

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import RoundState
from bot.quiz.rounds import trouble_view as views
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World


@pytest.fixture
async def shut(world: World) -> World:
    """A channel that Jun set up and that takes no posts."""
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    world.chat.unreachable.add(CHANNEL.id)
    return world


def told(world: World) -> list[Card]:
    return [said.card for said in world.chat.messages if said.to.only == JUN.id]


async def test_the_admin_is_told_once_what_to_do(shut: World) -> None:
    await shut.quiz.host.tick()
    await shut.quiz.host.tick()
    [card] = told(shut)
    assert "these permissions there: Send Messages" in card.model_dump_json()


async def test_while_in_trouble_nothing_is_tried(shut: World) -> None:
    await shut.quiz.host.tick()
    tried = list(shut.chat.tried)
    await shut.quiz.host.tick()
    assert shut.chat.tried == tried


async def test_settings_are_kept_and_the_question_is_posted_when_it_is_over(shut: World) -> None:
    await shut.quiz.host.tick()
    shut.chat.unreachable.clear()
    await shut.quiz.host.tick()
    [round] = await shut.store.rounds()
    assert round.state is RoundState.OPEN
    assert await shut.store.channel(CHANNEL.id) == replace(CHANNEL, admin=JUN.id)


async def test_trouble_that_comes_back_is_told_again(shut: World) -> None:
    await shut.quiz.host.tick()
    shut.chat.unreachable.clear()
    await shut.quiz.host.tick()
    shut.chat.unreachable.add(CHANNEL.id)
    shut.clock.advance(hours=24)
    await shut.quiz.host.tick()
    assert len(told(shut)) == 2


async def test_an_admin_who_cannot_be_told_holds_up_nothing(shut: World) -> None:
    shut.chat.refuse_to.add(JUN.id)
    await shut.quiz.host.tick()
    await shut.quiz.host.tick()
    shut.chat.unreachable.clear()
    await shut.quiz.host.tick()
    assert [round.state for round in await shut.store.rounds()] == [RoundState.OPEN]


async def test_a_board_that_cannot_be_edited_is_told_too(world: World) -> None:
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="bad guess")
    world.chat.unreachable.add(CHANNEL.id)
    await world.quiz.host.refresh_boards()
    assert len(told(world)) == 1


async def test_a_thread_out_of_reach_leaves_the_members_own_way(world: World) -> None:
    await world.quiz.host.tick()
    world.chat.unreachable.add(CHANNEL.id)
    reply = await world.say(MINA, "answer", text="good reason")
    assert reply.last.tone == "good"
    assert [s.key for s in world.chat.messages if s.to.only == MINA.id] == [
        "follow-up:1:then:web:mina"
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("reason", ["forbidden", "gone", "removed", "away"])
def test_every_reason_names_the_channel(language: str, reason: str) -> None:
    unreachable = ChannelUnreachable("no", reason)  # type: ignore[arg-type]
    assert "#daily" in views.sentence(language, "daily", unreachable)  # type: ignore[arg-type]
