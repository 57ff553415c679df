"""The bot on a Slack that somebody else wrote: `quizmaster run`, told of things by requests."""

import asyncio
import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from bot.platforms.slack.commands import ANSWER_FROM_MESSAGE
from content.loader import load
from content.schema import Question
from evaluators.grade import MAX_ANSWER_CHARS
from tests.e2e.conftest import Study
from tests.e2e.slack_door import Json, Message, words
from tests.e2e.slack_people import FORM, JSON, Bot

pytestmark = [pytest.mark.emulator, pytest.mark.asyncio(loop_scope="module")]

PNG = b"\x89PNG\r\n\x1a\n"
TOO_OLD_S = 5 * 60 + 10
MAX_BYTES = 1_000_000
MALFORMED = [
    "",
    "{",
    "[]",
    "null",
    '{"type":"event_callback"}',
    '{"type":"event_callback","event":"x","event_id":1,"team_id":[]}',
    "payload=",
    "payload={",
    "payload=[]",
    "payload=null",
    "payload=%ff%fe",
    "payload=%7B%22type%22:%22block_actions%22%7D",
    "payload=%7B%22type%22:%22block_actions%22,%22actions%22:[1],%22team%22:%22T%22%7D",
    "payload=%7B%22type%22:%22view_submission%22,%22view%22:1,%22user%22:[]%7D",
    "command=/quiz",
    "command=/quiz&team_id=&channel_id=&user_id=&text=%00",
    pytest.param("payload=" + "[" * 50_000, id="deep"),
]


def asked(board: Message) -> Question:
    """Return the question that a message asks."""
    return next(one for one in load().mains() if one.text.ko in board.text)


async def test_from_settings_to_a_grade_and_its_follow_up(study: Study) -> None:
    board = await study.open_question()
    question = asked(board)
    form = await study.modal(study.mina, study.mina.press(board, "답하기"))
    await study.mina.submit(form, {"text": question.references.ko[0]})
    grade = await study.private(study.mina, "시도 1/3")
    assert "핵심을 잘 짚었어요" in grade.text
    await study.posted("지금까지 1명이 답했어요")
    following = f"이어지는 질문 1/{len(question.follow_ups)} →"
    follow_up = await study.told(study.mina, study.mina.press(grade, following))
    assert question.follow_ups[0].text.ko in follow_up.text
    public = await study.slack.history(study.channel)
    public += await study.slack.replies(study.channel, board.ts)
    assert not any(question.references.ko[0][:40] in one.text for one in public)


async def test_an_english_member_reads_english(lounge: Study) -> None:
    question = asked(await lounge.posted("오늘의 질문"))
    await lounge.alex.slash(lounge.channel, f"/answer {question.references.en[0]}")
    grade = await lounge.private(lounge.alex, "attempt 1/3")
    assert question.key_points[0].text.en in grade.text


async def test_a_message_becomes_an_answer_by_its_shortcut(lounge: Study) -> None:
    text = asked(await lounge.posted("오늘의 질문")).references.ko[1]
    said = {"type": "message", "user": lounge.boss.id, "ts": "1700000000.000100", "text": text}
    await lounge.boss.use_shortcut(ANSWER_FROM_MESSAGE, Message(lounge.channel, said))
    await lounge.private(lounge.boss, "시도 1/3")


async def test_a_hint_is_private(lounge: Study) -> None:
    board = await lounge.posted("오늘의 질문")
    hint = await lounge.told(lounge.mina, lounge.mina.press(board, "힌트"))
    assert asked(board).hints[0].ko in hint.text


async def test_a_demo_shows_its_progress_and_then_its_plot(lounge: Study) -> None:
    while (
        "📈"
        not in (await lounge.told(lounge.mina, lounge.mina.slash(lounge.channel, "/demo"))).text
    ):
        await asyncio.sleep(0.1)  # the bot's compute process is starting
    await lounge.mina.slash(lounge.channel, "/demo relu-curve-fit units=8 steps=200")
    progress = await lounge.posted("⏳ ReLU")

    async def plots() -> list[Json]:
        replies = await lounge.slack.replies(lounge.channel, progress.ts)
        return [file for one in replies for file in one.files]

    [plot] = await lounge.slack.until(plots, "plot")
    assert (await lounge.slack.download(plot)).startswith(PNG)
    result = await lounge.posted("📈 ReLU")
    assert result.ts == progress.ts
    assert "units=8" in result.text


