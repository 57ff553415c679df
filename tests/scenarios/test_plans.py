"""An admin plans which question comes on which day."""

from tests.scenarios.group import Group
from tests.scenarios.test_answering import open_board


async def test_a_question_is_planned_by_its_words_and_asked_on_its_day(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        dates = await (await group.boss.type("/quiz plan first")).shown("언제 올릴까요")
        listed = await (await group.boss.press(dates, dates.labels[0])).shown("올리기로 했어요")
        assert "What about first?" in listed.text
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        questions = [one.question for one in await bot.memory.store.rounds()]
        assert questions == ["first", "first"]


async def test_a_question_is_planned_in_a_form_and_taken_back(group: Group) -> None:
    async with group.bot() as bot:
        empty = await (await group.boss.type("/quiz plan")).shown("예약한 질문이 없어요")
        opened = await group.boss.press(empty, "질문 예약하기")
        assert "질문" in await opened.form()
        await bot.quiz.host.tick()
        dates = await (await group.boss.type("/quiz plan second")).shown("언제 올릴까요")
        listed = await (await group.boss.press(dates, dates.labels[0])).shown("올리기로 했어요")
        undone = await (await group.boss.press(listed, listed.labels[1])).shown("취소했어요")
        assert "예약한 질문이 없어요" in undone.text


async def test_words_of_a_follow_up_lead_to_the_question_it_comes_after(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        dates = await (await group.boss.type("/quiz plan finally")).shown("언제 올릴까요")
        assert "What about first? (ko)" in dates.text
        assert "↳ What about finally? (ko)" in dates.text
        assert "앞 질문에 답하면 나와요" in dates.text
        await (await group.boss.press(dates, dates.labels[0])).shown("올리기로 했어요")


async def test_a_thread_is_reminded_before_its_question_closes(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        opened = await group.boss.type("/quiz reminders")
        await (await opened.submit(hours=["2"])).shown("저장했어요")
        bot.clock.advance(hours=22)
        await bot.quiz.host.tick()
        reminder = await group.replied(board, "아직 아무도 답하지 않았어요")
        assert reminder.labels == ["답하기"]


async def test_the_daily_question_pings_whom_an_admin_names(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.boss.type("/quiz reminders")
        if mention := group.pingable("study"):
            refused = await opened.submit(hours=["0"], ping="nobody")
            opened = await refused.refused("없어요", kept="nobody", field="ping")
        named = {"ping": "@study"} if mention else {}
        await (await opened.submit(hours=["0"], **named)).shown("저장했어요")
        board = await open_board(group, bot)
        assert board.text.startswith(mention)
