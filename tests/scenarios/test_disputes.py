"""A disputed grade, from the button to what everyone concerned is told."""

from dataclasses import replace

from bot.quiz.model import MemberId
from tests.scenarios.group import Act, Group
from tests.scenarios.test_answering import answer, open_board
from tests.study import Bot


async def objected(group: Group, bot: Bot, reason: str) -> Act:
    """Have 민지 answer half, and object to the grade."""
    board = await open_board(group, bot)
    grade = await (await answer(group.mina, board, "half of a reason")).shown("50점")
    sent = await (await group.mina.press(grade, "이의 있어요")).submit(reason=reason)
    await sent.shown("이의를 받았어요")
    return sent


async def points(bot: Bot, member: MemberId) -> int:
    [round, *_] = await bot.memory.store.rounds()
    scores = await bot.memory.store.scores(round.channel, None, round.local_date)
    return next(one.points for one in scores if one.member == member)


async def test_an_accepted_one_corrects_points(group: Group) -> None:
    async with group.bot() as bot:
        await bot.memory.store.save_channel(replace(group.channel, admin=group.boss.id))
        await (await group.boss.type("/help")).shown("/quiz disputes")
        await objected(group, bot, "두 번째 문장이에요")
        review = await group.boss.told("두 번째 문장이에요")
        assert "half of a reason" in review.text
        ruling = await group.boss.press(review, "받아들이기")
        assert "the reason" in await ruling.form()
        await ruling.submit(score="90", points=["why"], reason="맞아요")
        outcome = await group.mina.told("이의가 받아들여졌어요")
        assert "50점 → 90점" in outcome.text
        assert await points(bot, group.mina.id) == 90
        assert not await group.alex.sees("90점")


async def test_one_that_is_not_accepted_is_told_why(group: Group) -> None:
    async with group.bot() as bot:
        await objected(group, bot, "")
        review = await (await group.boss.type("/quiz disputes")).shown("채점에 대한 이의 1/1")
        await (await group.boss.press(review, "그대로 두기")).submit(reason="방향이 빠졌어요")
        await group.mina.told("방향이 빠졌어요")
        assert await points(bot, group.mina.id) == 50
