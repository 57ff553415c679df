"""The daily question pings a role of Discord or a user group of Slack, and nobody else."""

from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.quiz.model import Channel
from tests.discord_study import home
from tests.integration.conftest import Group, SlackGroup
from tests.integration.discord_steps import next_day, open_board, until
from tests.integration.slack_steps import opened, says


async def asked(group: Group, ping: str) -> Any:
    """Save whom to ping, and return what came of it."""
    pressed = await group.boss.slash(group.place, "quiz reminders")
    await pressed.acked()
    return await group.boss.submit(pressed, {"hours": ["0"], "ping": ping})


async def stored(group: Group | SlackGroup) -> Channel:
    channel = await group.memory.store.channel(group.channel.id)
    assert channel is not None
    return channel


def pinged(message: Any) -> tuple[list[str], bool]:
    return message.mentions.role_ids, message.mentions.everyone


@pytest.mark.parametrize("way", ["mention", "id", "name", "@name"])
async def test_a_role_is_pinged_as_the_daily_question_comes(group: Group, way: str) -> None:
    role = group.guild.add_role("스터디")
    said = {"mention": f"<@&{role['id']}>", "id": role["id"], "name": "스터디", "@name": "@스터디"}
    async with group.bot() as bot:
        await (await asked(group, said[way])).shown(where=says("🔔 @스터디"))
        board = await open_board(group, bot)
        assert pinged(board) == ([role["id"]], False)
        assert board.text.startswith(f"<@&{role['id']}>\n")
        await next_day(bot)
        assert board.text.startswith(f"<@&{role['id']}>\n")
        [thread, *_] = group.place.threads
        assert not any(pinged(one)[0] for one in thread.messages)


async def test_a_role_that_is_gone_is_left_out_and_its_admin_told_once(group: Group) -> None:
    role = group.guild.add_role("스터디")
    async with group.bot() as bot:
        await (await asked(group, "스터디")).shown(where=says("🔔 @스터디"))
        group.guild.remove_role(role)
        guild = bot.platform.client.get_guild(int(group.guild.id))
        await until(lambda: guild.get_role(int(role["id"])) is None)
        board = await open_board(group, bot)
        assert pinged(board) == ([], False)
        assert role["id"] not in board.text
        await next_day(bot)
        told = await group.boss.dm.message(where=says("@스터디 역할이 없어져서"))
        assert group.boss.dm.messages == [told]


async def test_a_post_in_a_forum_pings_too(group: Group) -> None:
    role, place = group.guild.add_role("스터디"), group.guild.add_channel("질문-포럼", "forum")
    await group.memory.store.save_channel(replace(group.channel, is_active=False))
    forum = replace(group.channel, id=home(place), name=place.name)
    await group.memory.store.save_channel(forum)
    async with group.bot() as bot:
        found = await bot.platform.chat.find_ping(forum.id, "스터디")
        await group.memory.store.save_channel(replace(forum, ping=found))
        await bot.quiz.host.tick()
        [post] = place.threads
        assert pinged(post.messages[0]) == ([role["id"]], False)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("없는 역할", "없어요"),
        ("관리하는 사람", "멘션할 수 없어요"),
        ("@everyone", "멘션을 쓸 수 없어요"),
        ("둘", "여러 개예요"),
    ],
)
async def test_who_cannot_be_pinged_leaves_the_form(group: Group, said: str, why: str) -> None:
    group.guild.add_role("관리하는 사람", is_mentionable=False)
    for _ in range(2):
        group.guild.add_role("둘")
    async with group.bot():
        sent = await asked(group, said)
        await sent.shown(where=says(why))
        assert (await stored(group)).ping is None


async def test_everyone_is_pinged_only_if_that_was_chosen_and_is_allowed(group: Group) -> None:
    allowed = allowing(group.guild.bot_permissions, mention_everyone=True)
    group.guild.set_bot_permissions(allowed)
    async with group.bot() as bot:
        refused = await asked(group, f"<@&{group.guild.id}>")
        await refused.shown(where=says("없어요"))
        await (await asked(group, "@everyone")).shown(where=says("저장"))
        board = await open_board(group, bot)
        assert pinged(board) == ([], True)


def allowing(before: discord.Permissions, **more: bool) -> discord.Permissions:
    return discord.Permissions(before.value | discord.Permissions(**more).value)


@pytest.mark.parametrize(
    ("said", "calls"),
    [
        ("@study", "subteam^SSTUDY"),
        ("study", "subteam^SSTUDY"),
        ("<!subteam^SSTUDY|@study>", "subteam^SSTUDY"),
        ("@here", "here"),
    ],
)
async def test_a_group_of_slack_is_pinged(workspace: SlackGroup, said: str, calls: str) -> None:
    workspace.team.groups = {"study": [workspace.mina]}
    workspace.fake.may_mention.add(calls)
    async with workspace.bot() as bot:
        form = await opened(workspace.boss.slash(workspace.place, "/quiz", "reminders"))
        sent = await workspace.boss.submit(form, {"hours": "0", "ping": said})
        await sent.shown(says("🔔 @"))
        await bot.quiz.host.tick()
        board = await workspace.place.message()
        assert board.text.startswith(f"<!{calls}>\n")
        assert board.fallback.startswith(f"<!{calls}> ")


async def test_whom_slack_does_not_know_leaves_the_form(workspace: SlackGroup) -> None:
    async with workspace.bot():
        form = await opened(workspace.boss.slash(workspace.place, "/quiz", "reminders"))
        sent = await workspace.boss.submit(form, {"hours": "0", "ping": "@channel"})
        await until(lambda: sent.errors)
        assert "없어요" in str(sent.errors)
        assert (await stored(workspace)).ping is None
