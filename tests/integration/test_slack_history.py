"""What a bot outside Slack's Marketplace makes of one short look at the history a minute."""

import pytest

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, RoundState
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import direct
from tests.study import Bot

LOOK = "conversations.history"


@pytest.fixture(autouse=True)
def outside(workspace: SlackGroup) -> None:
    workspace.fake.leave_marketplace()


async def question_in_doubt(workspace: SlackGroup, bot: Bot, *, is_there: bool) -> None:
    workspace.fake.fail_next("chat.postMessage", status=500, after=is_there)
    await bot.quiz.host.tick()
    bot.clock.advance(seconds=15)


async def is_posted_once(workspace: SlackGroup, bot: Bot) -> bool:
    [round] = await bot.memory.store.rounds()
    boards = [one.id for one in workspace.place.messages if "What about" in one.text]
    return round.state is RoundState.OPEN and boards == [round.message]


async def test_what_slack_has_answered_is_never_looked_for(workspace: SlackGroup, bot: Bot) -> None:
    for _ in range(2):
        await bot.quiz.host.tick()
    assert await is_posted_once(workspace, bot)
    assert not workspace.fake.called(LOOK)


async def test_a_question_is_found_though_much_was_said_since(
    workspace: SlackGroup, bot: Bot
) -> None:
    await question_in_doubt(workspace, bot, is_there=True)
    for n in range(20):
        await workspace.mina.say(workspace.place, f"n{n}")
    await bot.quiz.host.tick()
    assert await is_posted_once(workspace, bot)
    [look] = workspace.fake.called(LOOK)
    assert int(look.args["limit"]) == 15


async def test_one_look_is_enough_to_post_what_is_not_there(
    workspace: SlackGroup, bot: Bot
) -> None:
    await question_in_doubt(workspace, bot, is_there=False)
    await bot.quiz.host.tick()
    assert await is_posted_once(workspace, bot)
    assert len(workspace.fake.called(LOOK)) == 1


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_question_that_cannot_be_looked_for_waits_and_comes_once(
    workspace: SlackGroup, bot: Bot, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.rates.MAX_PAUSE_S", 0)  # No minute in tests.
    await question_in_doubt(workspace, bot, is_there=is_there)
    await spend_the_look(workspace, bot)
    for _ in range(2):
        await bot.quiz.host.tick()
    assert len(workspace.place.messages) == is_there
    workspace.fake.minute_passes()
    await bot.quiz.host.tick()
    assert await is_posted_once(workspace, bot)


async def test_whoever_cannot_look_holds_nobody_up_and_leaves_slack_alone(
    workspace: SlackGroup, bot: Bot
) -> None:
    await question_in_doubt(workspace, bot, is_there=False)
    await spend_the_look(workspace, bot)
    for _ in range(3):
        await bot.quiz.host.tick()
    assert len(workspace.fake.called(LOOK)) == 2  # The second one said for how long to wait.
    await bot.platform.chat.post(Address(workspace.channel.id), Card(title="news"), "news")
    assert [one.text for one in workspace.place.messages] == ["news"]


async def test_a_private_card_that_cannot_be_looked_for_is_shown_again(
    workspace: SlackGroup, bot: Bot
) -> None:
    to = direct(workspace, workspace.mina)
    await spend_the_look(workspace, bot)
    workspace.fake.fail_next("chat.postMessage", status=500, after=True)
    with pytest.raises(ChannelUnreachable):
        await bot.platform.chat.post(to, Card(title="100"), "answer:1")
    await bot.platform.chat.post(to, Card(title="100"), "answer:1")
    assert [one.text for one in workspace.mina.dm.messages] == ["100", "100"]


async def spend_the_look(workspace: SlackGroup, bot: Bot) -> None:
    """Look for something else, so that this minute has no look left."""
    to = direct(workspace, workspace.alex)
    workspace.fake.fail_next("chat.postMessage", status=500, after=True)
    with pytest.raises(ChannelUnreachable):
        await bot.platform.chat.post(to, Card(title="spent"), "spent")
    await bot.platform.chat.post(to, Card(title="spent"), "spent")
