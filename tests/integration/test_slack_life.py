"""What happens to a bot on Slack over time: things come twice, late, or not at all."""

import asyncio
import time
from typing import Any

import pytest

from bot.platforms.slack.identity import channel_id, member_id
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, Round, RoundState
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import (
    Quiz,
    answered,
    at_work,
    direct,
    home_of,
    opened,
    says,
    serves,
    shown,
    until,
)
from tests.slack_fake import FakeSlack
from tests.slack_study import running, study_channel
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read


async def only_round(bot: Bot) -> Round:
    [round] = await bot.memory.store.rounds()
    return round


@pytest.mark.parametrize("by_http", [False, True])
async def test_what_comes_twice_is_served_once(quiz: Quiz) -> None:
    sent = await quiz.typed()
    await sent.shown(says("100점"))
    before = len(quiz.mina.ephemerals(quiz.place))
    await quiz.fake.redeliver(sent)
    await shown(quiz.mina.slash(quiz.place, "/stats"), "내 기록")
    assert [one.text for one in await quiz.answers() if not one.is_pending] == ["good reason"]
    assert len(quiz.mina.ephemerals(quiz.place)) == before + 1


async def test_what_comes_twice_is_served_once_even_after_a_restart(workspace: SlackGroup) -> None:
    async with at_work(workspace) as quiz:
        posted = await quiz.boss.slash(quiz.place, "/quiz", "skip")
        await posted.shown(says("건너뛰"))
    async with workspace.bot():
        await workspace.fake.redeliver(posted)
        await shown(workspace.mina.slash(workspace.place, "/stats"), "내 기록")
        boards = [one for one in workspace.place.messages if "What about" in one.text]
        assert len(boards) == 2
        assert quiz.board in boards


async def test_a_socket_that_is_renewed_loses_nothing(quiz: Quiz) -> None:
    await quiz.fake.refresh_socket()
    await quiz.graded()
    await quiz.fake.drop_sockets()
    await shown(answered(quiz.alex, quiz.board), "100 points")
    assert quiz.fake.connects >= 3


async def test_haste_is_slowed_down_as_slack_asks(workspace: SlackGroup) -> None:
    workspace.fake.fail_next("chat.postMessage", status=429, retry_after=1)
    before = time.monotonic()
    async with at_work(workspace):
        assert time.monotonic() - before >= 1


async def test_messages_to_a_channel_keep_to_slacks_rate() -> None:
    async with FakeSlack(rate_limits=True) as fake:
        team = fake.add_team("스터디")
        rooms = [team.add_channel(name) for name in ("one", "two")]
        addresses = [Address(channel_id(team.id, room.id)) for room in rooms]
        async with running(fake, team, Memory(), DECK, read) as bot:
            post = bot.platform.chat.post
            sends = (post(to, Card(title="x"), f"{n}") for to in addresses for n in range(5))
            await asyncio.gather(*sends)
        assert [len(room.messages) for room in rooms] == [5, 5]
        assert fake.too_many == 0


async def test_a_bot_that_is_outside_goes_into_a_public_channel(workspace: SlackGroup) -> None:
    workspace.place.kick_bot()
    async with at_work(workspace) as quiz:
        assert "What about first?" in quiz.board.text
        assert quiz.fake.called("conversations.join")


@pytest.mark.parametrize("is_private", [False, True])
async def test_a_channel_is_called_as_its_members_call_it_now(
    workspace: SlackGroup, is_private: bool
) -> None:
    boss, place = workspace.boss, workspace.team.add_channel("옛-이름", is_private=is_private)
    await workspace.memory.store.save_channel(study_channel(place, workspace.team))
    async with workspace.bot():
        await opened(boss.slash(place, "/quiz", "settings"))
        place.rename("새-이름")
        await serves(workspace)
        await shown(boss.slash(place, "/leaderboard"), "#새-이름")
        form = await opened(boss.slash(place, "/quiz", "settings"))
        await shown(boss.submit(form, {}), "#새-이름")


async def test_a_private_channel_says_how_to_let_the_bot_in(
    workspace: SlackGroup, bot: Bot
) -> None:
    secret = workspace.team.add_channel("비밀", is_private=True, has_bot=False)
    form = await opened(workspace.boss.slash(secret, "/quiz", "settings"))
    given = {"at": "08:30", "weekdays": ["0"], "language": "ko"}
    saved = await shown(workspace.boss.submit(form, given), "저장했어요")
    assert "/invite" in saved.text


