"""What happens to a bot on Slack over time: things come twice, late, or not at all."""

import asyncio
import io
import time
from typing import Any

import aiohttp
import pytest

from bot.platforms.slack.identity import channel_id, member_id
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, RoundState
from tests.integration.conftest import SlackGroup
from tests.integration.test_slack_quiz import answered, home_of, open_board, says
from tests.slack_fake import FakeSlack
from tests.slack_study import running, study_channel
from tests.study import Memory
from tests.unit.quiz.conftest import DECK, read


async def graded_answers(group: SlackGroup, bot: Any) -> list[str]:
    [round, *_] = await bot.memory.store.rounds()
    stored = await bot.memory.store.answers(round=round.id)
    return [answer.text for answer in stored if not answer.is_pending]


async def test_what_comes_twice_is_served_once(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        await open_board(workspace, bot)
        sent = await workspace.mina.slash(workspace.place, "/answer", "good reason")
        await sent.shown(where=says("What about then?"))
        shown = len(workspace.mina.ephemerals(workspace.place))
        await workspace.fake.redeliver(sent)
        other = await workspace.mina.slash(workspace.place, "/stats")
        await other.shown(where=says("내 기록"))
        assert await graded_answers(workspace, bot) == ["good reason"]
        assert len(workspace.mina.ephemerals(workspace.place)) == shown + 1


async def test_what_comes_twice_is_served_once_even_after_a_restart(
    workspace: SlackGroup,
) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        posted = await workspace.boss.slash(workspace.place, "/quiz", "now")
        await posted.shown(where=says("새 질문을 올렸어요"))
    async with workspace.bot() as bot:
        await workspace.fake.redeliver(posted)
        other = await workspace.mina.slash(workspace.place, "/stats")
        await other.shown(where=says("내 기록"))
        boards = [m for m in workspace.place.messages if "What about" in m.text]
        assert len(boards) == 2
        assert board in boards


async def test_a_socket_that_is_renewed_loses_nothing(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        await workspace.fake.refresh_socket()
        await (await answered(workspace.mina, board, "good reason")).shown(where=says("100점"))
        await workspace.fake.drop_sockets()
        await (await answered(workspace.alex, board, "good reason")).shown(where=says("100 points"))
        assert workspace.fake.connects >= 3


async def test_slack_away_at_the_start_is_waited_for(workspace: SlackGroup) -> None:
    workspace.fake.refuse_sockets(1)
    async with workspace.bot() as bot:
        await open_board(workspace, bot)


async def test_haste_is_slowed_down_as_slack_asks(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        workspace.fake.fail_next("chat.postMessage", status=429, retry_after=1)
        before = time.monotonic()
        await open_board(workspace, bot)
        assert time.monotonic() - before >= 1


async def test_messages_to_a_channel_keep_to_slacks_rate() -> None:
    async with FakeSlack(rate_limits=True) as fake:
        team = fake.add_team("스터디")
        rooms = [team.add_channel(name) for name in ("one", "two")]
        async with running(fake, team, Memory(), DECK, read) as bot:
            sends = [
                bot.platform.chat.post(
                    Address(channel_id(team.id, room.id)), Card(title="x"), f"{n}"
                )
                for room in rooms
                for n in range(5)
            ]
            await asyncio.gather(*sends)
        assert [len(room.messages) for room in rooms] == [5, 5]
        assert fake.too_many == 0


async def test_a_bot_that_is_outside_goes_into_a_public_channel(workspace: SlackGroup) -> None:
    workspace.place.kick_bot()
    async with workspace.bot() as bot:
        assert "What about first?" in (await open_board(workspace, bot)).text
        assert workspace.fake.called("conversations.join")


async def test_a_private_channel_says_how_to_let_the_bot_in(workspace: SlackGroup) -> None:
    secret = workspace.team.add_channel("비밀", is_private=True, has_bot=False)
    async with workspace.bot():
        opened = await workspace.boss.slash(secret, "/quiz", "settings")
        await opened.opened()
        given = {"at": "08:30", "weekdays": ["0"], "language": "ko", "deck": "deep-learning"}
        sent = await workspace.boss.submit(opened, given)
        saved = await sent.shown(where=says("저장했어요"))
        assert "/invite" in saved.text


@pytest.mark.parametrize(("end", "reason"), [("archive", "보관"), ("kick_bot", "/invite")])
async def test_an_admin_hears_once_why_a_channel_cannot_be_reached(
    workspace: SlackGroup, end: str, reason: str
) -> None:
    boss, team = workspace.boss, workspace.team
    secret = team.add_channel("비밀", is_private=True)
    channel = study_channel(secret, team, admin=member_id(team.id, boss.id))
    await workspace.memory.store.save_channel(channel)
    async with workspace.bot() as bot:
        await (await boss.slash(secret, "/stats")).shown(where=says("내 기록"))
        getattr(secret, end)()
        bot.clock.advance(hours=1)
        await bot.quiz.host.tick()
        await bot.quiz.host.tick()
        assert len([m for m in boss.dm.messages if reason in m.text]) == 1


async def test_a_revoked_token_makes_the_channel_unreachable(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        workspace.team.revoke_token()
        with pytest.raises(ChannelUnreachable) as refused:
            await bot.platform.chat.post(Address(workspace.channel.id), Card(title="x"), "k")
        assert refused.value.reason == "removed"


async def test_an_uninstalled_workspace_is_let_go(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        workspace.team.uninstall()
        await bot.quiz.host.tick()
        channel = await bot.memory.store.channel(workspace.channel.id)
        assert channel is not None
        assert channel.trouble == "removed"
        workspace.team.install()


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}], ids=["error", "cut"])
async def test_a_message_in_doubt_is_found_and_not_sent_again(
    workspace: SlackGroup, fault: dict[str, Any]
) -> None:
    async with workspace.bot() as bot:
        workspace.fake.fail_next("chat.postMessage", **fault, after=True)
        await bot.quiz.host.tick()
        [round] = await bot.memory.store.rounds()
        assert round.state is RoundState.CLAIMED
        await bot.quiz.host.tick()
        [round] = await bot.memory.store.rounds()
        assert round.state is RoundState.OPEN
        assert [m.id for m in workspace.place.messages] == [round.message]


async def test_a_message_that_may_be_on_its_way_is_not_sent_again_at_once(
    workspace: SlackGroup,
) -> None:
    async with workspace.bot() as bot:
        workspace.fake.fail_next("chat.postMessage", status=500)
        await bot.quiz.host.tick()
        for seconds in (0, 10):
            bot.clock.advance(seconds=seconds)
            await bot.quiz.host.tick()
            assert len(workspace.fake.called("chat.postMessage")) == 1
        bot.clock.advance(seconds=3)
        await bot.quiz.host.tick()
        [round] = await bot.memory.store.rounds()
        assert round.state is RoundState.OPEN
        assert [m.id for m in workspace.place.messages] == [round.message]


async def test_a_grade_that_comes_late_comes_as_a_direct_message(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        bot.grader.is_away = True
        sent = await answered(workspace.mina, board, "good reason")
        await sent.shown(where=says("채점기가 쉬고 있어요"))
        await (await workspace.mina.slash(workspace.place, "/stats")).shown(where=says("내 기록"))
        bot.clock.advance(hours=1)
        bot.grader.is_away = False
        grade = await workspace.mina.dm.message(where=says("100점"))
        assert grade.labels == ["다시 답하기", "다음 질문 →", "이의 있어요"]
        next_one = await workspace.mina.press(grade, "다음 질문 →")
        await next_one.shown(where=says("What about then?"))


async def test_a_card_just_seen_is_not_shown_again_but_another_is(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        mina, place = workspace.mina, workspace.place
        await (await mina.slash(place, "/stats")).shown(where=says("내 기록"))
        to = Address(workspace.channel.id, only=member_id(workspace.team.id, mina.id))
        for card in (Card(title="one"), Card(title="one"), Card(title="two")):
            await bot.platform.chat.post(to, card, "answer:1")
        titles = [message.text for message in mina.ephemerals(place)]
        assert [title for title in titles if title in ("one", "two")] == ["one", "two"]


async def test_a_form_that_comes_too_late_becomes_a_button(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        workspace.fake.trigger_age_s = 10
        pressed = await workspace.mina.press(board, "답하기")
        offered = await pressed.shown(where=says("답하기"))
        workspace.fake.trigger_age_s = 0
        again = await workspace.mina.press(offered, "열기")
        await again.opened()


async def test_response_urls_that_are_spent_are_not_needed(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        pressed = await workspace.mina.press(board, "답하기")
        await pressed.opened()
        workspace.fake.response_url_age_s = 3600
        sent = await workspace.mina.submit(pressed, {"text": "good reason"})
        grade = await sent.shown(where=says("100점"))
        assert grade.ephemeral_to == workspace.mina
        assert workspace.fake.called("chat.postEphemeral")


@pytest.mark.parametrize("way", ["response_url", "chat.postEphemeral"])
async def test_where_slack_takes_no_table_its_lines_are_shown(
    workspace: SlackGroup, way: str
) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        sent = await answered(workspace.mina, board, "good reason")
        await sent.shown(where=says("What about then?"))
        if way == "response_url":
            workspace.fake.fail_next(way, error="invalid_blocks")
        else:
            workspace.fake.response_url_age_s = 3600
            workspace.fake.fail_next(way, error="invalid_blocks")
        shown = await (await workspace.mina.press(board, "순위")).shown(where=says("🥇"))
        assert not any(block["type"] == "table" for block in shown.blocks)


async def test_home_drawn_meanwhile_is_drawn_again(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        await open_board(workspace, bot)
        await home_of(workspace.mina, "What about first?")
        workspace.fake.fail_next("views.publish", error="hash_conflict")
        await workspace.mina.open_home()
        _, refused, anew = await workspace.fake.requested("views.publish", 3)
        assert refused.args["hash"]
        assert "hash" not in anew.args


async def test_nobody_is_called_by_what_members_type(workspace: SlackGroup) -> None:
    async with workspace.bot() as bot:
        board = await open_board(workspace, bot)
        hostile = "good <!channel> <@U1> & *bold* <https://evil.example|x> @here"
        grade = await (await answered(workspace.mina, board, hostile)).shown(where=says("100점"))
        assert "<!channel>" not in str(grade.blocks)
        assert "<!channel>" not in grade.fallback
        assert "*bold*" in grade.text


async def test_a_press_of_a_button_that_never_was_is_answered(workspace: SlackGroup) -> None:
    async with workspace.bot():
        pressed = await workspace.mina.forge_press(workspace.place, "qm:show:" + "0" * 24)
        await pressed.shown(where=says("더 이상 쓸 수 없어요"))
        odd = await workspace.mina.forge_press(workspace.place, "whatever")
        await odd.shown(where=says("더 이상 쓸 수 없어요"))


async def test_a_command_where_the_bot_is_not_is_answered(workspace: SlackGroup) -> None:
    secret = workspace.team.add_channel("비밀", is_private=True, has_bot=False)
    async with workspace.bot():
        typed = await workspace.mina.slash(secret, "/answer", "good reason")
        await typed.shown(where=says("아직 퀴즈를 시작하지 않았어요"))
        demo = await workspace.mina.slash(secret, "/quiz", "nonsense")
        await demo.shown(where=says("nonsense"))


async def test_whoever_speaks_to_the_bot_is_helped(workspace: SlackGroup) -> None:
    async with workspace.bot():
        await workspace.mina.say(workspace.mina.dm, "안녕?")
        await workspace.mina.dm.message(where=says("/answer"))


async def signed_post(group: SlackGroup, url: str, body: str, **changes: Any) -> int:
    kind = changes.pop("kind", "application/x-www-form-urlencoded")
    headers = group.fake.signed(body, **changes) | {"content-type": kind}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body.encode()), headers=headers) as response,
    ):
        await response.read()
        return response.status


async def test_requests_are_served_if_slack_signed_them_just_now(workspace: SlackGroup) -> None:
    async with workspace.bot(by_http=True) as bot:
        board = await open_board(workspace, bot)
        await (await answered(workspace.mina, board, "good reason")).shown(where=says("100점"))
        body = "command=%2Fstats&team_id=T&user_id=U&channel_id=C"
        old = time.time() - 600
        assert await signed_post(workspace, bot.url, body, secret="0" * 32) == 401
        assert await signed_post(workspace, bot.url, body, at=old) == 401


@pytest.mark.parametrize(
    "body",
    ["payload=%7Bnot+json", "payload=%5B1%5D", '{"type":', "[1, 2]", "", "%ff%fe", "just words"],
)
async def test_what_cannot_be_read_is_a_bad_request(workspace: SlackGroup, body: str) -> None:
    async with workspace.bot(by_http=True) as bot:
        kind = "application/json" if body[:1] in "[{" and body else "text/plain"
        assert await signed_post(workspace, bot.url, body, kind=kind) == 400


async def test_what_is_too_large_is_not_read(workspace: SlackGroup) -> None:
    async with workspace.bot(by_http=True) as bot:
        assert await signed_post(workspace, bot.url, "command=" + "x" * 1_100_000) == 413


async def test_a_request_that_comes_again_changes_nothing(workspace: SlackGroup) -> None:
    async with workspace.bot(by_http=True) as bot:
        await open_board(workspace, bot)
        sent = await workspace.mina.slash(workspace.place, "/answer", "good reason")
        await sent.shown(where=says("What about then?"))
        shown = len(workspace.mina.ephemerals(workspace.place))
        await workspace.fake.redeliver(sent)
        assert await graded_answers(workspace, bot) == ["good reason"]
        assert len(workspace.mina.ephemerals(workspace.place)) == shown
