"""The bot on Slack against hostile members, bad moments and doors that shut halfway."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot as Installed
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.platforms.shared import inbox_worker
from bot.platforms.shared.buttons import ResponseMode, button_of, custom_id
from bot.platforms.shared.rate_limits import MEMBER_BURST
from bot.platforms.slack import platform, reply
from bot.platforms.slack.identity import member_id
from bot.platforms.slack.tokens import InstalledTokens
from bot.quiz.cards import Action, Card, Paragraph
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Arrival
from bot.quiz.model import Address, EventId, Member, RoundState
from bot.quiz.preferences.model import Preferences
from bot.store.errors import StoreUnavailable
from tests import slack_study
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import (
    Quiz,
    answered,
    at_work,
    direct,
    home_of,
    opened,
    says,
    sent_to,
    serves,
    shown,
    until,
)
from tests.scenarios.test_demos import STARTED, offer
from tests.slack_fake.channels import Channel
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.places import Place
from tests.slack_study import home, study_channel
from tests.study import Bot

HINT = Action(label="힌트", command="hint")
QUIZ_NOW = Action(label="지금 올리기", command="quiz now")
NOT_KEPT = "저장할 수 없어서"
BOTH_WAYS = pytest.mark.parametrize("by_http", [False, True])
BY_HTTP = pytest.mark.parametrize("by_http", [True])

# What Bolt or the bot looks for in a body, and what bodies are made of.
WORDS = [
    "payload",
    "payload=%7B%22type%22%3A%22block_actions%22%7D",
    '&payload={"type":"block_actions"}',
    "&command=/stats&",
    "ssl_check=1",
    "&ssl_check=1&",
    '{"type":"url_verification"}',
    '{"type": "url_verification", "challenge": "payload"}',
    *"{&=%+",
    "%7B",
    "%ff",
    "\N{SNOWMAN}\N{VARIATION SELECTOR-16}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{MICROSCOPE}",
]


async def kept(group: SlackGroup, action: Action, channel: Any) -> str:
    """Return the action id of a button that the bot knows, though nobody was shown it."""
    button = button_of(action, home(channel, channel.team))
    await group.memory.buttons.keep([button])
    return custom_id(button, ResponseMode.SHOW)


class Gate(asyncio.Event):
    """Lets everybody through once it is set; `waiting` is how many have come until then."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0

    async def passed(self) -> None:
        self.waiting += 1
        await self.wait()


