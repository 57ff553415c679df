"""The bot on Slack against hostile members, bad moments and doors that shut halfway."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot as Installed
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.platforms.shared import inbox_worker
from bot.platforms.shared.buttons import ResponseMode, button_of, custom_id
from bot.platforms.shared.rate_limits import MEMBER_BURST
from bot.platforms.slack.identity import member_id
from bot.platforms.slack.tokens import InstalledTokens
from bot.quiz.cards import Action, Card, Paragraph
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Arrival
from bot.quiz.model import Address, EventId, Member, RoundState
from bot.quiz.ports import DemoRun
from bot.store.errors import StoreUnavailable
from content.schema import Bilingual
from tests import slack_study
from tests.integration.conftest import SlackGroup
from tests.integration.test_slack_quiz import DEMO, answered, home_of, label_of, open_board, says
from tests.slack_fake import acts
from tests.slack_fake.channels import Channel
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.places import Place
from tests.slack_study import home, study_channel
from tests.study import Bot

QUIZ_NOW = Action(label="지금 올리기", command="quiz now")

# What Bolt or the bot looks for in a body, and what bodies are made of.
WORDS = [
    "payload",
    "payload=",
    "payload=%7B%22type%22%3A%22block_actions%22%7D",
    '&payload={"type":"block_actions"}',
    "command",
    "&command=/stats&",
    "ssl_check=1",
    "&ssl_check=1&",
    "type",
    "challenge",
    "token",
    "event",
    "view",
    "actions",
    '{"type":"url_verification"}',
    '{"type": "url_verification", "challenge": "payload"}',
    "{",
    "{}",
    "&",
    "=",
    "%",
    "+",
    "%7B",
    "%ff",
    "a tensor payload of",
    "손실 함수의 payload",
    "\N{SNOWMAN}\N{VARIATION SELECTOR-16}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{MICROSCOPE}",
]


async def kept(group: SlackGroup, action: Action, channel: Any = None) -> str:
    """Return the action id of a button that the bot knows."""
    button = button_of(action, home(channel or group.place, group.team))
    await group.memory.buttons.keep([button])
    return custom_id(button, ResponseMode.SHOW)


async def answers(bot: Bot) -> list[str]:
    """Return all that members have answered so far."""
    [round] = await bot.memory.store.rounds()
    return [answer.text for answer in await bot.memory.store.answers(round=round.id)]


async def serves(group: SlackGroup) -> None:
    """Wait for proof that the bot still runs."""
    typed = await group.alex.slash(group.place, "/quiz", "help")
    await typed.shown(where=says("/answer"))


async def until(condition: Callable[[], Any]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


class Gate(asyncio.Event):
    """Lets everybody through once it is set; `waiting` is how many have come until then."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0


