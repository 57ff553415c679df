"""A season from its start to the podium, and the standings that are kept of it."""

from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board


async def test_a_season_starts_and_the_one_before_is_kept(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        opened = await group.boss.type("/quiz season")
        sure = await (await opened.submit(name="겨울 시즌")).shown("0점에서 다시 시작")
        assert "연속 기록" in sure.text
        await (await group.boss.press(sure, "시즌 시작하기")).shown("에 시작해요")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        podium = await group.posted("시즌 1 최종 순위")
        assert "민지" in podium.text
        await (await group.alex.press(podium, "전체 순위 보기")).shown("as it stood")
        await (await group.mina.type("/leaderboard all")).shown("겨울 시즌")
