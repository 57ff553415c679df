"""Who studies in several places says in which, where they type in their own conversation."""

import json

from bot.platforms.discord.identity import DIRECT, member_id
from tests.discord_study import study_channel as discord_channel
from tests.integration.conftest import Group, SlackGroup, known_as
from tests.integration.discord_steps import graded, says
from tests.integration.slack_steps import answered, opened, shown
from tests.slack_study import study_channel as slack_channel


async def test_each_server_is_offered_on_discord(group: Group) -> None:
    far = group.fake.add_guild("다른-서버", owner="수진", locale="ko")
    mina_there = far.add_member("민지", locale="ko", same_as=group.mina)
    places = [(group.mina, group.place), (mina_there, far.add_channel("퀴즈"))]
    await group.memory.store.save_channel(discord_channel(places[1][1], far))
    async with group.bot() as bot:
        await bot.quiz.host.tick()
        for member, place in places:
            board = await place.message(where=says("오늘의 질문"))
            await graded(member, board, "half of a reason", "50점")
        typed = await group.mina.slash(group.mina.dm, "stats", what="export")
        asked = await typed.shown(where=says("어느 채널에서 할까요?"))
        assert asked.labels == ["#퀴즈 · 다른-서버", "#딥러닝-스터디 · 스터디"]
        typed = await group.mina.slash(group.mina.dm, "answer")
        asked = await typed.shown(where=says("어느 채널에서 할까요?"))
        pressed = await group.mina.press(asked, "#딥러닝-스터디 · 스터디")
        await pressed.acked()
        sent = await group.mina.submit(pressed, {"text": "good reason"})
        await sent.shown(where=says("100점"))
        mina_there.leave()
        again = await group.mina.slash(group.mina.dm, "leaderboard")
        board = await again.shown(where=says("🏆"))
        assert "민지" in board.text


async def test_what_is_kept_of_direct_messages_is_exported_and_forgotten_along_on_discord(
    group: Group,
) -> None:
    mina, store = group.mina, group.memory.store
    ids = [known_as(group, mina), member_id(DIRECT, int(mina.id))]
    async with group.bot() as bot:
        await bot.quiz.host.tick()
        board = await group.place.message(where=says("오늘의 질문"))
        await graded(mina, board, "half of a reason", "50점")
        await (await mina.slash(mina.dm, "help")).shown(where=says("도움말"))
        exported = await (await mina.slash(mina.dm, "stats", what="export")).shown()
        [(_, file)] = exported.attachments
        assert [one["id"] for one in json.loads(file)["members"]] == ids
        asked = await (await mina.slash(mina.dm, "stats", what="forget")).shown()
        await (await mina.press(asked, "모두 지우기")).shown(where=says("모두 지웠어요"))
        assert [await store.member(one) for one in ids] == [None, None]


async def test_each_channel_that_one_may_see_is_offered_on_slack(workspace: SlackGroup) -> None:
    mina, team = workspace.mina, workspace.team
    secret = team.add_channel("비밀", is_private=True)
    await workspace.memory.store.save_channel(slack_channel(secret, team))
    async with workspace.bot() as bot:
        await bot.quiz.host.tick()
        for place in (workspace.place, secret):
            board = await place.message(where=says("오늘의 질문"))
            await shown(answered(mina, board, "half of a reason"), "50점")
        asked = await shown(mina.slash(mina.dm, "/stats"), "어느 채널에서 할까요?")
        assert asked.labels == ["#비밀", "#딥러닝-스터디"]
        await shown(mina.press(asked, "#비밀"), "내 기록")
        form = await opened(mina.slash(mina.dm, "/settings", "me"))
        assert "내 설정" in str(form.modal)


async def test_a_message_to_the_bot_is_taken_as_an_answer_on_slack(workspace: SlackGroup) -> None:
    mina = workspace.mina
    async with workspace.bot() as bot:
        await bot.quiz.host.tick()
        board = await workspace.place.message(where=says("오늘의 질문"))
        await shown(mina.press(board, "힌트"), "first hint")
        said = await mina.say(mina.dm, "good reason")
        await shown(mina.shortcut(said, "answer_from_message"), "100점")
