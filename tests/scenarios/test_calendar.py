"""An admin sets days off, and pauses and resumes the questions."""

from datetime import timedelta

from bot.quiz.rounds import schedule
from tests.scenarios.group import Group
from tests.scenarios.test_answering import open_board


async def test_nothing_is_posted_on_a_day_off(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        today = schedule.local_date(group.channel, bot.clock.now())
        shown = await (await group.boss.type("/quiz calendar")).shown("앞으로 2주")
        opened = await group.boss.press(shown, "쉬는 날 정하기")
        refused = await opened.submit(days="언젠가", holidays="")
        again = await refused.refused("날짜를 읽지 못했어요", kept="언젠가", field="days")
        refused = await again.submit(days="", holidays="Atlantis")
        again = await refused.refused("Atlantis", kept="Atlantis", field="holidays")
        tomorrow = today + timedelta(days=1)
        saved = await (await again.submit(days=f"{tomorrow} 소풍", holidays="")).shown("소풍")
        assert "저장했어요" in saved.text
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        assert board.labels[0] == "답하기"
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        await group.posted("What about second?")
        assert len(await bot.memory.store.asked_days(group.channel.id)) == 2


async def test_a_pause_lasts_until_it_is_resumed(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        shown = await (await group.boss.type("/quiz calendar")).shown("앞으로 2주")
        opened = await group.boss.press(shown, "잠시 쉬기")
        paused = await (await opened.submit(until="")).shown("질문을 쉴게요")
        bot.clock.advance(hours=72)
        await bot.quiz.host.tick()
        assert len(await bot.memory.store.asked_days(group.channel.id)) == 1
        await (await group.boss.press(paused, "다시 시작")).shown("질문을 다시 올려요")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        await group.posted("What about second?")


async def test_a_pause_until_a_date_can_be_typed(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        until = schedule.local_date(group.channel, bot.clock.now()) + timedelta(days=9)
        await (await group.boss.type(f"/quiz pause {until}")).shown(f"{until}에 다시 시작해요")


async def test_a_planned_question_that_a_pause_keeps_from_coming_is_named(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        dates = await (await group.boss.type("/quiz plan second")).shown("언제 올릴까요")
        day = dates.labels[1]
        await (await group.boss.press(dates, day)).shown("올리기로 했어요")
        opened = await group.boss.type("/quiz pause")
        paused = await (await opened.submit(until="")).shown("질문을 쉴게요")
        assert f"예약해 둔 질문이 나오지 않아요: {day}." in paused.text
        planned = await (await group.boss.type("/quiz plan")).shown("이 질문도 나오지 않아요")
        assert day in planned.text
