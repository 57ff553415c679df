"""The stand-in for Slack, driven by slack_bolt itself: each payload is one that it takes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_fake import FakeSlack
from tests.slack_fake.basics import Refused
from tests.slack_fake.channels import Channel
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
def team(fake: FakeSlack) -> Team:
    return fake.add_team("스터디")


@pytest.fixture
def place(team: Team) -> Channel:
    return team.add_channel("딥러닝-스터디")


@pytest.fixture
def mina(team: Team) -> Member:
    return team.add_member("민지")


def app_on(fake: FakeSlack) -> AsyncApp:
    """Make an app that works for every workspace of the stand-in."""

    async def authorize(team_id: str | None, **_: Any) -> AuthorizeResult:
        team = fake.world.teams[team_id or ""]
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team.id,
            bot_token=team.bot_token,
            bot_user_id=team.bot_user,
        )

    client = AsyncWebClient(base_url=fake.api_base)
    return AsyncApp(client=client, signing_secret=fake.signing_secret, authorize=authorize)


@pytest.fixture
def app(fake: FakeSlack) -> AsyncApp:
    return app_on(fake)


@pytest.fixture
def client(fake: FakeSlack, team: Team) -> AsyncWebClient:
    return AsyncWebClient(team.bot_token, fake.api_base)


@asynccontextmanager
async def online(fake: FakeSlack, app: AsyncApp) -> AsyncIterator[None]:
    """Connect a client of Socket Mode."""
    handler = AsyncSocketModeHandler(app, fake.app_token, ping_interval=0.05)
    await handler.connect_async()
    try:
        await fake.connected()
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def served(fake: FakeSlack, app: AsyncApp) -> AsyncIterator[str]:
    """Serve the requests of HTTP mode, and yield where."""

    async def handle(request: web.Request) -> web.Response:
        answer = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    site = web.Application()
    site.router.add_post("/slack/events", handle)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    fake.post_to(url)
    try:
        yield url
    finally:
        await runner.cleanup()


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


async def board(place: Channel, client: AsyncWebClient, *labels: str) -> Message:
    """Post a message with buttons."""
    blocks = [section("질문"), buttons(*labels)]
    await client.chat_postMessage(channel=place.id, text="질문", blocks=blocks)
    return await place.message()


def opens(app: AsyncApp, *blocks: Any, **more: Any) -> list[dict[str, Any]]:
    """Let the button 답하기 open a modal, and collect what is submitted."""
    submitted: list[dict[str, Any]] = []

    @app.action("답하기")
    async def press(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, **more))
        await ack()

    @app.view("form")
    async def submit(ack: Any, body: Any) -> None:
        submitted.append(body)
        await ack()

    return submitted


async def test_a_command_is_answered_for_one_member(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, app: AsyncApp
) -> None:
    heard: list[Any] = []

    @app.command("/answer")
    async def answer(ack: Any, respond: Any, command: Any) -> None:
        heard.append(command)
        await ack()
        await respond("채점하고 있어요")
        await respond("50점", replace_original=True)
        await respond("모두에게", response_type="in_channel")

    alex = team.add_member("Alex")
    place.kick_bot()
    async with online(fake, app):
        sent = await mina.slash(place, "/answer", "x < 0 & y")
        assert await sent.acked() < 3
        public = await place.message()
        shown = await sent.shown(says("50점"))
    [command] = heard
    assert (command["text"], command["channel_id"]) == ("x &lt; 0 &amp; y", place.id)
    assert (command["user_id"], command["team_id"]) == (mina.id, team.id)
    assert (shown.ephemeral_to, shown.edits) == (mina, 1)
    assert alex.sees(place) == [public]
    assert sent.messages == [shown, public]
    assert fake.violations == []


async def test_what_is_shown_came_since_and_to_this_member(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, app: AsyncApp
) -> None:
    @app.command("/answer")
    async def answer(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        await respond(f"{command['text']}: 50점")

    alex = team.add_member("Alex")
    async with online(fake, app):
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


async def test_an_ack_can_carry_the_answer(fake: FakeSlack, mina: Member, app: AsyncApp) -> None:
    @app.command("/quiz")
    async def quiz(ack: Any) -> None:
        await ack("도움말")

    async with online(fake, app):
        sent = await mina.slash(mina.dm, "/quiz", "help")
        assert (await sent.shown()).text == "도움말"
        assert sent.ack == {"text": "도움말"}
    assert [one.text for one in mina.ephemerals(mina.dm)] == ["도움말"]


async def test_an_ack_that_is_late_says_nothing() -> None:
    async with FakeSlack(ack_deadline_s=0) as fake:
        app, mina = app_on(fake), fake.add_team("스터디").add_member("민지")

        @app.command("/quiz")
        async def quiz(ack: Any) -> None:
            await ack("도움말")

        async with online(fake, app):
            sent = await mina.slash(mina.dm, "/quiz", "help")
            await sent.acked()
        assert mina.sees(mina.dm) == []


async def test_a_response_url_works_five_times(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp
) -> None:
    done = asyncio.Event()
    answers: list[tuple[int, str]] = []

    @app.command("/answer")
    async def answer(ack: Any, respond: Any) -> None:
        await ack()
        for number in range(6):
            told = await respond(f"{number}")
            answers.append((told.status_code, told.body))
        done.set()

    async with online(fake, app):
        await mina.slash(place, "/answer")
        await asyncio.wait_for(done.wait(), 5)
        assert [status for status, _ in answers] == [200] * 5 + [404]
        assert "used_url" in answers[-1][1]
        answers.clear()
        done.clear()
        fake.response_url_age_s = 1801
        await mina.slash(place, "/answer")
        await asyncio.wait_for(done.wait(), 5)
        assert "expired_url" in answers[0][1]
    assert [one.text for one in mina.ephemerals(place)] == ["0", "1", "2", "3", "4"]


async def test_a_press_tells_where_it_was_made(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    heard: list[Any] = []

    @app.action("힌트")
    async def hint(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with online(fake, app):
        message = await board(place, client, "답하기", "힌트")
        assert message.labels == ["답하기", "힌트"]
        await (await mina.press(message, "힌트")).acked()
        sent = await client.chat_postEphemeral(
            channel=place.id, user=mina.id, text="힌트", blocks=[buttons("힌트")]
        )
        await (await mina.press(mina.ephemerals(place)[0], action_id="힌트")).acked()
    [public, private] = heard
    assert public["actions"][0]["value"] == "v"
    assert public["actions"][0]["block_id"] == "buttons"
    assert (public["container"]["message_ts"], public["message"]["ts"]) == (message.ts,) * 2
    assert (private["container"]["is_ephemeral"], "message" in private) == (True, False)
    assert private["container"]["message_ts"] == sent["message_ts"]
    assert (private["user"]["id"], private["channel"]["id"]) == (mina.id, place.id)


async def test_a_press_can_replace_or_delete_what_was_pressed(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    @app.action("전체")
    async def turn(ack: Any, respond: Any) -> None:
        await ack()
        await respond("전체 순위", replace_original=True)

    @app.action("닫기")
    async def close(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    async with online(fake, app):
        for label in ("전체", "닫기"):
            await client.chat_postEphemeral(
                channel=place.id, user=mina.id, text="순위", blocks=[buttons(label)]
            )
        [tab, other] = mina.ephemerals(place)
        pressed = await mina.press(tab, "전체")
        assert await pressed.shown(says("전체 순위")) is tab
        assert tab.labels == []
        await mina.press(other, "닫기")
        await fake.requested("response_url", 2)
    assert mina.ephemerals(place) == [tab]
    assert fake.violations == []


async def test_a_response_must_say_whether_it_replaces(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    @app.action("힌트")
    async def hint(ack: Any, respond: Any) -> None:
        await ack()
        await respond("first hint")

    async with online(fake, app):
        await mina.press(await board(place, client, "힌트"), "힌트")
        await fake.requested("response_url")
    assert "does not say whether it replaces" in fake.violations[0]


async def test_members_cannot_use_what_they_do_not_see(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, client: AsyncWebClient
) -> None:
    message = await board(place, client, "답하기")
    await client.chat_postEphemeral(
        channel=place.id, user=mina.id, text="x", blocks=[buttons("힌트")]
    )
    alex = team.add_member("Alex")
    with pytest.raises(Refused):
        await alex.press(mina.ephemerals(place)[0], "힌트")
    with pytest.raises(LookupError):
        await mina.press(message, "힌트")
    message.delete()
    with pytest.raises(Refused):
        await mina.press(message, "답하기")
    team.uninstall()
    with pytest.raises(Refused):
        await mina.slash(place, "/answer")


async def test_a_modal_is_filled_in_and_submitted(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    submitted = opens(app, TEXT, DAYS, LANGUAGE, private_metadata="r1")
    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        await pressed.acked()
        assert "text" in str(pressed.modal)
        sent = await mina.submit(pressed, {"text": "a < b", "weekdays": ["0", "2"]})
        await sent.acked()
        assert (sent.errors, sent.modal, pressed.modal) == ({}, None, None)
    [body] = submitted
    values = body["view"]["state"]["values"]
    assert values["text"]["text"]["value"] == "a < b"
    chosen = [one["value"] for one in values["weekdays"]["weekdays"]["selected_options"]]
    assert chosen == ["0", "2"]
    assert values["language"]["language"]["selected_option"]["value"] == "ko"
    assert (body["view"]["private_metadata"], body["user"]["id"]) == ("r1", mina.id)
    assert fake.violations == []


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
    fake: FakeSlack,
    place: Channel,
    mina: Member,
    app: AsyncApp,
    client: AsyncWebClient,
    values: dict[str, Any],
) -> None:
    opens(app, TEXT, DAYS, LANGUAGE, ZONE)
    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        with pytest.raises(AssertionError):
            await mina.submit(pressed, values)


async def test_errors_keep_the_modal_and_what_was_typed(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    heard: list[str] = []
    opens(app, TEXT, DAYS, callback_id="checked")

    @app.view("checked")
    async def check(ack: Any, view: Any) -> None:
        heard.append(view["state"]["values"]["text"]["text"]["value"])
        await ack(response_action="errors", errors={"text": "글자가 너무 적어요"})

    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        sent = await mina.submit(pressed, {"text": "?"})
        await sent.acked()
        assert sent.errors == {"text": "글자가 너무 적어요"}
        assert sent.modal is not None
        again = await mina.submit(sent, {"weekdays": ["1"]})
        await again.acked()
    assert heard == ["?", "?"]


async def test_a_modal_takes_the_place_of_another_which_was_seen_all_the_same(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    opens(app, section("하나뿐인 자리"), TEXT)
    async with online(fake, app):
        message = await board(place, client, "답하기")
        first = await mina.press(message, "답하기")
        await first.opened()
        second = await mina.press(message, "답하기")
        await second.opened()
    assert first.modal is None
    assert ["하나뿐인 자리" in one for one in first.modals_seen] == [True]


async def test_errors_of_no_input_are_a_violation(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    opens(app, TEXT, callback_id="checked")

    @app.view("checked")
    async def check(ack: Any) -> None:
        await ack(response_action="errors", errors={"txt": "x"})

    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        sent = await mina.submit(pressed, {"text": "?"})
        await sent.acked()
    assert sent.errors == {}
    assert "errors of no inputs: ['txt']" in fake.violations[0]


async def test_modals_are_updated_stacked_and_cleared(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    opens(app, TEXT, callback_id="first")

    @app.view("first")
    async def first(ack: Any) -> None:
        view = modal(section("채점 중"), title="둘", callback_id="second")
        await ack(response_action="update", view=view)

    @app.view("second")
    async def second(ack: Any) -> None:
        await ack(response_action="push", view=modal(TEXT, title="셋", callback_id="third"))

    @app.view("third")
    async def third(ack: Any) -> None:
        await ack(response_action="clear")

    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        root = (await pressed.opened())["id"]
        sent = await mina.submit(pressed, {"text": "a"})
        await sent.acked()
        assert sent.modal is not None
        assert (sent.modal["id"], sent.modal_text) == (root, "채점 중")
        old = sent.modal["hash"]
        updated = await client.views_update(
            view_id=root, hash=old, view=modal(section("50점"), callback_id="second")
        )
        assert pressed.modal_text == "50점"
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await client.views_update(view_id=root, hash=old, view=modal(section("60점")))
        assert updated["view"]["hash"] != old
        sent = await mina.submit(sent, {})
        await sent.acked()
        assert sent.modal is not None
        assert (sent.modal["previous_view_id"], sent.modal["title"]["text"]) == (root, "셋")
        last = await mina.submit(sent, {"text": "b"})
        await last.closed()
        with pytest.raises(SlackApiError, match="not_found"):
            await client.views_update(view_id=root, view=modal(section("70점")))
        with pytest.raises(Refused):
            await mina.submit(pressed, {"text": "c"})


async def test_a_trigger_opens_one_modal_and_soon(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    opens(app, TEXT)
    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        await pressed.opened()
    trigger = pressed.payload["trigger_id"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal(TEXT))
    fake.trigger_age_s = 3
    forged = await mina.forge_press(place, "아무거나")
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=forged.payload["trigger_id"], view=modal(TEXT))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="1", view=modal(TEXT))


async def test_modals_stack_three_deep(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    opens(app, section("질문"), buttons("더"))
    results: list[str] = []

    @app.action("더")
    async def more(ack: Any, body: Any, client: Any) -> None:
        await ack()
        view = modal(section("더"), buttons("더"))
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=view)
            results.append("ok")
        except SlackApiError as error:
            results.append(error.response["error"])

    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        await pressed.opened()
        for count in range(1, 4):
            await mina.press(pressed, "더")
            await fake.requested("views.push", count)
    assert results == ["ok", "ok", "push_limit_reached"]


async def test_closing_is_told_where_asked_for(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    opens(app, TEXT, notify_on_close=True, close=plain("닫기"))
    closed: list[Any] = []

    @app.view_closed("form")
    async def close(ack: Any, body: Any) -> None:
        closed.append(body["view"]["id"])
        await ack()

    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        view = await pressed.opened()
        told = await mina.close(pressed)
        assert told is not None
        await told.acked()
    assert closed == [view["id"]]
    assert pressed.modal is None


async def test_options_are_asked_for(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    submitted = opens(app, ZONE)

    @app.options("zone")
    async def zones(ack: Any, body: Any) -> None:
        assert body["view"]["id"]
        await ack(options=options(f"Europe/{body['value'].title()}"))

    async with online(fake, app):
        pressed = await mina.press(await board(place, client, "답하기"), "답하기")
        with pytest.raises(Refused):
            await mina.complete(pressed, "zone", "b")
        asked = await mina.complete(pressed, "zone", "berlin")
        await asked.acked()
        assert [one["value"] for one in asked.options] == ["Europe/Berlin"]
        await (await mina.submit(pressed, {"zone": "Europe/Berlin"})).acked()
    values = submitted[0]["view"]["state"]["values"]
    assert values["zone"]["zone"]["selected_option"]["value"] == "Europe/Berlin"


async def test_home_is_published_and_used(
    fake: FakeSlack, mina: Member, app: AsyncApp, client: AsyncWebClient
) -> None:
    heard: list[Any] = []
    select = {"type": "static_select", "action_id": "language", "options": options("ko", "en")}

    @app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:
        blocks = [section("내 기록"), buttons("답하기"), {"type": "actions", "elements": [select]}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("답하기")
    @app.action("language")
    async def press(ack: Any, body: Any) -> None:
        heard.append(body)
        await ack()

    async with online(fake, app):
        assert mina.home is None
        opening = await mina.open_home()
        await opening.acked()
        await fake.requested("views.publish")
        assert (mina.home_text, mina.home_labels) == ("내 기록", ["답하기"])
        await (await mina.press_home("답하기")).acked()
        assert mina.home is not None
        await (await mina.choose(mina.home, "language", "en")).acked()
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await client.views_publish(
                user_id=mina.id, hash="0", view={"type": "home", "blocks": [section("x")]}
            )
    [pressed, chosen] = heard
    assert pressed["container"] == {"type": "view", "view_id": mina.home["id"]}
    assert "response_url" not in pressed
    assert chosen["actions"][0]["selected_option"]["value"] == "en"


async def test_shortcuts_tell_their_message(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp
) -> None:
    heard: list[Any] = []

    @app.shortcut("explain")
    async def explain(ack: Any, body: Any, respond: Any) -> None:
        heard.append(body)
        await ack()
        if "message" in body:
            await respond("설명", replace_original=False)

    async with online(fake, app):
        said = await mina.say(place, "ReLU?")
        used = await mina.shortcut(said, "explain")
        assert (await used.shown(says("설명"))).ephemeral_to is mina
        await (await mina.shortcut(None, "explain")).acked()
    assert [one["type"] for one in heard] == ["message_action", "shortcut"]
    assert heard[0]["message"]["text"] == "ReLU?"


async def test_an_event_comes_again_with_the_same_id(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, app: AsyncApp
) -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @app.event("app_mention")
    async def mentioned(body: Any, request: Any) -> None:
        heard.put_nowait((body["event_id"], request.headers.get("x-slack-retry-num")))

    async with online(fake, app):
        event = {"type": "app_mention", "user": mina.id, "channel": place.id, "text": "안녕"}
        sent = await team.event(event)
        await sent.acked()
        fake.redeliver(sent)
        await sent.acked(times=2)
        found = await all_of(heard, 2)
    assert found == [(sent.payload["event_id"], ["0"]), (sent.payload["event_id"], ["1"])]


async def test_the_bot_hears_what_is_said_to_it(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, app: AsyncApp
) -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @app.event("app_mention")
    @app.event("message")
    async def said(event: Any) -> None:
        heard.put_nowait((event["type"], event["channel"], event["text"]))

    async with online(fake, app):
        await mina.say(place, "우리끼리")
        await mina.say(place, f"<@{team.bot_user}> a < b?")
        await mina.say(mina.dm, "안녕하세요")
        found = await all_of(heard, 2)
    assert sorted(found) == [
        ("app_mention", place.id, f"<@{team.bot_user}> a &lt; b?"),
        ("message", mina.dm.id, "안녕하세요"),
    ]


async def test_an_interaction_comes_again_as_it_was(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp
) -> None:
    heard: list[str] = []

    @app.command("/answer")
    async def answer(ack: Any, body: Any) -> None:
        heard.append(body["trigger_id"])
        await ack()

    async with online(fake, app):
        sent = await mina.slash(place, "/answer", "x")
        await sent.acked()
        await fake.redeliver(sent)
        await sent.acked(times=2)
    assert heard == [sent.payload["trigger_id"]] * 2


async def test_uninstalling_is_told_and_ends_all(
    fake: FakeSlack, team: Team, app: AsyncApp, client: AsyncWebClient
) -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @app.event("app_uninstalled")
    @app.event("tokens_revoked")
    async def gone(event: Any) -> None:
        heard.put_nowait(event["type"])

    async with online(fake, app):
        team.uninstall()
        found = await all_of(heard, 2)
    assert sorted(found) == ["app_uninstalled", "tokens_revoked"]
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()


async def test_changes_are_told_to_who_asked() -> None:
    heard: asyncio.Queue[Any] = asyncio.Queue()
    async with FakeSlack(events={"channel_left", "member_joined_channel"}) as fake:
        app, team = app_on(fake), fake.add_team("스터디")
        place = team.add_channel("딥러닝-스터디")

        @app.event("channel_left")
        @app.event("member_joined_channel")
        async def moved(event: Any) -> None:
            heard.put_nowait((event["type"], event["channel"]))

        async with online(fake, app):
            place.kick_bot()
            place.archive()
            place.unarchive()
            place.invite_bot()
            found = await all_of(heard, 2)
    assert sorted(found) == [("channel_left", place.id), ("member_joined_channel", place.id)]


async def test_a_wrong_app_token_is_refused(fake: FakeSlack, team: Team) -> None:
    client = AsyncWebClient(base_url=fake.api_base)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.apps_connections_open(app_token="xapp-1")
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=team.bot_token)
    fake.refuse_sockets(1, "internal_error")
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.apps_connections_open(app_token=fake.app_token)
    url = (await client.apps_connections_open(app_token=fake.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_a_connection_is_refreshed_and_lost_without_losing_anything(
    fake: FakeSlack, place: Channel, mina: Member, app: AsyncApp
) -> None:
    heard: list[str] = []

    @app.command("/answer")
    async def answer(ack: Any, command: Any) -> None:
        heard.append(command["text"])
        await ack()

    async with online(fake, app):
        await fake.refresh_socket()
        assert fake.connects == 2
        await (await mina.slash(place, "/answer", "refreshed")).acked()
        fake.refuse_sockets(1)
        await fake.drop_sockets()
        sent = await mina.slash(place, "/answer", "dropped")
        await sent.acked(timeout=10)
        assert fake.connects == 3
    assert heard == ["refreshed", "dropped"]


async def test_what_was_not_acknowledged_comes_again(
    fake: FakeSlack, team: Team, mina: Member, app: AsyncApp
) -> None:
    sent = await team.event({"type": "app_mention", "user": mina.id, "text": "안녕"})
    token = {"app_token": fake.app_token}
    async with aiohttp.ClientSession() as session:
        seen = []
        for _ in range(2):
            url = (await app.client.apps_connections_open(**token))["url"]
            async with session.ws_connect(url) as socket:
                await socket.receive_json()
                seen.append(await socket.receive_json())
                if len(seen) == 2:
                    await socket.send_json({"envelope_id": seen[-1]["envelope_id"]})
                    await sent.acked()
    assert [one["retry_attempt"] for one in seen] == [0, 1]
    assert seen[0]["payload"] == seen[1]["payload"]


async def test_over_http_everything_is_signed(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, app: AsyncApp
) -> None:
    submitted = opens(app, TEXT)
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @app.command("/answer")
    async def answer(ack: Any, respond: Any, command: Any) -> None:
        await ack("받았어요")
        await respond(command["text"])

    @app.event("app_mention")
    async def mentioned(body: Any, request: Any) -> None:
        heard.put_nowait(request.headers.get("x-slack-retry-num"))

    async with served(fake, app):
        sent = await mina.slash(place, "/answer", "손실 & 기울기")
        await sent.shown(says("손실 & 기울기"))
        await sent.shown(says("받았어요"))
        pressed = await mina.forge_press(place, "답하기")
        await pressed.acked()
        await (await mina.submit(pressed, {"text": "답"})).acked()
        event = await team.event({"type": "app_mention", "user": mina.id, "text": "안녕"})
        await event.acked()
        fake.redeliver(event)
        await event.acked(times=2)
        assert await all_of(heard, 2) == [None, ["1"]]
    assert submitted[0]["view"]["state"]["values"]["text"]["text"]["value"] == "답"


async def test_signatures_can_be_wrong_or_stale(fake: FakeSlack, app: AsyncApp) -> None:
    body = "command=%2Fanswer&team_id=T1"
    async with served(fake, app) as url, aiohttp.ClientSession() as session:
        for headers in (
            fake.signed(body, secret="another"),
            fake.signed(body, at=time.time() - 301),
        ):
            async with session.post(url, data=body, headers=headers) as response:
                assert response.status == 401
        async with session.post(url, data=body, headers=fake.signed(body)) as response:
            assert response.status != 401
