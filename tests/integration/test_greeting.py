"""The bot says hello once to whoever adds it."""

from dataclasses import replace

import discord

from tests import discord_study
from tests.discord_fake import FakeDiscord
from tests.discord_fake.guilds import BOT
from tests.integration.conftest import Group, SlackGroup
from tests.integration.discord_steps import open_board
from tests.integration.slack_steps import home_of, opened, says, serves, until
from tests.slack_study import study_channel
from tests.study import Memory
from tests.unit.quiz.conftest import DECK, read

HELLO = "👋"
READS_LOG = discord.Permissions(BOT.value | discord.Permissions(view_audit_log=True).value)


async def test_a_server_of_discord_is_greeted_once_where_it_can_be_read() -> None:
    async with FakeDiscord() as fake:
        guild = fake.add_guild("스터디", owner="지훈", locale="ko")
        place, boss = (
            guild.add_channel("일반"),
            guild.add_member("지훈", locale="ko", is_admin=True),
        )
        async with discord_study.running(fake, Memory(), DECK, read):
            for _ in range(2):
                guild.remove_bot()
                guild.add_bot_back()
                hello = await place.message(10, where=lambda message: HELLO in message.text)
            form = await boss.press(hello, "퀴즈 설정하기")
            await form.acked(10)
            assert "올리는 시각" in str(form.modal)
            assert sum(HELLO in message.text for message in place.messages) == 1
        assert fake.violations == []


async def test_a_server_that_adds_the_bot_while_it_is_away_is_greeted_when_it_is_back() -> None:
    async with FakeDiscord() as fake:
        old, new = fake.add_guild("스터디"), fake.add_guild("새 스터디")
        places, memory = [guild.add_channel("일반") for guild in (old, new)], Memory()
        new.remove_bot()
        new.add_bot_back()
        async with discord_study.running(fake, memory, DECK, read):
            await places[1].message(10, where=lambda message: HELLO in message.text)
        places.append(new.add_channel("공지"))
        new.channels.reverse()
        newest = fake.add_guild("또 스터디")
        last = newest.add_channel("일반")
        newest.remove_bot()
        newest.add_bot_back()
        async with discord_study.running(fake, memory, DECK, read):
            await last.message(10, where=lambda message: HELLO in message.text)
        assert [len(place.messages) for place in places] == [0, 1, 0]
        assert fake.violations == []


async def test_who_adds_the_bot_to_a_server_of_discord_is_greeted_once_if_the_log_tells() -> None:
    async with FakeDiscord() as fake:
        guild = fake.add_guild("스터디", owner="지훈", locale="ko", bot_permissions=READS_LOG)
        place, boss = guild.add_channel("일반"), guild.add_member("수진", is_admin=True)
        other = fake.add_guild("새 스터디")
        elsewhere = other.add_channel("일반")
        memory = Memory()
        async with discord_study.running(fake, memory, DECK, read):
            guild.remove_bot()
            guild.add_bot_back(by=boss)
            hello = await boss.dm.message(10, where=lambda message: HELLO in message.text)
            assert "#일반" in hello.text
            form = await boss.press(hello, "퀴즈 설정하기")
            await form.acked(10)
            assert "올리는 시각" in str(form.modal)
        async with discord_study.running(fake, memory, DECK, read):
            guild.remove_bot()
            guild.add_bot_back()
            other.remove_bot()
            other.add_bot_back()
            await elsewhere.message(10, where=lambda message: HELLO in message.text)
        assert boss.dm.messages == [hello]
        assert guild.owner is not None
        assert guild.owner.dm.messages == []
        assert place.messages == []
        assert fake.violations == []


async def test_who_adds_the_bot_and_takes_no_direct_messages_is_greeted_in_the_channel() -> None:
    async with FakeDiscord() as fake:
        guild = fake.add_guild("스터디", bot_permissions=READS_LOG)
        place, boss = guild.add_channel("일반"), guild.add_member("수진", is_admin=True)
        boss.user.takes_dms = False
        async with discord_study.running(fake, Memory(), DECK, read):
            guild.remove_bot()
            guild.add_bot_back(by=boss)
            await place.message(10, where=lambda message: HELLO in message.text)
        assert boss.dm.messages == []
        assert len(place.messages) == 1
        assert fake.violations == []


async def test_a_server_of_discord_with_a_quiz_is_not_greeted_when_the_bot_is_back(
    group: Group,
) -> None:
    async with group.bot() as bot:
        group.guild.remove_bot()
        group.guild.add_bot_back()
        other = group.fake.add_guild("새 스터디")
        place = other.add_channel("일반")
        other.remove_bot()
        other.add_bot_back()
        await place.message(where=lambda message: HELLO in message.text)
        await open_board(group, bot)
    assert not any(HELLO in message.text for message in group.place.messages)


async def test_whoever_brings_the_bot_into_a_channel_of_slack_is_greeted_once(
    workspace: SlackGroup,
) -> None:
    place = workspace.team.add_channel("새-스터디", has_bot=False)
    host = workspace.team.installer
    async with workspace.bot():
        place.invite_bot()
        hello = await host.dm.message(says(HELLO))
        place.kick_bot()
        place.invite_bot()
        form = await opened(host.press(hello, "퀴즈 설정하기"))
        assert "올리는 시각" in form.modal_text
        await serves(workspace)
        assert "#새-스터디" in hello.text
    assert sum(HELLO in message.text for message in host.dm.messages) == 1
    assert place.messages == []


async def test_a_greeting_on_slack_waits_while_slack_is_away(workspace: SlackGroup) -> None:
    place, host = workspace.team.add_channel("새-스터디", has_bot=False), workspace.team.installer
    async with workspace.bot() as bot:
        lost = workspace.fake.fail_next("chat.postMessage", times=99, status=503, text="down")
        place.invite_bot()
        await until(lambda: lost.hits)
        lost.times = 0
        bot.clock.advance(minutes=1)
        await host.dm.message(says(HELLO))
    assert len(host.dm.messages) == 1


async def test_a_private_channel_set_up_before_has_its_name_once_the_bot_is_in(
    workspace: SlackGroup,
) -> None:
    place = workspace.team.add_channel("비밀", is_private=True, has_bot=False)
    unseen = replace(study_channel(place, workspace.team), name="비공개-채널")
    await workspace.memory.store.save_channel(unseen)
    async with workspace.bot():
        place.invite_bot()
        await serves(workspace)
        await home_of(workspace.boss, "⚙️ #비밀")
    assert place.messages == []


async def test_a_bot_that_comes_by_itself_greets_where_no_quiz_runs(workspace: SlackGroup) -> None:
    place = workspace.team.add_channel("새-스터디", has_bot=False)
    async with workspace.bot():
        workspace.place.bot_joins()
        place.bot_joins()
        await place.message(says(HELLO))
    assert workspace.place.messages == []
