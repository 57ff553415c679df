"""The stand-in for Slack is as strict as Slack. That slack_bolt takes all that it sends, and the
bot all that it answers, is shown by all the tests in which the bot runs on it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack_fake import FakeSlack, spec
from tests.slack_fake.basics import Refused
from tests.slack_fake.channels import Channel
from tests.slack_fake.deliveries import Delivery
from tests.slack_fake.interactions import Interaction
from tests.slack_fake.messages import Message
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team
from tests.slack_fake.test_spec import actions, button, option, plain, section

Post = Callable[..., Awaitable[AsyncSlackResponse]]
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


@pytest.fixture
def client(fake: FakeSlack, team: Team) -> AsyncWebClient:
    return AsyncWebClient(team.bot_token, fake.api_base)


@pytest.fixture
def post(client: AsyncWebClient, place: Channel) -> Post:
    """Post to the channel, unless another is named."""
    return lambda text, **more: client.chat_postMessage(text=text, **{"channel": place.id} | more)


@pytest.fixture(autouse=True)
def sent(fake: FakeSlack) -> list[Delivery]:
    """Keep what is sent to the bot, which acknowledges nothing by itself."""
    found: list[Delivery] = []

    async def keep(delivery: Delivery) -> None:
        found.append(delivery)

    fake.world.deliver = keep
    return found


async def refused(call: Any) -> str:
    """Return the error that a call is answered with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def answered(act: Interaction, text: str, **more: Any) -> str:
    """Use the response URL of what a member did, and return what is answered."""
    url = act.payload["response_url"]
    return (await AsyncWebhookClient(url).send_dict({"text": text, **more})).body


