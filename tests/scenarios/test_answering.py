"""From the daily question to a grade and what it leads to, as members meet it everywhere."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.quiz.model import DEFAULT_DECK, DailyQuiz
from tests.scenarios.group import Act, Group, Person, Seen
from tests.study import Bot


async def open_board(group: Group, bot: Bot) -> Seen:
    """Post the question that is due."""
    await bot.quiz.host.tick()
    return await group.posted("What about first?")


async def answer(person: Person, on: Seen, text: str) -> Act:
    """Press the first button, Answer, and fill in the form."""
    return await (await person.press(on, on.labels[0])).submit(text=text)


async def miss(group: Group, bot: Bot) -> None:
    """Answer half right, and let a day go by, so that there is something to review."""
    board = await open_board(group, bot)
    await (await answer(group.mina, board, "half of a reason")).shown("50점")
    bot.clock.advance(hours=25)
    await bot.quiz.host.tick()


async def test_the_question_is_posted_with_its_buttons(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        assert "What about first? (ko)" in board.text
        assert board.labels == ["답하기", "힌트", "이어지는 질문", "순위", "English"]


async def test_an_answer_is_graded_for_its_member_alone(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        opened = await group.mina.press(board, "답하기")
        assert "What about first? (ko)" in await opened.form()
        grade = await (await opened.submit(text="half of a reason")).shown("50점")
        assert "half of a reason" in grade.text
        assert await group.mina.sees("half of a reason")
        assert not await group.alex.sees("half of a reason")


async def test_everyone_reads_their_own_language(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        grade = await (await answer(group.alex, board, "half of a reason")).shown("50 points")
        assert grade.labels == ["Try again", "Hint", "Follow-up 1/2 →", "I disagree"]


async def test_one_button_turns_everything_private_to_the_other_language(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        mine = await (await group.mina.press(board, "English")).shown("10% off for each hint")
        assert "(ko)" not in mine.text
        await (await group.mina.press(mine, "Hint")).shown("first hint")
        grade = await (await answer(group.mina, mine, "half of a reason")).shown("50 points")
        assert "What about first?" in grade.text
        assert "What about first? (ko)" in board.text
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        reveal = await group.replied(board, "모범 답안")
        solution = await (await group.mina.press(reveal, "English")).shown("A model answer")
        await (await group.mina.press(solution, "한국어")).shown("모범 답안: because")
        await (await group.mina.type("/stats")).shown("내 기록")


async def test_trying_again_starts_with_what_was_said(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        grade = await (await answer(group.mina, board, "half of a reason")).shown("50점")
        assert "What about first? (ko)" in grade.text
        again = await group.mina.press(grade, "다시 답하기")
        opened = await again.form()
        assert "half of a reason" in opened
        assert "남았어요" in opened
        better = await (await again.submit(text="good reason")).shown("100점")
        assert "시도 2/3 · +40점" in better.text


async def test_follow_ups_wait_behind_their_buttons(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        grade = await (await answer(group.mina, board, "good reason")).shown("100점")
        opened = await group.mina.press(grade, "이어지는 질문 1/2 →")
        follow_up = await opened.shown("What about then? (ko)")
        grade = await (await answer(group.mina, follow_up, "half of it")).shown("50점")
        assert "What about then? (ko)" in grade.text
        last = await group.mina.press(grade, "이어지는 질문 2/2 →")
        await last.shown("What about finally? (ko)")


async def test_a_follow_up_in_the_thread_is_for_whoever_is_that_far(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        grade = await (await answer(group.mina, board, "good reason")).shown("100점")
        await (await group.mina.press(grade, "이어지는 질문 1/2 →")).shown("What about then?")
        notice = await group.replied(board, "What about then? (ko)")
        refused = await (await group.alex.press(notice, "답하기")).shown("This question opens once")
        await (await answer(group.alex, refused, "good reason")).shown("100 points")
        await (await answer(group.alex, notice, "half of it")).shown("50 points")


async def test_an_answer_can_be_typed_with_its_command(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        await (await group.mina.type("/answer good reason")).shown("100점")


async def test_a_typed_answer_never_goes_to_another_question_unasked(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        grade = await (await group.mina.type("/answer half of a reason")).shown("50점")
        which = await (await group.mina.type("/answer good then")).shown("어느 질문의 답인가요?")
        assert which.labels == ["1번 질문", "2번 질문"]
        assert "good then" in which.text
        await (await group.mina.press(grade, "이어지는 질문 1/2 →")).shown("What about then?")
        grade = await (await group.mina.type("/answer good now")).shown("100점")
        assert "What about then?" in grade.text
        other = await group.mina.press(grade, "다른 질문에 대한 답이었어요")
        which = await other.shown("앞에서 받은 점수는 그대로예요")
        better = await (await group.mina.press(which, "1번 질문")).shown("시도 2/3")
        assert "What about first?" in better.text


async def test_a_typed_answer_never_goes_to_another_round_unasked(group: Group) -> None:
    evening = (datetime.combine(date.min, group.channel.at) + timedelta(hours=1)).time()
    more = (DailyQuiz(slot=1, at=evening, decks=(DEFAULT_DECK,)),)
    await group.memory.store.save_channel(replace(group.channel, more=more))
    async with group.bot() as bot:
        await open_board(group, bot)
        bot.clock.advance(hours=1)
        await bot.quiz.host.tick()
        await group.posted("What about second?")
        which = await (await group.mina.type("/answer good reason")).shown("어느 질문의 답인가요?")
        assert "1번 질문 · What about second? (ko)" in which.text
        grade = await (await group.mina.press(which, "2번 질문")).shown("100점")
        assert "What about first?" in grade.text


async def test_the_command_alone_opens_the_form(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        assert "What about first?" in await (await group.mina.type("/answer")).form()


async def test_a_refused_answer_can_be_mended(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        sent = await answer(group.mina, board, "?")
        again = await sent.refused("글자가 너무 적어서", kept="?")
        await (await again.submit(text="good reason")).shown("100점")


async def test_hints_come_one_by_one(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        hint = await (await group.mina.press(board, "힌트")).shown("first hint")
        assert "second hint" not in hint.text
        await (await group.mina.press(hint, "힌트 하나 더")).shown("second hint")
        assert not await group.alex.sees("first hint")


async def test_a_follow_up_waits_for_the_question_before_it(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await group.mina.press(board, "이어지는 질문")).shown("앞 질문에")


async def test_buttons_and_forms_outlive_the_bot(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        opened = await group.mina.press(board, "답하기")
        await opened.form()
    async with group.bot():
        await (await opened.submit(text="half of a reason")).shown("50점")
        await (await group.mina.press(board, "힌트")).shown("first hint")


async def test_an_answer_that_waits_for_the_grader_is_graded_by_the_next_bot(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        bot.grader.is_away = True
        await (await answer(group.mina, board, "good reason")).shown("채점기가 쉬고 있어요")
    async with group.bot():
        await group.mina.told("100점")
