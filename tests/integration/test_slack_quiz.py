"""The whole quiz on Slack, as members see it: every request goes through the real client."""

from dataclasses import replace
from typing import Any

from bot.quiz.ports import DemoRun
from content.demo import DemoSpec, ParamSpec
from content.schema import Bilingual
from tests.integration.conftest import SlackGroup
from tests.slack_study import home


async def open_board(group: SlackGroup, bot: Any) -> Any:
    """Post the question that is due and return its message."""
    await bot.quiz.host.tick()
    return await group.place.message()


async def answered(member: Any, board: Any, text: str) -> Any:
    """Press Answer, fill in the form and return the submission that the grade comes to."""
    pressed = await member.press(board, label_of(board))
    await pressed.acked()
    await pressed.opened()
    return await member.submit(pressed, {"text": text})


def label_of(board: Any) -> str:
    return next(label for label in board.labels if label in ("답하기", "Answer"))


async def home_of(member: Any, text: str) -> str:
    """Open the Home tab and return what it says, once that holds the text."""
    await member.open_home()
    found = await member.world.changes.until(lambda: text in member.home_text, 5, "home")
    assert found
    return str(member.home_text)


def says(text: str) -> Any:
    return lambda message: text in message.text


async def test_a_follow_up_with_a_figure_comes_where_slack_can_show_it(
    workspace: SlackGroup,
) -> None:
    async with workspace.bot() as bot:
        picture = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n plot", ".png")
        bot.figures.media["network"] = picture
        board = await open_board(workspace, bot)
        sent = await answered(workspace.mina, board, "good reason")
        pointer = await sent.shown(where=says("다이렉트 메시지로 보냈어요"))
        assert pointer.ephemeral_to == workspace.mina
        follow_up = await workspace.mina.dm.message(where=says("What about then? (ko)"))
        await follow_up.reply(where=lambda message: message.files)
        assert [name for reply in follow_up.replies for name, _ in reply.files] == [picture]
        assert all(not message.files for message in workspace.place.messages)
        again = await workspace.mina.press(board, "이어지는 질문")
        await again.shown(where=says("다이렉트 메시지로 보냈어요"))
        next_one = await answered(workspace.mina, follow_up, "good reason again")
        await next_one.shown(where=says("What about finally? (ko)"))
        assert not any("다이렉트" in message.text for message in workspace.mina.dm.messages)


