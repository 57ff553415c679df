"""Who runs the quiz on Slack besides the workspace's admins, and what their Home shows."""

from dataclasses import replace

from bot.platforms.slack.identity import member_id
from bot.platforms.slack.rights import FRESH
from bot.quiz.model import DIRECT_MESSAGE
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import home_of, opened, shown
from tests.slack_study import study_channel

LEADS = "study-leads"


async def test_members_of_the_named_group_run_the_quiz_until_they_leave_it(
    workspace: SlackGroup,
) -> None:
    team, mina = workspace.team, workspace.mina
    team.groups = {LEADS: [mina], "others": [workspace.alex]}
    async with workspace.bot(admin_group=f"@{LEADS}") as bot:
        await opened(mina.slash(workspace.place, "/quiz", "settings"))
        refused = workspace.alex.slash(workspace.place, "/quiz", "settings")
        await shown(refused, f"@{LEADS}")
        team.groups = {LEADS: []}
        bot.clock.advance(seconds=FRESH.total_seconds() + 1)
        await shown(mina.slash(workspace.place, "/quiz", "settings"), "관리자만")


async def test_nobody_has_the_right_by_a_group_that_slack_does_not_tell_of(
    workspace: SlackGroup,
) -> None:
    workspace.team.groups = {LEADS: [workspace.mina]}
    workspace.team.scopes.remove("usergroups:read")
    async with workspace.bot(admin_group=LEADS):
        await shown(workspace.mina.slash(workspace.place, "/quiz", "settings"), "관리자만")
        await opened(workspace.boss.slash(workspace.place, "/quiz", "settings"))


async def test_nobody_has_the_right_elsewhere_by_running_their_own_conversation(
    workspace: SlackGroup,
) -> None:
    mina = workspace.mina
    async with workspace.bot():
        await opened(mina.slash(mina.dm, "/quiz", "settings"))
    for method in ("users.info", "users.list"):
        workspace.fake.fail_next(method, times=9, status=500)
    async with workspace.bot():
        await shown(mina.slash(workspace.place, "/quiz", "settings"), "슬랙이 응답하지 않아")


async def test_an_admin_is_not_told_to_be_none_while_slack_does_not_say_who_they_are(
    workspace: SlackGroup,
) -> None:
    for method in ("users.info", "users.list"):
        workspace.fake.fail_next(method, times=9, status=500)
    async with workspace.bot():
        await shown(workspace.boss.slash(workspace.place, "/quiz", "settings"), "Slack isn't")
        workspace.fake.heal()
        await opened(workspace.boss.slash(workspace.place, "/quiz", "settings"))


async def test_who_made_a_private_channel_is_asked_to_invite_the_bot(
    workspace: SlackGroup,
) -> None:
    mina = workspace.mina
    own = workspace.team.add_channel("비밀", is_private=True, has_bot=False, creator=mina)
    async with workspace.bot():
        await shown(mina.slash(own, "/quiz", "settings"), "/invite로 저를 초대")
        own.invite_bot()
        await opened(mina.slash(own, "/quiz", "settings"))


async def test_home_shows_settings_only_of_channels_one_runs(workspace: SlackGroup) -> None:
    mine = workspace.team.add_channel("민지네", creator=workspace.mina)
    await workspace.memory.store.save_channel(study_channel(mine, workspace.team))
    async with workspace.bot():
        text = await home_of(workspace.mina, "⚙️")
        assert ("⚙️ #민지네" in text, f"⚙️ #{workspace.channel.name}" in text) == (True, False)
        everything = await home_of(workspace.boss, "⚙️ #민지네")
        assert f"⚙️ #{workspace.channel.name}" in everything


async def test_home_has_the_quiz_of_ones_own_with_its_settings_and_no_others(
    workspace: SlackGroup,
) -> None:
    own = replace(study_channel(workspace.mina.dm, workspace.team), name=DIRECT_MESSAGE)
    async with workspace.bot() as bot:
        await opened(workspace.mina.slash(workspace.mina.dm, "/quiz", "settings"))
        me = member_id(workspace.team.id, workspace.mina.id)
        await bot.memory.store.save_channel(replace(own, admin=me))
        await bot.quiz.host.tick()
        text = await home_of(workspace.mina, "🧠 DM")
        assert (text.count("⚙️"), text.count("⚙️ DM")) == (1, 1)
        assert "DM" not in await home_of(workspace.alex, "My stats")


async def test_a_group_dm_has_no_quiz(workspace: SlackGroup) -> None:
    place = workspace.team.add_channel("mpdm-boss--mina-1", is_private=True, has_bot=False)
    boss, mina = workspace.boss, workspace.mina
    async with workspace.bot():
        for command, text in (("/answer", "because"), ("/quiz", "settings"), ("/leaderboard", "")):
            await shown(boss.slash(place, command, text), "그룹 DM")
        said = await mina.say(place, "because")
        await shown(mina.shortcut(said, "answer_from_message"), "그룹 DM")
        await shown(mina.slash(place, "/quiz", "help"), "도움말")
        await shown(mina.slash(place, "/demo", ""), "데모")
