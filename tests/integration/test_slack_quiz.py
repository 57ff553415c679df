"""What the quiz is on Slack alone: figures in threads, Home, shortcuts, settings in modals."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.slack import messages, private, reply, service
from bot.platforms.slack.identity import member_id
from bot.quiz.model import DayOff
from bot.quiz.preferences.model import Preferences
from evaluators.grade import Grade, GradeRequest
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import (
    Quiz,
    answered,
    home_of,
    opened,
    says,
    shown,
    until,
)
from tests.scenarios.test_demos import DEMO, STARTED, offer
from tests.slack_study import home
from tests.study import Bot

PNG = b"\x89PNG\r\n\x1a\n plot"
FILLED = {"at": "08:30", "weekdays": ["0"], "language": "ko"}


async def test_a_follow_up_with_a_figure_comes_where_slack_can_show_it(quiz: Quiz) -> None:
    picture = await quiz.bot.memory.media.put(PNG, ".png")
    quiz.bot.figures.media["network"] = picture
    grade = await quiz.graded()
    opening = quiz.mina.press(grade, "이어지는 질문 1/2 →")
    pointer = await shown(opening, "다이렉트 메시지로 보냈어요")
    assert pointer.ephemeral_to == quiz.mina
    follow_up = await quiz.mina.dm.message(where=says("What about then? (ko)"))
    await follow_up.reply(where=lambda message: message.files)
    assert [name for reply in follow_up.replies for name, _ in reply.files] == [picture]
    assert all(not message.files for message in quiz.place.messages)
    await shown(quiz.mina.press(quiz.board, "이어지는 질문"), "다이렉트 메시지로 보냈어요")
    await shown(answered(quiz.mina, follow_up, "good again"), "What about then? (ko)")
    assert not any("다이렉트" in message.text for message in quiz.mina.dm.messages)


@pytest.mark.parametrize("error", ["channel_not_found", "messages_tab_disabled"])
async def test_whom_slack_lets_nobody_write_to_reads_of_the_figure_where_they_are(
    quiz: Quiz, error: str
) -> None:
    quiz.bot.figures.media["network"] = await quiz.bot.memory.media.put(PNG, ".png")
    grade = await quiz.graded()
    quiz.fake.fail_next("chat.postMessage", error=error)
    opening = await quiz.mina.press(grade, "이어지는 질문 1/2 →")
    await opening.shown(says("그림이나 파일은 보여 드릴 수 없어요"))
    follow_up = await opening.shown(says("What about then? (ko)"))
    assert follow_up.ephemeral_to == quiz.mina
    await shown(answered(quiz.mina, follow_up, "good again"), "What about then? (ko)")


async def test_what_slack_adds_to_cards_is_in_the_language_its_member_chose(
    workspace: SlackGroup, bot: Bot
) -> None:
    for one in (workspace.mina, workspace.boss):
        await shown(one.slash(workspace.place, "/quiz", "help"), "/answer")
        id = member_id(workspace.team.id, one.id)
        await bot.memory.store.save_preferences(id, Preferences(language="en"), None)
    await offer(bot, pictures=())
    bot.demos.script = "print(1)\n" * 2000
    elsewhere = workspace.team.add_channel("공지", has_bot=False)
    ran = await workspace.mina.slash(elsewhere, "/demo", "relu-curve-fit")
    await ran.shown(says("I'm not in this channel"))
    await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
    run = await workspace.place.message(where=says("It fits."))
    assert "run by 민지" in run.text
    await shown(workspace.mina.press(run, "Show the code"), "Slack can't show a picture or a file")
    await home_of(workspace.boss, "Choose a channel for the quiz")
    listed = await shown(workspace.mina.slash(workspace.place, "/demo"), "relu-curve-fit")
    form = await opened(workspace.mina.press(listed, listed.labels[0]))
    offered = await workspace.mina.complete(form, "name", "")
    await offered.acked()
    assert "Fit a curve with ReLU" in str(offered.options)
    private = workspace.team.add_channel("새-스터디", is_private=True, has_bot=False)
    private.bot_joins(inviter=workspace.boss.id)
    await workspace.boss.dm.message(where=says("Hi, I'm quizmaster"))


async def test_the_figure_of_a_question_hangs_under_its_board(
    workspace: SlackGroup, bot: Bot
) -> None:
    picture = await bot.memory.media.put(PNG, ".png")
    bot.figures.media["curve"] = picture
    await bot.quiz.host.tick()
    board = await workspace.place.message()
    assert [name for reply in board.replies for name, _ in reply.files] == [picture]
    await shown(answered(workspace.mina, board, "bad"), "점")
    await bot.quiz.host.refresh_boards()
    assert len(board.replies) == 1


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload"])
async def test_a_figure_that_slack_does_not_take_at_once_comes_all_the_same(
    workspace: SlackGroup, bot: Bot, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(messages, "UPLOAD_PAUSES_S", (0.0, 0.0))
    bot.figures.media["curve"] = picture = await bot.memory.media.put(PNG, ".png")
    workspace.fake.fail_next(step, status=503, times=2)
    await bot.quiz.host.tick()
    board = await workspace.place.message()
    assert [name for reply in board.replies for name, _ in reply.files] == [picture]


async def test_a_figure_that_may_not_be_sent_is_sent_once(workspace: SlackGroup, bot: Bot) -> None:
    bot.figures.media["curve"] = await bot.memory.media.put(PNG, ".png")
    workspace.fake.fail_next("files.getUploadURLExternal", error="missing_scope", times=9)
    await bot.quiz.host.tick()
    await workspace.place.message()
    assert len(workspace.fake.called("files.getUploadURLExternal")) == 1


async def test_a_message_becomes_an_answer(quiz: Quiz) -> None:
    said = await quiz.mina.say(quiz.place, "good reason &amp; more")
    await shown(quiz.mina.shortcut(said, "answer_from_message"), "100점")
    await shown(quiz.alex.shortcut(said, "answer_from_message"), "Only a message you wrote")


def written(form: Any) -> dict[str, str]:
    """Return what the fields of an open form start with."""
    inputs = [block for block in form.modal["blocks"] if block["type"] == "input"]
    return {one["block_id"]: one["element"].get("initial_value", "") for one in inputs}


@pytest.mark.parametrize("way", ["a command", "a message"])
async def test_a_form_holds_all_of_an_answer_that_is_too_long(quiz: Quiz, way: str) -> None:
    text = "\n".join(f"half {number} " + "가" * 90 for number in range(110))
    if way == "a command":
        form = await opened(quiz.typed(text))
    else:
        said = await quiz.mina.say(quiz.place, text)
        form = await opened(quiz.mina.shortcut(said, "answer_from_message"))
    assert f"지금 {len(text):,}자" in form.modal_text
    assert "\n".join(written(form).values()) == text
    again = await quiz.mina.submit(form, written(form))
    await again.acked()
    assert f"지금 {len(text):,}자" in again.errors["text"]
    left = {**dict.fromkeys(written(form), ""), "text": "good", "text#3": "reason"}
    await shown(quiz.mina.submit(form, left), "100점")
    assert [one.text for one in await quiz.answers()] == ["good\nreason"]


async def test_a_long_answer_sent_again_as_it_was_is_known_for_the_same(quiz: Quiz) -> None:
    text = "\n".join(f"half {number} " + "가" * 90 for number in range(35))
    graded = await shown(quiz.typed(text), "50점")
    form = await opened(quiz.mina.press(graded, "다시 답하기"))
    await shown(quiz.mina.submit(form, written(form)), "50점")
    assert [one.text for one in await quiz.answers()] == [text]


async def test_a_long_form_of_days_off_saved_as_it_was_changes_none(
    workspace: SlackGroup, bot: Bot
) -> None:
    here = home(workspace.place, workspace.team)
    today = bot.clock.now().date()
    off = tuple(
        DayOff(day := today + timedelta(days=n), day, f"{n} " + "가" * 50) for n in range(58)
    )
    await bot.memory.store.save_channel(replace(workspace.channel, days_off=off))
    coming = await shown(workspace.boss.slash(workspace.place, "/quiz", "calendar"), "앞으로 2주")
    form = await opened(workspace.boss.press(coming, "쉬는 날 정하기"))
    assert len(written(form)["days"]) + len(written(form)["days#2"]) > 3500
    await shown(workspace.boss.submit(form, written(form)), "저장했어요")
    saved = await bot.memory.store.channel(here)
    assert saved
    assert saved.days_off == off


async def test_a_demo_shows_progress_and_has_its_plot_and_further_runs_in_its_thread(
    workspace: SlackGroup, bot: Bot
) -> None:
    steps = [replace(STARTED, state="running", fraction=n / 50) for n in range(50)]
    picture = await offer(bot, *steps)
    await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit units=16")
    run = await workspace.place.message(where=says("잘 맞았어요."))
    assert run.edits < 5
    assert [name for reply in run.replies for name, _ in reply.files] == [picture]
    assert [f.title for reply in run.replies for f in reply.shared] == ["ReLU로 곡선 맞추기"]
    assert "돌린 사람: 민지" in run.text
    assert run.labels == ["값 바꿔 보기", "코드 보기"]
    tuned = await opened(workspace.mina.press(run, "값 바꿔 보기"))
    await workspace.mina.submit(tuned, {"units": "32"})
    again = await run.reply(where=says("ReLU로 곡선 맞추기"))
    assert again.is_public
    assert [params for _, params, _ in bot.demos.started] == [{"units": "16"}, {"units": "32"}]


async def test_the_run_of_a_prediction_shows_progress_in_its_thread(quiz: Quiz) -> None:
    await offer(quiz.bot, outcome="bends")
    await quiz.boss.slash(quiz.place, "/demo", "relu-curve-fit predict")
    asked = await quiz.place.message(where=says("두 유닛이면 어떨까요?"))
    await shown(quiz.mina.press(asked, "한 번만 꺾여요"), "이렇게 골랐어요")
    await quiz.alex.press(asked, "실행해서 확인하기")
    ended = await asked.reply(where=says("The result is in the channel"))
    assert "run by Alex" in ended.text
    assert ended.edits
    assert asked.replies == [ended]
    assert quiz.alex.ephemerals(quiz.place) == []


async def test_a_script_too_long_to_be_shown_comes_as_a_file(
    workspace: SlackGroup, bot: Bot
) -> None:
    await offer(bot)
    bot.demos.script = script = "print(1)  # 한 줄\n" * 1000
    await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
    run = await workspace.place.message(where=says("잘 맞았어요."))
    await shown(workspace.mina.press(run, "코드 보기"), "다이렉트 메시지로 보냈어요")
    code = await workspace.mina.dm.message(where=says("ReLU로 곡선 맞추기"))
    [(name, data)] = [file for reply in code.replies for file in reply.files]
    assert (name, data.decode()) == ("relu-curve-fit.py", script)


@pytest.mark.parametrize(("command", "text"), [("/stats", ""), ("/demo", "relu-curve-fit")])
async def test_what_takes_a_scope_that_is_missing_is_one_sentence(
    quiz: Quiz, command: str, text: str
) -> None:
    quiz.bot.figures.media["calendar"] = await offer(quiz.bot)
    await quiz.graded()
    quiz.team.scopes.remove("chat:write")
    asked = await quiz.mina.slash(quiz.place, command, text)
    await asked.shown(says("(chat:write 권한)"))
    assert len(asked.messages) == 1


async def test_a_form_offers_as_many_demos_as_slack_shows(workspace: SlackGroup, bot: Bot) -> None:
    bot.demos.offer([DEMO.model_copy(update={"name": f"demo-{n}"}) for n in range(120)], [])
    listed = await shown(workspace.mina.slash(workspace.place, "/demo"), "demo-0")
    form = await opened(workspace.mina.press(listed, "골라서 돌리기"))
    offered = await workspace.mina.complete(form, "name", "")
    await offered.acked()
    assert len(offered.options) == 100


async def test_an_admin_sets_a_channel_up_and_posts_at_once(
    workspace: SlackGroup, bot: Bot
) -> None:
    boss = workspace.boss
    fresh = workspace.team.add_channel("새-채널", has_bot=False)
    form = await opened(boss.slash(fresh, "/quiz", "settings"))
    zones = await boss.complete(form, "timezone", "berlin")
    await zones.acked()
    assert [option["value"] for option in zones.options] == ["Europe/Berlin"]
    given = FILLED | {"timezone": "Europe/Berlin", "weekdays": ["0", "4"]}
    saved = await shown(boss.submit(form, given), "저장했어요")
    stored = await bot.memory.store.channel(home(fresh, workspace.team))
    assert stored is not None
    assert (stored.timezone.key, stored.weekdays) == ("Europe/Berlin", frozenset({0, 4}))
    await shown(boss.press(saved, "지금 올리기"), "새 질문을 올렸어요")
    assert "오늘의 질문" in (await fresh.message()).text


async def test_a_member_can_have_the_quiz_in_direct_messages(
    workspace: SlackGroup, bot: Bot
) -> None:
    mina = workspace.mina
    form = await opened(mina.slash(mina.dm, "/quiz", "settings"))
    saved = await shown(mina.submit(form, FILLED), "저장했어요")
    assert "DM" in saved.text
    assert "#DM" not in saved.text
    await shown(mina.press(saved, "지금 올리기"), "새 질문을 올렸어요")
    board = await mina.dm.message(where=says("오늘의 질문"))
    await shown(answered(mina, board), "100점")
    bot.clock.advance(hours=24 * 8)
    await bot.quiz.host.tick()
    assert any("because" in message.text for message in board.replies)


async def test_an_admin_sets_a_channel_up_from_the_home_tab(
    workspace: SlackGroup, bot: Bot
) -> None:
    fresh = workspace.team.add_channel("새-채널")
    await home_of(workspace.boss, "채널을 골라")
    await opened(workspace.boss.choose(workspace.boss.home, "qm:set-up", fresh))


async def test_in_a_crowd_few_cards_stand_in_for_a_grade(
    workspace: SlackGroup, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "STAND_INS", (1, 60.0))
    monkeypatch.setattr(private, "LOOK_S", 0.01)
    monkeypatch.setattr(reply, "HOLD_S", 0.01)
    monkeypatch.setattr(service.Service, "_response_url", nowhere)
    await bot.quiz.host.tick()
    may_grade, grade = asyncio.Event(), bot.grader.grade

    async def slow(requests: Sequence[GradeRequest]) -> list[Grade | None]:
        await may_grade.wait()
        return await grade(requests)

    monkeypatch.setattr(bot.grader, "grade", slow)
    crowd = [workspace.mina, workspace.alex, workspace.boss]
    for member in crowd:
        await (await member.slash(workspace.place, "/answer", "good reason")).acked()
    await until(lambda: any(member.dm.messages for member in crowd))
    may_grade.set()
    grades = [await one.dm.message(where=lambda said: "100" in said.text) for one in crowd]
    assert sorted(one.edits for one in grades) == [0, 0, 1]


async def nowhere(*_: object) -> None:
    return None
