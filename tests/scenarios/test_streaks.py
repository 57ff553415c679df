"""A streak from its first day on, what breaks none, and what is no study."""

from tests.scenarios.group import Group
from tests.scenarios.test_answering import open_board
from tests.study import Bot


async def _next_day(bot: Bot) -> None:
    bot.clock.advance(hours=24)
    await bot.quiz.host.tick()


async def test_a_week_earns_a_freeze_which_saves_the_streak_on_a_missed_day(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        for day in range(1, 8):
            await (await group.mina.type("/answer good reason")).shown(f"🔥 {day}일째")
            await _next_day(bot)
        await (await group.mina.type("/stats")).shown("프리즈 1개")
        await _next_day(bot)
        grade = await (await group.mina.type("/answer good reason")).shown("🔥 8일째")
        assert "프리즈 1개로 연속 기록을 지켰어요" in grade.text
        standings = await (await group.alex.type("/leaderboard all")).shown("민지")
        assert "🔥 8" in standings.text


async def test_what_earns_too_little_is_no_study_day(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        grade = await (await group.mina.type("/answer 김치찌개")).shown("10점")
        assert "🔥" not in grade.text
        await (await group.mina.type("/stats")).shown("아직 연속 기록이 없어요")
