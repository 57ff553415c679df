"""What everyone reads when a week is over."""

from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board


async def test_the_week_ends_with_one_recap(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        for _ in range(8):
            bot.clock.advance(hours=24)
            await bot.quiz.host.tick()
        recap = await group.posted("한 주 정리")
        assert "민지" in recap.text
        assert recap.labels == ["순위"]
