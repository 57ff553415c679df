"""The stand-in for Slack is as strict as Slack. That slack_bolt takes all that it sends is shown
by all the tests in which the bot runs on it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_fake import FakeSlack
from tests.slack_fake.basics import Refused
from tests.slack_fake.channels import Channel
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team

pytestmark = pytest.mark.timeout(60)


@dataclass
class Scene:
    """A workspace of the stand-in with a channel, a member, and an app that Bolt runs."""

    fake: FakeSlack
    team: Team
    place: Channel
    mina: Member
    app: AsyncApp
    client: AsyncWebClient

    @classmethod
    def of(cls, fake: FakeSlack) -> "Scene":
        team = fake.add_team("스터디")
        place, mina = team.add_channel("딥러닝-스터디"), team.add_member("민지")
        client = AsyncWebClient(team.bot_token, fake.api_base)
        return cls(fake, team, place, mina, app_on(fake), client)

    async def board(self, *labels: str) -> Message:
        """Post a message with buttons."""
        blocks = [section("질문"), buttons(*labels)]
        await self.client.chat_postMessage(channel=self.place.id, text="질문", blocks=blocks)
        return await self.place.message()

    async def whisper(self, *labels: str) -> Message:
        """Show 민지 alone a message with buttons."""
        blocks = [buttons(*labels)]
        await self.client.chat_postEphemeral(
            channel=self.place.id, user=self.mina.id, text="귓속말", blocks=blocks
        )
        return self.mina.ephemerals(self.place)[-1]

    def opens(self, *blocks: Any, **more: Any) -> None:
        """Let the button 답하기 open a modal, and take what is submitted."""

        @self.app.action("답하기")
        async def press(ack: Any, body: Any, client: Any) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, **more))
            await ack()

        @self.app.view("form")
        async def submit(ack: Any) -> None:
            await ack()

    async def opened(self) -> Interaction:
        """Have 민지 press 답하기, and wait for the modal."""
        pressed = await self.mina.press(await self.board("답하기"), "답하기")
        await pressed.opened()
        return pressed


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with FakeSlack() as fake:
        yield Scene.of(fake)


def app_on(fake: FakeSlack) -> AsyncApp:
    """Make an app that works for every workspace of the stand-in."""

    async def authorize(team_id: str | None, **_: Any) -> AuthorizeResult:
        team = fake.world.teams[team_id or ""]
        ids = {"enterprise_id": None, "team_id": team.id, "bot_user_id": team.bot_user}
        return AuthorizeResult(bot_token=team.bot_token, **ids)

    client = AsyncWebClient(base_url=fake.api_base)
    return AsyncApp(client=client, signing_secret=fake.signing_secret, authorize=authorize)


@asynccontextmanager
async def online(scene: Scene) -> AsyncIterator[None]:
    """Connect a client of Socket Mode."""
    handler = AsyncSocketModeHandler(scene.app, scene.fake.app_token, ping_interval=0.05)
    await handler.connect_async()
    try:
        await scene.fake.connected()
        yield
    finally:
        await handler.close_async()


async def all_of(heard: "asyncio.Queue[Any]", count: int) -> list[Any]:
    """Wait for so many things that a listener heard."""
    return [await asyncio.wait_for(heard.get(), 5) for _ in range(count)]


def says(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def buttons(*labels: str) -> dict[str, Any]:
    made = [
        {"type": "button", "action_id": one, "text": plain(one), "value": "v"} for one in labels
    ]
    return {"type": "actions", "block_id": "buttons", "elements": made}


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element}
    return made | more


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(one), "value": one} for one in values]


TEXT = field("text", {"type": "plain_text_input", "action_id": "text", "max_length": 20})
DAYS = field(
    "weekdays",
    {"type": "checkboxes", "action_id": "weekdays", "options": options("0", "1", "2")},
    optional=True,
)
LANGUAGE = field(
    "language",
    {
        "type": "static_select",
        "action_id": "language",
        "options": options("ko", "en"),
        "initial_option": options("ko")[0],
    },
)
ZONE = field(
    "zone", {"type": "external_select", "action_id": "zone", "min_query_length": 2}, optional=True
)


def modal(*blocks: Any, title: str = "답", **more: Any) -> dict[str, Any]:
    made = {"type": "modal", "callback_id": "form", "title": plain(title), "blocks": list(blocks)}
    return made | {"submit": plain("보내기")} | more


async def test_what_is_typed_comes_escaped(scene: Scene) -> None:
    typed = await scene.mina.slash(scene.place, "/answer", "x < 0 & y")
    assert typed.payload["text"] == "x &lt; 0 &amp; y"


async def test_answers_that_do_not_fit_what_they_answer_are_noted(scene: Scene) -> None:
    scene.opens(TEXT, callback_id="checked")

    @scene.app.action("힌트")
    async def press(ack: Any, respond: Any) -> None:
        await ack()
        await respond("first hint")

    @scene.app.view("checked")
    async def check(ack: Any) -> None:
        await ack(response_action="errors", errors={"txt": "글자가 너무 적어요"})

    async with online(scene):
        await scene.mina.press(await scene.board("힌트"), "힌트")
        await scene.fake.requested("response_url", 1)
        sent = await scene.mina.submit(await scene.opened(), {"text": "?"})
        await sent.acked()
    silent, nowhere = scene.fake.violations
    assert "does not say whether it replaces" in silent
    assert "errors of no inputs: ['txt']" in nowhere


async def test_home_that_has_changed_is_not_published_over(scene: Scene) -> None:
    home = {"type": "home", "blocks": [section("내 기록")]}
    await scene.client.views_publish(user_id=scene.mina.id, view=home)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await scene.client.views_publish(user_id=scene.mina.id, hash="0", view=home)


async def test_what_is_shown_came_since_and_to_this_member(scene: Scene) -> None:
    @scene.app.command("/answer")
    async def answer(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        await respond(f"{command['text']}: 50점")

    alex, place, mina = scene.team.add_member("Alex"), scene.place, scene.mina
    async with online(scene):
        first = await mina.slash(place, "/answer", "1")
        await first.shown(says("50점"))
        await alex.say(place, "나도 50점")
        theirs = await alex.slash(place, "/answer", "2")
        await theirs.shown(says("50점"))
        again = await mina.slash(place, "/answer", "3")
        assert (await again.shown(says("50점"))).text == "3: 50점"
        with pytest.raises(TimeoutError):
            await first.shown(says("2: 50점"), timeout=0)
    assert [one.text for one in first.messages] == ["1: 50점", "3: 50점"]


@pytest.mark.parametrize(("within_s", "said"), [(3, ["도움말"]), (0, [])])
async def test_an_ack_can_carry_the_answer_if_it_is_in_time(
    within_s: float, said: list[str]
) -> None:
    async with FakeSlack(ack_deadline_s=within_s) as fake:
        scene = Scene.of(fake)

        @scene.app.command("/quiz")
        async def quiz(ack: Any) -> None:
            await ack("도움말")

        async with online(scene):
            sent = await scene.mina.slash(scene.mina.dm, "/quiz", "help")
            await sent.acked()
        assert [one.text for one in scene.mina.sees(scene.mina.dm)] == said


async def test_a_response_url_works_five_times(scene: Scene) -> None:
    answers: asyncio.Queue[Any] = asyncio.Queue()

    @scene.app.command("/answer")
    async def answer(ack: Any, respond: Any) -> None:
        await ack()
        for number in range(6):
            answers.put_nowait(await respond(f"{number}"))

    async with online(scene):
        await scene.mina.slash(scene.place, "/answer")
        told = await all_of(answers, 6)
        assert [one.status_code for one in told] == [200] * 5 + [404]
        assert "used_url" in told[-1].body
        scene.fake.response_url_age_s = 1801
        await scene.mina.slash(scene.place, "/answer")
        assert all("expired_url" in one.body for one in await all_of(answers, 6))
    assert [one.text for one in scene.mina.ephemerals(scene.place)] == ["0", "1", "2", "3", "4"]


async def test_members_cannot_use_what_they_do_not_see(scene: Scene) -> None:
    mina, alex = scene.mina, scene.team.add_member("Alex")
    message = await scene.board("답하기")
    with pytest.raises(Refused):
        await alex.press(await scene.whisper("힌트"), "힌트")
    with pytest.raises(LookupError):
        await mina.press(message, "힌트")
    message.delete()
    with pytest.raises(Refused):
        await mina.press(message, "답하기")
    scene.team.uninstall()
    with pytest.raises(Refused):
        await mina.slash(scene.place, "/answer")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"text": "x" * 21},
        {"text": "a\nb"},
        {"text": "a", "weekdays": ["3"]},
        {"text": "a", "language": "fr"},
        {"text": "a", "language": ["ko", "en"]},
        {"text": "a", "language": ""},
        {"text": "a", "zone": "Asia/Seoul"},
        {"text": "a", "other": "b"},
    ],
)
async def test_what_the_form_does_not_take_cannot_be_submitted(
    scene: Scene, values: dict[str, Any]
) -> None:
    scene.opens(TEXT, DAYS, LANGUAGE, ZONE)
    async with online(scene):
        pressed = await scene.opened()
        with pytest.raises(AssertionError):
            await scene.mina.submit(pressed, values)


async def test_options_are_asked_for_once_enough_is_typed(scene: Scene) -> None:
    scene.opens(ZONE)
    async with online(scene):
        with pytest.raises(Refused):
            await scene.mina.complete(await scene.opened(), "zone", "b")


async def test_a_modal_takes_the_place_of_another_which_was_seen_all_the_same(
    scene: Scene,
) -> None:
    scene.opens(section("하나뿐인 자리"), TEXT)
    async with online(scene):
        first, _ = [await scene.opened() for _ in range(2)]
    assert first.modal is None
    assert "하나뿐인 자리" in first.modal_seen


async def test_a_trigger_opens_one_modal_and_soon(scene: Scene) -> None:
    async def refused(trigger: str, error: str) -> None:
        with pytest.raises(SlackApiError, match=error):
            await scene.client.views_open(trigger_id=trigger, view=modal(TEXT))

    scene.opens(TEXT)
    async with online(scene):
        pressed = await scene.opened()
    await refused(pressed.payload["trigger_id"], "exchanged_trigger_id")
    await refused("1", "invalid_trigger_id")
    scene.fake.trigger_age_s = 3
    forged = await scene.mina.forge_press(scene.place, "아무거나")
    await refused(forged.payload["trigger_id"], "expired_trigger_id")


async def test_the_bot_hears_what_is_said_to_it(scene: Scene) -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @scene.app.event("app_mention")
    @scene.app.event("message")
    async def said(event: Any) -> None:
        heard.put_nowait((event["type"], event["channel"], event["text"]))

    place, mina, called = scene.place, scene.mina, f"<@{scene.team.bot_user}>"
    async with online(scene):
        await mina.say(place, "우리끼리")
        await mina.say(place, f"{called} a < b?")
        await mina.say(mina.dm, "안녕하세요")
        found = await all_of(heard, 2)
    assert sorted(found) == [
        ("app_mention", place.id, f"{called} a &lt; b?"),
        ("message", mina.dm.id, "안녕하세요"),
    ]


async def test_changes_are_told_to_who_asked_and_uninstalling_to_all() -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()
    async with FakeSlack(events={"channel_left", "member_joined_channel"}) as fake:
        scene = Scene.of(fake)

        @scene.app.event(re.compile(".*"))
        async def told(event: Any) -> None:
            heard.put_nowait((event["type"], event.get("channel")))

        async with online(scene):
            scene.place.kick_bot()
            scene.place.archive()
            scene.place.invite_bot()
            id = scene.place.id
            assert sorted(await all_of(heard, 2)) == [
                ("channel_left", id),
                ("member_joined_channel", id),
            ]
            scene.team.uninstall()
            found = await all_of(heard, 2)
        assert sorted(found) == [("app_uninstalled", None), ("tokens_revoked", None)]
        with pytest.raises(SlackApiError, match="account_inactive"):
            await scene.client.auth_test()


async def test_a_wrong_app_token_is_refused_and_an_address_works_once(scene: Scene) -> None:
    connect, token = scene.app.client.apps_connections_open, scene.fake.app_token
    scene.fake.refuse_sockets(1, "internal_error")
    for given, error in {
        "xapp-1": "invalid_auth",
        scene.team.bot_token: "not_allowed_token_type",
        token: "internal_error",
    }.items():
        with pytest.raises(SlackApiError, match=error):
            await connect(app_token=given)
    url = (await connect(app_token=token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
