"""A channel out of reach: its admin hears of it once, and the quiz goes on when it is over."""

from dataclasses import replace

import pytest

from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import MemberId, RoundState
from bot.quiz.rounds import trouble_view as views
from tests.unit.quiz.conftest import CHANNEL, JUN, MINA, World


@pytest.fixture
async def shut(world: World) -> World:
    """A channel that Jun set up and that takes no posts."""
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    world.chat.unreachable.add(CHANNEL.id)
    return world


async def test_the_admin_is_told_once_what_to_do_and_nothing_more_is_tried(shut: World) -> None:
    await shut.quiz.host.tick()
    tried = list(shut.chat.tried)
    await shut.quiz.host.tick()
    assert shut.chat.tried == tried
    [card] = shut.told(JUN)
    assert "these permissions there: Send Messages" in card.model_dump_json()


@pytest.mark.parametrize("refuses", [set(), {JUN.id}], ids=["told", "out of reach"])
async def test_the_question_is_posted_when_it_is_over_whether_the_admin_is_told_or_not(
    shut: World, refuses: set[MemberId]
) -> None:
    shut.chat.refuse_to |= refuses
    for _ in range(2):
        await shut.quiz.host.tick()
    shut.chat.unreachable.clear()
    await shut.quiz.host.tick()
    assert await shut.states() == [RoundState.OPEN]
    assert await shut.store.channel(CHANNEL.id) == replace(CHANNEL, admin=JUN.id)


async def test_trouble_that_comes_back_is_told_again(shut: World) -> None:
    await shut.quiz.host.tick()
    shut.chat.unreachable.clear()
    await shut.quiz.host.tick()
    shut.chat.unreachable.add(CHANNEL.id)
    shut.clock.advance(hours=24)
    await shut.quiz.host.tick()
    assert len(shut.told(JUN)) == 2


async def test_a_board_that_cannot_be_edited_is_told_too(world: World) -> None:
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="bad guess")
    world.chat.unreachable.add(CHANNEL.id)
    await world.quiz.host.refresh_boards()
    assert len(world.told(JUN)) == 1


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