async def test_home_leads_to_the_open_question(lounge: Study) -> None:
    question = asked(await lounge.posted("오늘의 질문"))
    await lounge.mina.open_home()

    async def home() -> list[Json]:
        views = await lounge.slack.views(lounge.mina.name, "home")
        return [view for view in views if question.text.ko in "\n".join(words(view["blocks"]))]

    [view] = await lounge.slack.until(home, "home")
    form = await lounge.modal(lounge.mina, lounge.mina.press_on(view, "답하기"))
    assert question.text.ko in "\n".join(words(form["blocks"]))


@pytest.mark.parametrize(
    ("line", "text"),
    [("/leaderboard", "🏆 이번 주"), ("/stats", "📊 내 기록"), ("/quiz help", "❔ 도움말")],
)
async def test_what_a_member_asks_for_is_shown_to_them_alone(
    lounge: Study, line: str, text: str
) -> None:
    before = len(await lounge.slack.history(lounge.channel))
    shown = await lounge.told(lounge.mina, lounge.mina.slash(lounge.channel, line))
    assert text in shown.text
    assert len(await lounge.slack.history(lounge.channel)) == before


async def test_time_zones_are_offered_as_the_admin_types(lounge: Study) -> None:
    form = await lounge.modal(lounge.boss, lounge.boss.slash(lounge.channel, "/quiz settings"))
    assert "Asia/Seoul" in await lounge.boss.look_up(form, "timezone", "seou")


async def test_slack_may_check_the_url(bot: Bot) -> None:
    check = {"type": "url_verification", "challenge": "3eZbrw1a", "token": "verification"}
    told = await bot.tell(json.dumps(check), kind=JSON)
    assert told.status == 200
    assert "3eZbrw1a" in told.text


