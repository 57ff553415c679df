"""From the daily question to a grade and what it leads to, as members meet it everywhere."""

from tests.scenarios.group import Act, Group, Person, Seen
from tests.study import Bot


async def open_board(group: Group, bot: Bot) -> Seen:
    """Post the question that is due."""
    await bot.quiz.host.tick()
    return await group.posted("What about first?")


async def answer(person: Person, on: Seen, text: str) -> Act:
    """Press the first button, Answer, and fill in the form."""
    return await (await person.press(on, on.labels[0])).submit(text=text)


async def test_the_question_is_posted_with_its_buttons(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        assert "What about first? (ko)" in board.text
        assert board.labels == ["답하기", "힌트", "이어지는 질문", "순위"]


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
        assert grade.labels == ["Try again", "Next question →", "I disagree"]


async def test_a_fair_answer_leads_on_to_the_follow_ups(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        sent = await answer(group.mina, board, "good reason")
        follow_up = await sent.shown("What about then? (ko)")
        await group.replied(board, "What about then? (ko)")
        sent = await answer(group.mina, follow_up, "good reason again")
        await sent.shown("What about finally? (ko)")


async def test_an_answer_can_be_typed_with_its_command(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        await (await group.mina.type("/answer good reason")).shown("100점")


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
