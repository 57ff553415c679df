"""A disputed grade, from the button to what everyone concerned is told, on each platform."""

from dataclasses import replace
from typing import Any

from bot.platforms.slack.identity import member_id
from tests.integration.conftest import Group, SlackGroup, known_as
from tests.integration.test_slack_quiz import answered as answered_on_slack
from tests.integration.test_slack_quiz import open_board as open_on_slack


def says(text: str) -> Any:
    return lambda message: text in message.text


async def points(bot: Any, member: str) -> int:
    [round, *_] = await bot.memory.store.rounds()
    scores = await bot.memory.store.scores(round.channel, None, round.local_date)
    return next(one.points for one in scores if one.member == member)


async def told(group: Group, member: Any, text: str) -> Any:
    """Wait for a message that one member alone sees."""

    def find() -> Any:
        whole = group.fake.world.messages.values()
        return next((m for m in whole if m.ephemeral_to is member and text in m.text), None)

    return await group.fake.world.changes.until(find, 10, text)


async def test_accepted_on_discord(group: Group) -> None:
    boss = known_as(group, group.boss)
    await group.memory.store.save_channel(replace(group.channel, admin=boss))
    async with group.bot() as bot:
        met = await group.boss.slash(group.place, "help")
        await met.shown(where=says("/quiz disputes"))
        await bot.quiz.host.tick()
        board = await group.place.message(where=says("What about first?"))
        pressed = await group.mina.press(board, "답하기")
        await pressed.acked()
        sent = await group.mina.submit(pressed, {"text": "half of a reason"})
        grade = await sent.shown(where=says("50점"))
        form = await group.mina.press(grade, "이의 있어요")
        await form.acked()
        objected = await group.mina.submit(form, {"reason": "두 번째 문장이에요"})
        taken = await objected.shown(where=says("이의를 받았어요"))
        assert taken.ephemeral_to == group.mina
        to_rule = await group.boss.dm.message(where=says("두 번째 문장이에요"))
        assert "half of a reason" in to_rule.text
        opened = await group.boss.press(to_rule, "받아들이기")
        await opened.acked()
        assert "the reason" in str(opened.modal)
        await group.boss.submit(opened, {"score": "90", "points": ["why"], "reason": "맞아요"})
        outcome = await told(group, group.mina, "이의가 받아들여졌어요")
        assert "50점 → 90점" in outcome.text
        assert await points(bot, known_as(group, group.mina)) == 90


async def test_kept_on_discord(group: Group) -> None:
    async with group.bot() as bot:
        await bot.quiz.host.tick()
        board = await group.place.message(where=says("What about first?"))
        pressed = await group.mina.press(board, "답하기")
        await pressed.acked()
        sent = await group.mina.submit(pressed, {"text": "half of a reason"})
        form = await group.mina.press(await sent.shown(where=says("50점")), "이의 있어요")
        await form.acked()
        objected = await group.mina.submit(form, {"reason": ""})
        await objected.shown(where=says("이의를 받았어요"))
        asked = await group.boss.slash(group.place, "quiz disputes")
        review = await asked.shown(where=says("채점에 대한 이의 1/1"))
        opened = await group.boss.press(review, "그대로 두기")
        await opened.acked()
        await group.boss.submit(opened, {"reason": "방향이 빠졌어요"})
        await told(group, group.mina, "방향이 빠졌어요")
        assert await points(bot, known_as(group, group.mina)) == 50


async def test_accepted_on_slack(workspace: SlackGroup) -> None:
    boss = member_id(workspace.team.id, workspace.boss.id)
    await workspace.memory.store.save_channel(replace(workspace.channel, admin=boss))
    async with workspace.bot() as bot:
        board = await open_on_slack(workspace, bot)
        sent = await answered_on_slack(workspace.mina, board, "half of a reason")
        form = await workspace.mina.press(await sent.shown(where=says("50점")), "이의 있어요")
        await form.opened()
        met = await workspace.boss.slash(workspace.place, "/quiz", "help")
        await met.shown(where=says("/quiz disputes"))
        objected = await workspace.mina.submit(form, {"reason": "두 번째 문장이에요"})
        await objected.shown(where=says("이의를 받았어요"))
        told = await met.shown(where=says("두 번째 문장이에요"))
        opened = await workspace.boss.press(told, "받아들이기")
        await opened.opened()
        values = {"score": "90", "points": ["why"], "reason": "맞아요"}
        await workspace.boss.submit(opened, values)
        outcome = await objected.shown(where=says("이의가 받아들여졌어요"))
        assert "50점 → 90점" in outcome.text
        assert await points(bot, member_id(workspace.team.id, workspace.mina.id)) == 90