async def test_the_figure_of_a_question_hangs_under_its_board(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        picture = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n plot", ".png")
        bot.figures.media["curve"] = picture
        board = await open_board(workspace, bot)
        assert [name for reply in board.replies for name, _ in reply.files] == [picture]
        await (await answered(workspace.mina, board, "bad")).shown(where=says("점"))
        await bot.quiz.host.refresh_boards()
        assert len(board.replies) == 1


async def test_a_message_becomes_an_answer(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        await open_board(workspace, bot)
        said = await workspace.mina.say(workspace.place, "good reason &amp; more")
        sent = await workspace.mina.shortcut(said, "answer_from_message")
        await sent.shown(where=says("100점"))
        theirs = await workspace.alex.shortcut(said, "answer_from_message")
        await theirs.shown(where=says("Only a message you wrote"))


async def test_leaderboard_tabs_turn_in_place(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        await (await answered(workspace.mina, board, "good reason")).shown(where=says("100점"))
        shown = await (await workspace.mina.press(board, "순위")).shown(where=says("오늘"))
        assert "🥇" in shown.text
        tab = await workspace.mina.press(shown, "전체")
        assert await tab.shown(where=says("전체 ·")) is shown


DEMO = DemoSpec(
    name="relu-curve-fit",
    title=Bilingual(ko="ReLU로 곡선 맞추기", en="Fit a curve with ReLU"),
    params=(
        ParamSpec(
            name="units",
            type="int",
            title=Bilingual(ko="유닛 수", en="units"),
            default=8,
            minimum=1,
            maximum=64,
            choices=(),
        ),
    ),
)


async def test_a_demo_shows_progress_and_puts_its_plot_into_the_thread(
    workspace: SlackGroup,
) -> None:
    async with workspace.bot() as bot:
        picture = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n plot", ".png")
        caption = Bilingual(ko="잘 맞았어요.", en="It fits.")
        started = DemoRun("j1", DEMO.name, "queued", position=2)
        steps = [replace(started, state="running", fraction=n / 50) for n in range(50)]
        done = replace(
            started, state="done", caption=caption, params={"units": 8}, pictures=(picture,)
        )
        bot.demos.offer([DEMO], [started, *steps, done])
        await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit units=16")
        shown = await workspace.place.message(where=says("잘 맞았어요."))
        assert shown.edits < 5
        assert [name for reply in shown.replies for name, _ in reply.files] == [picture]
        assert shown.labels == ["값 바꿔 보기", "코드 보기"]
        assert bot.demos.started == [("relu-curve-fit", {"units": "16"}, 0)]


async def test_trying_other_values_opens_a_form_with_those_of_the_run(
    workspace: SlackGroup,
) -> None:
    async with workspace.bot() as bot:
        running = DemoRun("j1", DEMO.name, "running", fraction=0.5)
        done = replace(running, state="done", caption=DEMO.title, params={"units": 16})
        bot.demos.offer([DEMO], [running, done])
        await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit units=16")
        shown = await workspace.place.message(where=says("units=16"))
        tuned = await workspace.mina.press(shown, "값 바꿔 보기")
        await tuned.opened()
        await workspace.mina.submit(tuned, {"units": "32"})
        again = await shown.reply(where=says("relu-curve-fit"))
        assert again.is_public
        assert [params for _, params, _ in bot.demos.started] == [{"units": "16"}, {"units": "32"}]


async def test_an_admin_sets_a_channel_up_and_posts_at_once(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        fresh = workspace.team.add_channel("새-채널", has_bot=False)
        opened = await workspace.boss.slash(fresh, "/quiz", "settings")
        await opened.opened()
        zones = await workspace.boss.complete(opened, "timezone", "berlin")
        await zones.acked()
        assert [option["value"] for option in zones.options] == ["Europe/Berlin"]
        given = {
            "at": "08:30",
            "timezone": "Europe/Berlin",
            "weekdays": ["0", "4"],
            "language": "ko",
            "deck": "deep-learning",
        }
        saved = await (await workspace.boss.submit(opened, given)).shown(where=says("저장했어요"))
        stored = await bot.memory.store.channel(home(fresh, workspace.team))
        assert stored is not None
        assert (stored.timezone.key, stored.weekdays) == ("Europe/Berlin", frozenset({0, 4}))
        posted = await workspace.boss.press(saved, "지금 올리기")
        await posted.shown(where=says("새 질문을 올렸어요"))
        assert "오늘의 질문" in (await fresh.message()).text


async def test_whoever_made_a_channel_runs_its_quiz(workspace: SlackGroup) -> None:
    async with workspace.bot():
        hers = workspace.team.add_channel("민지-스터디", creator=workspace.mina)
        opened = await workspace.mina.slash(hers, "/quiz", "settings")
        await opened.opened()


async def test_a_member_can_have_the_quiz_in_direct_messages(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        mina = workspace.mina
        opened = await mina.slash(mina.dm, "/quiz", "settings")
        await opened.opened()
        given = {"at": "08:30", "weekdays": ["0"], "language": "ko", "deck": "deep-learning"}
        saved = await (await mina.submit(opened, given)).shown(where=says("저장했어요"))
        await (await mina.press(saved, "지금 올리기")).shown(where=says("새 질문을 올렸어요"))
        board = await mina.dm.message(where=says("오늘의 질문"))
        sent = await answered(mina, board, "good reason")
        await sent.shown(where=says("100점"))
        bot.clock.advance(hours=24 * 8)
        await bot.quiz.host.tick()
        assert any("first explained" in message.text for message in board.replies)


async def test_the_home_tab_shows_numbers_and_todays_question(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        await (await answered(workspace.mina, board, "good reason")).shown(where=says("100점"))
        text = await home_of(workspace.mina, "What about first?")
        assert "채널을 골라" not in text
        sent = await workspace.mina.press_home("답하기")
        await sent.opened()


async def test_an_admin_sets_a_channel_up_from_the_home_tab(workspace: SlackGroup) -> None:
    async with workspace.bot():
        fresh = workspace.team.add_channel("새-채널")
        await home_of(workspace.boss, "채널을 골라")
        opened = await workspace.boss.choose(workspace.boss.home, "qm:set-up", fresh)
        await opened.opened()
