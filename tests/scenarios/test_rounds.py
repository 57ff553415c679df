"""A round from its board to its end, the standings, and who may run the quiz."""

from datetime import timedelta

from bot.quiz.model import RoundState
from tests.scenarios.group import Group
from tests.scenarios.test_answering import answer, open_board


async def test_the_board_counts_who_answered(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        await bot.quiz.host.refresh_boards()
        assert "지금까지 1명이 답했어요" in board.text
        assert board.labels[0] == "답하기"


async def test_the_standings_turn_their_tabs_in_place(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        standings = await (await group.mina.press(board, "순위")).shown("오늘")
        assert "100" in standings.text
        await (await group.mina.press(standings, "전체")).shown("전체")
        assert "전체" in standings.text
        assert "오늘 ·" not in standings.text


async def test_standings_and_help_can_be_typed(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        await (await group.mina.type("/leaderboard")).shown("민지")
        await (await group.mina.type("/stats")).shown("내 기록")
        assert "/quiz now" not in (await (await group.mina.type("/help")).shown("/answer")).text
        await (await group.boss.type("/help")).shown("/quiz now")


async def test_the_round_ends_with_a_reveal_and_the_next_question(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        await (await answer(group.mina, board, "good reason")).shown("100점")
        bot.clock.advance(hours=24)
        await bot.quiz.host.tick()
        await group.replied(board, "모범 답안: because")
        await group.posted("What about second?")
        assert "마감" in board.text
        assert "답하기" not in board.labels
        states = [one.state for one in await bot.memory.store.rounds()]
        assert states == [RoundState.CLOSED, RoundState.OPEN]


async def test_an_admin_changes_the_settings_and_posts_at_once(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.boss.type("/quiz settings")
        saved = await (await opened.submit(at="08:30", weekdays=["0", "4"])).shown("저장했어요")
        stored = await bot.memory.store.channel(group.channel.id)
        assert stored is not None
        assert (f"{stored.at:%H:%M}", stored.weekdays) == ("08:30", frozenset({0, 4}))
        await (await group.boss.press(saved, "지금 올리기")).shown("새 질문을 올렸어요")
        await group.posted("What about first?")


async def test_settings_that_make_no_sense_can_be_mended(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.boss.type("/quiz settings")
        refused = await opened.submit(at="아침", weekdays=["0"])
        again = await refused.refused("아침", kept="아침", field="at")
        await (await again.submit(at="07:00")).shown("저장했어요")
        stored = await bot.memory.store.channel(group.channel.id)
        assert stored is not None
        assert f"{stored.at:%H:%M}" == "07:00"


async def test_members_cannot_run_the_quiz(group: Group) -> None:
    async with group.bot() as bot:
        await (await group.mina.type("/question review")).shown("관리자만")
        assert await bot.memory.store.rounds() == []


async def test_a_time_and_a_city_are_read_as_they_are_written(group: Group) -> None:
    async with group.bot() as bot:
        opened = await group.boss.type("/quiz settings 뉴욕")
        saved = await opened.submit(at="오후 9시 반", weekdays=["0"])
        preview = await saved.shown("저장했어요")
        assert "What about first?" not in preview.text
        stored = await bot.memory.store.channel(group.channel.id)
        assert stored is not None
        assert (f"{stored.at:%H:%M}", stored.timezone.key) == ("21:30", "America/New_York")


async def test_posting_now_asks_before_it_closes_what_is_open(group: Group) -> None:
    async with group.bot() as bot:
        board = await open_board(group, bot)
        typing = await group.mina.press(board, "답하기")
        await typing.form()
        asked = await (await group.boss.type("/quiz now")).shown("먼저 마감할까요")
        assert "What about first?" in asked.text
        assert [one.state for one in await bot.memory.store.rounds()] == [RoundState.OPEN]
        await (await group.boss.press(asked, "마감하고 다음 질문 올리기")).shown(
            "새 질문을 올렸어요"
        )
        await group.posted("What about second?")
        await (await typing.submit(text="good reason")).shown("+100")


async def test_a_second_question_a_day_comes_at_its_own_time(group: Group) -> None:
    async with group.bot() as bot:
        await open_board(group, bot)
        later = (bot.clock.now() + timedelta(hours=2)).astimezone(group.channel.timezone)
        times = await (await group.boss.type("/quiz times")).shown(f"{group.channel.at:%H:%M}")
        form = await group.boss.press(times, "시각 추가하기")
        added = await form.submit(at=f"{later:%H시}")
        await added.shown(f"{later:%H}:00")
        bot.clock.advance(hours=2)
        await bot.quiz.host.tick()
        second = await group.posted("What about second?")
        await (await answer(group.mina, second, "good reason")).shown("100점")
        states = [one.state for one in await bot.memory.store.rounds()]
        assert states == [RoundState.OPEN, RoundState.OPEN]
