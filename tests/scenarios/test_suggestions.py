"""A question that a member suggests, from the form to the grade of an answer to it."""

from dataclasses import replace

from bot.quiz.model import EventId
from bot.quiz.suggestions.model import SuggestionState
from tests.scenarios.group import Group, Seen
from tests.scenarios.test_answering import answer
from tests.study import Bot

TEXTS: dict[str, str | list[str]] = {
    "question": "배치 정규화를 쓰면 왜 더 큰 학습률을 쓸 수 있나요?",
    "reference": "good 각 층의 입력 분포를 맞춰 주기 때문이에요.",
    "key_points": "- 입력 분포\n- 매끄러운 손실 지형",
}
TOO_SHORT = TEXTS | {"question": "왜?"}
WEAK = TEXTS | {"reference": "bad 잘 모르겠지만 그냥 그렇다고 들었어요."}
WHY_NOT = "질문은 10–500자로 적어 주세요 (지금 2자)."


async def post_until_asked(group: Group, bot: Bot) -> Seen:
    """Post what comes before the suggested question, and then that."""
    store = bot.memory.store
    for turn in range(4):
        await bot.quiz.host.post_now(group.channel, EventId(f"turn-{turn}"))
        if (await store.rounds())[-1].question.startswith("suggested"):
            return await group.posted(str(TEXTS["question"]))
    raise AssertionError("the suggested question was not asked")


async def suggested(group: Group) -> Seen:
    """Have 민지 suggest a question, and return the review that the admin asks for."""
    sent = await (await group.mina.type("/question suggest")).submit(**TEXTS)
    await sent.shown("제안을 받았어요")
    return await (await group.boss.type("/question review")).shown("질문 제안 1/1")


async def test_a_suggestion_is_approved_and_asked(group: Group) -> None:
    async with group.bot() as bot:
        admin = replace(group.channel, admin=group.boss.id)
        await bot.memory.store.save_channel(admin)
        await (await group.boss.type("/help")).shown("/question review")
        sent = await (await group.mina.type("/question suggest")).submit(**TOO_SHORT)
        again = await sent.refused(WHY_NOT, kept=str(TEXTS["reference"]))
        await (await again.submit(**TEXTS)).shown("제안을 받았어요")
        review = await group.boss.told("새 질문 제안")
        assert review.labels == ["채택하기", "고치기", "거절하기"]
        await group.boss.press(review, "채택하기")
        await group.boss.told("제안을 채택했어요")
        await group.mina.told("제안한 질문이 채택됐어요")
        board = await post_until_asked(group, bot)
        sent = await answer(group.alex, board, "good as inputs keep their scale")
        await sent.shown("100 points")


async def test_a_suggestion_is_rejected_with_a_reason(group: Group) -> None:
    async with group.bot() as bot:
        rejected = await group.boss.press(await suggested(group), "거절하기")
        await (await rejected.submit(reason="조금 더 좁혀 주세요.")).shown("제안을 거절했어요")
        await group.mina.told("조금 더 좁혀 주세요.")
        assert await bot.memory.store.suggestions(SuggestionState.PENDING) == []


async def test_a_suggestion_is_edited_until_it_holds(group: Group) -> None:
    async with group.bot():
        sent = await (await group.mina.type("/question suggest")).submit(**WEAK)
        await sent.shown("제안을 받았어요")
        review = await (await group.boss.type("/question review")).shown("질문 제안 1/1")
        refused = await (await group.boss.press(review, "채택하기")).shown("아직 채택할 수 없어요")
        edited = await group.boss.press(refused, "고치기")
        better = await (await edited.submit(reference=TEXTS["reference"])).shown("100점")
        await (await group.boss.press(better, "채택하기")).shown("제안을 채택했어요")


async def test_an_author_follows_theirs_and_an_admin_retires_it(group: Group) -> None:
    async with group.bot():
        sent = await (await group.mina.type("/question suggest")).submit(**TEXTS)
        taken = await sent.shown("제안을 받았어요")
        assert taken.labels == ["거둬들이기", "내 제안 보기"]
        review = await (await group.boss.type("/question review")).shown("1/1")
        decided = await (await group.boss.press(review, "채택하기")).shown("제안을 채택했어요")
        card = await (await group.boss.press(decided, "채택한 질문 보기")).shown("채택한 질문 1/1")
        await (await group.boss.press(card, "더 내지 않기")).shown("이제 내지 않아요")
        await (await group.mina.type("/question mine")).shown("이제 내지 않아요")


async def test_an_approved_question_is_edited_and_one_that_waits_is_taken_back(
    group: Group,
) -> None:
    async with group.bot() as bot:
        review = await suggested(group)
        decided = await (await group.boss.press(review, "채택하기")).shown("제안을 채택했어요")
        card = await (await group.boss.press(decided, "채택한 질문 보기")).shown("채택한 질문 1/1")
        edited = await group.boss.press(card, "고치기")
        await (await edited.submit(question="왜 층을 깊이 쌓을까요?")).shown("질문을 고쳤어요")
        await (await group.mina.type("/question mine")).shown("왜 층을 깊이 쌓을까요?")
        other = TEXTS | {"question": "학습률은 왜 점점 줄일까요?"}
        sent = await (await group.mina.type("/question suggest")).submit(**other)
        taken = await sent.shown("학습률은 왜 점점 줄일까요?")
        await (await group.mina.press(taken, "거둬들이기")).shown("거둬들였어요")
        assert await bot.memory.store.suggestions(SuggestionState.PENDING) == []
