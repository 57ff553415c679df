"""What real life does to a bot on Discord: restarts, outages, closed doors and forged presses."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.platforms.discord.access import missing
from bot.platforms.shared import inbox_worker
from bot.platforms.shared.errors import Disconnected, TokenRefused
from bot.quiz.cards import Card, Paragraph
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Arrival
from bot.quiz.model import Address, EventId, MemberId, RoundState
from bot.quiz.outbox import PendingCard
from bot.store.errors import StoreUnavailable
from tests.discord_fake.interactions import Interaction
from tests.discord_study import home
from tests.integration.conftest import Group, known_as
from tests.integration.test_discord_quiz import answered, open_board, says
from tests.study import Bot

HELLO = Card(title="안녕", blocks=(Paragraph(text="반가워요"),))


async def settled(condition: object) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(10):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def known(group: Group, bot: Bot) -> MemberId:
    """Let the bot meet the admin, and return their id."""
    await (await group.boss.slash(group.place, "help")).shown()
    return known_as(group, group.boss)


async def promised(group: Group, bot: Bot, text: str) -> Interaction:
    """Let Mina answer while the grader is away: her grade is to come."""
    bot.grader.is_away = True
    sent = await answered(group.mina, await open_board(group, bot), text)
    await sent.shown(where=says("답은 저장됐고"))
    return sent


async def waiting(group: Group) -> list[PendingCard]:
    return await group.memory.pending_cards.waiting(group.channel.id, known_as(group, group.mina))


def lock(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be kept from now on, and nobody wait long for it."""

    async def locked(_: Sequence[Arrival]) -> dict[EventId, bool]:
        raise StoreUnavailable("locked")

    monkeypatch.setattr(bot.memory.inbox, "keep", locked)
    monkeypatch.setattr(inbox_worker, "MAX_WAITING", 0)


def may_post(bot: Bot, group: Group) -> bool:
    """Tell whether the bot knows that it may post in the group's channel."""
    channel = bot.platform.client.get_channel(int(group.place.id))
    assert isinstance(channel, discord.TextChannel)
    return not {"send_messages", "view_channel"} & set(missing(channel, channel.guild.me))


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


