"""The Web API of the stand-in, called by slack_sdk itself: each answer is one that it takes."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from unittest.mock import patch

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.slack_fake import FakeSlack, spec
from tests.slack_fake.channels import Channel
from tests.slack_fake.people import Member
from tests.slack_fake.teams import Team

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


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def refused(call: Any) -> str:
    """Return the error that a call is answered with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_app_is_installed_with_a_code(fake: FakeSlack) -> None:
    team = fake.add_team("새 스터디", installed=False)
    client = AsyncWebClient(base_url=fake.api_base)
    known = {"client_id": fake.client_id, "client_secret": fake.client_secret}
    code = fake.authorize(team)
    wrong = known | {"client_secret": "x"}
    assert await refused(client.oauth_v2_access(code=code, **wrong)) == "bad_client_secret"
    told = await client.oauth_v2_access(code=code, **known)
    assert told["access_token"] == team.bot_token
    assert (told["team"]["id"], told["bot_user_id"]) == (team.id, team.bot_user)
    assert await refused(client.oauth_v2_access(code=code, **known)) == "invalid_code"
    assert (await client.auth_test(token=team.bot_token))["ok"]


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
    middle = place.messages[1].ts
    assert len((await history(oldest=middle))["messages"]) == 1


async def test_ephemerals_are_for_one_member_and_cannot_be_changed(
    team: Team, place: Channel, mina: Member, client: AsyncWebClient
) -> None:
    alex = team.add_member("Alex")
    sent = await client.chat_postEphemeral(channel=place.id, user=mina.id, text="50점")
    [shown] = mina.ephemerals(place)
    assert (shown.text, shown.ephemeral_to) == ("50점", mina)
    assert alex.sees(place) == place.messages == []
    assert (await client.conversations_history(channel=place.id))["messages"] == []
    changing = client.chat_update(channel=place.id, ts=sent["message_ts"], text="x")
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
    boss = team.add_member("지훈", is_admin=True)
    pages = await client.users_list(limit=2)
    everybody = [team.installer.id, mina.id, boss.id, team.bot_user]
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


async def test_a_channel_takes_three_at_once_and_one_a_second() -> None:
    async with FakeSlack(rate_limits=True) as fake:
        team = fake.add_team("스터디")
        client = AsyncWebClient(team.bot_token, fake.api_base)
        place, other = team.add_channel("하나"), team.add_channel("둘")
        for number in range(3):
            await client.chat_postMessage(channel=place.id, text=f"{number}")
        posting = client.chat_postMessage(channel=place.id, text="3")
        assert await refused(posting) == "ratelimited"
        await client.chat_postMessage(channel=other.id, text="0")
        assert fake.too_many == 1
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
        began = time.monotonic()
        await client.chat_postMessage(channel=place.id, text="3")
        assert time.monotonic() - began > 0.5
        assert len(place.messages) == 4


async def test_a_workspace_takes_so_many_a_minute() -> None:
    async with FakeSlack(rate_limits=True) as fake:
        team, other = fake.add_team("스터디"), fake.add_team("다른 스터디")
        client = AsyncWebClient(team.bot_token, fake.api_base)
        for _ in range(20):
            await client.users_list()
        assert await refused(client.users_list()) == "ratelimited"
        assert fake.too_many == 1
        await client.users_list(token=other.bot_token)
