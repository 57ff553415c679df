"""Who runs the quiz on a server because its owner says so."""

from datetime import timedelta

from bot.platforms.discord.grants import FRESH
from bot.quiz.commands import COMMANDS
from tests.integration.conftest import Group
from tests.integration.discord_steps import says

REFUSED = says("관리자만")
SAVED = says("저장했어요")
SETTINGS = {"at": "07:30", "weekdays": ["0"]}


async def test_whoever_is_granted_the_command_sets_up_a_channel_and_goes_on_from_there(
    group: Group,
) -> None:
    async with group.bot() as bot:
        group.guild.grant("quiz", to=group.mina)
        opened = await group.mina.slash(group.place, "quiz settings")
        await opened.acked()
        saved = await (await group.mina.submit(opened, SETTINGS)).shown(where=SAVED)
        await (await group.mina.press(saved, "주제와 난이도")).acked()
        review = await group.mina.slash(group.place, "question review")
        await review.shown(where=says("검토할 제안이 없어요"))
        helped = await group.mina.slash(group.place, "help")
        await helped.shown(where=says("/quiz settings"))
        assert [entry.by for entry in await bot.memory.store.entries(group.channel.id, 1)] == [
            f"discord:{group.guild.id}/{group.mina.id}"
        ]


async def test_a_grant_that_is_taken_back_ends_within_a_minute(group: Group) -> None:
    async with group.bot() as bot:
        group.guild.grant("quiz", to=group.mina)
        opened = await group.mina.slash(group.place, "quiz settings")
        await opened.acked()
        group.guild.revoke()
        bot.clock.advance(seconds=FRESH.total_seconds() + 1)
        await (await group.mina.submit(opened, SETTINGS)).shown(where=REFUSED)


async def test_a_grant_for_one_channel_opens_no_other(group: Group) -> None:
    lobby = group.guild.add_channel("로비")
    async with group.bot():
        group.guild.grant("quiz", to=group.mina, only=group.place)
        named = await group.mina.slash(group.place, "quiz settings", channel=lobby)
        await named.shown(where=REFUSED)
        here = await group.mina.slash(group.place, "quiz audit")
        await here.shown(where=says("변경 기록"))


async def test_nobody_is_granted_anything_while_discord_does_not_say(group: Group) -> None:
    async with group.bot():
        group.guild.grant("quiz", to=group.mina)
        group.fake.inject("GET", r"/commands/permissions$", status=403)
        review = await group.mina.slash(group.place, "question review")
        await review.shown(where=REFUSED)


def test_commands_of_the_restricted_name_are_all_for_admins() -> None:
    parts = [one for one in COMMANDS if one.name.split(" ")[0] == "quiz" and one.typed]
    assert {one.who for one in parts} == {"admin"}
    assert timedelta(0) < FRESH <= timedelta(minutes=1)