def hold_up(group: SlackGroup, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Keep one member waiting in the middle of everything they do."""
    gate = Gate()
    remember = group.memory.store.remember

    async def slow(member: Member) -> Member:
        if member.name == group.mina.name:
            await gate.passed()
        return await remember(member)

    monkeypatch.setattr(group.memory.store, "remember", slow)
    return gate


def lock_inbox(group: SlackGroup, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Let nothing be kept from now on, nor come to an end."""
    gate = Gate()

    async def locked(_: Any) -> dict[EventId, bool]:
        await gate.passed()
        return {}

    monkeypatch.setattr(group.memory.inbox, "keep", locked)
    return gate


def break_store(group: SlackGroup, monkeypatch: pytest.MonkeyPatch, part: str, method: str) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(getattr(group.memory, part), method, broken)


def lose_slack(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no workspace be found from now on."""

    async def away(team: str) -> None:
        raise ChannelUnreachable("Slack is away", "away")

    monkeypatch.setattr(bot.platform.workspaces, "find", away)


def said_to_the_bot(group: SlackGroup, **more: str) -> dict[str, str]:
    """Return the event of a direct message."""
    told = {"type": "message", "channel": group.mina.dm.id, "channel_type": "im", "text": "hi"}
    return told | {"user": group.mina.id, "ts": "1.1"} | more


def mention(group: SlackGroup, **more: str) -> dict[str, str]:
    told = {"type": "app_mention", "channel": group.place.id, "text": "<@U1>", "ts": "1.1"}
    return told | {"user": group.mina.id} | more


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


@pytest.mark.parametrize("event", [said_to_the_bot, mention])
async def test_what_bots_write_is_not_answered(workspace: SlackGroup, bot: Bot, event: Any) -> None:
    await workspace.team.event(event(workspace, user="U7", bot_id="B7"))
    await workspace.team.event(event(workspace, user=workspace.team.bot_user, bot_id="B1"))
    await serves(workspace)
    assert workspace.fake.called("chat.postMessage") == []
    assert await bot.memory.store.member(member_id(workspace.team.id, "U7")) is None


class TestNothingTypedIsLost:
    @BOTH_WAYS
    async def test_a_form_stays_open_if_the_bot_ends_before_it_is_kept(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch, by_http: bool
    ) -> None:
        async with at_work(workspace, by_http) as quiz:
            form = await quiz.form()
            gate = lock_inbox(workspace, monkeypatch)
            sent = await quiz.mina.submit(form, {"text": "good reason"})
            await until(lambda: gate.waiting)
        await until(lambda: sent.status or not by_http)
        assert sent.modal is not None

    @BOTH_WAYS
    async def test_what_is_kept_when_the_bot_ends_is_served_by_the_next(
        self, workspace: SlackGroup, by_http: bool
    ) -> None:
        def answers(arrivals: list[Arrival]) -> list[Arrival]:
            return [one for one in arrivals if one.body.get("command") == "/answer"]

        with pytest.MonkeyPatch.context() as patch:
            async with at_work(workspace, by_http) as quiz:
                gate = hold_up(workspace, patch)
                typed = await quiz.typed()
                await typed.acked()
                assert gate.waiting
        async with workspace.bot(by_http=by_http) as bot:
            await typed.shown(says("100점"))
            await serves(workspace)
            assert answers(await bot.memory.inbox.unserved("slack")) == []

    @BY_HTTP
    async def test_what_is_kept_while_slack_is_away_is_served_when_it_is_back(
        self, quiz: Quiz
    ) -> None:
        form = await quiz.form()
        with pytest.MonkeyPatch.context() as patch:
            lose_slack(quiz.bot, patch)
            sent = await quiz.mina.submit(form, {"text": "good reason"})
            await sent.acked()
        await sent.shown(says("100점"))

    @BY_HTTP
    async def test_what_failed_is_served_when_it_comes_again(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            lose_slack(bot, patch)
            told = await workspace.team.event(said_to_the_bot(workspace))
            await told.acked()
        await workspace.fake.redeliver(told)
        await workspace.mina.dm.message(where=says("/answer"))

    async def test_a_form_that_comes_twice_is_answered_alike(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = await quiz.form()
        gate = hold_up(quiz.group, monkeypatch)
        sent = await quiz.mina.submit(form, {"text": "?"})
        await until(lambda: gate.waiting)
        await quiz.fake.drop_sockets()
        await until(lambda: sent.retries)
        await serves(quiz.group)
        gate.set()
        await sent.acked()
        assert "글자가 너무 적어서" in str(sent.errors)

    @BOTH_WAYS
    @pytest.mark.parametrize("trouble", ["too much in work", "no store"])
    async def test_a_form_that_cannot_be_kept_stays_open_and_says_so(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch, trouble: str
    ) -> None:
        form = await quiz.form()
        with monkeypatch.context() as patch:
            if trouble == "no store":
                break_store(quiz.group, patch, "inbox", "keep")
            else:
                patch.setattr(inbox_worker, "MAX_IN_WORK", 0)
            sent = await quiz.mina.submit(form, {"text": "good reason"})
            await sent.acked()
        assert NOT_KEPT in str(sent.errors)
        await shown(quiz.mina.submit(sent, {"text": "good reason"}), "100점")

    @BOTH_WAYS
    @pytest.mark.parametrize(
        "text", ["good <reason> *why* ```x```", "x < y & z > 0\n" * 240 + "good reason"]
    )
    async def test_a_command_that_cannot_be_kept_gives_its_text_back(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        break_store(quiz.group, monkeypatch, "inbox", "keep")
        told = await shown(quiz.typed(text), NOT_KEPT)
        quotes = [one for block in told.blocks for one in block.get("elements", [])][1:]
        said = "\n".join(one["text"] for quote in quotes for one in quote["elements"])
        assert (said, len(told.fallback) < 500) == (text, True)
        monkeypatch.undo()
        assert await quiz.answers() == []

    @BY_HTTP
    async def test_an_event_that_cannot_be_kept_is_not_acknowledged(
        self, workspace: SlackGroup, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_store(workspace, monkeypatch, "inbox", "keep")
        told = await workspace.team.event(said_to_the_bot(workspace))
        await until(lambda: told.status)
        assert told.status == 503

    @pytest.mark.parametrize(
        ("part", "method"),
        [("buttons", "button"), ("store", "remember"), ("store", "member_round")],
    )
    async def test_a_store_that_fails_puts_off_what_is_kept(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch, part: str, method: str
    ) -> None:
        form = await quiz.form()
        break_store(quiz.group, monkeypatch, part, method)
        sent = await quiz.mina.submit(form, {"text": "good reason"})
        await sent.shown(says("받아 두었어요"))
        await sent.closed()
        monkeypatch.undo()
        await sent.shown(says("100점"))

    @pytest.mark.usefixtures("no_refill")
    async def test_who_is_too_fast_is_told_so_and_answers_are_given_back(self, quiz: Quiz) -> None:
        for _ in range(MEMBER_BURST):
            await quiz.mina.slash(quiz.place, "/help")
        assert "good reason" in (await shown(quiz.typed(), "너무 빨라서")).text
        await shown(quiz.alex.slash(quiz.place, "/answer", "good reason"), "100 points")

    @pytest.mark.usefixtures("no_refill")
    @pytest.mark.parametrize("is_away", [False, True], ids=["", "the store is away"])
    async def test_who_is_too_fast_reads_so_in_the_language_they_chose(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch, is_away: bool
    ) -> None:
        id = member_id(quiz.team.id, quiz.mina.id)
        await shown(quiz.mina.slash(quiz.place, "/quiz", "help"), "/answer")
        await quiz.bot.memory.store.save_preferences(id, Preferences(language="en"), None)
        said = await quiz.mina.say(quiz.place, "good reason")
        await home_of(quiz.mina, "What about first?")
        for _ in range(MEMBER_BURST - 1):
            await quiz.mina.slash(quiz.place, "/help")
        if is_away:
            break_store(quiz.group, monkeypatch, "store", "member")
        await shown(quiz.typed(), "That was a bit fast")
        await shown(quiz.mina.shortcut(said, "answer_from_message"), "That was a bit fast")

    async def test_what_took_too_long_to_refuse_is_given_back(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = await quiz.form()
        gate = hold_up(quiz.group, monkeypatch)
        sent = await quiz.mina.submit(form, {"text": "?"})
        await sent.acked()
        gate.set()
        offered = await sent.shown(says("글자가 너무 적어서"))
        again = await opened(quiz.mina.press(offered, offered.labels[0]))
        assert "'?'" in str(again.modal)

    @pytest.mark.parametrize(
        "text", ["\x00\u202e" * 300, "\u200b" * 50, "\U0001f469\u200d\U0001f52c" * 1300]
    )
    async def test_text_that_says_nothing_or_too_much(self, quiz: Quiz, text: str) -> None:
        sent = await quiz.mina.submit(await quiz.form(), {"text": text}, anyway=True)
        await sent.acked()
        assert sent.errors
        assert await quiz.answers() == []


class TestWhereAnswersGo:
    async def test_a_press_in_direct_messages_is_answered_there(self, quiz: Quiz) -> None:
        late = Card(blocks=(Paragraph(text="late"),), actions=(HINT,))
        await quiz.bot.platform.chat.post(direct(quiz.group, quiz.mina), late, "k")
        message = await quiz.mina.dm.message(where=says("late"))
        await quiz.standings()
        hint = await shown(quiz.mina.press(message, "힌트"), "first hint")
        assert hint.channel is quiz.mina.dm

    async def test_what_is_done_on_the_home_tab_is_not_answered_behind_it(self, quiz: Quiz) -> None:
        await quiz.standings()
        assert "채널을 골라" not in await home_of(quiz.mina, "What about first?")
        hint = await shown(quiz.mina.press_home("힌트"), "first hint")
        form = await opened(quiz.mina.press_home("답하기"))
        grade = await shown(quiz.mina.submit(form, {"text": "good reason"}), "100점")
        assert hint.channel is grade.channel is quiz.mina.dm

    async def test_a_command_between_two_members_is_answered(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        team, mina = workspace.team, workspace.mina
        theirs = Channel(team, "@Alex", is_private=True, has_bot=False, partner=mina)
        await shown(mina.slash(theirs, "/quiz", "help"), "/answer")

    async def test_each_tab_turns_its_own_message(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await quiz.graded()
        one, two = await quiz.standings(), await quiz.standings()
        gate = hold_up(quiz.group, monkeypatch)
        await quiz.mina.press(one, "전체")
        await quiz.mina.press(two, "이번 주")
        await until(lambda: gate.waiting == 2)
        gate.set()
        await until(lambda: one.edits + two.edits == 2)
        assert (one.edits, two.edits) == (1, 1)

    async def test_a_private_card_never_replaces_a_public_message(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await quiz.graded()
        ranks = await quiz.standings()
        gate = hold_up(quiz.group, monkeypatch)
        tab = await quiz.mina.press(ranks, "전체")
        await quiz.mina.press(quiz.board, "힌트")
        await until(lambda: gate.waiting == 2)
        gate.set()
        await tab.shown(says("전체 ·"))
        assert "What about first?" in quiz.board.text
        assert "전체 ·" in ranks.text


class TestWhoMay:
    @pytest.mark.parametrize("where", ["channel", "own direct messages"])
    async def test_members_cannot_use_an_admins_button(
        self, workspace: SlackGroup, bot: Bot, where: str
    ) -> None:
        place = workspace.place if where == "channel" else workspace.mina.dm
        button = await kept(workspace, QUIZ_NOW, workspace.place)
        refused = await shown(workspace.mina.forge_press(place, button), "관리자만")
        assert "/" not in refused.text
        assert workspace.place.messages == []

    async def test_a_member_cannot_set_up_a_channel_by_a_forged_choice(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        await home_of(workspace.mina, "내 기록")
        place = Place(workspace.mina, view=workspace.mina.home_view)
        told = {"type": "conversations_select", "action_id": "qm:set-up"}
        told |= {"selected_conversation": workspace.place.id}
        await shown(place.use("qm:set-up", told), "관리자만")

    async def test_a_choice_of_no_channel_is_harmless(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        await home_of(workspace.boss, "채널을 골라")
        chosen = await workspace.boss.choose(workspace.boss.home, "qm:set-up", None)
        await chosen.shown()
        assert len(await bot.memory.store.channels()) == 1

    async def test_who_is_not_in_a_private_channel_sees_nothing_of_it(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        secret = workspace.team.add_channel("비밀", is_private=True)
        await workspace.memory.store.save_channel(study_channel(secret, workspace.team))
        await bot.quiz.host.tick()
        await secret.message()
        hint = await kept(workspace, HINT, secret)
        secret.remove(workspace.mina)
        pressed = await workspace.mina.forge_press(workspace.place, hint)
        assert "first hint" not in (await pressed.shown()).text

    async def test_a_button_of_another_workspace_is_refused(
        self, workspace: SlackGroup, installed: TeamTokens, bot: Bot
    ) -> None:
        other = workspace.fake.add_team("다른-회사")
        installed.tokens[other.id] = other.bot_token
        theirs = await kept(workspace, HINT, other.add_channel("c"))
        await shown(workspace.mina.forge_press(workspace.place, theirs), "채널을 볼 수 없어서")

    async def test_an_admin_of_another_workspace_is_none_here(
        self, workspace: SlackGroup, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stranger = workspace.team.add_member("Eve", locale="en-US", is_admin=True)
        payload = type(stranger).payload.fget

        def told(one: Any) -> dict[str, Any]:
            return {**payload(one), **({"team_id": "T0ELSEWHERE"} if one is stranger else {})}

        monkeypatch.setattr(type(stranger), "payload", property(told))
        await shown(stranger.slash(workspace.place, "/quiz", "now"), "admins")

    async def test_who_was_made_an_admin_is_one_soon(self, quiz: Quiz) -> None:
        await shown(quiz.mina.slash(quiz.place, "/quiz", "skip"), "관리자만")
        quiz.mina.is_admin = True
        quiz.bot.clock.advance(minutes=30)
        await opened(quiz.mina.slash(quiz.place, "/quiz", "settings"))

    async def test_who_is_no_admin_any_more_is_none_soon(self, quiz: Quiz) -> None:
        await shown(quiz.boss.slash(quiz.place, "/quiz", "help"), "/answer")
        quiz.boss.is_admin = False
        quiz.bot.clock.advance(hours=2)
        await shown(quiz.boss.slash(quiz.place, "/quiz", "now"), "관리자만")


class TestPlacesThatChange:
    async def test_a_question_that_somebody_deleted_does_not_stop_the_quiz(
        self, quiz: Quiz
    ) -> None:
        await quiz.graded()
        quiz.board.delete()
        await quiz.tick(hours=24)
        states = [one.state for one in await quiz.bot.memory.store.rounds()]
        assert states == [RoundState.CLOSED, RoundState.OPEN]

    async def test_a_channel_archived_mid_round_is_called_archived(self, quiz: Quiz) -> None:
        here = Address(quiz.group.channel.id)
        quiz.place.archive()
        with pytest.raises(ChannelUnreachable) as refused:
            await quiz.bot.platform.chat.edit(here, quiz.board.ts, Card(title="x"))
        assert refused.value.reason == "archived"

    async def test_who_has_left_the_workspace_holds_up_nobodys_grade(self, quiz: Quiz) -> None:
        quiz.bot.grader.is_away = True
        await (await quiz.sent()).shown(says("쉬고"))
        await (await answered(quiz.alex, quiz.board)).shown(says("grader"))
        quiz.bot.clock.advance(hours=1)
        quiz.bot.grader.is_away = False
        quiz.mina.deactivate()
        await quiz.alex.dm.message(where=says("100 points"))


class TestThingsInDoubt:
    async def test_a_reply_in_doubt_is_found_in_a_long_thread(
        self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.platforms.slack.messages.LEEWAY", timedelta())  # All in a second.
        for n in range(60):
            await quiz.mina.say(quiz.place, f"n{n}", thread=quiz.board)
        thread = Address(quiz.group.channel.id, thread=quiz.board.ts)
        await self._post_in_doubt(quiz, thread)
        assert len([one for one in quiz.board.replies if "solution" in one.text]) == 1

    async def test_a_private_message_in_doubt_is_not_sent_again(self, quiz: Quiz) -> None:
        await self._post_in_doubt(quiz, direct(quiz.group, quiz.mina))
        assert len(quiz.mina.dm.messages) == 1

    async def test_one_in_doubt_that_nobody_may_look_for_is_whispered(self, quiz: Quiz) -> None:
        await quiz.standings()
        to, chat = direct(quiz.group, quiz.mina), quiz.bot.platform.chat
        quiz.fake.fail_next("response_url", status=404, times=2)
        quiz.fake.fail_next("chat.postEphemeral", error="user_not_in_channel", times=2)
        for method in ("chat.postMessage", "conversations.open"):
            quiz.fake.fail_next(method, error="channel_not_found")
        with pytest.raises(ChannelUnreachable):
            await chat.post(to, Card(title="solution"), "k")
        await chat.post(to, Card(title="solution"), "k")
        assert any("solution" in one.text for one in quiz.mina.ephemerals(quiz.place))

    async def _post_in_doubt(self, quiz: Quiz, to: Address) -> None:
        """Post what is posted though Slack says that it failed, and try again."""
        quiz.fake.fail_next("chat.postMessage", status=500, after=True)
        with pytest.raises(ChannelUnreachable):
            await quiz.bot.platform.chat.post(to, Card(title="solution"), "k")
        await quiz.bot.platform.chat.post(to, Card(title="solution"), "k")


class TestCrowds:
    async def test_a_form_is_never_held_back(self, quiz: Quiz) -> None:
        quiz.fake.fail_next("views.open", status=429, retry_after=30)
        await shown(quiz.mina.press(quiz.board, "답하기"), "답하기")
        second = await quiz.alex.press(quiz.board, "답하기")
        await second.opened(timeout=2)

    async def test_a_crowd_that_was_met_long_ago_is_not_kept_waiting(
        self, workspace: SlackGroup
    ) -> None:
        crowd = [workspace.team.add_member(f"m{n}") for n in range(60)]
        async with at_work(workspace) as quiz:
            await quiz.fake.requested("users.list")
            await serves(workspace)
            quiz.bot.clock.advance(hours=25)
            await self._all_open_a_form([await one.press(quiz.board, "답하기") for one in crowd])

    async def test_a_crowd_in_direct_messages_is_not_kept_waiting(self, quiz: Quiz) -> None:
        crowd = [quiz.team.add_member(f"m{n}") for n in range(40)]
        again = Action(label="다시 답하기", command="answer")
        late = Card(blocks=(Paragraph(text="late"),), actions=(again,))
        for one in crowd:
            await quiz.bot.platform.chat.post(direct(quiz.group, one), late, one.id)
        cards = [await one.dm.message() for one in crowd]
        await self._all_open_a_form(
            [await one.press(card, again.label) for one, card in zip(crowd, cards, strict=True)]
        )

    async def test_newcomers_in_a_crowd_are_known_by_name_and_language(self, quiz: Quiz) -> None:
        await quiz.fake.requested("users.list")
        await serves(quiz.group)
        quiz.bot.clock.advance(minutes=1)
        crowd = [quiz.team.add_member(f"학생{n}") for n in range(40)]
        modals = await self._all_open_a_form([await m.press(quiz.board, "답하기") for m in crowd])
        assert len({modal["submit"]["text"] for modal in modals}) == 1
        for one in crowd:
            known = await quiz.bot.memory.store.member(member_id(quiz.team.id, one.id))
            assert known is not None
            assert known.name == one.name

    async def _all_open_a_form(self, pressed: list[Any]) -> list[Any]:
        return [await one.opened(timeout=3) for one in pressed]


class TestHome:
    async def test_a_member_of_very_many_channels_sees_their_question(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        for n in range(210):
            workspace.team.add_channel(f"c{n}")
        last = workspace.team.add_channel("마지막")
        await workspace.memory.store.save_channel(study_channel(last, workspace.team))
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
    async def test_a_result_outlives_the_message_it_was_for(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        await offer(bot, *[replace(STARTED, state="running", fraction=n / 10) for n in range(3)])
        workspace.fake.fail_next("chat.update", error="message_not_found")
        typed = workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
        await shown(typed, "잘 맞았어요.")

    async def test_a_result_comes_once_in_the_thread_of_what_cannot_be_changed(
        self, workspace: SlackGroup, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reply, "PASSING_S", 0.0)
        picture = await offer(bot, *[replace(STARTED, state="running", fraction=0.5)] * 3)
        workspace.fake.fail_next("chat.update", error="edit_window_closed", times=9)
        await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
        run = await workspace.place.message(where=says("대기"))
        ended = await run.reply(where=says("잘 맞았어요."))
        assert [name for one in run.replies for name, _ in one.files] == [picture]
        assert run.replies[-1] is ended

    @pytest.mark.parametrize("is_private", [False, True])
    async def test_where_the_bot_is_not_a_demo_runs_with_its_member_and_can_be_gone_on_with(
        self, workspace: SlackGroup, bot: Bot, is_private: bool
    ) -> None:
        other = workspace.team.add_channel("공지", is_private=is_private, has_bot=False)
        await offer(bot, pictures=())
        typed = await workspace.mina.slash(other, "/demo", "relu-curve-fit")
        run = await typed.shown(says("잘 맞았어요."))
        await typed.shown(says("다이렉트 메시지에서 돌려"))
        assert (other.has_bot, run.channel) == (False, workspace.mina.dm)
        assert run.labels == ["값 바꿔 보기", "코드 보기"]
        await opened(workspace.mina.press(run, "값 바꿔 보기"))

    async def test_options_come_in_time_though_demos_do_not(
        self, workspace: SlackGroup, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pick = await kept(workspace, Action(label="x", command="demo form"), workspace.place)
        picked = await opened(workspace.mina.forge_press(workspace.place, pick))
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
        self, workspace: SlackGroup, bot: Bot, kind: str, said: dict[str, Any]
    ) -> None:
        team, user = workspace.team.id, workspace.mina.id
        whose = {"team": {"id": team}, "user": {"id": user}}
        if kind == "slash_commands":
            whose = {"team_id": team, "user_id": user}
        await workspace.fake.world.deliver(Delivery(workspace.fake.world, kind, whose | said))
        await serves(workspace)

    async def test_the_end_leaves_nothing_running(
        self, workspace: SlackGroup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with at_work(workspace) as quiz:
            gate = Gate()
            monkeypatch.setattr(quiz.bot.grader, "grade", lambda _: gate.passed())
            await quiz.sent()
            await until(lambda: gate.waiting)
        left = [str(task.get_coro()) for task in asyncio.all_tasks()]
        assert not [one for one in left if "bot.platforms" in one or "SlackReply" in one]


@BY_HTTP
class TestRequests:
    @pytest.mark.parametrize(
        ("body", "headers"),
        [
            (b"command=x", {}),
            *((b"command=x", {"X-Slack-Request-Timestamp": at}) for at in ("soon", "-1", "1e9")),
            (b"\xff\xfe", {}),
            *((b"command=x", {"X-Slack-Signature": by}) for by in ("", "v0=", "v0=\u00e9")),
        ],
    )
    async def test_what_nobody_signed_is_turned_away_whatever_it_is(
        self, bot: Bot, body: bytes, headers: dict[str, str]
    ) -> None:
        signed = {
            "X-Slack-Request-Timestamp": str(int(time.time())),
            "X-Slack-Signature": "v0=0",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        assert (await sent_to(bot.url, body, signed | headers))[0] == 401

    @pytest.mark.parametrize("wrong", [{"secret": "0" * 32}, {"ago_s": 600}])
    async def test_what_another_signed_or_long_ago_is_turned_away(
        self, workspace: SlackGroup, bot: Bot, wrong: dict[str, Any]
    ) -> None:
        body = "command=%2Fstats&team_id=T&user_id=U&channel_id=C"
        at = time.time() - wrong.pop("ago_s", 0)
        headers = workspace.fake.signed(body, at=at, **wrong)
        assert (await sent_to(bot.url, body, headers))[0] == 401

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (json.dumps({"type": "url_verification", "challenge": "c1", "token": "t"}), "c1"),
            ("ssl_check=1&token=t", ""),
        ],
    )
    async def test_slack_is_told_that_the_address_is_the_bots(
        self, workspace: SlackGroup, bot: Bot, body: str, told: str
    ) -> None:
        status, text = await sent_to(bot.url, body, workspace.fake.signed(body))
        assert (status, told in text, bool(text)) == (200, True, bool(told))

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            *((one, 400) for one in ("payload=%7Bnot+json", "payload=%5B1%5D", "", "%ff%fe")),
            *((f"payload={one}", 400) for one in ("", "null", "%ff%fe", "[" * 50_000)),
            *((one, 400) for one in ('{"type":', "[1, 2]", "just words")),
            ('{"type": "event_callback", "event": null}', 400),
            ('{"type": "block_actions", "actions": null}', 400),
            ("command=" + "x" * 1_100_000, 413),
        ],
    )
    async def test_what_cannot_be_read_is_refused(
        self, workspace: SlackGroup, bot: Bot, body: str, status: int
    ) -> None:
        kind = "application/json" if body.startswith(("[", "{")) else "text/plain"
        headers = workspace.fake.signed(body) | {"content-type": kind}
        assert (await sent_to(bot.url, body, headers))[0] == status

    @pytest.mark.parametrize("word", WORDS)
    async def test_what_members_type_is_kept_as_it_is(self, quiz: Quiz, word: str) -> None:
        text = f"{word} good reason {word}"
        await (await quiz.typed(text)).acked()
        await (await answered(quiz.alex, quiz.board, text)).acked()
        assert [one.text for one in await quiz.answers()] == [text, text]


class TestManyWorkspaces:
    async def test_a_guest_of_another_company_can_answer(
        self, installed: TeamTokens, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = await quiz.form()
        from_elsewhere(quiz.group, monkeypatch)
        await shown(quiz.mina.submit(form, {"text": "good reason"}), "100점")

    async def test_a_mention_by_another_company_is_answered(
        self, installed: TeamTokens, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from_elsewhere(quiz.group, monkeypatch)
        await quiz.team.event(mention(quiz.group))
        await quiz.fake.requested("chat.postEphemeral")

    async def test_another_companys_members_share_the_workspaces_pace(
        self, workspace: SlackGroup, bot: Bot
    ) -> None:
        known = await bot.platform.workspaces.find(workspace.team.id)
        assert await bot.platform.workspaces.find("T0ELSEWHERE") is known

    async def test_a_removal_told_again_does_not_undo_a_new_installation(
        self, workspace: SlackGroup, installed: TeamTokens, bot: Bot
    ) -> None:
        workspace.team.revoke_token()
        told = await workspace.team.event({"type": "app_uninstalled"})
        store = bot.memory.store
        await until(lambda: store.departures)
        assert store.departures == {workspace.channel.workspace: bot.clock.now()}
        assert not installed.tokens
        installed.tokens[workspace.team.id] = workspace.team.install()
        await bot.platform.workspaces.installed(workspace.team.id)
        assert not store.departures
        await workspace.fake.redeliver(told)
        await serves(workspace)
        assert installed.tokens
        assert not store.departures

    async def test_a_workspace_that_went_and_came_while_the_bot_was_away_is_noted(
        self, workspace: SlackGroup, installed: TeamTokens
    ) -> None:
        store = workspace.memory.store
        workspace.team.revoke_token()
        async with workspace.bot():
            assert list(store.departures) == [workspace.channel.workspace]
        installed.tokens[workspace.team.id] = workspace.team.install()
        async with workspace.bot():
            await until(lambda: not store.departures)

    @pytest.mark.parametrize("doing", ["teams", "token"])
    async def test_a_store_that_is_away_at_the_start_is_waited_for(
        self,
        workspace: SlackGroup,
        installed: TeamTokens,
        monkeypatch: pytest.MonkeyPatch,
        doing: str,
    ) -> None:
        monkeypatch.setattr(platform, "FIRST_BACKOFF_S", 0.01)
        known, failures = getattr(installed, doing), [StoreUnavailable("locked")]

        async def look(*asked: Any) -> Any:
            if failures:
                raise failures.pop()
            return await known(*asked)

        monkeypatch.setattr(installed, doing, look)
        async with workspace.bot():
            await serves(workspace)

    async def test_a_members_own_token_revoked_removes_nothing(
        self, workspace: SlackGroup, installed: TeamTokens, bot: Bot
    ) -> None:
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
