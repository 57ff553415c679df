"""A quiz in a forum channel of Discord: each question is a post of its own."""

from dataclasses import replace

import pytest

from bot.platforms.discord.access import lacks_tag
from bot.quiz.model import Address, RoundState
from bot.quiz.outbox import Sent
from tests.discord_study import home
from tests.integration.conftest import Group, known_as
from tests.integration.discord_steps import card, graded, next_day, until, with_admin


@pytest.fixture
async def forum(group: Group) -> Group:
    """Move the quiz into a forum."""
    await group.memory.store.save_channel(replace(group.channel, is_active=False))
    place = group.guild.add_channel("질문-포럼", "forum")
    channel = replace(group.channel, id=home(place), name=place.name)
    await group.memory.store.save_channel(channel)
    return replace(group, place=place, channel=channel)


async def test_each_question_is_a_post_with_its_answers_and_its_solution(forum: Group) -> None:
    async with forum.bot() as bot:
        await bot.quiz.host.tick()
        [post] = forum.place.threads
        [board] = post.messages
        assert board.id == post.id
        assert "What about first?" in post.name
        await graded(forum.mina, board, "bad guess", "10점")
        await next_day(bot)
        assert "모범 답안: because" in "".join(message.text for message in post.messages[1:])
        assert "마감" in board.text
        assert sum("What about" in one.name for one in forum.place.threads) == 2


async def test_a_post_has_the_tag_that_a_forum_requires(forum: Group) -> None:
    forum.place.demand_tag(moderated=False)
    async with forum.bot() as bot:
        await bot.quiz.host.tick()
        assert len(forum.place.threads) == 1


async def test_a_tag_that_only_moderators_may_set_is_told_and_can_be_replaced(
    forum: Group,
) -> None:
    forum.place.demand_tag(moderated=True)
    async with forum.bot() as bot:
        await with_admin(forum, bot)
        for _ in range(3):
            await bot.quiz.host.tick()
        [told] = forum.boss.dm.messages
        assert "태그" in told.text
        assert not [call for call in forum.fake.requests if call.path.endswith("/threads")]
        forum.place.demand_tag(moderated=False)
        await until(lambda: not lacks_tag(bot.platform.client.get_channel(int(forum.place.id))))
        await bot.quiz.host.tick()
        assert len(forum.place.threads) == 1


@pytest.mark.parametrize("code", [50035, 160006])
async def test_what_discord_refuses_for_good_is_told_once(forum: Group, code: int) -> None:
    threads = f"/channels/{forum.place.id}/threads"
    forum.fake.inject("POST", threads, status=400, code=code, times=2)
    async with forum.bot() as bot:
        await with_admin(forum, bot)
        for _ in range(3):
            await bot.quiz.host.tick()
            bot.clock.advance(minutes=11)
        [told] = forum.boss.dm.messages
        assert "받아 주지 않아요" in told.text
        assert len(forum.place.threads) == 1


async def test_a_post_whose_record_was_lost_is_found_again(forum: Group) -> None:
    there = Address(forum.channel.id)
    async with forum.bot() as bot:
        message = await bot.platform.chat.post(there, card("v1"), "news")
        lost = Sent(forum.channel.id, "news", begun_at=bot.clock.now())
        await forum.memory.outbox.record(lost)
        assert await bot.platform.chat.post(there, card("v2"), "news") == message
        [post] = forum.place.threads
        assert ["v2" in one.text for one in post.messages] == [True]


async def test_somebody_is_called_in_a_post_for_the_next_card_if_they_could_not_be_for_the_first(
    forum: Group,
) -> None:
    forum.mina.close_dms()
    forum.fake.inject("POST", f"/channels/{forum.place.id}/threads", status=403)
    async with forum.bot() as bot:
        only = Address(forum.channel.id, only=known_as(forum, forum.mina))
        await bot.platform.chat.post(only, card("first"), "first")
        assert forum.place.threads == []
        await bot.platform.chat.post(only, card("second"), "second")
        [post] = forum.place.threads
        assert post.messages[0].pings == [forum.mina]
        assert "second" not in post.messages[0].text


async def test_a_post_that_is_gone_takes_neither_its_solution_nor_the_next_question(
    forum: Group,
) -> None:
    async with forum.bot() as bot:
        await bot.quiz.host.tick()
        [post] = forum.place.threads
        post.delete()
        await next_day(bot)
        names = [one.name for one in forum.place.threads if one is not post]
        states = [one.state for one in await bot.memory.store.rounds()]
        assert states == [RoundState.CLOSED, RoundState.OPEN]
        assert len(names) == 2
