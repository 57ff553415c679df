"""A channel out of reach: its admin hears of it once, and the quiz goes on when it is over."""

from dataclasses import replace
from typing import get_args

import pytest
from structlog.contextvars import clear_contextvars

from bot.quiz.errors import ChannelUnreachable, Reason
from bot.quiz.model import MemberId, RoundState
from bot.quiz.rounds import trouble_view as views
from compute import logs
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


async def test_a_board_that_cannot_be_edited_is_told_too(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.formatter("json"))
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    await world.quiz.host.tick()
    await world.say(MINA, "answer", text="bad guess")
    world.chat.unreachable.add(CHANNEL.id)
    clear_contextvars()
    await world.quiz.host.refresh_boards()
    assert len(world.told(JUN)) == 1
    assert f'"channel": "{CHANNEL.id}"' in caplog.text


async def test_a_thread_out_of_reach_leaves_the_members_own_way(world: World) -> None:
    await world.quiz.host.tick()
    world.chat.unreachable.add(CHANNEL.id)
    reply = await world.say(MINA, "answer", text="good reason")
    assert reply.last.tone == "good"
    opened = await world.say(MINA, "next", round="1", question="first")
    assert opened.last.title == "↪️ 이어지는 질문 1/2"


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_names_the_channel(language: str, reason: Reason) -> None:
    unreachable = ChannelUnreachable("no", reason)
    assert "#daily" in views.sentence(language, "daily", unreachable)  # type: ignore[arg-type]


def test_only_where_a_channel_may_come_back_the_quiz_is_said_to_go_on() -> None:
    footers = {
        reason: views.card("en", CHANNEL, ChannelUnreachable("no", reason)).footer
        for reason in get_args(Reason)
    }
    assert [reason for reason, footer in footers.items() if not footer] == ["gone"]


async def test_what_posts_lack_is_told_once_and_stops_nothing(world: World) -> None:
    await world.store.remember(JUN)
    await world.store.save_channel(replace(CHANNEL, admin=JUN.id))
    world.chat.lacks = ["attach_files"]
    for _ in range(3):
        await world.quiz.host.tick()
        world.clock.advance(hours=24)
    assert await world.states() == [RoundState.CLOSED, RoundState.CLOSED, RoundState.OPEN]
    [card] = world.told(JUN)
    assert "in the channel: Attach Files" in card.model_dump_json()
    stored = await world.store.channel(CHANNEL.id)
    assert stored is not None
    assert stored.trouble == ""


async def test_settings_are_saved_with_what_their_posts_will_lack(world: World) -> None:
    world.chat.lacks = ["attach_files", "create_public_threads"]
    saved = await world.say(JUN, "quiz settings", at="09:00")
    assert "Attach Files, Create Public Threads" in saved.last.model_dump_json()
