"""What a member missed comes back, from the poor answer to the review of it."""

from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board


async def test_what_was_missed_is_reviewed(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("복습에 넣었어요")
        await (await group.mina.type("/review")).shown("마감된 뒤에 다시")
        bot.clock.advance(hours=25)
        await bot.quiz.host.tick()
        asked = await (await group.mina.type("/review")).shown("복습할 질문 1개")
        assert "What about first? (ko)" in asked.text
        await (await group.mina.press(asked, "힌트")).shown("first hint")
        form = await group.mina.press(asked, "답하기")
        again = await (await form.submit(text="?")).refused("글자가 너무 적어서", kept="?")
        grade = await (await again.submit(text="good reason")).shown("다음 복습:")
        assert "100점" in grade.text
        assert "오늘 첫 복습 +10점" in grade.text
        assert not await group.alex.sees("오늘 첫 복습")
        await (await group.mina.type("/review")).shown("지금은 복습할 질문이 없어요")
        past = await (await group.mina.type("/stats answers")).shown("지난 답")
        opened = await (await group.mina.press(past, "1번 · 100점")).shown("복습에서 이렇게")
        assert "good reason" in opened.text


async def test_a_reminder_leads_to_the_review(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        opened = await group.mina.type("/settings me")
        await (await opened.submit(reminder=["21"])).shown("21:00")
        bot.clock.advance(hours=25)
        await bot.quiz.host.tick()
        [due] = await bot.memory.store.reminders(bot.clock.now(), 2)
        bot.clock.set(due.at)
        bot.clock.advance(hours=24)
        await bot.quiz.reminding.tick()
        bot.clock.advance(hours=24)
        await bot.quiz.reminding.tick()
        reminder = await group.mina.told("복습할 질문이 1개 있어요")
        await (await group.mina.press(reminder, "복습하기")).shown("복습할 질문 1개")