class TestRestart:
    async def test_buttons_of_old_messages_still_work(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
        async with group.bot():
            await (await answered(group.mina, board, "good reason")).shown(where=says("100점"))

    async def test_a_form_opened_before_is_taken_after(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
        async with group.bot():
            sent = await group.mina.submit(pressed, {"text": "good reason"})
            await sent.shown(where=says("100점"))

    async def test_a_grade_that_waited_comes_where_the_answer_was_given(self, group: Group) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "good reason")
        async with group.bot():
            grade = await sent.shown(where=says("100점"))
            assert grade.ephemeral_to == group.mina
            assert group.mina.dm.messages == []

    async def test_a_post_whose_answer_was_lost_is_found_not_repeated(self, group: Group) -> None:
        async with group.bot() as bot:
            group.fake.inject(
                method="POST", path=r"/channels/\d+/messages$", after=True, drop=True, times=1
            )
            await bot.quiz.host.tick()
            group.fake.forget_nonces()
            await bot.quiz.host.tick()
            [round] = await bot.memory.store.rounds()
            assert round.state is RoundState.OPEN
            assert len(group.place.messages) == 1

    async def test_commands_are_registered_once(self, group: Group) -> None:
        async with group.bot():
            assert group.fake.syncs == 1
        async with group.bot():
            assert group.fake.syncs == 1


class TestTokens:
    async def test_a_grade_whose_token_expired_comes_as_a_direct_message(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "bad guess")
            sent.expire()
        async with group.bot():
            grade = await group.mina.dm.message(where=says("10점"))
            assert "#딥러닝-스터디" in grade.text

    async def test_buttons_of_a_direct_message_serve_the_channel(self, group: Group) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "bad guess")
            sent.expire()
        async with group.bot():
            grade = await group.mina.dm.message(where=says("10점"))
            again = await group.mina.press(grade, "다시 답하기")
            await again.acked()
            better = await group.mina.submit(again, {"text": "good reason"})
            await better.shown(where=says("100점"))

    async def test_who_takes_no_direct_messages_picks_the_grade_up(self, group: Group) -> None:
        async with group.bot() as bot:
            sent = await promised(group, bot, "good reason")
            sent.expire()
            group.mina.close_dms()
        async with group.bot():
            note = await group.place.message(where=says("기다리고 있어요"))
            async with asyncio.timeout(10):
                while len(await waiting(group)) < 2:
                    await asyncio.sleep(0.01)
            assert note.pings == [group.mina]
            assert "100점" not in note.text
            picked = await group.mina.press(note, "보기")
            await picked.shown(where=says("What about then?"))
            assert any("100점" in message.text for message in picked.messages)
            assert {m.ephemeral_to for m in picked.messages} == {group.mina}
            again = await group.mina.press(note, "보기")
            await again.shown(where=says("기다리는 소식이 없어요"))
            other = await group.alex.press(note, "보기")
            await other.shown(where=says("Nothing is waiting"))

    async def test_an_answer_whose_acknowledgement_came_too_late_is_graded(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            group.fake.inject(
                method="POST", path=r"/interactions/.*/callback$", status=404, times=1
            )
            await group.mina.submit(pressed, {"text": "good reason"})
            grade = await group.mina.dm.message(where=says("100점"))
            assert "good reason" in grade.text

    async def test_an_answer_is_kept_before_discord_lets_go_of_it(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            keep = bot.memory.inbox.keep
            acked: list[object] = []

            async def noted(arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
                for _ in range(200):  # long enough for an acknowledgement to arrive
                    await asyncio.sleep(0)
                new = await keep(arrivals)
                acked.append(group.fake.interactions[-1].acked_after_s)
                return new

            monkeypatch.setattr(bot.memory.inbox, "keep", noted)
            sent = await group.mina.submit(pressed, {"text": "good reason"})
            await sent.shown(where=says("100점"))
            assert acked == [None]

    async def test_a_form_that_cannot_be_kept_stays_open(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            lock(bot, monkeypatch)
            sent = await group.mina.submit(pressed, {"text": "good reason"})
            later = await group.mina.slash(group.place, "answer", text="good `reason`")
            told = await later.shown(where=says("저장할 수 없어서"))
            assert "good `reason`" in told.text
            assert sent.reply_type is None
            monkeypatch.undo()
            [round] = await bot.memory.store.rounds()
            assert await bot.memory.store.answers(round=round.id) == []

    async def test_a_text_too_long_to_quote_is_given_back_as_a_file(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with group.bot() as bot:
            await open_board(group, bot)
            lock(bot, monkeypatch)
            text = "이유 " * 1000
            typed = await group.mina.slash(group.place, "answer", text=text)
            told = await typed.shown(where=says("저장할 수 없어서"))
            assert [one["filename"] for one in told.payload["attachments"]] == ["answer.txt"]

    async def test_what_is_kept_when_the_bot_ends_is_served_by_the_next(self, group: Group) -> None:
        with pytest.MonkeyPatch.context() as patch:
            async with group.bot() as bot:
                board = await open_board(group, bot)
                pressed = await group.mina.press(board, "답하기")
                await pressed.acked()
                held, forever = asyncio.Event(), asyncio.Event()

                async def stuck(*_: object) -> None:
                    held.set()
                    await forever.wait()

                patch.setattr(bot.memory.store, "add", stuck)
                sent = await group.mina.submit(pressed, {"text": "good reason"})
                await held.wait()
        async with group.bot():
            await sent.shown(where=says("100점"))

    async def test_what_the_store_cannot_take_now_is_served_later(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()

            async def away(*_: object) -> None:
                raise StoreUnavailable("locked")

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(bot.memory.store, "add", away)
                sent = await group.mina.submit(pressed, {"text": "good reason"})
                await sent.shown(where=says("받아 두었어요"))
            await sent.shown(where=says("100점"))

    async def test_a_discord_slower_than_its_own_deadline_costs_no_answer(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            group.fake.world.ack_deadline_s = 0.05
            group.fake.inject(method="POST", path=r"/interactions/.*/callback$", latency_s=0.1)
            await group.mina.submit(pressed, {"text": "good reason"})
            await group.mina.dm.message(where=says("100점"))

    async def test_a_press_that_discord_gave_up_on_does_nothing(self, group: Group) -> None:
        async with group.bot() as bot:
            await open_board(group, bot)
            group.fake.inject(
                method="POST", path=r"/interactions/.*/callback$", status=404, times=1
            )
            late = await group.boss.slash(group.place, "quiz now")
            again = await group.boss.slash(group.place, "quiz now")
            await again.shown(where=says("새 질문을 올렸어요"))
            assert late.messages == []
            assert len(await bot.memory.store.rounds()) == 2

    async def test_a_slow_store_still_opens_the_form_through_a_button(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            gate = asyncio.Event()
            look = bot.memory.store.member_round

            async def slow(*wanted: Any) -> object:
                await gate.wait()
                return await look(*wanted)

            monkeypatch.setattr(bot.memory.store, "member_round", slow)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            assert pressed.deferred
            gate.set()
            offer = await pressed.shown(where=lambda message: "열기" in message.labels)
            again = await group.mina.press(offer, "열기")
            await again.acked()
            assert again.modal is not None


class TestRepeats:
    async def test_a_press_delivered_twice_is_served_once(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            group.fake.duplicate_next_interaction()
            sent = await group.mina.submit(pressed, {"text": "good reason"})
            await sent.shown(where=says("100점"))
            [round] = await bot.memory.store.rounds()
            assert len(await bot.memory.store.answers(round=round.id)) == 1

    async def test_a_form_sent_twice_is_one_answer(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            pressed = await group.mina.press(board, "답하기")
            await pressed.acked()
            first = await group.mina.submit(pressed, {"text": "good reason"})
            second = await group.mina.submit(pressed, {"text": "good reason"})
            await first.shown(where=says("100점"))
            await second.shown(where=says("1/3"))
            [round] = await bot.memory.store.rounds()
            assert len(await bot.memory.store.answers(round=round.id)) == 1


class TestForged:
    @pytest.mark.parametrize(
        "custom_id",
        ["whatever", "qm:show:" + "0" * 24, "qm:form:" + "f" * 24, "qm:burn:" + "0" * 24, "qm:"],
    )
    async def test_a_forged_button_gets_one_sentence(self, group: Group, custom_id: str) -> None:
        async with group.bot():
            forged = await group.mina.forge_press(group.place, custom_id=custom_id)
            await forged.shown(where=says("이 버튼은 더 이상"))

    async def test_a_button_of_a_channel_one_cannot_see_is_refused(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            elsewhere = group.fake.add_guild("다른-서버", owner="수진", locale="ko")
            stranger = elsewhere.add_member("유진", locale="ko")
            lobby = elsewhere.add_channel("로비")
            custom_id = board.button("답하기")["custom_id"]
            forged = await stranger.forge_press(lobby, custom_id=custom_id)
            await forged.shown(where=says("채널을 볼 수 없어서"))

    async def test_a_button_of_a_closed_round_still_answers(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            custom_id = board.button("힌트")["custom_id"]
            bot.clock.advance(hours=24)
            await bot.quiz.host.tick()
            late = await group.mina.forge_press(group.place, custom_id=custom_id)
            await late.shown(where=says("마감됐어요"))

    async def test_what_members_type_pings_nobody_and_marks_nothing_up(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            hostile = f"good @everyone <@{group.alex.id}> **bold** ||hidden|| [a](https://x.y)"
            sent = await answered(group.mina, board, hostile)
            grade = await sent.shown(where=says("100점"))
            assert grade.pings == []
            assert "**bold**" not in grade.text
            assert r"\[a]" in grade.text


class TestTrouble:
    async def test_a_missing_permission_is_told_once_and_the_quiz_goes_on_after(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            await bot.memory.store.save_channel(
                replace(group.channel, admin=await known(group, bot))
            )
            group.place.deny(discord.Permissions(send_messages=True))
            await settled(lambda: not may_post(bot, group))
            before = len(group.fake.requests)
            await bot.quiz.host.tick()
            await bot.quiz.host.tick()
            told = await group.boss.dm.message(where=says("메시지 보내기"))
            assert "#딥러닝-스터디" in told.text
            assert len(group.boss.dm.messages) == 1
            refused = [r for r in group.fake.requests[before:] if r.status == 403]
            assert refused == []
            group.place.allow_all()
            await settled(lambda: may_post(bot, group))
            await bot.quiz.host.tick()
            assert "오늘의 질문" in (await group.place.message()).text

    async def test_a_deleted_channel_is_told_and_its_settings_kept(self, group: Group) -> None:
        async with group.bot() as bot:
            await bot.memory.store.save_channel(
                replace(group.channel, admin=await known(group, bot))
            )
            group.place.delete()
            await settled(lambda: bot.platform.client.get_channel(int(group.place.id)) is None)
            await bot.quiz.host.tick()
            await group.boss.dm.message(where=says("없어졌어요"))
            kept = await bot.memory.store.channel(group.channel.id)
            assert kept is not None
            assert kept.at == group.channel.at

    async def test_a_server_that_removed_the_bot_goes_on_when_it_is_back(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            group.guild.remove_bot()
            await settled(lambda: not bot.platform.client.guilds)
            await bot.quiz.host.tick()
            stored = await bot.memory.store.channel(group.channel.id)
            assert stored is not None
            assert stored.trouble == "removed"
            group.guild.add_bot_back()
            await settled(lambda: bool(bot.platform.client.guilds))
            await bot.quiz.host.tick()
            assert "오늘의 질문" in (await group.place.message()).text

    async def test_a_deleted_board_stops_nothing(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            sent = await group.mina.slash(group.place, "answer", text="good reason")
            await sent.shown(where=says("100점"))
            board.delete()
            await bot.quiz.host.refresh_boards()
            bot.clock.advance(hours=24)
            await bot.quiz.host.tick()
            assert [r.state for r in await bot.memory.store.rounds()] == [
                RoundState.CLOSED,
                RoundState.OPEN,
            ]

    async def test_an_answer_in_a_channel_the_bot_cannot_see_is_graded(self, group: Group) -> None:
        async with group.bot() as bot:
            await open_board(group, bot)
            group.place.deny(discord.Permissions(view_channel=True))
            await settled(lambda: not may_post(bot, group))
            sent = await group.mina.slash(group.place, "answer", text="good reason")
            await sent.shown(where=says("100점"))

    async def test_without_leave_to_start_threads_the_reveal_is_a_reply(self, group: Group) -> None:
        async with group.bot() as bot:
            group.place.deny(
                discord.Permissions(create_public_threads=True, send_messages_in_threads=True)
            )
            board = await open_board(group, bot)
            bot.clock.advance(hours=24)
            await bot.quiz.host.tick()
            reveal = await group.place.message(where=says("first explained"))
            assert reveal.reply_to is board


class TestOutages:
    async def test_too_many_requests_are_waited_for(self, group: Group) -> None:
        async with group.bot() as bot:
            group.fake.inject(
                method="POST",
                path=r"/channels/\d+/messages$",
                status=429,
                retry_after=0.05,
                times=2,
            )
            await bot.quiz.host.tick()
            assert len(group.place.messages) == 1

    async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            await group.fake.drop_gateway()
            sent = await group.mina.press(board, "힌트")
            await sent.shown(where=says("first hint"))
            assert group.fake.resumes == 1

    async def test_an_invalid_session_starts_anew(self, group: Group) -> None:
        async with group.bot() as bot:
            board = await open_board(group, bot)
            await group.fake.invalidate_session(resumable=False)
            await settled(lambda: group.fake.identifies == 2)
            await group.fake.connected()
            sent = await group.mina.press(board, "힌트")
            await sent.shown(where=says("first hint"))

    async def test_a_revoked_token_ends_it_with_one_sentence(self, group: Group) -> None:
        async def run_until_revoked() -> None:
            async with group.bot():
                await group.fake.revoke_token()
                await asyncio.Event().wait()

        with pytest.raises(ExceptionGroup) as ended:
            await run_until_revoked()
        assert ended.group_contains(TokenRefused)

    async def test_a_connection_that_discord_ends_for_good_ends_the_bot(self, group: Group) -> None:
        async def run_until_ended() -> None:
            async with group.bot():
                await group.fake.drop_gateway(code=4013)
                await asyncio.Event().wait()

        with pytest.raises(ExceptionGroup) as ended:
            await run_until_ended()
        assert ended.group_contains(Disconnected, match="4013")

    async def test_a_platform_that_is_away_raises_in_the_words_of_the_quiz(
        self, group: Group
    ) -> None:
        async with group.bot() as bot:
            group.place.delete()
            await settled(lambda: bot.platform.client.get_channel(int(group.place.id)) is None)
            with pytest.raises(ChannelUnreachable) as gone:
                await bot.platform.chat.post(Address(home(group.place)), HELLO, "hello")
            assert gone.value.reason == "gone"
