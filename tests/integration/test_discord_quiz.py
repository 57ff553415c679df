"""The whole quiz on Discord, as members see it: every request goes through the real client."""

from dataclasses import replace
from typing import Any

from bot.quiz.ports import DemoRun
from content.demo import DemoSpec, ParamSpec
from content.schema import Bilingual
from tests.discord_study import home
from tests.integration.conftest import Group


async def open_board(group: Group, bot: Any) -> Any:
    """Post the question that is due and return its message."""
    await bot.quiz.host.tick()
    return await group.place.message()


async def answered(member: Any, board: Any, text: str) -> Any:
    """Press Answer, fill in the form and return the interaction that the grade comes to."""
    pressed = await member.press(board, "답하기")
    await pressed.acked()
    return await member.submit(pressed, {"text": text})


def says(text: str) -> Any:
    return lambda message: text in message.text


async def test_the_question_is_posted_with_its_buttons_and_a_thread(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        assert "What about first? (ko)" in board.text
        assert board.labels == ["답하기", "힌트", "이어지는 질문", "순위"]
        [thread] = group.place.threads
        assert thread.id == board.id
        assert "What about first?" in thread.name


async def test_an_answer_in_the_thread_counts_for_the_channel(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        sent = await group.mina.slash(group.place.threads[0], "answer", text="good reason")
        await sent.shown(where=says("100점"))
        [answer] = await bot.memory.store.answers(round=(await bot.memory.store.rounds())[0].id)
        assert answer.channel == home(group.place)


async def test_leaderboard_tabs_turn_in_place(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answered(group.mina, board, "good reason")).shown(where=says("100점"))
        shown = await (await group.mina.press(board, "순위")).shown(where=says("오늘"))
        assert "🥇" in shown.text
        tab = await group.mina.press(shown, "전체")
        await tab.acked()
        assert await tab.shown(where=says("전체")) is shown
        assert tab.callback["type"] == 6


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


async def test_demo_names_and_params_are_completed(group: Group) -> None:
    async with group.bot() as bot:
        bot.demos.offer([DEMO], [])
        names = await group.mina.complete(group.place, "demo", focused="name", typed="relu")
        await names.acked()
        assert [choice["value"] for choice in names.choices] == ["relu-curve-fit"]
        params = await group.mina.complete(
            group.place, "demo", focused="settings", typed="", name="relu-curve-fit"
        )
        await params.acked()
        assert [choice["value"] for choice in params.choices] == ["units=8"]


async def test_figures_are_on_the_board_and_on_a_private_follow_up(group: Group) -> None:
    async with group.bot() as bot:
        curve = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n curve", ".png")
        network = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n network", ".png")
        bot.figures.media |= {"network": network}
        board = await open_board(group, bot)
        assert board.attachments == []
        bot.figures.media |= {"curve": curve}
        sent = await answered(group.mina, board, "good reason")
        follow_up = await sent.shown(where=says("What about then? (ko)"))
        assert follow_up.ephemeral_to == group.mina
        assert [name for name, _ in follow_up.attachments] == [network]
        await bot.quiz.host.refresh_boards()
        assert [name for name, _ in board.attachments] == [curve]


async def test_a_demo_shows_progress_and_then_its_plot(group: Group) -> None:
    async with group.bot() as bot:
        picture = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n plot", ".png")
        caption = Bilingual(ko="잘 맞았어요.", en="It fits.")
        started = DemoRun("j1", DEMO.name, "queued", position=2)
        steps = [replace(started, state="running", fraction=n / 50) for n in range(50)]
        done = replace(
            started, state="done", caption=caption, params={"units": 8}, pictures=(picture,)
        )
        bot.demos.offer([DEMO], [started, *steps, done])
        run = await group.mina.slash(group.place, "demo", name=DEMO.name)
        shown = await run.shown(where=says("잘 맞았어요."))
        assert [name for name, _ in shown.attachments] == [picture]
        assert shown.edits < 5
        shared = await group.mina.press(shown, "공유")
        await shared.acked()
        public = await group.place.message()
        assert "민지" in public.text
        assert len(public.attachments) == 1


async def test_an_admin_sets_a_channel_up_and_posts_at_once(group: Group) -> None:
    async with group.bot() as bot:
        fresh = group.guild.add_channel("새-채널")
        zones = await group.boss.complete(
            fresh, "quiz settings", focused="timezone", typed="berlin"
        )
        await zones.acked()
        assert [choice["value"] for choice in zones.choices] == ["Europe/Berlin"]
        opened = await group.boss.slash(fresh, "quiz settings", timezone="Europe/Berlin")
        await opened.acked()
        given = {
            "at": "08:30",
            "weekdays": ["0", "4"],
            "language": ["ko"],
            "topics": [],
            "deck": ["deep-learning"],
        }
        saved = await (await group.boss.submit(opened, given)).shown(where=says("저장했어요"))
        assert "Europe/Berlin" in saved.text
        stored = await bot.memory.store.channel(home(fresh))
        assert stored is not None
        assert (stored.timezone.key, stored.weekdays) == ("Europe/Berlin", frozenset({0, 4}))
        posted = await group.boss.press(saved, "지금 올리기")
        await posted.shown(where=says("새 질문을 올렸어요"))
        assert "오늘의 질문" in (await fresh.message()).text


async def test_an_admin_can_set_up_another_channel(group: Group) -> None:
    async with group.bot() as bot:
        fresh = group.guild.add_channel("새-채널")
        opened = await group.boss.slash(group.place, "quiz settings", channel=fresh)
        await opened.acked()
        given = {
            "at": "08:30",
            "weekdays": ["0"],
            "language": ["ko"],
            "topics": [],
            "deck": ["deep-learning"],
        }
        await (await group.boss.submit(opened, given)).shown(where=says("저장했어요"))
        assert await bot.memory.store.channel(home(fresh)) is not None


async def test_a_member_can_have_the_quiz_in_direct_messages(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.mina.slash(group.mina.dm, "quiz settings")
        await opened.acked()
        given = {
            "at": "08:30",
            "weekdays": ["0"],
            "language": ["ko"],
            "topics": [],
            "deck": ["deep-learning"],
        }
        saved = await (await group.mina.submit(opened, given)).shown(where=says("저장했어요"))
        await (await group.mina.press(saved, "지금 올리기")).shown(where=says("새 질문을 올렸어요"))
        board = await group.mina.dm.message(where=says("오늘의 질문"))
        sent = await answered(group.mina, board, "good reason")
        await sent.shown(where=says("100점"))
        bot.clock.advance(hours=24 * 8)
        await bot.quiz.host.tick()
        reveal = await group.mina.dm.message(where=says("first explained"))
        assert reveal.reply_to is board
