"""A question that a member suggests, from the form to the grade of an answer, on each platform."""

from dataclasses import replace
from typing import Any

from bot.platforms.slack.identity import member_id
from bot.quiz.model import EventId, SuggestionState
from tests.integration.conftest import Group, SlackGroup, known_as

TEXTS = {
    "question": "배치 정규화를 쓰면 왜 더 큰 학습률을 쓸 수 있나요?",
    "reference": "good 각 층의 입력 분포를 맞춰 주기 때문이에요.",
    "key_points": "- 입력 분포\n- 매끄러운 손실 지형",
}
TOO_SHORT = TEXTS | {"question": "왜?"}
WHY_NOT = "질문은 10–500자로 적어 주세요 (지금 2자)."


def says(text: str) -> Any:
    return lambda message: text in message.text


async def post_until_asked(bot: Any) -> None:
    """Post what comes before the suggested question, and then that."""
    store = bot.memory.store
    [channel] = await store.channels()
    for turn in range(4):
        await bot.quiz.host.post_now(channel, EventId(f"turn-{turn}"))
        if (await store.rounds())[-1].question.startswith("suggested"):
            return
    raise AssertionError("the suggested question was not asked")


async def test_suggested_on_discord(group: Group) -> None:
    boss = known_as(group, group.boss)
    await group.memory.store.save_channel(replace(group.channel, admin=boss))
    async with group.bot() as bot:
        met = await group.boss.slash(group.place, "help")
        await met.shown(where=says("/question review"))
        opened = await group.mina.slash(group.place, "question suggest")
        await opened.acked()
        refused = await (await group.mina.submit(opened, TOO_SHORT)).shown(where=says(WHY_NOT))
        assert TEXTS["reference"] in refused.text
        again = await group.mina.press(refused, "고쳐서 다시 보내기")
        await again.acked()
        assert TEXTS["reference"] in str(again.modal)
        sent = await group.mina.submit(again, TEXTS)
        taken = await sent.shown(where=says("제안을 받았어요"))
        assert taken.ephemeral_to == group.mina
        told = await group.boss.dm.message(where=says("새 질문 제안"))
        assert told.labels == ["채택하기", "고치기", "거절하기"]
        await group.boss.press(told, "채택하기")
        await group.boss.dm.message(where=says("제안을 채택했어요"))
        await sent.shown(where=says("제안한 질문이 채택됐어요"))
        await post_until_asked(bot)
        board = await group.place.message(where=says(TEXTS["question"]))
        pressed = await group.alex.press(board, "답하기")
        await pressed.acked()
        answer = await group.alex.submit(pressed, {"text": "good as inputs keep their scale"})
        await answer.shown(where=says("100 points"))


async def test_rejected_on_discord_with_a_reason(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.mina.slash(group.place, "question suggest")
        await opened.acked()
        sent = await group.mina.submit(opened, TEXTS)
        await sent.shown(where=says("제안을 받았어요"))
        asked = await group.boss.slash(group.place, "question review", channel=group.place)
        review = await asked.shown(where=says("질문 제안 1/1"))
        form = await group.boss.press(review, "거절하기")
        await form.acked()
        done = await group.boss.submit(form, {"reason": "조금 더 좁혀 주세요."})
        await done.shown(where=says("제안을 거절했어요"))
        outcome = await sent.shown(where=says("조금 더 좁혀 주세요."))
        assert outcome.ephemeral_to == group.mina
        assert await bot.memory.store.suggestions(SuggestionState.PENDING) == []


async def test_suggested_on_slack(workspace: SlackGroup) -> None:
    boss = member_id(workspace.team.id, workspace.boss.id)
    await workspace.memory.store.save_channel(replace(workspace.channel, admin=boss))
    async with workspace.bot() as bot:
        met = await workspace.boss.slash(workspace.place, "/question", "help")
        await met.shown(where=says("/question review"))
        opened = await workspace.mina.slash(workspace.place, "/question", "suggest")
        await opened.opened()
        sent = await workspace.mina.submit(opened, TOO_SHORT)
        await sent.acked()
        assert WHY_NOT in str(sent.errors)
        sent = await workspace.mina.submit(sent, TEXTS)
        taken = await sent.shown(where=says("제안을 받았어요"))
        assert taken.ephemeral_to == workspace.mina
        told = await met.shown(where=says("새 질문 제안"))
        assert told.labels == ["채택하기", "고치기", "거절하기"]
        approved = await workspace.boss.press(told, "채택하기")
        await approved.shown(where=says("제안을 채택했어요"))
        await sent.shown(where=says("제안한 질문이 채택됐어요"))
        await post_until_asked(bot)
        board = await workspace.place.message(where=says(TEXTS["question"]))
        pressed = await workspace.alex.press(board, "답하기")
        await pressed.opened()
        answer = await workspace.alex.submit(pressed, {"text": "good as inputs keep their scale"})
        await answer.shown(where=says("100 points"))


async def test_edited_on_slack_until_it_holds(workspace: SlackGroup) -> None:
    async with workspace.bot():
        opened = await workspace.mina.slash(workspace.place, "/question", "suggest")
        await opened.opened()
        weak = TEXTS | {"reference": "bad 잘 모르겠지만 그냥 그렇다고 들었어요."}
        await (await workspace.mina.submit(opened, weak)).shown(where=says("제안을 받았어요"))
        asked = await workspace.boss.slash(workspace.place, "/question", "review")
        review = await asked.shown(where=says("질문 제안 1/1"))
        tried = await workspace.boss.press(review, "채택하기")
        refused = await tried.shown(where=says("아직 채택할 수 없어요"))
        form = await workspace.boss.press(refused, "고치기")
        await form.opened()
        edited = await workspace.boss.submit(form, {"reference": TEXTS["reference"]})
        better = await edited.shown(where=says("100점"))
        approved = await workspace.boss.press(better, "채택하기")
        await approved.shown(where=says("제안을 채택했어요"))