@pytest.mark.parametrize(("end", "reason"), [("archive", "보관"), ("kick_bot", "/invite")])
async def test_an_admin_hears_once_why_a_channel_cannot_be_reached(
    workspace: SlackGroup, bot: Bot, end: str, reason: str
) -> None:
    boss, team = workspace.boss, workspace.team
    secret = team.add_channel("비밀", is_private=True)
    channel = study_channel(secret, team, admin=member_id(team.id, boss.id))
    await workspace.memory.store.save_channel(channel)
    await shown(boss.slash(secret, "/stats"), "내 기록")
    getattr(secret, end)()
    bot.clock.advance(hours=1)
    await bot.quiz.host.tick()
    await bot.quiz.host.tick()
    assert len([one for one in boss.dm.messages if reason in one.text]) == 1


async def test_an_admin_hears_that_only_some_may_post(workspace: SlackGroup, bot: Bot) -> None:
    boss, place = workspace.boss, workspace.place
    form = await opened(boss.slash(place, "/quiz", "settings"))
    await shown(boss.submit(form, {}), "저장했어요")
    workspace.fake.fail_next("chat.postMessage", error="restricted_action_read_only_channel")
    await shown(boss.slash(place, "/quiz", "now"), "저도 쓸 수 있게 해 주세요")


async def test_a_revoked_token_makes_the_channel_unreachable(
    workspace: SlackGroup, bot: Bot
) -> None:
    workspace.team.revoke_token()
    with pytest.raises(ChannelUnreachable) as refused:
        await bot.platform.chat.post(Address(workspace.channel.id), Card(title="x"), "k")
    assert refused.value.reason == "removed"


async def test_an_uninstalled_workspace_is_let_go(workspace: SlackGroup, bot: Bot) -> None:
    workspace.team.uninstall()
    await bot.quiz.host.tick()
    channel = await bot.memory.store.channel(workspace.channel.id)
    assert channel is not None
    assert channel.trouble == "removed"
    workspace.team.install()


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}], ids=["error", "cut"])
async def test_a_message_in_doubt_is_found_and_not_sent_again(
    workspace: SlackGroup, bot: Bot, fault: dict[str, Any]
) -> None:
    workspace.fake.fail_next("chat.postMessage", **fault, after=True)
    await bot.quiz.host.tick()
    assert (await only_round(bot)).state is RoundState.CLAIMED
    await bot.quiz.host.tick()
    round = await only_round(bot)
    assert round.state is RoundState.OPEN
    assert [one.id for one in workspace.place.messages] == [round.message]


async def test_a_message_that_may_be_on_its_way_is_not_sent_again_at_once(
    workspace: SlackGroup, bot: Bot
) -> None:
    workspace.fake.fail_next("chat.postMessage", status=500)
    for seconds in (0, 0, 10):
        bot.clock.advance(seconds=seconds)
        await bot.quiz.host.tick()
        assert len(workspace.fake.called("chat.postMessage")) == 1
    bot.clock.advance(seconds=3)
    await bot.quiz.host.tick()
    round = await only_round(bot)
    assert round.state is RoundState.OPEN
    assert [one.id for one in workspace.place.messages] == [round.message]


async def test_a_grade_that_comes_late_comes_as_a_direct_message(quiz: Quiz) -> None:
    quiz.bot.grader.is_away = True
    await shown(quiz.sent(), "채점기가 쉬고 있어요")
    await shown(quiz.mina.slash(quiz.place, "/stats"), "내 기록")
    quiz.bot.clock.advance(hours=1)
    quiz.bot.grader.is_away = False
    grade = await quiz.mina.dm.message(where=says("100점"))
    assert grade.labels == ["다시 답하기", "이어지는 질문 1/2 →", "이의 있어요"]
    await shown(quiz.mina.press(grade, "이어지는 질문 1/2 →"), "What about then?")


async def test_a_grade_comes_anew_where_what_waits_for_it_cannot_be_changed(quiz: Quiz) -> None:
    quiz.bot.grader.is_away = True
    await home_of(quiz.mina, "What about first?")
    form = await opened(quiz.mina.press_home("답하기"))
    await quiz.mina.submit(form, {"text": "good reason"})
    await quiz.mina.dm.message(where=says("채점기가 쉬고 있어요"))
    quiz.fake.fail_next("chat.update", error="edit_window_closed", times=9)
    quiz.bot.grader.is_away = False
    await quiz.mina.dm.message(where=says("100점"))


async def test_a_late_grade_of_whom_nobody_may_write_to_comes_in_the_channel(quiz: Quiz) -> None:
    quiz.bot.grader.is_away = True
    await shown(quiz.sent(), "채점기가 쉬고 있어요")
    quiz.bot.clock.advance(hours=1)
    quiz.fake.fail_next("chat.postMessage", error="channel_not_found", times=9)
    quiz.bot.grader.is_away = False
    await until(lambda: any("100점" in one.text for one in quiz.mina.ephemerals(quiz.place)))


async def test_a_card_just_seen_is_not_shown_again_but_another_is(
    workspace: SlackGroup, bot: Bot
) -> None:
    mina, place = workspace.mina, workspace.place
    await shown(mina.slash(place, "/stats"), "내 기록")
    for title in ("one", "one", "two"):
        await bot.platform.chat.post(direct(workspace, mina), Card(title=title), "answer:1")
    titles = [message.text for message in mina.ephemerals(place)]
    assert [title for title in titles if title in ("one", "two")] == ["one", "two"]


