"""Admins look after the quiz: who takes part, what counts, and who changed what."""

from bot.quiz.model import Answer
from bot.quiz.preferences.model import Preferences
from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, miss, open_board


async def _answers(group: Group) -> list[Answer]:
    [round] = await group.memory.store.rounds()
    return await group.memory.store.answers(round=round.id)


async def test_an_answer_is_taken_out_of_the_count_and_its_member_muted(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        await (await group.mina.type("/answer good one")).shown("What about first?")
        listed = await (await group.boss.type("/quiz members")).shown("참여하는 사람")
        card = await (await group.boss.press(listed, "민지")).shown("1번째 답")
        assert "good one" not in card.text
        card = await (await group.boss.press(card, "1번 점수 빼기")).shown("점수에 넣지 않음")
        [answer] = await _answers(group)
        assert answer.is_void
        card = await (await group.boss.press(card, "참여 멈추기")).shown("참여를 멈춰 두었어요")
        refused = await (await group.mina.type("/answer half of it")).shown("참여를 멈춰")
        assert "half of it" in refused.text
        assert len(await _answers(group)) == 1
        await (await group.boss.press(card, "다시 참여하게 하기")).shown("1번째 답")
        told = await (await group.boss.type("/quiz audit")).shown("🗒️ 변경 기록")
        assert "‘민지’ 님의 답을 점수에서 뺐어요" in told.text
        assert "‘민지’ 님이 다시 참여할 수 있게 했어요" in told.text


async def test_a_review_is_taken_out_of_the_count_and_counts_again(group: Group) -> None:
    async with group.bot() as bot:
        await miss(group, bot)
        asked = await (await group.mina.type("/review")).shown("복습할 질문 1개")
        form = await group.mina.press(asked, "답하기")
        await (await form.submit(text="good reason")).shown("오늘 첫 복습 +10점")
        listed = await (await group.boss.type("/quiz members")).shown("참여하는 사람")
        card = await (await group.boss.press(listed, "민지")).shown("1번째 복습 · 10점")
        card = await (await group.boss.press(card, "1번 점수 빼기")).shown("점수에 넣지 않음")
        await (await group.mina.type("/leaderboard all")).shown("50")
        await (await group.boss.press(card, "1번 점수 되살리기")).shown("1번째 복습 · 10점")
        await (await group.mina.type("/leaderboard all")).shown("60")
        told = await (await group.boss.type("/quiz audit")).shown("🗒️ 변경 기록")
        assert "‘민지’ 님의 복습을 점수에서 뺐어요 (10점)" in told.text


async def test_a_quoted_answer_is_hidden_and_shown_again(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good and long")).shown("100점")
        await bot.memory.store.save_preferences(group.mina.id, Preferences(may_quote=True), None)
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        reveal = await group.replied(board, "good and long")
        listed = await (await group.boss.type("/quiz members")).shown("참여하는 사람")
        card = await (await group.boss.press(listed, "민지")).shown("모두 볼 수 있어요")
        card = await (await group.boss.press(card, "2번 가리기")).shown("· 가렸어요")
        assert "good and long" not in reveal.text
        assert "관리자가 이 글을 가렸어요" in reveal.text
        await (await group.boss.press(card, "2번 다시 보이기")).shown("모두 볼 수 있어요")
        assert "good and long" in reveal.text
        told = await (await group.boss.type("/quiz audit")).shown("🗒️ 변경 기록")
        assert "공유한 글을 다시 보이게 했어요" in told.text
