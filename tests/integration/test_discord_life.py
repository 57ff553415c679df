"""What real life does to a bot on Discord: restarts, outages, closed doors and forged presses."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.platforms.discord.access import lacking
from bot.platforms.shared import inbox_worker
from bot.platforms.shared.errors import Disconnected, TokenRefused
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Arrival
from bot.quiz.model import Address, ChannelId, EventId, RoundState, WorkspaceId
from bot.store.errors import StoreUnavailable
from tests.discord_fake import FakeDiscord
from tests.discord_fake.interactions import Interaction
from tests.discord_study import home
from tests.integration.conftest import Group, known_as
from tests.integration.discord_steps import (
    GOOD,
    answered,
    answers,
    asked,
    card,
    form_of,
    graded,
    here,
    may_post,
    next_day,
    open_board,
    says,
    serves,
    shut_out,
    until,
    until_so_many_wait,
    with_admin,
)
from tests.study import Bot

CALLBACK = r"/interactions/.*/callback$"


@pytest.fixture
def without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py begin another session at once, not after five seconds."""

    async def at_once(*_: object, **__: object) -> None:
        """Wait for nothing."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


async def promised(group: Group, bot: Bot, text: str) -> Interaction:
    """Let Mina answer while the grader is away: her grade is to come."""
    bot.grader.is_away = True
    sent = await answered(group.mina, await open_board(group, bot), text)
    await sent.shown(where=says("답은 저장됐고"))
    return sent


class TestEnd:
    async def test_the_bot_ends_while_it_connects_anew(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connecting = asyncio.Event()

        async def endless(*_: object, **__: object) -> None:
            connecting.set()
            await asyncio.Event().wait()

        async with asyncio.timeout(15):
            async with group.bot():
                monkeypatch.setattr(DiscordWebSocket, "from_client", endless)
                await group.fake.invalidate_session()
                await connecting.wait()

    @pytest.mark.parametrize(
        ("end", "reason"),
        [
            (FakeDiscord.revoke_token, TokenRefused),
            (lambda fake: fake.drop_gateway(code=4013), Disconnected),
        ],
        ids=["the token is revoked", "no such shard"],
    )
    async def test_what_discord_ends_for_good_ends_the_bot(
        self, group: Group, end: Callable[[FakeDiscord], Awaitable[None]], reason: type[Exception]
    ) -> None:
        async def run_until_it_ends() -> None:
            async with group.bot():
                await end(group.fake)
                await asyncio.Event().wait()

        with pytest.raises(ExceptionGroup) as ended:
            await run_until_it_ends()
        assert ended.group_contains(reason, match="4013" if reason is Disconnected else None)


class TestRestart:
    async def test_a_grade_that_waited_comes_where_the_answer_was_given(self, group: Group) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "good reason")
        async with group.bot():
            grade = await sent.shown(where=says("100점"))
            assert grade.ephemeral_to == group.mina
            assert group.mina.dm.messages == []

    async def test_a_post_whose_answer_was_lost_is_found_not_repeated(self, group: Group) -> None:
        async with group.bot() as bot:
            group.fake.inject("POST", r"/channels/\d+/messages$", after=True, drop=True)
            await bot.quiz.host.tick()
            group.fake.forget_nonces()
            await bot.quiz.host.tick()
            [round] = await bot.memory.store.rounds()
            assert round.state is RoundState.OPEN
            assert len(group.place.messages) == 1
            assert len(group.place.threads) == 1

    async def test_commands_are_registered_once(self, group: Group) -> None:
        for _ in range(2):
            async with group.bot():
                assert group.fake.syncs == 1


class TestTokens:
    async def test_a_grade_whose_token_expired_is_a_direct_message(self, group: Group) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "bad guess")
            sent.expire()
        async with group.bot():
            grade = await group.mina.dm.message(where=says("10점"))
            assert "#딥러닝-스터디" in grade.text
            again = await form_of(group.mina, grade, "다시 답하기")
            better = await group.mina.submit(again, GOOD)
            await better.shown(where=says("100점"))

    async def test_who_takes_no_direct_messages_picks_the_grade_up(self, group: Group) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "good reason")
            sent.expire()
            group.mina.close_dms()
        async with group.bot():
            note = await group.place.message(where=says("소식이 있어요"))
            await until_so_many_wait(group, 1)
            assert note.pings == [group.mina]
            assert "100점" not in note.text
            picked = await group.mina.press(note, "보기")
            await picked.shown(where=says("100점"))
            assert {m.ephemeral_to for m in picked.messages} == {group.mina}
            again = await group.mina.press(note, "보기")
            await again.shown(where=says("새 소식이 없어요"))
            other = await group.alex.press(note, "보기")
            await other.shown(where=says("Nothing is waiting"))

    async def test_a_line_where_no_quiz_is_set_up_is_in_the_servers_language(
        self, group: Group
    ) -> None:
        place = group.guild.add_channel("일반")
        group.mina.close_dms()
        async with group.bot() as bot:
            to = Address(home(place), only=known_as(group, group.mina))
            await bot.platform.chat.post(to, Card(title="news"), "key")
            note = await place.message(where=says("소식이 있어요"))
            await (await group.mina.press(note, "보기")).shown(where=says("news"))

    @pytest.mark.parametrize(
        ("deadline_s", "fault"),
        [(3, {"status": 404}), (0.05, {"latency_s": 0.1})],
        ids=["acknowledged too late", "discord slower than its deadline"],
    )
    async def test_an_answer_that_discord_gave_up_on_is_graded(
        self, group: Group, deadline_s: float, fault: dict[str, Any]
    ) -> None:
        async with asked(group) as (_, board):
            form = await form_of(group.mina, board)
            group.fake.world.ack_deadline_s = deadline_s
            group.fake.inject("POST", CALLBACK, **fault)
            await group.mina.submit(form, GOOD)
            grade = await group.mina.dm.message(where=says("100점"))
            assert "good reason" in grade.text

    async def test_a_press_that_discord_gave_up_on_does_nothing(self, group: Group) -> None:
        async with asked(group) as (bot, board):
            lost = group.fake.inject("POST", CALLBACK, status=404, times=2)
            late = await group.boss.slash(group.place, "quiz now")
            await group.mina.press(board, "답하기")
            await until(lambda: lost.hits == 2)
            await form_of(group.mina, board)
            again = await group.boss.slash(group.place, "quiz now")
            asked_first = await again.shown(where=says("먼저 마감할까요"))
            yes = await group.boss.press(asked_first, "마감하고 다음 질문 올리기")
            await yes.shown(where=says("새 질문을 올렸어요"))
            assert late.messages == []
            assert len(await bot.memory.store.rounds()) == 2


class TestKept:
    async def test_an_answer_is_kept_before_discord_lets_go_of_it(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with asked(group) as (bot, board):
            form = await form_of(group.mina, board)
            keep = bot.memory.inbox.keep
            acked: list[object] = []

            async def noted(arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
                for _ in range(200):  # long enough for an acknowledgement to arrive
                    await asyncio.sleep(0)
                new = await keep(arrivals)
                acked.append(group.fake.interactions[-1].acked_after_s)
                return new

            monkeypatch.setattr(bot.memory.inbox, "keep", noted)
            await (await group.mina.submit(form, GOOD)).shown(where=says("100점"))
            assert acked == [None]

    async def test_what_cannot_be_kept_stays_open_or_is_given_back(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def locked(_: Sequence[Arrival]) -> dict[EventId, bool]:
            raise StoreUnavailable("locked")

        async with asked(group) as (bot, board):
            form = await form_of(group.mina, board)
            monkeypatch.setattr(bot.memory.inbox, "keep", locked)
            monkeypatch.setattr(inbox_worker, "MAX_WAITING", 0)
            sent = await group.mina.submit(form, GOOD)
            short = await group.mina.slash(group.place, "answer", text="good `reason`")
            told = await short.shown(where=says("저장할 수 없어서"))
            assert "good `reason`" in told.text
            long = await group.mina.slash(group.place, "answer", text="이유 " * 1000)
            told = await long.shown(where=says("저장할 수 없어서"))
            assert [one["filename"] for one in told.payload["attachments"]] == ["answer.txt"]
            assert sent.reply_type is None
            monkeypatch.undo()
            assert await answers(bot) == []

    async def test_a_form_that_the_store_held_up_is_offered_later(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(*_: object) -> None:
            raise StoreUnavailable("locked")

        async with asked(group) as (bot, board):
            with monkeypatch.context() as patch:
                patch.setattr(bot.memory.store, "remember", away)
                pressed = await group.mina.press(board, "답하기")
                await pressed.shown(where=says("받아 두었어요"))
            offer = await pressed.shown(where=lambda message: "열기" in message.labels)
            await (await answered(group.mina, offer, "good reason", "열기")).shown(
                where=says("100점")
            )

    async def test_a_form_that_an_end_of_the_bot_held_up_is_offered_by_the_next(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def stuck(*_: object) -> None:
            await asyncio.Event().wait()

        with monkeypatch.context() as patch:
            async with asked(group) as (bot, board):
                patch.setattr(bot.memory.store, "remember", stuck)
                pressed = await group.mina.press(board, "답하기")
                await pressed.acked()
        async with group.bot():
            offer = await pressed.shown(where=lambda message: "열기" in message.labels)
            assert (await form_of(group.mina, offer, "열기")).modal

    async def test_a_form_that_opened_before_the_bot_ended_is_not_offered_again(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def stuck(*_: object) -> None:
            await asyncio.Event().wait()

        with monkeypatch.context() as patch:
            async with asked(group) as (bot, board):
                patch.setattr(bot.memory.inbox, "served", stuck)
                pressed = await form_of(group.mina, board)
        async with group.bot():
            await group.fake.requested("GET", "@original")
            await serves(group)
            assert pressed.messages == group.mina.dm.messages == []

    async def test_a_press_delivered_twice_is_served_once(self, group: Group) -> None:
        async with asked(group) as (bot, board):
            form = await form_of(group.mina, board)
            group.fake.duplicate_next_interaction()
            sent = await group.mina.submit(form, GOOD)
            await sent.shown(where=says("100점"))
            callback = f"{sent.token}/callback"
            assert len([one for one in group.fake.requests if callback in one.path]) == 1
            assert len(await answers(bot)) == 1

    async def test_a_form_sent_twice_is_one_answer(self, group: Group) -> None:
        async with asked(group) as (bot, board):
            form = await form_of(group.mina, board)
            first = await group.mina.submit(form, GOOD)
            second = await group.mina.submit(form, GOOD)
            await first.shown(where=says("100점"))
            await second.shown(where=says("1/3"))
            assert len(await answers(bot)) == 1


class TestForged:
    @pytest.mark.parametrize(
        "custom_id",
        ["whatever", "qm:show:" + "0" * 24, "qm:form:" + "f" * 24, "qm:burn:" + "0" * 24, "qm:"],
    )
    async def test_a_forged_button_gets_one_sentence(self, group: Group, custom_id: str) -> None:
        async with group.bot():
            forged = await group.mina.forge_press(group.place, custom_id=custom_id)
            await forged.shown(where=says("이 버튼은 더 이상"))

    async def test_what_members_type_pings_nobody_and_marks_nothing_up(self, group: Group) -> None:
        async with asked(group) as (_, board):
            hostile = f"good @everyone <@{group.alex.id}> **bold** ||hidden|| [a](https://x.y)"
            grade = await graded(group.mina, board, hostile, "100점")
            assert grade.pings == []
            assert "**bold**" not in grade.text
            assert r"\[a]" in grade.text


class TestTrouble:
    async def test_a_missing_permission_is_told_once_and_can_be_mended(self, group: Group) -> None:
        async with group.bot() as bot:
            await with_admin(group, bot)
            await shut_out(bot, group, send_messages=True)
            before = len(group.fake.requests)
            await bot.quiz.host.tick()
            await bot.quiz.host.tick()
            told = await group.boss.dm.message(where=says("메시지 보내기"))
            assert "#딥러닝-스터디" in told.text
            assert group.boss.dm.messages == [told]
            assert [r for r in group.fake.requests[before:] if r.status == 403] == []
            group.place.allow_all()
            await until(lambda: may_post(bot, group))
            assert "오늘의 질문" in (await open_board(group, bot)).text

    async def test_a_deleted_channel_is_told_and_its_settings_kept(self, group: Group) -> None:
        async with group.bot() as bot:
            await with_admin(group, bot)
            group.place.delete()
            await until(lambda: bot.platform.client.get_channel(int(group.place.id)) is None)
            await bot.quiz.host.tick()
            await group.boss.dm.message(where=says("없어졌어요"))
            kept = await bot.memory.store.channel(group.channel.id)
            assert kept is not None
            assert kept.at == group.channel.at
            with pytest.raises(ChannelUnreachable) as gone:
                await bot.platform.chat.post(here(group), card("안녕"), "hello")
            assert gone.value.reason == "gone"

    async def test_a_bot_removed_and_invited_back_goes_on(self, group: Group) -> None:
        async with group.bot() as bot:
            group.guild.remove_bot()
            await until(lambda: not bot.platform.client.guilds)
            await bot.quiz.host.tick()
            stored = await bot.memory.store.channel(group.channel.id)
            assert stored is not None
            assert stored.trouble == "removed"
            store = bot.memory.store
            assert store.departures == {group.channel.workspace: bot.clock.now()}
            group.guild.add_bot_back()
            await until(lambda: bot.platform.client.guilds)
            await until(lambda: not store.departures)
            assert "오늘의 질문" in (await open_board(group, bot)).text

    async def test_servers_that_come_and_go_while_the_bot_is_away_are_noted(
        self, group: Group
    ) -> None:
        store = group.memory.store
        slack = replace(
            group.channel, id=ChannelId("slack:T1/C1"), workspace=WorkspaceId("slack:T1")
        )
        await store.save_channel(slack)
        group.guild.remove_bot()
        async with group.bot():
            await until(lambda: list(store.departures) == [group.channel.workspace])
        group.guild.add_bot_back()
        async with group.bot():
            await until(lambda: not store.departures)

    @pytest.mark.usefixtures("without_pause")
    async def test_a_server_that_removes_the_bot_between_two_sessions_is_noted(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            await group.fake.drop_gateway(code=4009, back=False)
            group.guild.remove_bot()
            await group.fake.invalidate_session(resumable=False)
            group.fake.gateway_back()
            await until(lambda: group.memory.store.departures)
            assert not bot.platform.client.guilds

    async def test_a_deleted_board_stops_nothing(self, group: Group) -> None:
        async with asked(group) as (bot, board):
            sent = await group.mina.slash(group.place, "answer", text="good reason")
            await sent.shown(where=says("100점"))
            board.delete()
            await bot.quiz.host.refresh_boards()
            await next_day(bot)
            states = [one.state for one in await bot.memory.store.rounds()]
            assert states == [RoundState.CLOSED, RoundState.OPEN]

    async def test_an_answer_in_a_channel_the_bot_cannot_see_is_graded(self, group: Group) -> None:
        async with asked(group) as (bot, _):
            await shut_out(bot, group, view_channel=True)
            sent = await group.mina.slash(group.place, "answer", text="good reason")
            await sent.shown(where=says("100점"))

    async def test_without_leave_to_attach_files_a_figure_is_told_in_words(
        self, group: Group
    ) -> None:
        group.place.deny(discord.Permissions(attach_files=True))
        async with group.bot() as bot:
            await with_admin(group, bot)
            picture = await bot.memory.media.put(b"\x89PNG\r\n\x1a\n plot", ".png")
            bot.figures.media["curve"] = picture
            await bot.quiz.host.tick()
            board = await group.place.message()
            assert "curve" in board.text
            assert [one.trouble for one in await bot.memory.store.channels()] == [""]
            await group.boss.dm.message(where=says("권한을 주세요: 파일 첨부"))

    @pytest.mark.parametrize(
        ("flag", "name"),
        [
            ("create_public_threads", "공개 스레드 만들기"),
            ("send_messages_in_threads", "스레드에서 메시지 보내기"),
            ("read_message_history", "메시지 기록 보기"),
        ],
    )
    async def test_what_is_taken_away_is_told_once_though_questions_go_on(
        self, group: Group, flag: str, name: str
    ) -> None:
        async with group.bot() as bot:
            await with_admin(group, bot)
            await bot.quiz.host.tick()
            group.place.deny(discord.Permissions(**{flag: True}))
            await until(lambda: lacking(bot.platform.client.get_channel(int(group.place.id))))
            for _ in range(2):
                await next_day(bot)
            told = await group.boss.dm.message(where=says(name))
            assert group.boss.dm.messages == [told]

    async def test_without_leave_to_start_threads_the_reveal_is_a_reply(self, group: Group) -> None:
        group.place.deny(
            discord.Permissions(create_public_threads=True, send_messages_in_threads=True)
        )
        async with asked(group) as (bot, board):
            await next_day(bot)
            reveal = await group.place.message(where=says("because"))
            assert reveal.reply_to is board


class TestOutages:
    async def test_too_many_requests_are_waited_for(self, group: Group) -> None:
        group.fake.inject("POST", r"/channels/\d+/messages$", status=429, retry_after=0.05, times=2)
        async with asked(group):
            assert len(group.place.messages) == 1

    async def test_a_dropped_connection_is_resumed_and_misses_nothing(self, group: Group) -> None:
        async with asked(group) as (_, board):
            await group.fake.drop_gateway()
            sent = await group.mina.press(board, "힌트")
            await sent.shown(where=says("first hint"))
            assert group.fake.resumes == 1

    @pytest.mark.usefixtures("without_pause")
    async def test_an_invalid_session_starts_anew(self, group: Group) -> None:
        async with asked(group) as (_, board):
            await group.fake.invalidate_session(resumable=False)
            await until(lambda: group.fake.identifies == 2)
            await group.fake.connected()
            sent = await group.mina.press(board, "힌트")
            await sent.shown(where=says("first hint"))