def hold_up(group: SlackGroup, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Keep one member waiting in the middle of everything they do."""
    gate = Gate()
    remember = group.memory.store.remember

    async def slow(member: Member) -> None:
        if member.name == group.mina.name:
            gate.waiting += 1
            await gate.wait()
        await remember(member)

    monkeypatch.setattr(group.memory.store, "remember", slow)
    return gate


def lock_inbox(group: SlackGroup, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Let nothing be kept from now on, nor come to an end."""
    gate = Gate()

    async def locked(_: Any) -> dict[EventId, bool]:
        gate.waiting += 1
        await gate.wait()
        return {}

    monkeypatch.setattr(group.memory.inbox, "keep", locked)
    return gate


def typed_events(arrivals: Sequence[Arrival]) -> list[str]:
    return [one.event for one in arrivals if one.body.get("command") == "/answer"]


def break_store(group: SlackGroup, monkeypatch: pytest.MonkeyPatch, part: str, method: str) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(getattr(group.memory, part), method, broken)


def lose_slack(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no workspace be found from now on."""

    async def away(team: str) -> None:
        raise ChannelUnreachable("Slack is away", "away")

    monkeypatch.setattr(bot.platform.workspaces, "find", away)


async def opened_form(group: SlackGroup, bot: Bot) -> Any:
    board = await open_board(group, bot)
    pressed = await group.mina.press(board, label_of(board))
    await pressed.opened()
    return pressed


async def graded(group: SlackGroup, board: Any) -> None:
    """Let a member answer well."""
    await (await answered(group.mina, board, "good reason")).shown(where=says("100점"))


def said_to_the_bot(group: SlackGroup, **more: str) -> dict[str, str]:
    """Return the event of a direct message."""
    told = {"type": "message", "channel": group.mina.dm.id, "channel_type": "im", "text": "hi"}
    return told | {"user": group.mina.id, "ts": "1.1"} | more


def demo_runs(bot: Bot) -> None:
    """Offer a demo that takes three steps."""
    started = DemoRun("j1", DEMO.name, "running")
    over = Bilingual(ko="끝", en="over")
    done = replace(started, state="done", caption=over, params={"units": 8})
    bot.demos.offer([DEMO], [*[replace(started, fraction=n / 10) for n in range(3)], done])


class TeamTokens:
    """Tokens of workspaces that installed the bot themselves."""

    def __init__(self, tokens: dict[str, str]) -> None:
        self.tokens = tokens

    async def teams(self) -> list[str]:
        return list(self.tokens)

    async def token(self, team: str) -> SecretStr | None:
        found = self.tokens.get(team)
        return SecretStr(found) if found else None

    async def drop(self, team: str) -> None:
        self.tokens.pop(team, None)


@pytest.fixture
def installed(workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch) -> TeamTokens:
    """Let the bot be installed by workspaces, not set up for one."""
    tokens = TeamTokens({workspace.team.id: workspace.team.bot_token})
    monkeypatch.setattr(slack_study, "OneToken", lambda _: tokens)
    return tokens


def from_elsewhere(group: SlackGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything come from members of another company, as Slack Connect tells of it."""
    deliver = group.fake.world.deliver

    async def changed(delivery: Any) -> None:
        said = delivery.payload
        if "view" in said:
            said["view"] = said["view"] | {"app_installed_team_id": group.team.id}
            said["team"] = {"id": "T0ELSEWHERE", "domain": "elsewhere"}
        if "event" in said:
            said["team_id"] = "T0ELSEWHERE"
        if isinstance(said.get("user"), dict):
            said["user"] = said["user"] | {"team_id": "T0ELSEWHERE"}
        await deliver(delivery)

    monkeypatch.setattr(group.fake.world, "deliver", changed)


class TestBots:
    async def test_what_the_bot_itself_writes_is_not_answered(self, workspace: SlackGroup) -> None:
        own = said_to_the_bot(workspace, user=workspace.team.bot_user, bot_id="B1")
        async with workspace.bot():
            await workspace.team.event(own)
            await serves(workspace)
            assert workspace.fake.called("chat.postMessage") == []

    async def test_another_bot_that_mentions_the_bot_is_not_answered(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            told = {"type": "app_mention", "channel": workspace.place.id, "text": "<@U1>"}
            await workspace.team.event(told | {"user": "U7", "bot_id": "B7", "ts": "1.1"})
            await serves(workspace)
            assert await bot.memory.store.member(member_id(workspace.team.id, "U7")) is None


class TestNothingTypedIsLost:
    @pytest.mark.parametrize("by_http", [False, True])
    async def test_a_form_stays_open_if_the_bot_ends_before_it_is_kept(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch, by_http: bool
    ) -> None:
        async with workspace.bot(by_http=by_http) as bot:
            pressed = await opened_form(workspace, bot)
            gate = lock_inbox(workspace, monkeypatch)
            sent = await workspace.mina.submit(pressed, {"text": "good reason"})
            await until(lambda: gate.waiting)
        await until(lambda: sent.status or not by_http)
        assert sent.modal is not None

    @pytest.mark.parametrize("by_http", [False, True])
    async def test_what_is_kept_when_the_bot_ends_is_served_by_the_next(
        self, workspace: SlackGroup, by_http: bool
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            async with workspace.bot(by_http=by_http) as bot:
                await open_board(workspace, bot)
                gate = hold_up(workspace, patch)
                typed = await workspace.mina.slash(workspace.place, "/answer", "good reason")
                await typed.acked()
                assert gate.waiting
        async with workspace.bot(by_http=by_http) as bot:
            await typed.shown(where=says("100점"))
            await serves(workspace)
            assert typed_events(await bot.memory.inbox.unserved("slack")) == []

    async def test_a_form_on_its_way_while_the_bot_is_replaced_is_not_lost(
        self, workspace: SlackGroup
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            async with workspace.bot() as bot:
                pressed = await opened_form(workspace, bot)
                gate = hold_up(workspace, patch)
                sent = await workspace.mina.submit(pressed, {"text": "good reason"})
                await until(lambda: gate.waiting)
        async with workspace.bot():
            await sent.shown(where=says("100점"))

    async def test_a_form_outlives_a_restart(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            pressed = await opened_form(workspace, bot)
        async with workspace.bot():
            sent = await workspace.mina.submit(pressed, {"text": "good reason"})
            await sent.shown(where=says("100점"))

    async def test_what_is_kept_while_slack_is_away_is_served_when_it_is_back(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot(by_http=True) as bot:
            pressed = await opened_form(workspace, bot)
            with pytest.MonkeyPatch.context() as patch:
                lose_slack(bot, patch)
                sent = await workspace.mina.submit(pressed, {"text": "good reason"})
                await sent.acked()
            await sent.shown(where=says("100점"))

    async def test_a_form_that_comes_twice_is_answered_alike(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            pressed = await opened_form(workspace, bot)
            gate = hold_up(workspace, monkeypatch)
            sent = await workspace.mina.submit(pressed, {"text": "?"})
            await until(lambda: gate.waiting)
            await workspace.fake.drop_sockets()
            await until(lambda: sent.retries)
            await serves(workspace)
            gate.set()
            await sent.acked()
            assert "글자가 너무 적어서" in str(sent.errors)

    @pytest.mark.parametrize("by_http", [False, True])
    async def test_a_form_that_is_too_much_stays_open(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch, by_http: bool
    ) -> None:
        async with workspace.bot(by_http=by_http) as bot:
            pressed = await opened_form(workspace, bot)
            with monkeypatch.context() as patch:
                patch.setattr(inbox_worker, "MAX_IN_WORK", 0)
                sent = await workspace.mina.submit(pressed, {"text": "good reason"})
                await sent.acked()
            assert "저장할 수 없어서" in str(sent.errors)
            again = await workspace.mina.submit(pressed, {"text": "good reason"})
            await again.shown(where=says("100점"))

    @pytest.mark.parametrize("by_http", [False, True])
    async def test_a_form_that_cannot_be_kept_stays_open_and_says_so(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch, by_http: bool
    ) -> None:
        async with workspace.bot(by_http=by_http) as bot:
            pressed = await opened_form(workspace, bot)
            break_store(workspace, monkeypatch, "inbox", "keep")
            sent = await workspace.mina.submit(pressed, {"text": "good reason"})
            await sent.acked()
            assert "저장할 수 없어서" in str(sent.errors)
            monkeypatch.undo()
            again = await workspace.mina.submit(sent, {"text": "good reason"})
            await again.shown(where=says("100점"))

    @pytest.mark.parametrize("by_http", [False, True])
    async def test_a_command_that_cannot_be_kept_gives_its_text_back(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch, by_http: bool
    ) -> None:
        async with workspace.bot(by_http=by_http) as bot:
            await open_board(workspace, bot)
            break_store(workspace, monkeypatch, "inbox", "keep")
            typed = await workspace.mina.slash(workspace.place, "/answer", "good <reason> *why*")
            told = await typed.shown(where=says("저장할 수 없어서"))
            assert "```\ngood &lt;reason&gt; *why*\n```" in told.text
            monkeypatch.undo()
            [round] = await bot.memory.store.rounds()
            assert await bot.memory.store.answers(round=round.id) == []

    async def test_an_event_that_cannot_be_kept_is_not_acknowledged(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot(by_http=True):
            break_store(workspace, monkeypatch, "inbox", "keep")
            told = await workspace.team.event(said_to_the_bot(workspace))
            await until(lambda: told.status)
            assert told.status == 503

    @pytest.mark.parametrize(
        ("part", "method"),
        [("buttons", "button"), ("store", "remember"), ("store", "add"), ("store", "member_round")],
    )
    async def test_a_store_that_fails_puts_off_what_is_kept(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch, part: str, method: str
    ) -> None:
        async with workspace.bot() as bot:
            pressed = await opened_form(workspace, bot)
            break_store(workspace, monkeypatch, part, method)
            sent = await workspace.mina.submit(pressed, {"text": "good reason"})
            await sent.shown(where=says("받아 두었어요"))
            await sent.closed()
            monkeypatch.undo()
            await sent.shown(where=says("100점"))

    async def test_who_is_too_fast_is_told_so_and_answers_are_given_back(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            await open_board(workspace, bot)
            for _ in range(MEMBER_BURST):
                await workspace.mina.slash(workspace.place, "/help")
            typed = await workspace.mina.slash(workspace.place, "/answer", "good reason")
            told = await typed.shown(where=says("너무 빨라서"))
            assert "good reason" in told.text
            other = await workspace.alex.slash(workspace.place, "/answer", "good reason")
            await other.shown(where=says("100 points"))

    async def test_what_took_too_long_to_refuse_is_given_back(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            pressed = await opened_form(workspace, bot)
            gate = hold_up(workspace, monkeypatch)
            sent = await workspace.mina.submit(pressed, {"text": "?"})
            await sent.acked()
            gate.set()
            offered = await sent.shown(where=says("글자가 너무 적어서"))
            again = await workspace.mina.press(offered, offered.labels[0])
            await again.opened()
            assert "'?'" in str(again.modal)

    async def test_what_failed_is_served_when_it_comes_again(self, workspace: SlackGroup) -> None:
        async with workspace.bot(by_http=True) as bot:
            with pytest.MonkeyPatch.context() as patch:
                lose_slack(bot, patch)
                told = await workspace.team.event(said_to_the_bot(workspace))
                await told.acked()
            await workspace.fake.redeliver(told)
            await workspace.mina.dm.message(where=says("/answer"))

    @pytest.mark.parametrize(
        "text", ["\x00\u202e" * 300, "\u200b" * 50, "\U0001f469\u200d\U0001f52c" * 1300]
    )
    async def test_text_that_says_nothing_or_too_much(
        self, workspace: SlackGroup, text: str
    ) -> None:
        async with workspace.bot() as bot:
            pressed = await opened_form(workspace, bot)
            sent = await workspace.mina.submit(pressed, {"text": text}, anyway=True)
            await sent.acked()
            assert sent.errors
            [round] = await bot.memory.store.rounds()
            assert await bot.memory.store.answers(round=round.id) == []


class TestWhereAnswersGo:
    async def test_a_press_in_direct_messages_is_answered_there(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            hints = Card(
                blocks=(Paragraph(text="late"),),
                actions=(Action(label="힌트", command="hint"),),
            )
            only = member_id(workspace.team.id, workspace.mina.id)
            await bot.platform.chat.post(Address(workspace.channel.id, only=only), hints, "k")
            late = await workspace.mina.dm.message(where=says("late"))
            await (await workspace.mina.press(board, "순위")).shown(where=says("오늘"))
            pressed = await workspace.mina.press(late, "힌트")
            shown = await pressed.shown(where=says("first hint"))
            assert shown.channel is workspace.mina.dm

    async def test_a_press_on_the_home_tab_is_not_answered_behind_it(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await (await workspace.mina.press(board, "순위")).shown(where=says("오늘"))
            await home_of(workspace.mina, "What about first?")
            pressed = await workspace.mina.press_home("힌트")
            shown = await pressed.shown(where=says("first hint"))
            assert shown.channel is workspace.mina.dm

    async def test_a_form_opened_at_home_is_answered_by_the_bot_alone(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await (await workspace.mina.press(board, "순위")).shown()
            await home_of(workspace.mina, "What about first?")
            pressed = await workspace.mina.press_home("답하기")
            await pressed.opened()
            sent = await workspace.mina.submit(pressed, {"text": "good reason"})
            grade = await sent.shown(where=says("100점"))
            assert grade.channel is workspace.mina.dm

    async def test_a_command_between_two_members_is_answered(self, workspace: SlackGroup) -> None:
        theirs = Channel(
            workspace.team, "@Alex", is_private=True, has_bot=False, partner=workspace.mina
        )
        async with workspace.bot():
            typed = await workspace.mina.slash(theirs, "/quiz", "help")
            await typed.shown(where=says("/answer"))

    async def test_each_tab_turns_its_own_message(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await graded(workspace, board)
            one = await (await workspace.mina.press(board, "순위")).shown(where=says("오늘"))
            two = await (await workspace.mina.press(board, "순위")).shown(where=says("오늘"))
            gate = hold_up(workspace, monkeypatch)
            await workspace.mina.press(one, "전체")
            await workspace.mina.press(two, "이번 주")
            await until(lambda: gate.waiting == 2)
            gate.set()
            await until(lambda: one.edits + two.edits == 2)
            assert (one.edits, two.edits) == (1, 1)

    async def test_a_private_card_never_replaces_a_public_message(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await graded(workspace, board)
            ranks = await (await workspace.mina.press(board, "순위")).shown(where=says("오늘"))
            gate = hold_up(workspace, monkeypatch)
            tab = await workspace.mina.press(ranks, "전체")
            await workspace.mina.press(board, "힌트")
            await until(lambda: gate.waiting == 2)
            gate.set()
            await tab.shown(where=says("전체 ·"))
            assert "What about first?" in board.text
            assert "전체 ·" in ranks.text

    @pytest.mark.parametrize("fault", [{"status": 429}, {"drop": True}, {"status": 500}])
    async def test_a_response_url_that_fails_is_gone_round(
        self, workspace: SlackGroup, fault: dict[str, Any]
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            workspace.fake.fail_next("response_url", **fault)
            pressed = await workspace.mina.press(board, "힌트")
            await pressed.shown(where=says("first hint"))


class TestWhoMay:
    async def test_members_cannot_use_an_admins_button(self, workspace: SlackGroup) -> None:
        async with workspace.bot():
            forged = await workspace.mina.forge_press(
                workspace.place, await kept(workspace, QUIZ_NOW)
            )
            await forged.shown(where=says("관리자만"))
            assert workspace.place.messages == []

    async def test_ones_own_direct_messages_make_nobody_an_admin_of_a_channel(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot():
            forged = await workspace.mina.forge_press(
                workspace.mina.dm, await kept(workspace, QUIZ_NOW)
            )
            await forged.shown(where=says("관리자만"))
            assert workspace.place.messages == []

    async def test_a_member_cannot_set_up_a_channel_by_a_forged_choice(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot():
            await home_of(workspace.mina, "내 기록")
            place = Place(workspace.mina, view=workspace.mina.home_view)
            told = {"type": "conversations_select", "action_id": "qm:set-up"}
            told |= {"selected_conversation": workspace.place.id}
            forged = await acts._use(place, {"block_id": "qm:set-up"}, told)
            await forged.shown(where=says("관리자만"))

    async def test_a_choice_of_no_channel_is_harmless(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            await home_of(workspace.boss, "채널을 골라")
            chosen = await workspace.boss.choose(workspace.boss.home, "qm:set-up", None)
            await chosen.shown()
            assert len(await bot.memory.store.channels()) == 1

    async def test_who_is_not_in_a_private_channel_sees_nothing_of_it(
        self, workspace: SlackGroup
    ) -> None:
        secret = workspace.team.add_channel("비밀", is_private=True)
        await workspace.memory.store.save_channel(study_channel(secret, workspace.team))
        async with workspace.bot() as bot:
            await bot.quiz.host.tick()
            await secret.message()
            hint = await kept(workspace, Action(label="x", command="hint"), secret)
            secret.remove(workspace.mina)
            forged = await workspace.mina.forge_press(workspace.place, hint)
            shown = await forged.shown()
            assert "first hint" not in shown.text

    async def test_a_button_of_another_workspace_is_refused(
        self, workspace: SlackGroup, installed: TeamTokens
    ) -> None:
        other = workspace.fake.add_team("다른-회사")
        installed.tokens[other.id] = other.bot_token
        button = button_of(Action(label="x", command="hint"), home(other.add_channel("c"), other))
        await workspace.memory.buttons.keep([button])
        async with workspace.bot():
            forged = await workspace.mina.forge_press(
                workspace.place, custom_id(button, ResponseMode.SHOW)
            )
            await forged.shown(where=says("채널을 볼 수 없어서"))

    async def test_an_admin_of_another_workspace_is_none_here(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stranger = workspace.team.add_member("Eve", locale="en-US", is_admin=True)
        payload = type(stranger).payload.fget
        monkeypatch.setattr(
            type(stranger),
            "payload",
            property(
                lambda one: payload(one) | ({"team_id": "T0ELSEWHERE"} if one is stranger else {})
            ),
        )
        async with workspace.bot():
            tried = await stranger.slash(workspace.place, "/quiz", "now")
            await tried.shown(where=says("admins"))

    async def test_who_was_made_an_admin_is_one_soon(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            await open_board(workspace, bot)
            tried = await workspace.mina.slash(workspace.place, "/quiz", "skip")
            await tried.shown(where=says("관리자만"))
            workspace.mina.is_admin = True
            bot.clock.advance(minutes=30)
            again = await workspace.mina.slash(workspace.place, "/quiz", "settings")
            await again.opened()

    async def test_who_is_no_admin_any_more_is_none_soon(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            await (await workspace.boss.slash(workspace.place, "/quiz", "help")).shown()
            workspace.boss.is_admin = False
            bot.clock.advance(hours=2)
            tried = await workspace.boss.slash(workspace.place, "/quiz", "now")
            await tried.shown(where=says("관리자만"))


class TestPlacesThatChange:
    async def test_a_question_that_somebody_deleted_does_not_stop_the_quiz(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await graded(workspace, board)
            board.delete()
            bot.clock.advance(hours=24)
            await bot.quiz.host.tick()
            states = [r.state for r in await bot.memory.store.rounds()]
            assert states == [RoundState.CLOSED, RoundState.OPEN]

    async def test_a_channel_archived_mid_round_is_called_archived(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await graded(workspace, board)
            workspace.place.archive()
            with pytest.raises(ChannelUnreachable) as refused:
                await bot.platform.chat.edit(
                    Address(workspace.channel.id), board.ts, Card(title="x")
                )
            assert refused.value.reason == "archived"

    async def test_who_has_left_the_workspace_holds_up_nobodys_grade(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            bot.grader.is_away = True
            for member in (workspace.mina, workspace.alex):
                sent = await answered(member, board, "good reason")
                await sent.shown(where=lambda m: "쉬고" in m.text or "grader" in m.text)
            bot.clock.advance(hours=1)
            bot.grader.is_away = False
            workspace.mina.deactivate()
            await workspace.alex.dm.message(where=says("100 points"))


class TestThingsInDoubt:
    async def test_a_reply_in_doubt_is_found_in_a_long_thread(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            for n in range(60):
                await workspace.mina.say(workspace.place, f"n{n}", thread=board)
            thread = Address(workspace.channel.id, thread=board.ts)
            workspace.fake.fail_next("chat.postMessage", status=500, after=True)
            with pytest.raises(ChannelUnreachable):
                await bot.platform.chat.post(thread, Card(title="solution"), "k")
            await bot.platform.chat.post(thread, Card(title="solution"), "k")
            assert len([m for m in board.replies if "solution" in m.text]) == 1

    async def test_a_private_message_in_doubt_is_not_sent_again(
        self, workspace: SlackGroup
    ) -> None:
        only = member_id(workspace.team.id, workspace.mina.id)
        to = Address(workspace.channel.id, only=only)
        async with workspace.bot() as bot:
            workspace.fake.fail_next("chat.postMessage", status=500, after=True)
            with pytest.raises(ChannelUnreachable):
                await bot.platform.chat.post(to, Card(title="grade"), "k")
            await bot.platform.chat.post(to, Card(title="grade"), "k")
            assert len(workspace.mina.dm.messages) == 1


class TestCrowds:
    async def test_a_form_is_never_held_back(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            workspace.fake.fail_next("views.open", status=429, retry_after=30)
            first = await workspace.mina.press(board, "답하기")
            await first.shown(where=says("답하기"))
            second = await workspace.alex.press(board, "답하기")
            await second.opened(timeout=2)

    async def test_a_crowd_that_was_met_long_ago_is_not_kept_waiting(
        self, workspace: SlackGroup
    ) -> None:
        crowd = [workspace.team.add_member(f"m{n}") for n in range(60)]
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await workspace.fake.requested("users.list")
            await serves(workspace)
            bot.clock.advance(hours=25)
            pressed = [await member.press(board, "답하기") for member in crowd]
            for one in pressed:
                await one.opened(timeout=3)

    async def test_a_crowd_in_direct_messages_is_not_kept_waiting(
        self, workspace: SlackGroup
    ) -> None:
        crowd = [workspace.team.add_member(f"m{n}") for n in range(40)]
        again = Action(label="다시 답하기", command="answer")
        late = Card(blocks=(Paragraph(text="late"),), actions=(again,))
        async with workspace.bot() as bot:
            await open_board(workspace, bot)
            for member in crowd:
                only = member_id(workspace.team.id, member.id)
                await bot.platform.chat.post(Address(workspace.channel.id, only=only), late, only)
            pressed = [await m.press(await m.dm.message(), "다시 답하기") for m in crowd]
            for one in pressed:
                await one.opened(timeout=3)

    async def test_newcomers_in_a_crowd_are_known_by_name_and_language(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            await workspace.fake.requested("users.list")
            await serves(workspace)
            bot.clock.advance(minutes=1)
            crowd = [workspace.team.add_member(f"학생{n}") for n in range(40)]
            pressed = [await member.press(board, "답하기") for member in crowd]
            modals = [await one.opened(timeout=3) for one in pressed]
            assert len({modal["submit"]["text"] for modal in modals}) == 1
            ids = [member_id(workspace.team.id, member.id) for member in crowd]
            known = [await bot.memory.store.member(id) for id in ids]
            assert [one.name for one in known if one] == [member.name for member in crowd]


class TestHome:
    async def test_a_member_of_very_many_channels_sees_their_question(
        self, workspace: SlackGroup
    ) -> None:
        for n in range(210):
            workspace.team.add_channel(f"c{n}")
        last = workspace.team.add_channel("마지막")
        await workspace.memory.store.save_channel(study_channel(last, workspace.team))
        async with workspace.bot() as bot:
            await bot.quiz.host.tick()
            await last.message()
            await home_of(workspace.mina, "#마지막")

    @pytest.mark.parametrize("count", [24, 25, 26, 27, 28, 40])
    async def test_an_admins_home_of_many_channels_is_shown(
        self, workspace: SlackGroup, count: int
    ) -> None:
        for n in range(count):
            more = workspace.team.add_channel(f"c{n}")
            await workspace.memory.store.save_channel(study_channel(more, workspace.team))
        async with workspace.bot():
            await workspace.boss.open_home()
            await workspace.fake.requested("views.publish")
            assert len(workspace.boss.home["blocks"]) <= 100


class TestDemos:
    async def test_one_failed_update_does_not_end_a_demo(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.platforms.slack.reply.PASSING_S", 0)
        async with workspace.bot() as bot:
            demo_runs(bot)
            workspace.fake.fail_next("chat.update", status=500)
            await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
            await workspace.place.message(where=says("끝"))

    async def test_a_result_outlives_the_message_it_was_for(self, workspace: SlackGroup) -> None:
        async with workspace.bot() as bot:
            demo_runs(bot)
            workspace.fake.fail_next("chat.update", error="message_not_found")
            typed = await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
            await typed.shown(where=says("끝"))

    async def test_a_demo_does_not_let_the_bot_into_a_channel(self, workspace: SlackGroup) -> None:
        other = workspace.team.add_channel("공지", has_bot=False)
        async with workspace.bot() as bot:
            demo_runs(bot)
            typed = await workspace.mina.slash(other, "/demo", "relu-curve-fit")
            await typed.shown(where=says("끝"))
            assert not other.has_bot

    async def test_options_come_in_time_though_demos_do_not(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            pick = await kept(workspace, Action(label="x", command="demo form"))
            picked = await workspace.mina.forge_press(workspace.place, pick)
            await picked.opened()
            monkeypatch.setattr(bot.demos, "demos", asyncio.Event().wait)
            typing = await workspace.mina.complete(picked, "name", "")
            assert await typing.acked() < 3


class TestNothingEndsTheBot:
    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("interactive", {"type": "block_actions"}),
            ("interactive", {"type": "block_actions", "actions": "x"}),
            ("interactive", {"type": "block_actions", "actions": [{"action_id": None}]}),
            ("interactive", {"type": "block_actions", "container": [], "channel": "C1"}),
            ("interactive", {"type": "view_submission", "view": {"callback_id": "x"}}),
            ("interactive", {"type": "view_submission", "view": {"blocks": "x", "state": 5}}),
            ("interactive", {"type": "block_suggestion", "action_id": "x", "value": "y"}),
            ("interactive", {"type": "message_action", "callback_id": "x", "message": "m"}),
            ("interactive", {"type": "shortcut", "callback_id": "x"}),
            ("slash_commands", {"command": "/answer"}),
            ("slash_commands", {"command": "/", "text": "x", "channel_id": ""}),
            ("events_api", {"type": "event_callback", "event": {"type": "app_home_opened"}}),
            ("events_api", {"type": "event_callback", "event": {"type": "app_uninstalled"}}),
            ("events_api", {"type": "event_callback", "event": "x"}),
        ],
    )
    async def test_data_of_a_wrong_shape(
        self, workspace: SlackGroup, kind: str, said: dict[str, Any]
    ) -> None:
        team, user = workspace.team.id, workspace.mina.id
        whose = {"team": {"id": team}, "user": {"id": user}}
        if kind == "slash_commands":
            whose = {"team_id": team, "user_id": user}
        async with workspace.bot():
            await workspace.fake.world.deliver(Delivery(workspace.fake.world, kind, whose | said))
            await serves(workspace)

    async def test_the_end_leaves_nothing_running(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            board = await open_board(workspace, bot)
            grading = asyncio.Event()

            async def slow(requests: Any) -> None:
                grading.set()
                await asyncio.Event().wait()

            monkeypatch.setattr(bot.grader, "grade", slow)
            await answered(workspace.mina, board, "good reason")
            await grading.wait()
        left = [str(task.get_coro()) for task in asyncio.all_tasks()]
        assert not [one for one in left if "bot.platforms" in one or "SlackReply" in one]


class TestRequests:
    @pytest.mark.parametrize(
        ("body", "headers"),
        [
            (b"command=x", {"X-Slack-Request-Timestamp": "soon"}),
            (b"\xff\xfe", {}),
            (b"command=x", {"X-Slack-Signature": "v0=\u00e9"}),
        ],
    )
    async def test_what_nobody_signed_is_turned_away_whatever_it_is(
        self, workspace: SlackGroup, body: bytes, headers: dict[str, str]
    ) -> None:
        async with workspace.bot(by_http=True) as bot:
            signed = {
                "X-Slack-Request-Timestamp": str(int(time.time())),
                "X-Slack-Signature": "v0=0",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            async with (
                aiohttp.ClientSession() as session,
                session.post(bot.url, data=body, headers=signed | headers) as response,
            ):
                assert response.status == 401

    async def test_slack_is_told_that_the_address_is_the_bots(self, workspace: SlackGroup) -> None:
        async with workspace.bot(by_http=True) as bot:
            body = json.dumps({"type": "url_verification", "challenge": "c1", "token": "t"})
            async with (
                aiohttp.ClientSession() as session,
                session.post(
                    bot.url, data=body.encode(), headers=workspace.fake.signed(body)
                ) as response,
            ):
                assert (response.status, "c1" in await response.text()) == (200, True)

    async def test_slack_is_told_that_the_address_is_encrypted(self, workspace: SlackGroup) -> None:
        async with workspace.bot(by_http=True) as bot:
            body = "ssl_check=1&token=t"
            async with (
                aiohttp.ClientSession() as session,
                session.post(
                    bot.url, data=body.encode(), headers=workspace.fake.signed(body)
                ) as response,
            ):
                assert (response.status, await response.text()) == (200, "")

    @pytest.mark.parametrize("word", WORDS)
    async def test_what_members_type_is_kept_as_it_is(
        self, workspace: SlackGroup, word: str
    ) -> None:
        text = f"{word} good reason {word}"
        async with workspace.bot(by_http=True) as bot:
            board = await open_board(workspace, bot)
            typed = await workspace.mina.slash(workspace.place, "/answer", text)
            await typed.acked()
            sent = await answered(workspace.alex, board, text)
            await sent.acked()
            assert await answers(bot) == [text, text]


class TestManyWorkspaces:
    async def test_a_guest_of_another_company_can_answer(
        self, workspace: SlackGroup, installed: TeamTokens, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot() as bot:
            pressed = await opened_form(workspace, bot)
            from_elsewhere(workspace, monkeypatch)
            sent = await workspace.mina.submit(pressed, {"text": "good reason"})
            await sent.shown(where=says("100점"))

    async def test_a_mention_by_another_company_is_answered(
        self, workspace: SlackGroup, installed: TeamTokens, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with workspace.bot():
            from_elsewhere(workspace, monkeypatch)
            told = {"type": "app_mention", "channel": workspace.place.id, "text": "hi"}
            await workspace.team.event(told | {"user": workspace.mina.id, "ts": "1.1"})
            await workspace.fake.requested("chat.postEphemeral")

    async def test_another_companys_members_share_the_workspaces_pace(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot() as bot:
            known = await bot.platform.workspaces.find(workspace.team.id)
            assert await bot.platform.workspaces.find("T0ELSEWHERE") is known

    async def test_a_removal_told_again_does_not_undo_a_new_installation(
        self, workspace: SlackGroup, installed: TeamTokens
    ) -> None:
        async with workspace.bot() as bot:
            workspace.team.revoke_token()
            told = await workspace.team.event({"type": "app_uninstalled"})
            await until(lambda: not installed.tokens)
            installed.tokens[workspace.team.id] = workspace.team.install()
            bot.platform.workspaces.forget(workspace.team.id)
            await workspace.fake.redeliver(told)
            await serves(workspace)
            assert installed.tokens

    async def test_a_members_own_token_revoked_removes_nothing(
        self, workspace: SlackGroup, installed: TeamTokens
    ) -> None:
        async with workspace.bot():
            tokens = {"oauth": [workspace.mina.id], "bot": []}
            await workspace.team.event({"type": "tokens_revoked", "tokens": tokens})
            await serves(workspace)
            assert installed.tokens


async def test_the_newest_token_of_a_workspace_is_used() -> None:
    def made(enterprise: str | None, token: str) -> Installed:
        ids = {"bot_id": "B1", "bot_user_id": "U1", "team_id": "T1"}
        return Installed(bot_token=token, enterprise_id=enterprise, installed_at=1.0, **ids)

    async def installed() -> list[Installed]:
        return [made(None, "xoxb-old"), made("E1", "xoxb-new")]

    found = await InstalledTokens(AsyncInstallationStore(), installed).token("T1")
    assert found is not None
    assert found.get_secret_value() == "xoxb-new"
