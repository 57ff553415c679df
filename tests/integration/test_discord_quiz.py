"""What the quiz has on Discord alone, as members see it; the rest is in tests/scenarios."""

from dataclasses import replace
from typing import Any

import pytest

from tests.discord_study import home
from tests.integration.conftest import Group
from tests.integration.discord_steps import answers, asked, graded, open_board, says
from tests.scenarios.test_demos import DEMO, STARTED, offer
from tests.unit.quiz.conftest import DECK

SETTINGS = {
    "at": "08:30",
    "timezone": "Europe/Berlin",
    "weekdays": ["0", "4"],
    "language": ["ko"],
}


async def test_an_answer_in_the_boards_thread_counts_for_the_channel(group: Group) -> None:
    async with asked(group) as (bot, board):
        [thread] = group.place.threads
        assert thread.id == board.id
        assert "What about first?" in thread.name
        sent = await group.mina.slash(thread, "answer", text="good reason")
        await sent.shown(where=says("100점"))
        [answer] = await answers(bot)
        assert answer.channel == home(group.place)


@pytest.mark.parametrize(
    ("command", "focused", "typed", "others", "offered"),
    [
        ("demo", "name", "relu", {}, "relu-curve-fit"),
        ("demo", "settings", "", {"name": DEMO.name}, "units=8"),
        ("quiz settings", "timezone", "berlin", {}, "Europe/Berlin"),
    ],
)
async def test_what_is_typed_is_completed(
    group: Group, command: str, focused: str, typed: str, others: dict[str, Any], offered: str
) -> None:
    async with group.bot() as bot:
        bot.demos.offer([DEMO], [])
        typing = await group.boss.complete(
            group.place, command, focused=focused, typed=typed, **others
        )
        await typing.acked()
        assert [choice["value"] for choice in typing.choices] == [offered]


async def test_figures_are_on_the_board_and_on_a_private_follow_up(group: Group) -> None:
    async with group.bot() as bot:
        curve = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n curve", ".png")
        network = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n network", ".png")
        bot.figures.media |= {"network": network}
        board = await open_board(group, bot)
        assert board.attachments == []
        bot.figures.media |= {"curve": curve}
        grade = await graded(group.mina, board, "good reason", "100점")
        opened = await group.mina.press(grade, "이어지는 질문 1/2 →")
        follow_up = await opened.shown(where=says("What about then? (ko)"))
        assert follow_up.ephemeral_to == group.mina
        assert [name for name, _ in follow_up.attachments] == [network]
        await bot.quiz.host.refresh_boards()
        assert [name for name, _ in board.attachments] == [curve]


async def test_a_demo_shows_progress_then_its_plot_and_can_be_shared(group: Group) -> None:
    async with group.bot() as bot:
        steps = [replace(STARTED, state="running", fraction=n / 50) for n in range(50)]
        picture = await offer(bot, *steps)
        run = await group.mina.slash(group.place, "demo", name=DEMO.name)
        shown = await run.shown(where=says("잘 맞았어요."))
        assert [name for name, _ in shown.attachments] == [picture]
        assert shown.edits < 5
        pressed = await group.mina.press(shown, "공유")
        await pressed.shown(where=says(f"#{group.place.name}에 올렸어요"))
        public = await group.place.message(where=says("민지"))
        assert [name for name, _ in public.attachments] == [picture]


@pytest.mark.parametrize("is_named", [False, True], ids=["from within", "by its name"])
async def test_an_admin_sets_a_new_channel_up_and_posts_at_once(
    group: Group, is_named: bool
) -> None:
    async with group.bot() as bot:
        fresh = group.guild.add_channel("새-채널")
        place, named = (group.place, {"channel": fresh}) if is_named else (fresh, {})
        opened = await group.boss.slash(place, "quiz settings", timezone="Europe/Berlin", **named)
        await opened.acked()
        saved = await (await group.boss.submit(opened, SETTINGS)).shown(where=says("저장했어요"))
        stored = await bot.memory.store.channel(home(fresh))
        assert stored is not None
        assert (stored.timezone.key, stored.weekdays) == ("Europe/Berlin", frozenset({0, 4}))
        posted = await group.boss.press(saved, "지금 올리기")
        await posted.shown(where=says("새 질문을 올렸어요"))
        assert "오늘의 질문" in (await fresh.message()).text


async def test_chosen_decks_that_a_form_has_no_room_for_stay_chosen(group: Group) -> None:
    decks = {f"deck-{number:03}": DECK for number in range(130)}
    first, *others = [*decks][2:]
    await group.memory.store.save_channel(replace(group.channel, decks=(first, *others)))
    async with group.bot() as bot:
        bot.library.exchange(decks)
        form = await group.boss.slash(group.place, "quiz settings")
        await form.acked()
        wrong = await group.boss.submit(form, {"at": "25:00"})
        told = await wrong.shown(where=says("25:00"))
        again = await group.boss.press(told, "고쳐서 다시 보내기")
        await again.acked()
        saved = await group.boss.submit(again, {"at": "08:30"})
        card = await saved.shown(where=says("08:30"))
        form = await group.boss.press(card, "질문 묶음")
        await form.acked()
        shown, *_ = [one["component"] for one in form.modal["components"]]
        assert shown["options"][0]["value"] == first
        rest = [one["value"] for one in shown["options"]][1:]
        saved = await group.boss.submit(form, {shown["custom_id"]: rest})
        await saved.shown(where=says("저장"))
        stored = await bot.memory.store.channel(group.channel.id)
        assert stored.decks == tuple(others)


async def test_a_member_can_have_the_quiz_in_direct_messages(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.mina.slash(group.mina.dm, "quiz settings")
        await opened.acked()
        saved = await (await group.mina.submit(opened, SETTINGS)).shown(where=says("저장했어요"))
        await (await group.mina.press(saved, "지금 올리기")).shown(where=says("새 질문을 올렸어요"))
        board = await group.mina.dm.message(where=says("오늘의 질문"))
        await graded(group.mina, board, "good reason", "100점")
        bot.clock.advance(hours=24 * 8)
        await bot.quiz.host.tick()
        reveal = await group.mina.dm.message(where=says("because"))
        assert reveal.reply_to is board
