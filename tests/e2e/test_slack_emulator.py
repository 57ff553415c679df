"""The bot on a Slack that somebody else wrote: `quizmaster run`, told of things by requests."""

import asyncio

import pytest

from bot.platforms.slack.commands import ANSWER_FROM_MESSAGE
from content.loader import load
from content.schema import Question
from tests.e2e.conftest import Study
from tests.e2e.slack_door import Json, Message, words

pytestmark = [pytest.mark.emulator, pytest.mark.asyncio(loop_scope="module")]

PNG = b"\x89PNG\r\n\x1a\n"


def asked(board: Message) -> Question:
    """Return the question that a message asks."""
    return next(one for one in load().mains() if one.text.ko in board.text)


async def test_from_settings_to_a_grade_and_its_follow_up(study: Study) -> None:
    board = await study.open_question()
    question = asked(board)
    form = await study.modal(study.mina, study.mina.press(board, "답하기"))
    await study.mina.submit(form, {"text": question.references.ko[0]})
    grade = await study.private(study.mina, "시도 1/3")
    assert "핵심을 잘 짚었어요" in grade.text
    await study.posted("지금까지 1명이 답했어요")
    following = f"이어지는 질문 1/{len(question.follow_ups)} →"
    follow_up = await study.told(study.mina, study.mina.press(grade, following))
    assert question.follow_ups[0].text.ko in follow_up.text
    public = await study.slack.history(study.channel)
    public += await study.slack.replies(study.channel, board.ts)
    assert not any(question.references.ko[0][:40] in one.text for one in public)


async def test_an_english_member_reads_english(lounge: Study) -> None:
    question = asked(await lounge.posted("오늘의 질문"))
    await lounge.alex.slash(lounge.channel, f"/answer {question.references.en[0]}")
    grade = await lounge.private(lounge.alex, "attempt 1/3")
    assert question.key_points[0].text.en in grade.text


async def test_a_message_becomes_an_answer_by_its_shortcut(lounge: Study) -> None:
    text = asked(await lounge.posted("오늘의 질문")).references.ko[1]
    said = {"type": "message", "user": lounge.boss.id, "ts": "1700000000.000100", "text": text}
    await lounge.boss.use_shortcut(ANSWER_FROM_MESSAGE, Message(lounge.channel, said))
    await lounge.private(lounge.boss, "시도 1/3")


async def test_a_hint_is_private(lounge: Study) -> None:
    board = await lounge.posted("오늘의 질문")
    hint = await lounge.told(lounge.mina, lounge.mina.press(board, "힌트"))
    assert asked(board).hints[0].ko in hint.text


async def test_a_demo_shows_its_progress_and_then_its_plot(lounge: Study) -> None:
    while (
        "📈"
        not in (await lounge.told(lounge.mina, lounge.mina.slash(lounge.channel, "/demo"))).text
    ):
        await asyncio.sleep(0.1)  # the bot's compute process is starting
    await lounge.mina.slash(lounge.channel, "/demo relu-curve-fit units=8 steps=200")
    progress = await lounge.posted("⏳ ReLU")

    async def plots() -> list[Json]:
        replies = await lounge.slack.replies(lounge.channel, progress.ts)
        return [file for one in replies for file in one.files]

    [plot] = await lounge.slack.until(plots, "plot")
    assert (await lounge.slack.download(plot)).startswith(PNG)
    result = await lounge.posted("📈 ReLU")
    assert result.ts == progress.ts
    assert "units=8" in result.text


async def test_home_leads_to_the_open_question(lounge: Study) -> None:
    question = asked(await lounge.posted("오늘의 질문"))
    await lounge.mina.open_home()

    async def home() -> list[Json]:
        views = await lounge.slack.views(lounge.mina.name, "home")
        return [view for view in views if question.text.ko in "\n".join(words(view["blocks"]))]

    [view] = await lounge.slack.until(home, "home")
    form = await lounge.modal(lounge.mina, lounge.mina.press_on(view, "답하기"))
    assert question.text.ko in "\n".join(words(form["blocks"]))


@pytest.mark.parametrize(
    ("line", "text"),
    [("/leaderboard", "🏆 이번 주"), ("/stats", "📊 내 기록"), ("/quiz help", "❔ 도움말")],
)
async def test_what_a_member_asks_for_is_shown_to_them_alone(
    lounge: Study, line: str, text: str
) -> None:
    before = len(await lounge.slack.history(lounge.channel))
    shown = await lounge.told(lounge.mina, lounge.mina.slash(lounge.channel, line))
    assert text in shown.text
    assert len(await lounge.slack.history(lounge.channel)) == before


async def test_time_zones_are_offered_as_the_admin_types(lounge: Study) -> None:
    form = await lounge.modal(lounge.boss, lounge.boss.slash(lounge.channel, "/quiz settings"))
    assert "Asia/Seoul" in await lounge.boss.look_up(form, "timezone", "seou")
