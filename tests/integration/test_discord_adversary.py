"""The bot on Discord against hostile members, bad moments and doors that shut halfway."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any

import discord
import pytest
from pydantic import SecretStr

from bot.platforms.discord import event_handler, pending
from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import DIRECT, PLATFORM, direct_id, member_id
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.shared.buttons import ResponseMode, button_of, custom_id, pick_up
from bot.platforms.shared.errors import TokenRefused
from bot.platforms.shared.rate_limits import MEMBER_BURST
from bot.quiz.cards import Action, Card, Picture
from bot.quiz.clock import SystemClock
from bot.quiz.demos.model import DemoRun
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Arrival
from bot.quiz.model import Address, ChannelId, EventId, Member, MemberId, MessageId, RoundState
from bot.quiz.outbox import Button, PendingCard
from content.demo import DemoSpec
from content.schema import Bilingual
from tests.discord_fake.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
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
    says,
    serves,
    shut_out,
    until,
    until_so_many_wait,
    waiting,
    with_admin,
)
from tests.scenarios.test_demos import DEMO
from tests.study import Bot

HIDDEN = "채널을 볼 수 없어서"
NOT_DISCORD = {"status": 200, "is_plain": True}


async def sent(group: Group, member: Any, kind: int, data: dict[str, Any]) -> Interaction:
    """Send an interaction as no client would."""
    interaction = Interaction(member, group.place, kind, data)
    await interaction.world.deliver(interaction)
    return interaction


def in_quiz(name: str, *options: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a part of the command `quiz`."""
    part = {"type": 1, "name": name, "options": list(options)}
    return {"id": "1", "type": 1, "name": "quiz", "options": [part]}


def named(channel: str) -> dict[str, Any]:
    return {"type": 7, "name": "channel", "value": channel}


def does(group: Group, command: str, **args: str) -> Button:
    """Return a button of the group's channel."""
    return button_of(Action(label="x", command=command, args=args), group.channel.id)


async def press(
    group: Group,
    button: Button,
    mode: ResponseMode = ResponseMode.SHOW,
    by: Any = None,
    on: Any = None,
) -> Any:
    """Have Mina, or another, press a button that the bot knows but no message has."""
    await group.memory.buttons.keep([button])
    return await (by or group.mina).forge_press(on or group.place, custom_id(button, mode))


async def keep_waiting(group: Group, *texts: str) -> None:
    """Let cards wait until Mina picks them up."""
    for number, text in enumerate(texts):
        mina = known_as(group, group.mina)
        held = PendingCard(group.channel.id, f"news:{number}", mina, card(text))
        await group.memory.pending_cards.keep_waiting(held)


async def waiting_cards(group: Group) -> list[Card]:
    return [held.card for held in await waiting(group)]


def private(group: Group, text: str) -> list[Any]:
    """Return what only Mina has been shown in the channel."""
    seen = group.mina.sees(group.place)
    return [one for one in seen if one.ephemeral_to is group.mina and text in one.text]


async def answer_form(group: Group) -> Any:
    """Open the form of an answer in Mina's direct messages."""
    button = does(group, "answer")
    form = await press(group, button, ResponseMode.FORM, on=group.mina.dm)
    await form.acked()
    return form


async def own_talk(group: Group, member: Any) -> tuple[ChannelId, MemberId]:
    """Let a quiz run in a member's own conversation with the bot; return both."""
    talk, admin = direct_id(int(member.id)), member_id(DIRECT, int(member.id))
    quiz = replace(group.channel, id=talk, workspace=DIRECT, admin=admin)
    await group.memory.store.save_channel(quiz)
    return talk, admin


def to_mina(group: Group) -> Address:
    return here(group, only=known_as(group, group.mina))


def platform_on(group: Group) -> DiscordPlatform:
    """Return the adapter as it is before anybody runs it."""
    token = SecretStr(group.fake.token)
    return DiscordPlatform(token, group.memory.storage, SystemClock())


