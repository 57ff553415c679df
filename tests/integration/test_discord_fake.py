"""The stand-in for Discord is as strict as Discord. That discord.py takes what it answers is shown
by all the tests in which the bot runs on it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord_fake import FakeDiscord
from tests.discord_fake.channels import Channel
from tests.discord_fake.guilds import Guild
from tests.discord_fake.options import Refused
from tests.discord_fake.people import Member

Socket = aiohttp.ClientWebSocketResponse
pytestmark = pytest.mark.timeout(60)

HELLO = {"content": "안녕"}
DEFERRED = {"type": 5, "data": {"flags": 64}}
TEXT, SUBCOMMAND, INTEGER = 3, 1, 4
SETTINGS = {
    "name": "quiz",
    "description": "퀴즈",
    "default_member_permissions": 1 << 5,
    "name_localizations": {"ko": "퀴즈"},
    "options": [
        {
            "type": SUBCOMMAND,
            "name": "settings",
            "description": "설정",
            "options": [
                {"type": TEXT, "name": "timezone", "description": "시간대", "required": True},
                {"type": INTEGER, "name": "hour", "description": "시각", "max_value": 23},
            ],
        }
    ],
}
DEMO = {"name": "demo", "description": "시연"}


@dataclass
class Said:
    """What was answered to a request; nothing if the connection was cut."""

    status: int | None = None
    headers: Any = None
    body: Any = None

    @property
    def code(self) -> int | None:
        """Return the code by which Discord refuses, None where it does not."""
        return self.body["code"] if self.status not in (200, 204) else None


async def ask(fake: FakeDiscord, method: str, path: str, body: Any = None) -> Said:
    """Send a request as the bot."""
    headers = {"Authorization": f"Bot {fake.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        try:
            async with session.request(method, fake.api_base + path, json=body) as answer:
                is_json = answer.content_type == "application/json"
                return Said(answer.status, answer.headers, await answer.json() if is_json else None)
        except aiohttp.ClientError:
            return Said()


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


BUTTON = row({"type": 2, "style": 1, "label": "답하기", "custom_id": "answer"})
INPUT = {"type": 4, "style": 1, "custom_id": "text", "max_length": 50}
FORM = {
    "custom_id": "form",
    "title": "답",
    "components": [{"type": 18, "label": "답", "component": INPUT}],
}


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.add_guild("스터디")


@pytest.fixture
def channel(guild: Guild) -> Channel:
    return guild.add_channel("딥러닝-스터디")


@pytest.fixture
def mina(guild: Guild) -> Member:
    return guild.add_member("민지")


@asynccontextmanager
async def talking(fake: FakeDiscord, token: str = "", intents: int = 1) -> AsyncIterator[Socket]:
    """Begin a session as the bot."""
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 2, "d": {"token": token or fake.token, "intents": intents}})
        yield ws


@pytest.fixture
async def online(fake: FakeDiscord) -> AsyncIterator[Socket]:
    async with talking(fake) as ws:
        await fake.connected()
        yield ws


async def heard(online: Socket, count: int) -> list[str]:
    """Wait for so many interactions, and return their ids."""
    found: list[str] = []
    while len(found) < count:
        event = await online.receive_json(timeout=5)
        found += [event["d"]["id"]] if event["t"] == "INTERACTION_CREATE" else []
    return found


@pytest.mark.parametrize(("token", "intents", "code"), [("bad", 1, 4004), ("", 1 << 15, 4014)])
async def test_the_gateway_takes_only_the_token_and_no_privileged_intents(
    fake: FakeDiscord, token: str, intents: int, code: int
) -> None:
    async with talking(fake, token, intents) as ws:
        await ws.receive()
        assert ws.close_code == code


async def test_requests_are_refused_with_discords_codes(
    fake: FakeDiscord, guild: Guild, channel: Channel, mina: Member
) -> None:
    hers = await mina.say(channel, "비밀")
    here = f"/channels/{channel.id}/messages"
    mine = (await ask(fake, "POST", here, HELLO)).body["id"]
    lost = (await ask(fake, "POST", here, HELLO)).body["id"]
    channel.messages[-1].delete()
    start_thread = ("POST", f"{here}/{mine}/threads", {"name": "토론"})
    await ask(fake, *start_thread)
    channel.threads[0].archive(locked=True)
    silent, hidden, gone = (guild.add_channel(name) for name in ("조용", "비밀", "없음"))
    silent.deny(discord.Permissions(send_messages=True))
    hidden.deny(discord.Permissions(view_channel=True))
    gone.delete()
    forum = guild.add_channel("포럼", "forum")
    left = guild.add_member("하준")
    left.leave()
    mina.close_dms()
    for request, code in (
        (start_thread, 160004),
        (("PATCH", f"{here}/{hers.id}", HELLO), 50005),
        (("PATCH", f"{here}/{lost}", HELLO), 10008),
        (("POST", f"/channels/{silent.id}/messages", HELLO), 50013),
        (("POST", f"/channels/{hidden.id}/messages", HELLO), 50001),
        (("POST", f"/channels/{gone.id}/messages", HELLO), 10003),
        (("POST", f"/channels/{forum.id}/messages", HELLO), 50008),
        (("POST", f"/channels/{channel.threads[0].id}/messages", HELLO), 50083),
        (("POST", f"/channels/{mina.dm.id}/messages", HELLO), 50007),
        (("GET", f"/guilds/{guild.id}/members/{left.id}"), 10007),
    ):
        assert (await ask(fake, *request)).code == code, request
    assert fake.violations == []


async def test_a_reply_to_what_is_gone_is_refused_unless_it_may_stand_alone(
    fake: FakeDiscord, channel: Channel
) -> None:
    path = f"/channels/{channel.id}/messages"
    gone = {"message_id": "1"}
    assert (await ask(fake, "POST", path, HELLO | {"message_reference": gone})).code == 50035
    alone = gone | {"fail_if_not_exists": False}
    assert (await ask(fake, "POST", path, HELLO | {"message_reference": alone})).code is None
    assert [message.reply_to for message in channel.messages] == [None]


async def test_what_others_write_is_not_read_without_the_privileged_intent(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    hers = await mina.say(channel, "비밀")
    path = f"/channels/{channel.id}/messages"
    assert (await ask(fake, "GET", f"{path}/{hers.id}")).body["content"] == ""
    assert [one["content"] for one in (await ask(fake, "GET", f"{path}?after=0")).body] == [""]


async def test_an_interaction_is_answered_once_in_time_and_in_kind(
    fake: FakeDiscord, online: Socket, channel: Channel, mina: Member
) -> None:
    fake.duplicate_next_interaction()
    used = await mina.slash(channel, "demo", anyway=True)
    callback = f"/interactions/{used.id}/{used.token}/callback"
    webhook = f"/webhooks/{fake.application_id}/{used.token}"
    for path, body, code in (
        (webhook, HELLO, 10015),
        (callback, {"type": 8, "data": {"choices": []}}, 50035),
        (callback, {"type": 6}, 50035),
        (callback.replace(used.id, "1"), DEFERRED, 10062),
        (callback, DEFERRED, None),
        (callback, DEFERRED, 40060),
    ):
        assert (await ask(fake, "POST", path, body)).code == code, (path, body)
    with pytest.raises(TimeoutError):
        await used.shown(timeout=0.01)
    used.expire()
    assert (await ask(fake, "POST", webhook, HELLO)).code == 50027
    fake.world.ack_deadline_s = 0
    late = await mina.slash(channel, "demo", anyway=True)
    callback = f"/interactions/{late.id}/{late.token}/callback"
    assert (await ask(fake, "POST", callback, DEFERRED)).code == 10062
    assert await heard(online, 3) == [used.id, used.id, late.id]
    assert fake.violations == []


@pytest.mark.usefixtures("online")
async def test_what_one_member_is_shown_stays_theirs(
    fake: FakeDiscord, channel: Channel, mina: Member, guild: Guild
) -> None:
    used = await mina.slash(channel, "demo", anyway=True)
    webhook = f"/webhooks/{fake.application_id}/{used.token}"
    await ask(fake, "POST", f"/interactions/{used.id}/{used.token}/callback", DEFERRED)
    await ask(fake, "POST", webhook, HELLO | {"components": [BUTTON]})
    await ask(fake, "POST", webhook, HELLO)
    first, public = used.messages
    assert (first.ephemeral_to, public.ephemeral_to) == (mina, None)
    assert (mina.sees(channel), channel.messages) == ([first, public], [public])
    path = f"/channels/{channel.id}/messages/{first.id}"
    assert (await ask(fake, "GET", path)).code == 10008
    with pytest.raises(Refused, match="does not see"):
        await guild.add_member("하준").press(first, "답하기")
    await ask(fake, "DELETE", f"{webhook}/messages/@original")
    assert mina.sees(channel) == [public]
    assert fake.violations == []


async def test_components_v2_stay_what_they_are(fake: FakeDiscord, channel: Channel) -> None:
    layout = {"flags": 1 << 15, "components": [{"type": 10, "content": "글"}]}
    path = f"/channels/{channel.id}/messages"
    message = f"{path}/{(await ask(fake, 'POST', path, layout)).body['id']}"
    assert (await ask(fake, "PATCH", message, {"flags": 0})).body["flags"] & 1 << 15
    assert (await ask(fake, "PATCH", message, HELLO)).code == 50035
    assert len(fake.violations) == 1


@pytest.mark.usefixtures("online")
async def test_a_members_client_refuses_nonsense(
    fake: FakeDiscord, channel: Channel, mina: Member, guild: Guild
) -> None:
    admin = guild.add_member("하준", is_admin=True)
    with pytest.raises(Refused, match="registered"):
        await admin.slash(channel, "quiz settings", timezone="UTC")
    await ask(fake, "PUT", f"/applications/{fake.application_id}/commands", [SETTINGS])
    body = HELLO | {"components": [BUTTON]}
    await ask(fake, "POST", f"/channels/{channel.id}/messages", body)
    message = await channel.message()
    pressed = await mina.press(message, "답하기")
    callback = f"/interactions/{pressed.id}/{pressed.token}/callback"
    await ask(fake, "POST", callback, {"type": 9, "data": FORM})
    nonsense: dict[str, Callable[[], Awaitable[Any]]] = {
        "does not see": lambda: mina.slash(channel, "quiz settings", timezone="UTC"),
        "is none of": lambda: admin.slash(channel, "quiz"),
        "needs timezone": lambda: admin.slash(channel, "quiz settings"),
        "no option": lambda: admin.slash(channel, "quiz settings", timezone="UTC", day=1),
        "within": lambda: admin.slash(channel, "quiz settings", timezone="UTC", hour=24),
        "characters": lambda: mina.submit(pressed, {"text": "x" * 51}),
        "the modal has no": lambda: mina.submit(pressed, {"text": "x", "other": "y"}),
    }
    for why, act in nonsense.items():
        with pytest.raises(Refused, match=why):
            await act()
    with pytest.raises(LookupError):
        await mina.press(message, "없는 버튼")
    await admin.slash(channel, "quiz settings", timezone="UTC", hour=23)
    await mina.submit(pressed, {"text": "x" * 50})
    guild.remove_bot()
    with pytest.raises(RuntimeError, match="not in"):
        await mina.slash(channel, "nothing", anyway=True)
    assert fake.violations == []


async def test_a_nonce_keeps_a_message_from_being_sent_twice(
    fake: FakeDiscord, channel: Channel
) -> None:
    path = f"/channels/{channel.id}/messages"
    once = HELLO | {"nonce": "round-1", "enforce_nonce": True}
    first = await ask(fake, "POST", path, once)
    assert (await ask(fake, "POST", path, once)).body["id"] == first.body["id"]
    assert len(channel.messages) == 1
    await ask(fake, "POST", path, once | {"nonce": "round-2"})
    fake.forget_nonces()
    await ask(fake, "POST", path, once)
    assert [message.nonce for message in channel.messages] == ["round-1", "round-2", "round-1"]


async def test_commands_are_kept_as_discord_keeps_them(fake: FakeDiscord, guild: Guild) -> None:
    commands = f"/applications/{fake.application_id}/commands"
    await ask(fake, "PUT", commands, [SETTINGS, DEMO])
    first = {one["name"]: one["id"] for one in fake.commands}
    await ask(fake, "PUT", commands, [DEMO, SETTINGS])
    assert {one["name"]: one["id"] for one in fake.commands} == first
    assert fake.commands[1]["default_member_permissions"] == "32"
    assert "name_localizations" not in (await ask(fake, "GET", commands)).body[1]
    guild.without_commands_scope()
    of_guild = commands.replace("/commands", f"/guilds/{guild.id}/commands")
    assert (await ask(fake, "GET", of_guild)).code == 50001
    assert fake.violations == []
    assert (await ask(fake, "PUT", commands, [DEMO, DEMO])).code == 50035
    assert (len(fake.violations), fake.syncs) == (1, 2)


async def test_mentions_ping_only_whom_they_may(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    hers = await mina.say(channel, "질문")
    reply = {"content": "답", "message_reference": {"message_id": hers.id}}
    text = {"content": f"{mina.mention} `{mina.mention}` @everyone"}
    for body in (
        text,
        text | {"allowed_mentions": {"parse": []}},
        {"content": f"`{mina.mention}`"},
        reply,
        reply | {"allowed_mentions": {"parse": [], "replied_user": False}},
    ):
        await ask(fake, "POST", f"/channels/{channel.id}/messages", body)
    assert [m.pings for m in channel.messages[1:]] == [[mina], [], [], [mina], []]


async def test_what_discord_does_not_serve_is_a_violation(
    fake: FakeDiscord, channel: Channel
) -> None:
    path = f"/channels/{channel.id}/messages"
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    shown = {"flags": 1 << 15, "components": [gallery]}
    for method, where, body, status, violation in (
        ("GET", "/no/such/thing", None, 404, "GET /no/such/thing"),
        ("GET", "/stickers/1", None, 404, "the fake does not serve this"),
        ("POST", path, {"content": "x" * 2001}, 400, "content of 2001 characters"),
        ("POST", path, shown, 400, "attachment://a.png: no such file"),
        ("POST", path, HELLO | {"flag": 4}, 200, "unknown field 'flag'"),
    ):
        assert (await ask(fake, method, where, body)).status == status
        assert violation in fake.violations[-1]
    assert len(channel.messages) == 1


async def test_too_many_requests_are_refused_and_counted() -> None:
    async with FakeDiscord(rate_limits=True) as fake:
        channel = fake.add_guild("스터디").add_channel("퀴즈")
        path = f"/channels/{channel.id}/messages"
        left = [(await ask(fake, "POST", path, HELLO)).headers for _ in range(5)]
        assert [one["X-RateLimit-Remaining"] for one in left] == list("43210")
        refused = await ask(fake, "POST", path, HELLO)
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        assert 4 < refused.body["retry_after"] <= 5
        assert refused.body["global"] is False
        asked = await asyncio.gather(*(ask(fake, "GET", "/users/@me") for _ in range(45)))
        [refused] = [one for one in asked if one.status != 200]
        assert (refused.status, refused.body["global"]) == (429, True)
        assert refused.headers["X-RateLimit-Global"] == "true"
        assert (fake.too_many, len(channel.messages)) == (2, 5)
