"""What everyone reads when a round is over, and what they can do with it."""

from bot.quiz.preferences.model import Preferences
from bot.quiz.rounds import schedule
from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board

SATURDAY = 5


async def test_who_allows_it_is_quoted_until_they_are_forgotten(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good *reason* <!here>")).shown("100점")
        await bot.memory.store.save_preferences(group.mina.id, Preferences(may_quote=True), None)
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        reveal = await group.replied(board, "민지 님의 답")
        assert "good" in reveal.text
        asked = await (await group.mina.type("/stats forget")).shown("되돌릴 수 없어요")
        await (await group.mina.press(asked, "모두 지우기")).shown("모두 지웠어요")
        await bot.quiz.host.tick()
        assert "모범 답안" in reveal.text
        assert "민지" not in reveal.text


async def test_a_reveal_can_be_read_on_and_disagreed_with(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        reveal = await group.replied(board, "모범 답안: because")
        assert "다음 질문: 내일" in reveal.text
        await (await group.alex.press(reveal, "해설 보기")).shown("first explained")
        await (await group.alex.press(reveal, "이의 있어요")).shown("You haven't answered")
        await (await group.mina.press(reveal, "이의 있어요")).submit(reason="말했어요")
        await group.mina.told("이의를 받았어요")


async def test_the_revealed_question_is_liked_once_by_each_and_named_in_the_recap(
    group: Group,
) -> None:
    async with group.bot() as bot:
        while schedule.local_date(group.channel, bot.clock.now()).weekday() != SATURDAY:
            bot.clock.advance(hours=24)
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        reveal = await group.replied(board, "모범 답안: because")
        for person, said in (
            (group.mina, "‘좋아요’를 눌렀어요"),
            (group.alex, "given this question"),
        ):
            await person.press(reveal, "👍")
            liked = await (await person.press(reveal, "👍")).shown(said)
        await bot.quiz.host.refresh_boards()
        assert reveal.labels[0] == "👍 2"
        await (await group.alex.press(liked, "Take it back")).shown("taken your 👍 back")
        await bot.quiz.host.refresh_boards()
        assert reveal.labels[0] == "👍 1"
        await (await group.boss.press(reveal, "👍 1")).shown("눌렀어요")
        # A recap came with the reveal, before any 👍; the next one needs somebody who takes part.
        second = await group.posted("What about second?")
        await (await answer(group.mina, second, "good reason")).shown("100점")
        for _ in range(7):
            bot.clock.advance(hours=24)
            await bot.quiz.host.tick()
        recap = await group.posted("한 주 동안 👍를 가장 많이 받은 질문: “What about first? (ko)”")
        assert "👍 2)" in recap.text


async def test_the_solutions_of_all_follow_ups_can_be_read_privately(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "half of a reason")).shown("50점")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        reveal = await group.replied(board, "모범 답안: because")
        first = await group.alex.press(reveal, "이어지는 질문 풀이")
        solution = await first.shown("Solution to follow-up 1/2")
        assert "What about then?" in solution.text
        turned = await group.alex.press(solution, "Follow-up 2/2 →")
        assert "What about finally?" in (await turned.shown("Solution to follow-up 2/2")).text
        assert not await group.mina.sees("What about finally?")