def hide(channel: Any, member: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a member not see a channel."""
    allowed = discord.TextChannel.permissions_for

    def permissions_for(place: discord.TextChannel, who: Any, /) -> discord.Permissions:
        is_hidden = (place.id, who.id) == (int(channel.id), int(member.id))
        return discord.Permissions.none() if is_hidden else allowed(place, who)

    monkeypatch.setattr(discord.TextChannel, "permissions_for", permissions_for)


async def speaks_english(group: Group) -> None:
    """Have Mina, whose Discord is Korean, choose English, in the server and in direct messages."""
    chosen = {"language": ["en"], "timezone": "", "reminder": ["off"], "quote": ["no"]}
    for place in (group.place, group.mina.dm):
        form = await group.mina.slash(place, "settings me")
        await form.acked()
        await (await group.mina.submit(form, chosen)).shown()


def hold_up(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Keep members waiting until the event is set."""
    gate = asyncio.Event()
    remember = bot.memory.store.remember

    async def slow(member: Member) -> Member:
        await gate.wait()
        return await remember(member)

    monkeypatch.setattr(bot.memory.store, "remember", slow)
    return gate


def is_back(bot: Bot, group: Group) -> bool:
    guild = bot.platform.client.get_guild(int(group.guild.id))
    return guild is not None and not guild.unavailable and may_post(bot, group)


def without_nonces(group: Group) -> None:
    """Have Discord take a message again that it has taken just now."""
    group.fake.world.nonces_since = 1 << 63


class TestNothingEndsTheBot:
    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            (AUTOCOMPLETE, {}),
            (AUTOCOMPLETE, in_quiz("settings", named(""), {"type": 3, "name": "timezone"})),
            (AUTOCOMPLETE, {"name": "demo", "options": [{"type": 3, "focused": True}]}),
            (COMMAND, {}),
            (COMMAND, {"name": "answer", "options": "text"}),
            (COMMAND, {"name": "answer", "options": [{"type": 3}]}),
            (COMPONENT, {"custom_id": None, "component_type": 2}),
            (MODAL_SUBMIT, {"custom_id": "qm:show:" + "0" * 24, "components": 5}),
        ],
    )
    async def test_data_of_a_wrong_shape(
        self, group: Group, kind: int, data: dict[str, Any]
    ) -> None:
        async with group.bot() as bot:
            wrong = await sent(group, group.mina, kind, data)
            await serves(group)
            now = bot.clock.now()
        event = EventId(f"discord:{wrong.id}")
        left = Arrival(event, PLATFORM, ResponseMode.KEEP, wrong.payload, now)
        await group.memory.inbox.keep([left])
        async with group.bot():
            await serves(group)

    async def test_a_channel_half_typed_while_a_time_zone_is_completed(self, group: Group) -> None:
        async with group.bot():
            zone = {"type": 3, "name": "timezone", "value": "berl", "focused": True}
            data = in_quiz("settings", named("#딥"), zone)
            typing = await sent(group, group.boss, AUTOCOMPLETE, data)
            await typing.acked()
            assert [choice["value"] for choice in typing.choices] == ["Europe/Berlin"]

    async def test_questions_of_a_channel_are_completed_for_its_admins_alone(
        self, group: Group
    ) -> None:
        option = {"type": 3, "name": "question", "value": "", "focused": True}
        data = in_quiz("plan", named(str(group.place.id)), option)
        async with group.bot() as bot:
            await bot.quiz.host.tick()
            offered = await sent(group, group.boss, AUTOCOMPLETE, data)
            await offered.acked()
            assert offered.choices
            spying = Interaction(group.mina, group.mina.dm, AUTOCOMPLETE, data)
            await spying.world.deliver(spying)
            await serves(group)
            assert spying.choices == []

    async def test_a_completion_is_in_the_language_that_was_chosen(self, group: Group) -> None:
        async with group.bot() as bot:
            bot.demos.offer([DEMO], [])
            await speaks_english(group)
            typing = await group.mina.complete(group.place, "demo", focused="name", typed="")
            await typing.acked()
            assert DEMO.title.en in typing.choices[0]["name"]

    async def test_a_completion_longer_than_discord_takes(self, group: Group) -> None:
        title = Bilingual(ko="가" * 200, en="long")
        async with group.bot() as bot:
            demos = [DemoSpec(name=name, title=title, params=()) for name in ("short", "x" * 101)]
            bot.demos.offer(demos, [])
            typing = await group.mina.complete(group.place, "demo", focused="name", typed="")
            await typing.acked()
            [choice] = typing.choices
            assert (choice["value"], len(choice["name"])) == ("short", 100)

    async def test_a_reply_that_discord_refuses(self, group: Group) -> None:
        async with group.bot():
            group.fake.inject("PATCH", "@original", status=400, times=2)
            await group.mina.slash(group.place, "help")
            await group.fake.requested("PATCH", "@original", count=2)
            await serves(group)

    @pytest.mark.parametrize("times", [1, 99], ids=["this one", "any"])
    async def test_a_reply_that_discord_will_never_take_leaves_nobody_waiting(
        self, group: Group, times: int
    ) -> None:
        async with asked(group) as (_, board):
            group.fake.inject("PATCH", "@original", status=400, code=50035, times=times)
            pressed = await group.mina.press(board, "순위")
            if times == 1:
                await pressed.shown(where=says("보여 드릴 수 없어요"))
            else:
                await group.fake.requested("DELETE", "@original")

    @pytest.mark.parametrize(
        "text", ["\x00\u202e" * 300, "\u200b" * 50, "\U0001f469\u200d\U0001f52c" * 1300, "a" * 6000]
    )
    async def test_text_that_says_nothing_or_too_much(self, group: Group, text: str) -> None:
        async with asked(group) as (bot, _):
            typed = {"name": "answer", "options": [{"type": 3, "name": "text", "value": text}]}
            tried = await sent(group, group.mina, COMMAND, typed)
            await tried.acked()
            assert tried.modal is not None
            assert await answers(bot) == []


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "where", "before", "command", "refusal"),
        [
            ("a member", "here", "", "quiz now", "관리자만"),
            ("a member", "direct messages", "", "quiz now", "관리자만"),
            ("an admin of another server", "another server", "", "quiz now", "관리자만"),
            ("an admin of another server", "another server", "she leaves", "stats", HIDDEN),
            ("a member", "direct messages", "she leaves", "stats", HIDDEN),
            ("a member", "another channel", "it is hidden", "stats", HIDDEN),
            ("a member", "another channel", "it is deleted", "stats", HIDDEN),
        ],
    )
    async def test_a_button_of_a_channel_is_refused(
        self,
        group: Group,
        monkeypatch: pytest.MonkeyPatch,
        who: str,
        where: str,
        before: str,
        command: str,
        refusal: str,
    ) -> None:
        elsewhere = group.fake.add_guild("다른-서버", owner="수진", locale="ko")
        boss_there = elsewhere.add_member("민지", is_admin=True, same_as=group.mina)
        places = {
            "here": group.place,
            "another channel": group.guild.add_channel("로비"),
            "another server": elsewhere.add_channel("로비"),
            "direct messages": group.mina.dm,
        }
        if before == "she leaves":
            group.mina.leave()
        elif before == "it is hidden":
            hide(group.place, group.mina, monkeypatch)
        elif before == "it is deleted":
            group.place.delete()
        async with group.bot():
            by = group.mina if who == "a member" else boss_there
            forged = await press(group, does(group, command), by=by, on=places[where])
            await forged.shown(where=says(refusal))
            assert group.place.messages == []

    @pytest.mark.parametrize("channel", ["another server's", "hidden from them", "none", "1"])
    async def test_a_channel_an_admin_cannot_name_is_refused_not_replaced(
        self, group: Group, monkeypatch: pytest.MonkeyPatch, channel: str
    ) -> None:
        far = group.fake.add_guild("다른-서버", owner="수진").add_channel("로비")
        secret = group.guild.add_channel("비밀")
        hide(secret, group.boss, monkeypatch)
        ids = {"another server's": far.id, "hidden from them": secret.id}
        async with group.bot():
            data = in_quiz("now", named(ids.get(channel, channel)))
            tried = await sent(group, group.boss, COMMAND, data)
            await tried.shown(where=says(HIDDEN))
            assert group.place.messages == secret.messages == far.messages == []

    async def test_a_button_of_anothers_direct_messages_is_refused(self, group: Group) -> None:
        hers = button_of(Action(label="x", command="quiz now"), direct_id(int(group.mina.id)))
        async with group.bot():
            forged = await press(group, hers, by=group.alex)
            await forged.shown(where=says("somebody else's"))
            assert group.mina.dm.messages == []

    async def test_who_cannot_be_looked_up_now_is_asked_to_try_later(self, group: Group) -> None:
        async with group.bot():
            group.fake.inject("GET", "/members/", status=403)
            pressed = await press(group, does(group, "stats"), on=group.mina.dm)
            told = await pressed.shown(where=says("조금 뒤에"))
            assert "디스코드" in told.text
            assert "저장소" not in told.text

    async def test_a_form_with_a_field_too_many_opens_no_later_question(self, group: Group) -> None:
        async with asked(group) as (_, board):
            form = await form_of(group.mina, board)
            fields = GOOD | {"question": "finally"}
            inputs = [
                {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
                for name, value in fields.items()
            ]
            data = {"custom_id": form.modal["custom_id"], "components": inputs}
            forged = await sent(group, group.mina, MODAL_SUBMIT, data)
            await forged.shown(where=says("앞 질문에 먼저"))

    @pytest.mark.usefixtures("no_refill")
    async def test_what_is_refused_or_not_there_is_told_in_the_language_that_was_chosen(
        self, group: Group
    ) -> None:
        async with group.bot():
            await speaks_english(group)
            group.fake.inject("GET", "/members/", status=403)
            unread = await press(group, does(group, "stats"), on=group.mina.dm)
            await unread.shown(where=says("Discord didn't"))
            empty = await press(group, pick_up(group.channel.id))
            await empty.shown(where=says("Nothing is waiting"))
            for _ in range(MEMBER_BURST):
                fast = await group.mina.slash(group.place, "help")
            await fast.shown(where=says("a bit fast"))

    async def test_what_waits_for_one_member_is_shown_to_no_other(self, group: Group) -> None:
        await keep_waiting(group, "only hers")
        async with group.bot():
            other = await press(group, pick_up(group.channel.id), by=group.alex)
            await other.shown(where=says("Nothing is waiting"))
            assert "only hers" not in " ".join(m.text for m in group.alex.sees(group.place))


class TestFloods:
    async def test_more_than_can_be_taken_is_dropped_and_later_ones_are_served(
        self, group: Group, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with group.bot() as bot:
            keep, gate = bot.memory.inbox.keep, asyncio.Event()

            async def slow(arrivals: Sequence[Arrival]) -> dict[EventId, bool]:
                await gate.wait()
                return await keep(arrivals)

            monkeypatch.setattr(bot.memory.inbox, "keep", slow)
            monkeypatch.setattr(event_handler, "MAX_TAKING", 3)
            crowd = [await group.mina.slash(group.place, "stats") for _ in range(5)]
            await until(lambda: caplog.text.count("is dropped") == 2)
            gate.set()
            await until(lambda: sum(bool(one.messages) for one in crowd) == 3)
            await serves(group)
            assert sum(one.reply_type is None for one in crowd) == 2

    @pytest.mark.usefixtures("no_refill")
    async def test_who_is_too_fast_is_told_so_and_others_are_served(self, group: Group) -> None:
        async with group.bot():
            crowd = [await group.mina.slash(group.place, "help") for _ in range(MEMBER_BURST + 1)]
            typed = await group.mina.slash(group.place, "answer", text="good reason")
            told = await typed.shown(where=says("너무 빨라서"))
            assert "good reason" in told.text
            options = {"name": DEMO.name, "settings": "units=1,2"}
            told = await (await group.mina.slash(group.place, "demo", **options)).shown()
            assert f"name: {DEMO.name}\nsettings: units=1,2" in told.text
            await crowd[-1].shown(where=says("너무 빨라서"))
            await crowd[0].shown(where=says("/answer"))
            await serves(group)


class TestPrivacy:
    async def test_a_public_card_is_not_turned_for_one_member(self, group: Group) -> None:
        async with asked(group) as (_, board):
            pressed = await press(group, does(group, "leaderboard"), ResponseMode.SWAP)
            shown = await pressed.shown()
            assert shown.ephemeral_to is group.mina
            assert "What about first?" in board.text

    async def test_replies_are_for_their_member_alone_and_call_nobody(self, group: Group) -> None:
        async with asked(group) as (_, board):
            await graded(group.mina, board, "good reason", "100점")
            await (await group.mina.slash(group.place, "leaderboard")).shown()
            assert group.place.messages == [board]
            callbacks = [one.callback for one in group.fake.interactions if one.deferred]
            assert callbacks
            assert all(one["data"]["flags"] & 64 for one in callbacks if one)
            bodies = [r.body for r in group.fake.requests if r.body.get("components")]
            assert len(bodies) > 3
            assert all(body["allowed_mentions"] == {"parse": []} for body in bodies)

    async def test_tokens_and_answers_are_not_logged(
        self, group: Group, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        async with asked(group) as (_, board):
            group.fake.inject("PATCH", "@original", status=400, times=2)
            done = await answered(group.mina, board, "good secret reason")
            await group.fake.requested("PATCH", "@original")
            await group.mina.dm.message(where=says("100점"))
            await serves(group)
        assert "secret" not in caplog.text
        assert done.token not in caplog.text


class TestOnce:
    async def test_one_key_posted_at_the_same_time_is_one_message(self, group: Group) -> None:
        without_nonces(group)
        async with group.bot() as bot:
            post = bot.platform.chat.post
            made = await asyncio.gather(
                *(post(here(group), card(f"v{n}"), "news") for n in range(4))
            )
            assert len(set(made)) == 1
            assert [message.text for message in group.place.messages] == ["v3"]

    async def test_a_message_is_known_where_its_history_may_not_be_read(self, group: Group) -> None:
        without_nonces(group)
        group.place.deny(discord.Permissions(read_message_history=True))
        async with group.bot() as bot:
            chat = bot.platform.chat
            first = await chat.post(here(group), card("v1"), "news")
            assert await chat.find(here(group), "news") == first
            assert await chat.post(here(group), card("v2"), "news") == first
            assert [message.text for message in group.place.messages] == ["v2"]

    @pytest.mark.parametrize("is_in_thread", [False, True])
    async def test_a_message_whose_answer_was_lost_is_known_among_others(
        self, group: Group, is_in_thread: bool
    ) -> None:
        without_nonces(group)
        async with asked(group) as (bot, board):
            chat = bot.platform.chat
            place = group.place.threads[0] if is_in_thread else group.place
            to = here(group, thread=MessageId(board.id) if is_in_thread else None)
            group.fake.inject("POST", "/messages$", after=True, drop=True)
            with pytest.raises(ChannelUnreachable):
                await chat.post(to, card("v1"), "news")
            lost = place.messages[-1]
            for number in range(120):
                await group.alex.say(place, f"chat {number}")
            assert await chat.find(to, "news") == lost.id
            await chat.post(to, card("v2"), "news")
            assert lost.text == "v2"
            assert [one.text for one in place.messages].count("v2") == 1

    async def test_a_thread_that_could_not_be_started_is_with_the_next_change(
        self, group: Group
    ) -> None:
        asked = card("v1").model_copy(update={"thread": "talk"})
        group.fake.inject("POST", r"/messages/\d+/threads$", status=403)
        async with group.bot() as bot:
            for threads in (0, 1, 1):
                await bot.platform.chat.post(here(group), asked, "news")
                assert len(group.place.threads) == threads

    async def test_a_message_in_doubt_is_not_posted_while_nobody_can_look_for_it(
        self, group: Group
    ) -> None:
        without_nonces(group)
        group.place.deny(discord.Permissions(read_message_history=True))
        async with group.bot() as bot:
            group.fake.inject("POST", "/messages$", after=True, drop=True)
            for missing in ((), ("read_message_history",)):
                with pytest.raises(ChannelUnreachable) as refused:
                    await bot.platform.chat.post(here(group), card("v1"), "news")
                assert refused.value.missing == missing
        group.place.allow_all()
        async with group.bot() as bot:
            await bot.platform.chat.post(here(group), card("v2"), "news")
            assert [message.text for message in group.place.messages] == ["v2"]

    async def test_a_thread_that_was_never_started_holds_nothing(self, group: Group) -> None:
        nowhere = here(group, thread=MessageId("12345"))
        async with group.bot() as bot:
            await bot.memory.outbox.begin(nowhere.channel, "news")
            assert await bot.platform.chat.find(nowhere, "news") is None

    @pytest.mark.parametrize("lost", [{"status": 502}, {"drop": True}], ids=["502", "cut"])
    async def test_an_acknowledgement_whose_answer_was_lost_counts(
        self, group: Group, lost: dict[str, Any]
    ) -> None:
        async with asked(group) as (_, board):
            form = await form_of(group.mina, board)
            faults = [group.fake.inject("POST", "/callback$", **lost, after=True)]
            helped = await (await group.mina.slash(group.place, "help")).shown(
                where=says("/answer")
            )
            faults.append(group.fake.inject("POST", "/callback$", **lost, after=True))
            sent = await group.mina.submit(form, GOOD)
            await sent.shown(where=says("100점"))
            assert ([one.hits for one in faults], helped.ephemeral_to) == ([1, 1], group.mina)
            assert group.mina.dm.messages == []

    async def test_settings_saved_while_trouble_is_told_stay_saved(self, group: Group) -> None:
        async with group.bot() as bot:
            await with_admin(group, bot)
            await shut_out(bot, group, send_messages=True)
            slow = group.fake.inject("POST", "/users/@me/channels", latency_s=0.3)
            tick = asyncio.create_task(bot.quiz.host.tick())
            await until(lambda: slow.hits)
            now = await bot.memory.store.channel(group.channel.id)
            assert now is not None
            await bot.memory.store.save_channel(replace(now, at=time(21, 0)))
            await tick
            stored = await bot.memory.store.channel(group.channel.id)
            assert stored is not None
            assert (stored.at, stored.trouble) == (time(21, 0), "forbidden send_messages")


class TestPickingUp:
    async def test_what_cannot_be_handed_over_waits_in_its_order(self, group: Group) -> None:
        await keep_waiting(group, "one", "two", "three")
        group.mina.close_dms()
        async with group.bot():
            late = group.fake.inject("POST", "/callback$", status=404)
            await press(group, pick_up(group.channel.id))
            await until(lambda: late.hits)
            await serves(group)
            assert await waiting_cards(group) == [card("one"), card("two"), card("three")]
            again = await press(group, pick_up(group.channel.id))
            await again.shown(where=says("three"))
            assert [message.text for message in again.messages] == ["one", "two", "three"]
            await until_so_many_wait(group, 0)

    async def test_of_several_cards_only_those_shown_stop_waiting(self, group: Group) -> None:
        await keep_waiting(group, "one", "two")
        group.mina.close_dms()
        async with group.bot():
            shut = group.fake.inject("POST", "/webhooks/", status=404)
            pressed = await press(group, pick_up(group.channel.id))
            await pressed.shown(where=says("one"))
            await until(lambda: shut.hits)
            await serves(group)
            assert await waiting_cards(group) == [card("two")]

    async def test_a_card_replaced_while_handed_over_goes_on_waiting(self, group: Group) -> None:
        await keep_waiting(group, "old")
        async with group.bot():
            slow = group.fake.inject("PATCH", "@original", latency_s=0.3)
            pressed = await press(group, pick_up(group.channel.id))
            await until(lambda: slow.hits)
            await keep_waiting(group, "new")
            await pressed.shown(where=says("old"))
            await serves(group)
            assert await waiting_cards(group) == [card("new")]


class TestShutDoors:
    @pytest.mark.parametrize(
        ("has_history", "has_board"), [(True, True), (False, True), (True, False)]
    )
    async def test_a_locked_thread_without_history_or_board_does_not_stop_the_quiz(
        self, group: Group, has_history: bool, has_board: bool
    ) -> None:
        async with asked(group) as (bot, board):
            group.place.threads[0].archive(locked=True)
            group.place.deny(discord.Permissions(read_message_history=not has_history))
            if not has_board:
                board.delete()
            await next_day(bot)
            reveal = await group.place.message(where=says("because"))
            assert reveal.reply_to is (board if has_history and has_board else None)
            assert ("마감" in board.text) == has_board
            states = [one.state for one in await bot.memory.store.rounds()]
            assert states == [RoundState.CLOSED, RoundState.OPEN]

    async def test_a_thread_is_started_as_soon_as_the_bot_may(self, group: Group) -> None:
        group.place.deny(discord.Permissions(create_public_threads=True))
        async with asked(group) as (bot, _):
            assert group.place.threads == []
            group.place.allow_all()
            await next_day(bot)
            thread, _ = group.place.threads
            assert "because" in thread.messages[0].text

    async def test_what_a_thread_refuses_is_not_tried_in_the_channel(self, group: Group) -> None:
        async with asked(group) as (bot, board):
            thread = here(group, thread=MessageId(board.id))
            group.fake.inject("POST", "/messages$", status=400)
            with pytest.raises(ChannelUnreachable):
                await bot.platform.chat.post(thread, card("news"), "news")
            assert group.place.messages == [board]

    @pytest.mark.parametrize("code", [30046, 50083])
    async def test_a_message_that_cannot_be_changed_stays_as_it_is(
        self, group: Group, code: int
    ) -> None:
        async with group.bot() as bot:
            message = await bot.platform.chat.post(here(group), card("v1"), "news")
            group.fake.inject("PATCH", "/messages/", status=400, code=code)
            await bot.platform.chat.edit(here(group), message, card("v2"))
            assert [message.text for message in group.place.messages] == ["v1"]

    @pytest.mark.parametrize(
        ("status", "reason"), [(403, "forbidden"), (404, "gone"), (400, "away")]
    )
    async def test_what_discord_says_of_a_channel_is_told_in_the_words_of_the_quiz(
        self, group: Group, status: int, reason: str
    ) -> None:
        async with group.bot() as bot:
            group.fake.inject("POST", "/messages$", status=status)
            with pytest.raises(ChannelUnreachable) as refused:
                await bot.platform.chat.post(here(group), card("news"), "news")
            assert refused.value.reason == reason

    async def test_a_private_way_is_not_used_after_its_time(self, group: Group) -> None:
        async with asked(group) as (bot, board):
            await graded(group.mina, board, "bad guess", "10점")
            await bot.platform.chat.post(to_mina(group), card("v1"), "news")
            assert private(group, "v1")
            bot.clock.advance(minutes=20)
            await bot.platform.chat.post(to_mina(group), card("v2"), "news")
            assert "v2" in (await group.mina.dm.message()).text
            assert not private(group, "v2")

    async def test_a_member_is_called_once_for_all_that_waits(self, group: Group) -> None:
        group.mina.close_dms()
        async with group.bot() as bot:
            for number in range(3):
                await bot.platform.chat.post(to_mina(group), card("only hers"), f"news:{number}")
            [call] = group.place.messages
            assert call.pings == [group.mina]
            assert "only hers" not in call.text
            assert len(await waiting(group)) == 3

    @pytest.mark.parametrize("is_new_process", [True, False])
    async def test_who_could_not_be_called_is_called_later(
        self, group: Group, monkeypatch: pytest.MonkeyPatch, is_new_process: bool
    ) -> None:
        monkeypatch.setattr(pending, "RETRY_S", 600.0 if is_new_process else 0.05)
        group.mina.close_dms()
        talk, mina = await own_talk(group, group.mina)
        unheard = PendingCard(talk, "news", mina, card("of her own quiz"))
        await group.memory.pending_cards.keep_waiting(unheard)
        async with group.bot() as bot:
            group.fake.inject("GET", "/members/", status=403)
            await bot.platform.chat.post(to_mina(group), card("only hers"), "news")
            if not is_new_process:
                await group.place.message(where=says("님에게 온 소식이 있어요"))
                await serves(group)
        async with group.bot():
            call = await group.place.message(where=says("님에게 온 소식이 있어요"))
            await serves(group)
            assert call.pings == [group.mina]
            assert group.place.messages == [call]

    @pytest.mark.parametrize("fault", [{"status": 404}, {"drop": True, "times": 9}])
    async def test_a_card_waits_even_if_nobody_can_be_called(
        self, group: Group, fault: dict[str, Any]
    ) -> None:
        group.mina.close_dms()
        async with group.bot() as bot:
            group.fake.inject("GET", "/members/", **fault)
            await bot.platform.chat.post(to_mina(group), card("only hers"), "news")
            assert len(await waiting(group)) == 1

    @pytest.mark.parametrize("code", [50007, 50033, 50278])
    async def test_who_cannot_even_be_written_to_is_called_in_the_channel(
        self, group: Group, code: int
    ) -> None:
        async with group.bot() as bot:
            group.fake.inject("POST", "/users/@me/channels", status=400, code=code)
            await bot.platform.chat.post(to_mina(group), card("only hers"), "news")
            [call] = group.place.messages
            assert call.pings == [group.mina]
            assert len(await waiting(group)) == 1

    async def test_a_quiz_in_direct_messages_that_are_shut_is_forbidden(self, group: Group) -> None:
        async with group.bot() as bot:
            talk, _ = await own_talk(group, group.mina)
            group.fake.inject("POST", "/users/@me/channels", status=400, code=50007)
            with pytest.raises(ChannelUnreachable) as refused:
                await bot.platform.chat.post(Address(talk), card("news"), "news")
            assert refused.value.reason == "forbidden"

    @pytest.mark.parametrize("has_account", [True, False])
    async def test_for_who_has_left_nothing_waits_until_they_are_back(
        self, group: Group, has_account: bool
    ) -> None:
        group.mina.leave()
        if not has_account:
            del group.fake.world.users[group.mina.id]
        async with group.bot() as bot:
            await bot.platform.chat.post(to_mina(group), card("to nobody"), "first")
            assert await waiting(group) == []
            assert group.place.messages == []
            back = group.guild.add_member("민지", same_as=group.mina)
            group.fake.world.users[back.id] = back.user
            back.close_dms()
            await bot.platform.chat.post(to_mina(group), card("only hers"), "second")
            [call] = group.place.messages
            assert call.pings == [back]
            assert len(await waiting(group)) == 1

    async def test_progress_is_not_sent_after_a_member_who_is_gone(self, group: Group) -> None:
        done = DemoRun("j1", DEMO.name, "done", caption=Bilingual(ko="다", en="done"))
        steps = [replace(done, state="running", fraction=n / 9) for n in range(9)]
        async with group.bot() as bot:
            bot.demos.offer([], [*steps, done])
            dead = group.fake.inject("PATCH", "@original$", status=404)
            await group.mina.slash(group.place, "demo", name=DEMO.name)
            shown = await group.mina.dm.message(where=says("다"))
            assert (dead.hits, shown.edits) == (1, 0)

    async def test_a_picture_too_large_for_discord_is_left_out(self, group: Group) -> None:
        async with group.bot() as bot:
            media = await bot.memory.media.put(bytes(10 * 1024 * 1024 + 1), ".png")
            large = Card(blocks=(Picture(media=media, alt="a curve"),))
            await bot.platform.chat.post(here(group), large, "plot")
            message = await group.place.message()
            assert (message.attachments, message.text) == ([], "-# a curve")

    async def test_who_shuts_their_direct_messages_is_told_of_it_once(self, group: Group) -> None:
        async with group.bot() as bot:
            await (await group.mina.slash(group.mina.dm, "help")).shown()
            talk, mina = await own_talk(group, group.mina)
            group.mina.close_dms()
            for _ in range(6):
                bot.clock.advance(minutes=1)
                await bot.quiz.host.tick()
            assert len(await bot.memory.pending_cards.waiting(talk, mina)) == 1
            refused = [one for one in group.fake.requests if one.status == 403]
            assert len(refused) == 3  # the question, the news of it, and the question once more

    async def test_what_somebody_is_called_on_one_server_stays_there(self, group: Group) -> None:
        elsewhere = group.fake.add_guild("회사", owner="수진", locale="ko")
        lobby = elsewhere.add_channel("로비")
        colleague = elsewhere.add_member("김민지 대리", same_as=group.mina)
        async with asked(group) as (_, board):
            await graded(group.mina, board, "good reason", "100점")
            await (await colleague.slash(lobby, "help")).shown()
            ranks = await (await group.alex.press(board, "순위")).shown(where=says("🥇"))
            assert "민지" in ranks.text
            assert "김민지" not in ranks.text


class TestLate:
    async def test_a_token_that_dies_while_the_member_waits_loses_nothing(
        self, group: Group, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with group.bot() as bot:
            gate = hold_up(bot, monkeypatch)
            late = await group.mina.slash(group.place, "help")
            await late.acked()
            late.expire()
            gate.set()
            assert "/answer" in (await group.mina.dm.message()).text

    @pytest.mark.parametrize(
        ("command", "args", "content"),
        [
            ("answer", {}, "What about first?"),
            ("demo form", {"name": DEMO.name, "units": "16"}, "'16'"),
        ],
    )
    async def test_a_form_that_came_too_late_is_opened_by_what_asked_for_it(
        self,
        group: Group,
        monkeypatch: pytest.MonkeyPatch,
        command: str,
        args: dict[str, str],
        content: str,
    ) -> None:
        async with asked(group) as (bot, _):
            bot.demos.offer([DEMO], [])
            gate = hold_up(bot, monkeypatch)
            pressed = await press(group, does(group, command, **args), ResponseMode.FORM)
            await pressed.acked()
            assert pressed.deferred
            gate.set()
            offer = await pressed.shown(where=lambda message: "열기" in message.labels)
            form = await form_of(group.mina, offer, "열기")
            assert content in str(form.modal)
            assert bot.demos.started == []

    async def test_what_is_done_without_a_word_leaves_no_waiting_behind(self, group: Group) -> None:
        async with group.bot() as bot:
            pressed = await press(group, does(group, "demo cancel", job="j1"))
            await group.fake.requested("DELETE", "@original")
            assert bot.demos.cancelled == [("j1", known_as(group, group.mina))]
            assert pressed.original.is_deleted


class TestAway:
    @pytest.mark.parametrize("more", [{}, {"only": "discord:5"}], ids=["public", "private"])
    async def test_before_it_is_connected_nothing_is_sent(
        self, group: Group, more: dict[str, Any]
    ) -> None:
        with pytest.raises(ChannelUnreachable) as away:
            await platform_on(group).chat.post(here(group, **more), card("hello"), "hello")
        assert away.value.reason == "away"
        assert await group.memory.outbox.sent(home(group.place), "hello") is None

    async def test_an_outage_of_a_server_is_waited_for(self, group: Group) -> None:
        async with group.bot() as bot:
            guild = bot.platform.client.get_guild(int(group.guild.id))
            group.guild.go_down()
            await until(lambda: guild.unavailable)
            await bot.quiz.host.tick()
            stored = await bot.memory.store.channel(group.channel.id)
            assert stored is not None
            assert (stored.trouble, group.place.messages) == ("", [])
            group.guild.come_up()
            await until(lambda: is_back(bot, group))
            await bot.quiz.host.tick()
            assert len(group.place.messages) == 1

    async def test_an_answer_by_direct_message_waits_for_an_outage_to_end(
        self, group: Group
    ) -> None:
        async with asked(group):
            form = await answer_form(group)
        group.guild.go_down()
        async with group.bot() as bot:
            sent = await group.mina.submit(form, GOOD)
            await sent.shown(where=says("받아 두었어요. 지금은 디스코드"))
            assert await answers(bot) == []
            group.guild.come_up()
            await sent.shown(where=says("100점"))

    async def test_an_answer_waits_until_discord_says_who_gives_it(self, group: Group) -> None:
        async with asked(group):
            form = await answer_form(group)
            silent = group.fake.inject("GET", "/members/", status=429, times=99)
            sent = await group.mina.submit(form, GOOD)
            await sent.shown(where=says("받아 두었어요. 지금은 디스코드"))
            group.fake.heal(silent)
            await sent.shown(where=says("100점"))

    async def test_a_gateway_that_cannot_be_found_is_asked_for_again(self, group: Group) -> None:
        group.fake.inject("GET", "/gateway/bot", status=404)
        point_at(group.fake.api_base, None)
        platform = platform_on(group)
        platform.client.serve(lambda _: None, platform.ready.set)
        running = asyncio.create_task(platform.run())
        async with asyncio.timeout(15):
            await platform.ready.wait()
        running.cancel()
        await asyncio.wait([running])

    async def test_a_token_never_valid_ends_it_with_one_sentence(self, group: Group) -> None:
        await group.fake.revoke_token()
        point_at(group.fake.api_base, group.fake.gateway_url)
        with pytest.raises(TokenRefused, match="does not accept"):
            await platform_on(group).run()

    @pytest.mark.parametrize("path", ["/users/@me$", "/applications/@me$"])
    @pytest.mark.parametrize("fault", [{"status": 400}, NOT_DISCORD], ids=["400", "a page"])
    async def test_a_login_that_fails_leaves_no_session_behind(
        self, group: Group, caplog: pytest.LogCaptureFixture, path: str, fault: dict[str, Any]
    ) -> None:
        group.fake.inject("GET", path, **fault)
        async with group.bot():
            await serves(group)
        assert "Unclosed" not in caplog.text

    @pytest.mark.parametrize(
        "fault", [{"status": 429, "retry_after": 0.01, "times": 5}, {"status": 404}, NOT_DISCORD]
    )
    async def test_commands_that_could_not_be_registered_are_registered_later(
        self, group: Group, fault: dict[str, Any]
    ) -> None:
        group.fake.inject("GET", "/commands$", **fault)
        async with asked(group):
            await until(lambda: group.fake.syncs == 1)

    @pytest.mark.parametrize("fault", [{"status": 400}, {"status": 403}])
    async def test_commands_that_cannot_be_registered_hold_up_nothing(
        self, group: Group, fault: dict[str, Any]
    ) -> None:
        group.fake.inject("GET", "/commands$", **fault)
        async with asked(group):
            assert group.fake.syncs == 0