async def test_a_form_that_comes_too_late_becomes_a_button(quiz: Quiz) -> None:
    quiz.fake.trigger_age_s = 10
    offered = await shown(quiz.mina.press(quiz.board, "답하기"), "답하기")
    quiz.fake.trigger_age_s = 0
    await opened(quiz.mina.press(offered, "열기"))


@pytest.mark.parametrize("is_with_bot", [False, True], ids=["in the channel", "with the bot"])
async def test_a_form_sent_to_another_bot_is_answered_where_it_was_opened(
    workspace: SlackGroup, is_with_bot: bool
) -> None:
    mina, place = workspace.mina, workspace.place
    async with workspace.bot(by_http=True) as one, workspace.bot(by_http=True) as other:
        await one.quiz.host.tick()
        board = await place.message()
        workspace.fake.post_to(one.url)
        if is_with_bot:
            await home_of(mina, "What about first?")
            form = await opened(mina.press_home("답하기"))
        else:
            form = await opened(mina.press(board, "답하기"))
        workspace.fake.post_to(other.url)
        grade = await shown(mina.submit(form, {"text": "good reason"}), "100점")
        assert (grade in mina.dm.messages, grade in mina.ephemerals(place)) == (
            is_with_bot,
            not is_with_bot,
        )


async def test_response_urls_that_are_spent_are_not_needed(quiz: Quiz) -> None:
    form = await quiz.form()
    quiz.fake.response_url_age_s = 3600
    grade = await shown(quiz.mina.submit(form, {"text": "good reason"}), "100점")
    assert grade.ephemeral_to == quiz.mina
    assert quiz.fake.called("chat.postEphemeral")


@pytest.mark.parametrize("way", ["response_url", "chat.postEphemeral"])
async def test_where_slack_takes_no_table_its_lines_are_shown(quiz: Quiz, way: str) -> None:
    await quiz.graded()
    if way == "chat.postEphemeral":
        quiz.fake.response_url_age_s = 3600
    quiz.fake.fail_next(way, error="invalid_blocks")
    ranks = await shown(quiz.mina.press(quiz.board, "순위"), "🥇")
    assert not any(block["type"] == "table" for block in ranks.blocks)


async def test_home_drawn_meanwhile_is_drawn_again(quiz: Quiz) -> None:
    await home_of(quiz.mina, "What about first?")
    quiz.fake.fail_next("views.publish", error="hash_conflict")
    await quiz.mina.open_home()
    _, refused, anew = await quiz.fake.requested("views.publish", 3)
    assert refused.args["hash"]
    assert "hash" not in anew.args


async def test_nobody_is_called_by_what_members_type(quiz: Quiz) -> None:
    hostile = "good <!channel> <@U1> & *bold* <https://evil.example|x> @here"
    grade = await shown(quiz.sent(hostile), "100점")
    assert "<!channel>" not in str(grade.blocks)
    assert "<!channel>" not in grade.fallback
    assert "*bold*" in grade.text


@pytest.mark.parametrize("action_id", ["qm:show:" + "0" * 24, "whatever"])
async def test_a_press_of_a_button_that_never_was_is_answered(
    workspace: SlackGroup, bot: Bot, action_id: str
) -> None:
    await shown(workspace.mina.forge_press(workspace.place, action_id), "더 이상 쓸 수 없어요")


@pytest.mark.parametrize(
    ("command", "text", "told"),
    [
        ("/answer", "good reason", "아직 퀴즈를 시작하지 않았어요"),
        ("/quiz", "nonsense", "nonsense"),
    ],
)
async def test_a_command_where_the_bot_is_not_is_answered(
    workspace: SlackGroup, bot: Bot, command: str, text: str, told: str
) -> None:
    secret = workspace.team.add_channel("비밀", is_private=True, has_bot=False)
    await shown(workspace.mina.slash(secret, command, text), told)


async def test_whoever_speaks_to_the_bot_is_helped(workspace: SlackGroup, bot: Bot) -> None:
    await workspace.mina.say(workspace.mina.dm, "안녕?")
    await workspace.mina.dm.message(where=says("/answer"))


@pytest.mark.parametrize("subtype", ["file_share", "me_message", "thread_broadcast"])
async def test_so_is_who_sends_a_file_or_speaks_otherwise(
    workspace: SlackGroup, bot: Bot, subtype: str
) -> None:
    mina = workspace.mina
    told = {"type": "message", "channel": mina.dm.id, "channel_type": "im", "user": mina.id}
    await workspace.team.event(told | {"subtype": subtype, "ts": "1.1"})
    await mina.dm.message(where=says("/answer"))