class TestRequestsThatSlackDidNotSend:
    async def test_with_another_secret_is_refused(self, lounge: Study) -> None:
        before = len(await lounge.slack.history(lounge.channel))
        body = await lounge.boss.slash_body(lounge.channel, "/quiz skip")
        assert (await lounge.bot.tell(body, secret="guessed")).status == 401
        await lounge.told(lounge.boss, lounge.boss.slash(lounge.channel, "/stats"))
        assert len(await lounge.slack.history(lounge.channel)) == before

    async def test_from_long_ago_is_refused(self, bot: Bot) -> None:
        assert (await bot.tell("command=/quiz", age_s=TOO_OLD_S)).status == 401

    @pytest.mark.parametrize("header", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
    @pytest.mark.parametrize("value", ["", "v0=", "now", "-1", "９", "1e9"])
    async def test_with_broken_headers_is_refused(self, bot: Bot, header: str, value: str) -> None:
        assert (await bot.tell("command=/quiz", headers={header: value})).status == 401


class TestRequestsThatComeAgain:
    async def test_slash_posts_one_question(self, study: Study) -> None:
        await study.set_up()
        body = await study.boss.slash_body(study.channel, "/quiz now")
        told = await asyncio.gather(*(study.bot.tell(body) for _ in range(3)))
        assert {one.status for one in told} == {200}
        await study.posted("오늘의 질문")
        await study.told(study.boss, study.boss.slash(study.channel, "/stats"))
        public = await study.slack.history(study.channel)
        assert len([one for one in public if "오늘의 질문" in one.text]) == 1

    async def test_form_is_one_attempt(self, study: Study) -> None:
        board = await study.open_question()
        form = await study.modal(study.mina, study.mina.press(board, "답하기"))
        body = await study.mina.submit_body(form, {"text": asked(board).references.ko[0]})
        told = await asyncio.gather(*(study.bot.tell(body) for _ in range(3)))
        assert {one.status for one in told} == {200}
        grade = await study.private(study.mina, "시도 1/3")
        again = await study.modal(study.mina, study.mina.press(grade, "다시 답하기"))
        assert "남은 기회 2번" in "\n".join(words(again["blocks"]))

    async def test_event_is_answered_once(self, lounge: Study) -> None:
        body = await lounge.alex.writing("hello?")
        for number in range(3):
            again = {"X-Slack-Retry-Num": str(number)} if number else {}
            assert (await lounge.bot.tell(body, kind=JSON, headers=again)).status == 200
        direct = replace(lounge, channel=await lounge.slack.direct(lounge.alex.name))
        await direct.posted("❔ Help")
        await direct.alex.slash(direct.channel, "/stats")
        await direct.posted("hasn't started")  # goes out after whatever was to go out before
        shown = [one for one in await direct.slack.history(direct.channel) if "❔" in one.text]
        assert len(shown) == 1


class TestBadInput:
    async def sentence(self, study: Study, line: str) -> str:
        """Return the one line that a member reads upon what they typed."""
        told = await study.told(study.mina, study.mina.slash(study.channel, line))
        assert "\n" not in told.text
        return told.text

    async def test_unknown_command(self, lounge: Study) -> None:
        assert "‘/quiz nonsense’ 명령은 없어요" in await self.sentence(lounge, "/quiz nonsense")

    async def test_command_for_admins(self, lounge: Study) -> None:
        assert "관리자만" in await self.sentence(lounge, "/quiz now")

    async def test_channel_without_a_quiz(self, study: Study) -> None:
        assert "시작하지 않았어요" in await self.sentence(study, "/leaderboard")

    async def test_channel_that_the_bot_is_not_in(self, lounge: Study) -> None:
        secret = await lounge.slack.new_channel(is_private=True, has_bot=False)
        hidden = replace(lounge, channel=secret)
        assert "시작하지 않았어요" in await self.sentence(hidden, "/stats")

    @pytest.mark.parametrize("ping", ["<!channel>", "<@U1>", "&lt;!here&gt;"])
    async def test_markup_pings_nobody(self, lounge: Study, ping: str) -> None:
        assert "명령은 없어요" in await self.sentence(lounge, f"/quiz {ping}")
        shown = (await lounge.slack.ephemerals(lounge.channel, lounge.mina.name))[-1]
        assert "<!" not in json.dumps(shown.payload)
        assert "<@" not in json.dumps(shown.payload)

    async def test_unknown_button(self, lounge: Study) -> None:
        button = {"type": "button", "action_id": "qm:show:ffff", "text": {"text": "?"}}
        blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
        message = Message(lounge.channel, {"ts": "1.1", "blocks": blocks})
        told = await lounge.told(lounge.mina, lounge.mina.press(message, "?"))
        assert told.text == "이 버튼은 더 이상 쓸 수 없어요. 명령을 써서 다시 해 주세요."

    async def test_setting_that_is_none_stays_in_its_form(self, lounge: Study) -> None:
        form = await lounge.modal(lounge.boss, lounge.boss.slash(lounge.channel, "/quiz settings"))
        told = await lounge.boss.submit(form, {"at": "25:99"})
        assert told.payload["response_action"] == "errors"
        assert "‘25:99’ 값은 시각으로 읽을 수 없어요" in str(told.payload["errors"])

    async def test_answer_too_long_is_given_back(self, lounge: Study) -> None:
        line = "/answer " + "가" * (MAX_ANSWER_CHARS + 1)
        form = await lounge.modal(lounge.mina, lounge.mina.slash(lounge.channel, line))
        assert "줄여서 다시 보내 주세요" in "\n".join(words(form["blocks"]))
        fields = [block for block in form["blocks"] if block["type"] == "input"]
        kept = "".join(field["element"]["initial_value"] for field in fields)
        assert kept == "가" * (MAX_ANSWER_CHARS + 1)

    async def test_trigger_that_opens_nothing_any_more(self, lounge: Study) -> None:
        spent = await lounge.slack.spent_trigger_id(lounge.mina.name)
        late = lounge.mina.slash(lounge.channel, "/answer", trigger_id=spent)
        offer = await lounge.told(lounge.mina, late)
        form = await lounge.modal(lounge.mina, lounge.mina.press(offer, "열기"))
        assert "답하기" in form["title"]["text"]

    @pytest.mark.parametrize("kind", [FORM, JSON])
    @pytest.mark.parametrize("body", MALFORMED)
    async def test_malformed_request_breaks_nothing(
        self, lounge: Study, body: str, kind: str
    ) -> None:
        told = await lounge.bot.tell(body, kind=kind)
        assert told.status < 500, told
        await lounge.told(lounge.mina, lounge.mina.slash(lounge.channel, "/quiz help"))

    async def test_huge_request_is_refused(self, bot: Bot) -> None:
        huge = urlencode({"command": "/quiz", "text": "a" * MAX_BYTES})
        assert (await bot.tell(huge)).status == 413