def field(block_id: str, kind: str, optional: bool = False, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": block_id} | more
    made = {"type": "input", "block_id": block_id, "label": plain(), "element": element}
    return made | {"optional": optional}


TEXT = field("text", "plain_text_input", max_length=20)
FORM = [
    TEXT,
    field("weekdays", "checkboxes", optional=True, options=[option(one) for one in "012"]),
    field(
        "language",
        "static_select",
        options=[option("ko"), option("en")],
        initial_option=option("ko"),
    ),
    field("zone", "external_select", optional=True, min_query_length=2),
]


def modal(*blocks: Any) -> dict[str, Any]:
    titles = {"title": plain(), "submit": plain()}
    return {"type": "modal", "callback_id": "form", "blocks": list(blocks)} | titles


@pytest.fixture
async def message(place: Channel, post: Post) -> Message:
    await post("질문", blocks=[actions(button("a", "답하기", value="v"))])
    return await place.message()


@pytest.fixture
async def opened(message: Message, mina: Member, client: AsyncWebClient) -> Interaction:
    """Let a button open a modal."""
    pressed = await mina.press(message, "답하기")
    await client.views_open(trigger_id=pressed.payload["trigger_id"], view=modal(*FORM))
    return pressed


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_app_is_installed_with_a_code_and_its_secret(fake: FakeSlack) -> None:
    team = fake.add_team("새 스터디", installed=False)
    client = AsyncWebClient(base_url=fake.api_base)
    known = {"client_id": fake.client_id, "client_secret": fake.client_secret}
    code = fake.authorize(team)
    wrong = known | {"client_secret": "x"}
    assert await refused(client.oauth_v2_access(code=code, **wrong)) == "bad_client_secret"
    told = await client.oauth_v2_access(code=code, **known)
    assert told["access_token"] == team.bot_token
    assert await refused(client.oauth_v2_access(code=code, **known)) == "invalid_code"


async def test_what_is_not_the_bots_is_out_of_its_reach(
    fake: FakeSlack, team: Team, place: Channel, mina: Member, client: AsyncWebClient, post: Post
) -> None:
    said = await mina.say(place, "안녕하세요")
    theirs: Any = {"channel": place.id, "ts": said.ts}
    assert await refused(client.chat_update(**theirs, text="x")) == "cant_update_message"
    assert await refused(post("x", thread_ts="1.0")) == "thread_not_found"
    secret = team.add_channel("비밀", is_private=True, has_bot=False)
    for id in (secret.id, "C0", fake.add_team("남").add_channel("남의-채널").id):
        assert await refused(post("x", channel=id)) == "channel_not_found"
    place.kick_bot()
    assert await refused(post("x")) == "not_in_channel"
    assert not (await client.conversations_info(channel=place.id))["channel"]["is_member"]
    await client.conversations_join(channel=place.id)
    await post("x")
    place.archive()
    assert await refused(post("x")) == "is_archived"


async def test_history_comes_in_pages_and_with_metadata(
    place: Channel, client: AsyncWebClient, post: Post
) -> None:
    async def history(**more: Any) -> Any:
        return await client.conversations_history(channel=place.id, **more)

    for key in ("k0", "k1", "k2"):
        metadata = {"event_type": "card", "event_payload": {"key": key}}
        await post(key, metadata=metadata)
    told = await history(limit=2, include_all_metadata=True)
    assert [one["metadata"]["event_payload"]["key"] for one in told["messages"]] == ["k2", "k1"]
    told = await history(limit=2, cursor=told["response_metadata"]["next_cursor"])
    assert [one["text"] for one in told["messages"]] == ["k0"]
    assert "metadata" not in told["messages"][0]
    assert len((await history(oldest=place.messages[1].ts))["messages"]) == 1


async def test_ephemerals_are_for_one_member_and_cannot_be_changed(
    team: Team, place: Channel, mina: Member, client: AsyncWebClient
) -> None:
    alex = team.add_member("Alex")
    told = await client.chat_postEphemeral(channel=place.id, user=mina.id, text="50점")
    [shown] = mina.ephemerals(place)
    assert (shown.text, shown.ephemeral_to) == ("50점", mina)
    assert alex.sees(place) == place.messages == []
    assert (await client.conversations_history(channel=place.id))["messages"] == []
    changing = client.chat_update(channel=place.id, ts=told["message_ts"], text="x")
    assert await refused(changing) == "message_not_found"
    place.remove(alex)
    to_alex = client.chat_postEphemeral(channel=place.id, user=alex.id, text="x")
    assert await refused(to_alex) == "user_not_in_channel"


async def test_scopes_are_asked_for(team: Team, post: Post) -> None:
    team.scopes -= {"chat:write"}
    with pytest.raises(SlackApiError) as caught:
        await post("x")
    told = caught.value.response
    assert (told["error"], told["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in told["provided"].split(",")


async def test_members_and_channels_are_told_and_listed(
    team: Team, place: Channel, mina: Member, client: AsyncWebClient
) -> None:
    told = (await client.users_info(user=mina.id, include_locale=True))["user"]
    assert (told["locale"], told["is_admin"], told["real_name"]) == ("ko-KR", False, "민지")
    assert "locale" not in (await client.users_info(user=mina.id))["user"]
    assert await refused(client.users_info(user="U0")) == "user_not_found"
    pages = await client.users_list(limit=2)
    everybody = [team.installer.id, mina.id, team.bot_user]
    assert [one["id"] async for page in pages for one in page["members"]] == everybody
    secret = team.add_channel("비밀", is_private=True)
    team.add_channel("남의-비밀", is_private=True, has_bot=False)
    team.add_channel("없는-곳", has_bot=False)
    both = "public_channel,private_channel"
    told = (await client.users_conversations(types=both))["channels"]
    assert [one["id"] for one in told] == [place.id, secret.id]


async def test_what_slack_or_the_project_minds_is_noted(
    fake: FakeSlack, place: Channel, client: AsyncWebClient, post: Post
) -> None:
    assert await refused(post("x", blocks=[section("x" * 3001)])) == "invalid_blocks"
    assert place.messages == []
    assert {one.partition(":")[0] for one in fake.violations} == {"chat.postMessage"}
    fake.violations.clear()
    await post("<!here> 새 질문")
    assert fake.violations == ["chat.postMessage: rule: mentions here"]
    fake.may_mention.add("here")
    await post("<!here> 새 질문")
    assert len(place.messages) == 2
    assert await refused(client.api_call("chat.postMesage")) == "unknown_method"
    assert await refused(client.api_call("users.info")) == "missing_argument"
    assert len(fake.violations) == 3


async def test_judging_can_be_put_off(fake: FakeSlack, post: Post) -> None:
    put_off: list[Any] = []

    def remember(*request: Any) -> list[str]:
        put_off.append(request)
        return []

    with patch.object(spec, "faults", remember):
        await post("<!here> 새 질문")
    assert fake.violations == []
    assert [spec.faults(*one) for one in put_off] == [["rule: mentions here"]]


async def test_a_channel_takes_three_at_once_and_the_next_a_second_later() -> None:
    async with FakeSlack(rate_limits=True) as fake:
        team = fake.add_team("스터디")
        client = AsyncWebClient(team.bot_token, fake.api_base)
        place, other = team.add_channel("하나"), team.add_channel("둘")
        for number in range(3):
            await client.chat_postMessage(channel=place.id, text=f"{number}")
        posting = client.chat_postMessage(channel=place.id, text="3")
        with pytest.raises(SlackApiError, match="ratelimited") as caught:
            await posting
        assert caught.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel=other.id, text="0")
        assert (fake.too_many, len(place.messages)) == (1, 3)


async def test_a_workspace_takes_so_many_a_minute() -> None:
    async with FakeSlack(rate_limits=True) as fake:
        team, other = fake.add_team("스터디"), fake.add_team("다른 스터디")
        client = AsyncWebClient(team.bot_token, fake.api_base)
        for _ in range(20):
            await client.users_list()
        assert await refused(client.users_list()) == "ratelimited"
        assert fake.too_many == 1
        await client.users_list(token=other.bot_token)


async def test_what_is_typed_comes_escaped(place: Channel, mina: Member) -> None:
    typed = await mina.slash(place, "/answer", "x < 0 & y")
    assert typed.payload["text"] == "x &lt; 0 &amp; y"


async def test_answers_that_do_not_fit_what_they_answer_are_noted(
    fake: FakeSlack, mina: Member, message: Message, opened: Interaction
) -> None:
    await answered(await mina.press(message, "답하기"), "first hint")
    (await mina.submit(opened, {"text": "?"})).take(
        {"response_action": "errors", "errors": {"txt": "글자가 너무 적어요"}}
    )
    silent, nowhere = fake.violations
    assert "does not say whether it replaces" in silent
    assert "errors of no inputs: ['txt']" in nowhere


async def test_home_that_has_changed_is_not_published_over(
    mina: Member, client: AsyncWebClient
) -> None:
    home = {"type": "home", "blocks": [section("내 기록")]}
    await client.views_publish(user_id=mina.id, view=home)
    publishing = client.views_publish(user_id=mina.id, hash="0", view=home)
    assert await refused(publishing) == "hash_conflict"


async def test_what_is_shown_came_since_and_to_this_member(
    team: Team, place: Channel, mina: Member
) -> None:
    alex = team.add_member("Alex")
    first = await mina.slash(place, "/answer", "1")
    await answered(first, "1: 50점")
    await alex.say(place, "나도 50점")
    await answered(await alex.slash(place, "/answer", "2"), "2: 50점")
    again = await mina.slash(place, "/answer", "3")
    await answered(again, "3: 50점")
    assert (await again.shown(lambda one: "50점" in one.text)).text == "3: 50점"
    with pytest.raises(TimeoutError):
        await first.shown(lambda one: "2: 50점" in one.text, timeout=0)
    assert [one.text for one in first.messages] == ["1: 50점", "3: 50점"]


@pytest.mark.parametrize(("within_s", "said"), [(3, ["도움말"]), (0, [])])
async def test_an_ack_can_carry_the_answer_if_it_is_in_time(
    fake: FakeSlack, mina: Member, within_s: float, said: list[str]
) -> None:
    fake.world.ack_deadline_s = within_s
    (await mina.slash(mina.dm, "/quiz", "help")).take({"text": "도움말"})
    assert [one.text for one in mina.sees(mina.dm)] == said


async def test_a_response_url_works_five_times_and_not_for_long(
    fake: FakeSlack, place: Channel, mina: Member
) -> None:
    typed = await mina.slash(place, "/answer")
    for number in range(5):
        assert await answered(typed, f"{number}") == "ok"
    assert "used_url" in await answered(typed, "5")
    fake.response_url_age_s = 1801
    assert "expired_url" in await answered(await mina.slash(place, "/answer"), "6")
    assert [one.text for one in mina.ephemerals(place)] == ["0", "1", "2", "3", "4"]


async def test_members_cannot_use_what_they_do_not_see(
    team: Team, place: Channel, mina: Member, client: AsyncWebClient, message: Message
) -> None:
    alex, blocks = team.add_member("Alex"), [actions(button("h", "힌트"))]
    whisper: Any = {"channel": place.id, "user": mina.id, "text": "귓속말", "blocks": blocks}
    await client.chat_postEphemeral(**whisper)
    with pytest.raises(Refused):
        await alex.press(mina.ephemerals(place)[-1], "힌트")
    with pytest.raises(LookupError):
        await mina.press(message, "힌트")
    message.delete()
    with pytest.raises(Refused):
        await mina.press(message, "답하기")
    team.uninstall()
    with pytest.raises(Refused):
        await mina.slash(place, "/answer")


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
    mina: Member, opened: Interaction, values: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        await mina.submit(opened, values)


async def test_options_are_asked_for_once_enough_is_typed(
    mina: Member, opened: Interaction
) -> None:
    with pytest.raises(Refused):
        await mina.complete(opened, "zone", "b")


async def test_a_modal_takes_the_place_of_another_which_was_seen_all_the_same(
    mina: Member, message: Message, opened: Interaction, client: AsyncWebClient
) -> None:
    pressed = await mina.press(message, "답하기")
    await client.views_open(trigger_id=pressed.payload["trigger_id"], view=modal(section("새")))
    assert opened.modal is None
    assert "글" in opened.modal_seen


async def test_a_trigger_opens_one_modal_and_soon(
    fake: FakeSlack, place: Channel, mina: Member, opened: Interaction, client: AsyncWebClient
) -> None:
    async def refusal(trigger: str) -> str:
        return await refused(client.views_open(trigger_id=trigger, view=modal(TEXT)))

    assert await refusal(opened.payload["trigger_id"]) == "exchanged_trigger_id"
    assert await refusal("1") == "invalid_trigger_id"
    fake.trigger_age_s = 3
    forged = await mina.forge_press(place, "아무거나")
    assert await refusal(forged.payload["trigger_id"]) == "expired_trigger_id"


async def told(sent: list[Delivery]) -> list[tuple[str, str | None]]:
    """Return the type and the channel of each event that the bot was sent."""
    await asyncio.sleep(0)
    events = [one.payload["event"] for one in sent]
    return [(one["type"], one.get("channel")) for one in events]


async def test_the_bot_hears_what_is_said_to_it(
    team: Team, place: Channel, mina: Member, sent: list[Delivery]
) -> None:
    await mina.say(place, "우리끼리")
    await mina.say(place, f"<@{team.bot_user}> a < b?")
    await mina.say(mina.dm, "안녕하세요")
    assert await told(sent) == [("app_mention", place.id), ("message", mina.dm.id)]
    assert sent[0].payload["event"]["text"] == f"<@{team.bot_user}> a &lt; b?"


async def test_changes_are_told_to_who_asked_and_uninstalling_to_all(
    fake: FakeSlack, team: Team, place: Channel, client: AsyncWebClient, sent: list[Delivery]
) -> None:
    fake.world.subscriptions |= {"channel_left", "member_joined_channel"}
    place.kick_bot()
    place.archive()
    place.invite_bot()
    asked = [("channel_left", place.id), ("member_joined_channel", place.id)]
    assert await told(sent) == asked
    team.uninstall()
    assert await told(sent) == [*asked, ("tokens_revoked", None), ("app_uninstalled", None)]
    assert await refused(client.auth_test()) == "account_inactive"


async def test_a_wrong_app_token_is_refused_and_an_address_works_once(
    fake: FakeSlack, team: Team, client: AsyncWebClient
) -> None:
    connect, token = client.apps_connections_open, fake.app_token
    fake.refuse_sockets(1)
    for given, error in {
        "xapp-1": "invalid_auth",
        team.bot_token: "not_allowed_token_type",
        token: "internal_error",
    }.items():
        assert await refused(connect(app_token=given)) == error
    url = (await connect(app_token=token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
