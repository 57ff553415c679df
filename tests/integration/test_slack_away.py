"""The bot on Slack while something else answers in Slack's place: a line of text, or a page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.platforms.slack import messages, platform, rates
from bot.platforms.slack.channel_directory import SHARED_FRESH
from bot.platforms.slack.identity import member_id
from bot.quiz.answering import telling
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, RoundState
from bot.quiz.preferences.model import Preferences
from tests.integration.conftest import SlackGroup
from tests.integration.slack_steps import Quiz, at_work, home_of, opened, says, shown, until
from tests.scenarios.test_demos import STARTED, offer

AWAY = "슬랙이 응답하지 않아"
BROKE = "처리하지 못했어요"
FAULTS = [
    {"status": 503, "text": "upstream connect error"},
    {"status": 502, "text": "<h1>Bad Gateway</h1>", "kind": "text/html"},
    {"status": 503, "text": '["down"]', "kind": "application/json"},
    {"status": 500, "text": "{", "kind": "application/json"},
    {"status": 503, "text": b"\x1f\x8b", "kind": "application/gzip"},
    {"status": 503, "text": b"\xff\xfe"},
    {"status": 429, "text": "slow down", "retry_after": 0},
    # A response URL that says so has taken what it was sent, for all that anybody can tell.
    {"status": 200, "text": "please log in to this network"},
]
PLAIN = [FAULTS[0], FAULTS[-2], FAULTS[-1]]

Fault = dict[str, Any]


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once what is tried again."""
    monkeypatch.setattr(platform, "FIRST_BACKOFF_S", 0.01)
    monkeypatch.setattr(messages, "UPLOAD_PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(telling, "IDLE_S", 0.05)
    monkeypatch.setattr(rates, "PER_CHANNEL_S", {})


@pytest.fixture
def nothing_broke(workspace: SlackGroup, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let no member read that something went wrong which did not, and nothing be a surprise."""
    yield
    for member in (workspace.mina, workspace.alex):
        read = [*member.sees(workspace.place), *member.dm.messages]
        assert not [message.text for message in read if BROKE in message.text]
    logged = [*caplog.get_records("call"), *caplog.get_records("teardown")]
    assert not [one.getMessage() for one in logged if "broke" in one.getMessage()]


async def goes_on_being_served(quiz: Quiz) -> None:
    """Let another member answer well, and the grade reach them."""
    await shown(quiz.alex.slash(quiz.place, "/answer", "good reason"), "100 points")


@pytest.mark.parametrize("fault", [*FAULTS, {"error": "internal_error"}])
@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_it_is_waited_for_at_the_start(
    workspace: SlackGroup, method: str, fault: Fault
) -> None:
    found = workspace.fake.fail_next(method, times=2, **fault)
    async with at_work(workspace):
        assert found.hits == 2


@pytest.mark.parametrize("fault", PLAIN)
async def test_a_lost_socket_is_opened_again(quiz: Quiz, fault: Fault) -> None:
    found = quiz.fake.fail_next("apps.connections.open", times=2, **fault)
    await quiz.fake.drop_sockets()
    await quiz.fake.connected()
    await goes_on_being_served(quiz)
    assert found.hits == 2


@pytest.mark.usefixtures("nothing_broke")
class TestAnswering:
    """`after` is for what has an effect though the answer to it is lost."""

    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("fault", [*FAULTS[:-1], {"status": 429}, {"drop": True}])
    async def test_a_grade_goes_round_a_response_url(
        self, quiz: Quiz, fault: Fault, after: bool
    ) -> None:
        quiz.fake.fail_next("response_url", after=after, **fault)
        await quiz.graded()
        await goes_on_being_served(quiz)

    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_grade_that_cannot_be_whispered_comes_as_a_direct_message(
        self, quiz: Quiz, fault: Fault, after: bool
    ) -> None:
        quiz.fake.response_url_age_s = 3600
        quiz.fake.fail_next("chat.postEphemeral", times=3, after=after, **fault)
        await quiz.sent()
        await quiz.mina.dm.message(where=says("100점"))
        await goes_on_being_served(quiz)

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_grade_comes_once_slack_is_back(self, quiz: Quiz, fault: Fault) -> None:
        quiz.fake.response_url_age_s = 3600
        ways = ["chat.postEphemeral", "chat.postMessage"]
        lost = [quiz.fake.fail_next(way, times=99, **fault) for way in ways]
        sent = await quiz.sent()
        await until(lambda: all(one.hits for one in lost))
        assert [one.text for one in await quiz.answers() if not one.is_pending] == ["good reason"]
        for one in lost:
            one.times = 0
        await sent.shown(says("100점"))

    @pytest.mark.parametrize("fault", PLAIN)
    @pytest.mark.parametrize(
        "method",
        [
            "chat.update",
            "conversations.info",
            "conversations.open",
            "users.conversations",
            "users.info",
            "users.list",
            "views.publish",
        ],
    )
    async def test_what_else_is_asked_of_slack_holds_up_no_grade(
        self, workspace: SlackGroup, method: str, fault: Fault
    ) -> None:
        workspace.fake.fail_next(method, times=9, **fault)
        async with at_work(workspace) as quiz:
            await quiz.mina.open_home()
            await quiz.graded()

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_form_that_does_not_open_becomes_a_button(
        self, quiz: Quiz, fault: Fault
    ) -> None:
        quiz.fake.fail_next("views.open", **fault)
        offered = await shown(quiz.mina.press(quiz.board, "답하기"), "답하기")
        await opened(quiz.mina.press(offered, "열기"))

    @pytest.mark.parametrize("fault", PLAIN)
    @pytest.mark.parametrize(
        "method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"]
    )
    async def test_a_picture_that_is_lost_leaves_its_card(
        self, quiz: Quiz, method: str, fault: Fault
    ) -> None:
        picture = await quiz.bot.memory.media.put(b"\x89PNG\r\n\x1a\n", ".png")
        quiz.bot.figures.media["network"] = picture
        found = quiz.fake.fail_next(method, times=3, **fault)
        grade = await quiz.graded()
        sent = await quiz.mina.press(grade, "이어지는 질문 1/2 →")
        await quiz.mina.dm.message(where=says("What about then?"))
        await until(lambda: found.hits)
        await sent.shown(says("다이렉트 메시지로 보냈어요"))
        assert len([m for m in quiz.mina.dm.messages if "What about then?" in m.text]) == 1


class TestReading:
    """What somebody wants cannot be read while Slack is away: they read that, nothing else."""

    @pytest.mark.parametrize("fault", [*PLAIN, {"error": "internal_error"}])
    async def test_of_who_presses_in_a_channel_that_is_not_known(
        self, workspace: SlackGroup, fault: Fault
    ) -> None:
        lost = workspace.fake.fail_next("conversations.info", times=99, **fault)
        async with at_work(workspace) as quiz:
            await home_of(quiz.mina, "What about first?")
            await shown(quiz.mina.press_home("답하기"), AWAY)
            lost.times = 0
            await opened(quiz.mina.press_home("답하기"))

    @pytest.mark.parametrize("fault", PLAIN)
    async def test_of_who_may_run_the_quiz(self, workspace: SlackGroup, fault: Fault) -> None:
        hers = workspace.team.add_channel("민지-스터디", creator=workspace.mina)
        async with workspace.bot():
            lost = workspace.fake.fail_next("conversations.info", times=9, **fault)
            await shown(workspace.mina.slash(hers, "/quiz", "settings"), AWAY)
            lost.times = 0
            await opened(workspace.mina.slash(hers, "/quiz", "settings"))

    async def test_nobody_needs_it_who_runs_every_quiz_or_asks_for_help(
        self, workspace: SlackGroup
    ) -> None:
        async with workspace.bot():
            workspace.fake.fail_next("conversations.info", times=99, status=500)
            await opened(workspace.boss.slash(workspace.place, "/quiz", "settings"))
            await shown(workspace.mina.slash(workspace.place, "/quiz", "help"), "/answer")

    async def test_of_whose_private_channels_are_not_known_in_the_language_they_chose(
        self, workspace: SlackGroup, caplog: pytest.LogCaptureFixture
    ) -> None:
        workspace.place.is_private = True
        async with at_work(workspace) as quiz:
            await quiz.graded()
            await quiz.bot.memory.store.save_preferences(
                member_id(quiz.team.id, quiz.mina.id), Preferences(language="en"), None
            )
            await home_of(quiz.mina, "What about first?")
            quiz.bot.clock.advance(seconds=SHARED_FRESH.total_seconds() + 1)
            quiz.fake.fail_next("users.conversations", status=500)
            await shown(quiz.mina.press_home(quiz.mina.home_labels[0]), "Slack isn't answering")
            assert not [one for one in caplog.records if one.levelname == "ERROR"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fault", PLAIN)
async def test_a_question_in_doubt_is_posted_once(
    workspace: SlackGroup, fault: Fault, after: bool
) -> None:
    async with workspace.bot() as bot:
        workspace.fake.fail_next("chat.postMessage", times=3, after=after, **fault)
        for _ in range(4):
            await bot.quiz.host.tick()
            bot.clock.advance(seconds=15)
        [round] = await bot.memory.store.rounds()
        assert round.state is RoundState.OPEN
        posted = [message.id for message in workspace.place.messages]
        assert round.message in posted
        assert len(posted) == 1 or fault["status"] == 429  # by which Slack says it took nothing


@pytest.mark.parametrize("fault", PLAIN)
async def test_a_change_that_fails_says_that_slack_is_away(quiz: Quiz, fault: Fault) -> None:
    here = Address(quiz.group.channel.id)
    quiz.fake.fail_next("chat.update", times=3, **fault)
    with pytest.raises(ChannelUnreachable) as refused:
        await quiz.bot.platform.chat.edit(here, quiz.board.ts, Card(title="x"))
    assert refused.value.reason == "away"


@pytest.mark.parametrize("fault", [*PLAIN, {"status": 500}])
async def test_a_step_of_a_demo_that_is_lost_does_not_end_it(
    workspace: SlackGroup, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.reply.PASSING_S", 0)
    async with workspace.bot() as bot:
        steps = [replace(STARTED, state="running", fraction=n / 10) for n in range(3)]
        await offer(bot, *steps, pictures=())
        lost = workspace.fake.fail_next("chat.update", **fault)
        await workspace.mina.slash(workspace.place, "/demo", "relu-curve-fit")
        await workspace.place.message(where=says("잘 맞았어요."))
        assert lost.hits
