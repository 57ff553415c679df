"""The stand-in for Discord, driven by discord.py itself: each answer is one that it takes."""

import asyncio
import io
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import discord
import pytest

from tests.discord_fake import FakeDiscord
from tests.discord_fake.channels import Channel
from tests.discord_fake.guilds import Guild
from tests.discord_fake.options import Refused
from tests.discord_fake.people import Member

pytestmark = pytest.mark.timeout(60)

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
Handler = Callable[["discord.Interaction[Any]"], Awaitable[None]]
SETTINGS = {
    "name": "quiz",
    "description": "퀴즈",
    "options": [
        {
            "type": 1,
            "name": "settings",
            "description": "설정",
            "options": [
                {"type": 3, "name": "timezone", "description": "시간대", "required": True},
                {"type": 4, "name": "hour", "description": "시각", "min_value": 0, "max_value": 23},
                {"type": 7, "name": "channel", "description": "채널"},
            ],
        }
    ],
}
DEMO = {
    "name": "demo",
    "description": "시연",
    "options": [
        {"type": 3, "name": "name", "description": "이름", "required": True, "autocomplete": True},
        {"type": 5, "name": "slow", "description": "천천히"},
    ],
}


class Client(discord.AutoShardedClient):
    """A bare client that hands interactions to a function."""

    def __init__(self, handler: Handler | None = None, intents: discord.Intents = INTENTS) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.02)
        self.handler = handler
        self.heard: list[str] = []
        self.errors: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing before another IDENTIFY."""

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        self.heard.append(str(interaction.id))
        if self.handler:
            await self.handler(interaction)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        self.errors.append(traceback.format_exc())

    def text_channel(self, channel: Channel) -> discord.TextChannel:
        return cast(discord.TextChannel, self.get_channel(int(channel.id)))


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        with fake.patched():
            yield fake


@pytest.fixture
def guild(fake: FakeDiscord) -> Guild:
    return fake.add_guild("스터디", owner="지훈", locale="ko")


@pytest.fixture
def channel(guild: Guild) -> Channel:
    return guild.add_channel("딥러닝-스터디")


@pytest.fixture
def mina(guild: Guild) -> Member:
    return guild.add_member("민지")


@asynccontextmanager
async def online(fake: FakeDiscord, handler: Handler | None = None) -> AsyncIterator[Client]:
    """Run a client; what its handlers raise fails the test."""
    client = Client(handler)
    running = asyncio.create_task(client.start(fake.token))
    try:
        await fake.connected()
        await client.wait_until_ready()
        yield client
    finally:
        await client.close()
        await running
    assert client.errors == []


async def register(client: Client, *commands: Any) -> None:
    assert client.application_id
    await client.http.bulk_upsert_global_commands(client.application_id, list(commands))


def button(label: str = "답하기", custom_id: str = "answer") -> discord.ui.View:
    view = discord.ui.View()
    view.add_item(discord.ui.Button[discord.ui.View](label=label, custom_id=custom_id))
    return view


class AnswerForm(discord.ui.Modal, title="답"):
    """A modal of a text input and a select."""

    def __init__(self) -> None:
        super().__init__(custom_id="form")
        self.text = discord.ui.TextInput[Any](custom_id="text", max_length=50)
        self.sure = discord.ui.Select[Any](
            custom_id="sure",
            options=[discord.SelectOption(label=one, value=one) for one in ("yes", "no")],
        )
        self.add_item(discord.ui.Label(text="답", component=self.text))
        self.add_item(discord.ui.Label(text="확실해요?", component=self.sure))


def submitted(interaction: "discord.Interaction[Any]") -> dict[str, Any]:
    """Read a modal's values as Discord sends them."""
    data = cast(dict[str, Any], interaction.data)
    fields = [one["component"] for one in data["components"]]
    return {one["custom_id"]: one.get("value", one.get("values")) for one in fields}


async def test_a_client_comes_online(fake: FakeDiscord, guild: Guild, channel: Channel) -> None:
    async with online(fake) as client:
        seen = client.get_guild(int(guild.id))
        assert seen is not None
        assert (seen.name, str(seen.preferred_locale), seen.me.id) == (
            "스터디",
            "ko",
            int(fake.application_id),
        )
        assert [one.name for one in seen.text_channels] == ["딥러닝-스터디"]
        assert client.text_channel(channel).permissions_for(seen.me).send_messages
        assert fake.ready.is_set()
        assert (fake.identifies, fake.intents) == (1, INTENTS.value)
        later = fake.add_guild("늦은 스터디")
        await asyncio.wait_for(client.wait_for("guild_join"), 5)
        assert client.get_guild(int(later.id)) is not None
    assert fake.violations == []


async def test_a_wrong_token_is_refused(fake: FakeDiscord) -> None:
    client = Client()
    with pytest.raises(discord.LoginFailure):
        await client.start("bad.token.here")
    await client.close()
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 2, "d": {"token": "bad", "intents": 1}})
        await ws.receive()
        assert ws.close_code == 4004


async def test_a_privileged_intent_is_refused(fake: FakeDiscord) -> None:
    client = Client(intents=INTENTS | discord.Intents(message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await client.start(fake.token)
    await client.close()


async def test_a_command_is_deferred_and_followed_up(
    fake: FakeDiscord, guild: Guild, channel: Channel, mina: Member
) -> None:
    told: list[Any] = []

    async def handler(interaction: "discord.Interaction[Any]") -> None:
        told.append(interaction)
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(
            "저장했어요", allowed_mentions=discord.AllowedMentions.none()
        )
        await interaction.followup.send("모두에게")

    async with online(fake, handler) as client:
        await register(client, SETTINGS)
        words: dict[str, Any] = {"timezone": "Asia/Seoul", "hour": 9, "channel": channel}
        i = await mina.slash(channel, "quiz settings", **words)
        public = await i.shown(where=lambda m: m.ephemeral_to is None)
        assert await i.acked() < 3
        assert i.deferred
        assert [m.text for m in i.messages] == ["저장했어요", "모두에게"]
        assert i.messages[0].ephemeral_to is mina
        assert channel.messages == [public]
        assert mina.sees(channel) == i.messages
        assert guild.owner is not None
        assert guild.owner.sees(channel) == [public]
    got = told[0]
    assert (got.user.display_name, str(got.locale), str(got.guild_locale)) == ("민지", "ko", "ko")
    assert (got.channel.name, got.context.guild, got.filesize_limit) == (
        channel.name,
        True,
        10 << 20,
    )
    assert not got.permissions.manage_guild
    assert got.app_permissions.send_messages
    sent = got.data["options"][0]
    assert (sent["name"], [one["value"] for one in sent["options"]]) == (
        "settings",
        ["Asia/Seoul", 9, channel.id],
    )
    assert fake.violations == []
    assert fake.syncs == 1


async def test_a_member_s_client_refuses_nonsense(
    fake: FakeDiscord, channel: Channel, mina: Member, guild: Guild
) -> None:
    async with online(fake) as client:
        with pytest.raises(Refused, match="registered"):
            await mina.slash(channel, "quiz settings", timezone="UTC")
        await register(client, SETTINGS | {"default_member_permissions": 1 << 5})
        with pytest.raises(Refused, match="does not see"):
            await mina.slash(channel, "quiz settings", timezone="UTC")
        admin = guild.add_member("하준", is_admin=True)
        with pytest.raises(Refused, match="needs timezone"):
            await admin.slash(channel, "quiz settings")
        with pytest.raises(Refused, match="no option"):
            await admin.slash(channel, "quiz settings", timezone="UTC", day=1)
        with pytest.raises(Refused, match="within"):
            await admin.slash(channel, "quiz settings", timezone="UTC", hour=24)
        await admin.slash(channel, "quiz settings", timezone="UTC", hour=23)
        await mina.slash(channel, "nothing", anyway=True, text="x")


async def test_autocompletion(fake: FakeDiscord, channel: Channel, mina: Member) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        typed = cast(Any, interaction.data)["options"][0]
        assert typed["focused"]
        found = [discord.app_commands.Choice(name="ReLU 시연", value=typed["value"])]
        await interaction.response.autocomplete(found)

    async with online(fake, handler) as client:
        await register(client, DEMO)
        i = await mina.complete(channel, "demo", focused="name", typed="relu", slow=True)
        await i.acked()
        assert i.choices == [{"name": "ReLU 시연", "value": "relu"}]
    assert fake.violations == []


async def test_a_button_a_modal_and_its_submission(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        if interaction.type is discord.InteractionType.component:
            assert interaction.message
            await interaction.response.send_modal(AnswerForm())
        else:
            values = submitted(interaction)
            await interaction.response.send_message(f"{values}", ephemeral=True)

    async with online(fake, handler) as client:
        await client.text_channel(channel).send("질문", view=button())
        message = await channel.message()
        assert message.labels == ["답하기"]
        i = await mina.press(message, "답하기")
        await i.acked()
        assert i.modal is not None
        assert i.modal["title"] == "답"
        for text in ("미분", "기울기"):
            shown = await (await mina.submit(i, {"text": text, "sure": ["yes"]})).shown()
            assert shown.text == str({"text": text, "sure": ["yes"]})
        with pytest.raises(Refused, match="characters"):
            await mina.submit(i, {"text": "x" * 51, "sure": ["yes"]})
        with pytest.raises(Refused, match="among"):
            await mina.submit(i, {"text": "x", "sure": ["maybe"]})
        with pytest.raises(Refused, match="no "):
            await mina.submit(i, {"text": "x", "sure": ["yes"], "other": "y"})
        with pytest.raises(LookupError):
            await mina.press(message, "없는 버튼")
    assert fake.violations == []


async def test_a_message_is_updated_in_place(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        chosen = cast(Any, interaction.data).get("values")
        if chosen:
            await interaction.response.defer()
            await interaction.edit_original_response(content=f"{chosen}", view=None)
        else:
            view = discord.ui.View()
            options = [discord.SelectOption(label=one) for one in "가나다"]
            view.add_item(discord.ui.Select[Any](custom_id="s", options=options, max_values=2))
            await interaction.response.edit_message(content="고르세요", view=view)

    async with online(fake, handler) as client:
        await client.text_channel(channel).send("시작", view=button())
        message = await channel.message()
        i = await mina.press(message, custom_id="answer")
        assert await i.shown() is message
        assert (message.text, message.edits, message.labels) == ("고르세요", 1, [])
        with pytest.raises(Refused):
            await mina.choose(message, "s", ["라"])
        i = await mina.choose(message, "s", ["가", "다"])
        await i.shown()
        assert (message.text, message.selects) == ("['가', '다']", [])
        assert len(channel.messages) == 1
    assert fake.violations == []


async def test_what_one_member_is_shown_stays_theirs(
    fake: FakeDiscord, channel: Channel, mina: Member, guild: Guild
) -> None:
    held: asyncio.Queue[discord.InteractionMessage] = asyncio.Queue()

    async def handler(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="하나", view=button())
        await interaction.edit_original_response(content="둘")
        held.put_nowait(await interaction.original_response())

    async with online(fake, handler) as client:
        i = await mina.slash(channel, "demo", anyway=True)
        shown = await i.shown(where=lambda m: m.text == "둘")
        assert (shown.ephemeral_to, shown.edits, shown.labels) == (mina, 1, ["답하기"])
        assert mina.sees(channel) == [shown]
        assert channel.messages == []
        original = await asyncio.wait_for(held.get(), 5)
        assert original.flags.ephemeral
        with pytest.raises(discord.NotFound):
            await client.text_channel(channel).fetch_message(int(shown.id))
        other = guild.add_member("하준")
        with pytest.raises(Refused, match="does not see"):
            await other.press(shown, "답하기")
        await original.delete()
        assert mina.sees(channel) == []
    assert fake.violations == []


async def test_a_reply_of_the_wrong_type_is_refused(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async with online(fake):
        i = await mina.slash(channel, "demo", anyway=True)
        here = f"{fake.api_base}/webhooks/{fake.application_id}/{i.token}"
        callback = f"{fake.api_base}/interactions/{i.id}/{i.token}/callback"
        async with aiohttp.ClientSession() as session:
            for url, body, status, code in (
                (here, {"content": "너무 이름"}, 404, 10015),
                (callback, {"type": 8, "data": {"choices": []}}, 400, 50035),
                (callback, {"type": 6}, 400, 50035),
                (callback.replace(i.id, "1"), {"type": 5}, 404, 10062),
            ):
                async with session.post(url, json=body) as answer:
                    assert (answer.status, (await answer.json())["code"]) == (status, code)
            async with session.post(callback, json={"type": 5}) as answer:
                assert answer.status == 204
            assert i.deferred
            url = f"{here}/messages/@original"
            layout = {"flags": 1 << 15, "components": [{"type": 10, "content": "글"}]}
            for body in (layout, {"flags": 0}):
                async with session.patch(url, json=body) as answer:
                    assert (await answer.json())["flags"] & 1 << 15
            async with session.patch(url, json={"content": "x"}) as answer:
                assert answer.status == 400
    assert len(fake.violations) == 1


async def test_a_forged_press_arrives(fake: FakeDiscord, channel: Channel, mina: Member) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.send_message(cast(Any, interaction.data)["custom_id"])

    async with online(fake, handler):
        i = await mina.forge_press(channel, custom_id="whatever")
        assert (await i.shown()).text == "whatever"
        assert i.source not in channel.messages


async def test_files_arrive_whole(fake: FakeDiscord, channel: Channel) -> None:
    async with online(fake) as client:
        embed = discord.Embed(title="그림", description="손실").set_image(url="attachment://a.png")
        file = discord.File(io.BytesIO(b"\x89PNG"), "a.png", description="손실 곡선")
        sent = await client.text_channel(channel).send(embed=embed, file=file)
        message = await channel.message()
        assert message.attachments == [("a.png", b"\x89PNG")]
        assert message.text == "그림\n손실"
        assert sent.attachments[0].description == "손실 곡선"
        assert await sent.attachments[0].read() == b"\x89PNG"
        assert sent.embeds[0].image.url == sent.attachments[0].url
        await sent.edit(content="둘", attachments=[discord.File(io.BytesIO(b"b"), "b.png")])
        assert message.attachments == [("b.png", b"b")]
        assert fake.violations == []
        with pytest.raises(discord.HTTPException):
            await client.text_channel(channel).send(embed=embed)
    assert [one for one in fake.violations if "attachment://a.png" in one]


async def test_components_v2(fake: FakeDiscord, channel: Channel, mina: Member) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.defer()
        layout = discord.ui.LayoutView()
        row = discord.ui.ActionRow[Any](discord.ui.Button[Any](label="다시", custom_id="again"))
        parts = [discord.ui.TextDisplay[Any]("하나"), discord.ui.Separator[Any](), row]
        layout.add_item(discord.ui.Container[Any](*parts))
        await interaction.edit_original_response(view=layout)

    async with online(fake, handler):
        i = await mina.slash(channel, "demo", anyway=True)
        shown = await i.shown()
        assert (shown.text, shown.labels, shown.is_v2) == ("하나", ["다시"], True)
        i = await mina.press(shown, "다시")
        await i.shown(where=lambda m: m.edits > 0)
    assert fake.violations == []


async def test_threads(fake: FakeDiscord, channel: Channel, mina: Member) -> None:
    async with online(fake) as client:
        sent = await client.text_channel(channel).send("오늘의 문제")
        thread = await sent.create_thread(name="토론")
        assert thread.id == sent.id
        await thread.send("여기서 이야기해요")
        assert [one.name for one in channel.threads] == ["토론"]
        assert [one.text for one in channel.threads[0].messages] == ["여기서 이야기해요"]
        assert len(channel.messages) == 1
        with pytest.raises(discord.HTTPException) as twice:
            await sent.create_thread(name="또")
        assert twice.value.code == 160004
        channel.threads[0].archive(locked=True)
        with pytest.raises(discord.HTTPException) as locked:
            await thread.send("늦음")
        assert locked.value.code == 50083
        free = await client.text_channel(channel).create_thread(
            name="따로", type=discord.ChannelType.public_thread
        )
        channel.threads[1].delete()
        with pytest.raises(discord.NotFound):
            await free.send("없음")
    assert fake.violations == []


async def test_editing_replying_and_reading_back(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async with online(fake) as client:
        place = client.text_channel(channel)
        first = await place.send("하나")
        edited = asyncio.create_task(client.wait_for("raw_message_edit"))
        await asyncio.sleep(0)
        await first.edit(content="하나!")
        assert (await asyncio.wait_for(edited, 5)).message.content == "하나!"
        await place.send("둘", reference=first)
        one, two = channel.messages
        assert (one.text, one.edits, two.reply_to) == ("하나!", 1, one)
        assert [m.content async for m in place.history()] == ["둘", "하나!"]
        assert [m.content async for m in place.history(after=first)] == ["둘"]
        hers = await mina.say(channel, "비밀")
        theirs = await place.fetch_message(int(hers.id))
        assert (hers.text, theirs.content) == ("비밀", "")
        with pytest.raises(discord.Forbidden) as foreign:
            await client.http.request(
                discord.http.Route("PATCH", f"/channels/{channel.id}/messages/{hers.id}"),
                json={"content": "x"},
            )
        assert foreign.value.code == 50005
        deleted = asyncio.create_task(client.wait_for("raw_message_delete"))
        await asyncio.sleep(0)
        one.delete()
        assert (await asyncio.wait_for(deleted, 5)).message_id == first.id
        with pytest.raises(discord.NotFound) as gone:
            await first.edit(content="?")
        assert gone.value.code == 10008
        with pytest.raises(discord.HTTPException) as orphan:
            await place.send("셋", reference=first)
        assert orphan.value.code == 50035
        await place.send("넷", reference=first.to_reference(fail_if_not_exists=False))
        assert channel.messages[-1].reply_to is None
    assert fake.violations == []


async def test_a_nonce_keeps_a_message_from_being_sent_twice(
    fake: FakeDiscord, channel: Channel
) -> None:
    async with online(fake) as client:
        place = client.text_channel(channel)
        fake.inject("POST", r"/channels/\d+/messages$", after=True)
        with pytest.raises(aiohttp.ClientError):
            await place.send("한 번", nonce="round-1")
        assert len(channel.messages) == 1
        again = await place.send("한 번", nonce="round-1")
        assert [m.id for m in channel.messages] == [str(again.id)]
        assert channel.messages[0].nonce == "round-1"
        await place.send("두 번째", nonce="round-2")
        assert len(channel.messages) == 2
        fake.forget_nonces()
        await place.send("한 번", nonce="round-1")
        assert len(channel.messages) == 3


async def test_injected_faults(fake: FakeDiscord, channel: Channel) -> None:
    async with online(fake) as client:
        place = client.text_channel(channel)
        limited = fake.inject("POST", "/messages$", 429, retry_after=0.05, times=2, is_global=True)
        await place.send("기다렸다")
        asked = await fake.requested("POST", "/messages", count=3)
        assert [one.status for one in asked] == [429, 429, 200]
        assert asked[1].at - asked[0].at >= 0.05
        assert (limited.hits, fake.too_many) == (2, 0)
        fake.inject("POST", "/messages$", 500)
        await place.send("다시 보냈다")
        fake.inject("POST", "/messages$", 503)
        with pytest.raises(discord.DiscordServerError):
            await place.send("안 감")
        slow = fake.inject("POST", "/messages$", latency_s=0.1, after=True)
        await place.send("느림")
        assert slow.hits == 1
        assert [m.text for m in channel.messages] == ["기다렸다", "다시 보냈다", "느림"]
        fake.inject("POST", "/messages$", 500, after=True)
        await place.send("nonce 덕에 한 번")
        assert len(await fake.requested("POST", "/messages")) == 9
        assert len(channel.messages) == 4
    assert fake.violations == []


async def test_a_dropped_gateway_is_resumed_with_what_was_missed(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.send_message("받음")

    async with online(fake, handler) as client:
        for drop in (fake.drop_gateway(back=False), fake.drop_gateway(code=4000, back=False)):
            await drop
            i = await mina.slash(channel, "demo", anyway=True)
            assert i.callback is None
            fake.gateway_back()
            await fake.connected()
            await i.shown()
        assert (fake.identifies, fake.resumes) == (1, 2)
        assert len(client.heard) == 2
        await fake.request_reconnect()
        await fake.connected()
        assert (fake.identifies, fake.resumes) == (1, 3)


@pytest.mark.parametrize(("resumable", "counts"), [(True, (1, 1)), (False, (2, 0))])
async def test_an_invalid_session(
    fake: FakeDiscord,
    channel: Channel,
    mina: Member,
    resumable: bool,
    counts: tuple[int, int],
) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.send_message("받음")

    async with online(fake, handler):
        await fake.invalidate_session(resumable)
        await fake.connected()
        assert (fake.identifies, fake.resumes) == counts
        i = await mina.slash(channel, "demo", anyway=True)
        await i.shown()


async def test_an_interaction_is_delivered_twice(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    codes: list[int] = []

    async def handler(interaction: "discord.Interaction[Any]") -> None:
        try:
            await interaction.response.send_message("한 번")
        except discord.HTTPException as problem:
            codes.append(problem.code)

    async with online(fake, handler) as client:
        fake.duplicate_next_interaction()
        i = await mina.slash(channel, "demo", anyway=True)
        await fake.requested("POST", "/callback", count=2)
        await asyncio.gather(
            *(one for one in asyncio.all_tasks() if "on_interaction" in one.get_name())
        )
        assert client.heard == [i.id, i.id]
        assert codes == [40060]
        assert len(channel.messages) == 1


async def test_a_callback_after_the_deadline_is_refused(fake: FakeDiscord) -> None:
    codes: list[int] = []

    async def handler(interaction: "discord.Interaction[Any]") -> None:
        try:
            await interaction.response.defer()
        except discord.NotFound as problem:
            codes.append(problem.code)

    async with FakeDiscord(ack_deadline_s=0.05) as strict:
        guild = strict.add_guild("스터디")
        channel, mina = guild.add_channel("퀴즈"), guild.add_member("민지")
        with strict.patched():
            async with online(strict, handler):
                early = await mina.slash(channel, "demo", anyway=True)
                await early.acked()
                strict.world.ack_deadline_s = 0
                late = await mina.slash(channel, "demo", anyway=True)
                await strict.requested("POST", f"{late.token}/callback")
                assert late.callback is None
    assert codes == [10062]


async def test_an_expired_token_is_dead(fake: FakeDiscord, channel: Channel, mina: Member) -> None:
    held: list[discord.Interaction[Any]] = []

    async def handler(interaction: "discord.Interaction[Any]") -> None:
        held.append(interaction)
        await interaction.response.defer()

    async with online(fake, handler):
        i = await mina.slash(channel, "demo", anyway=True)
        await i.acked()
        with pytest.raises(TimeoutError):
            await i.shown(timeout=0.01)
        assert channel.messages == []
        i.expire()
        with pytest.raises(discord.HTTPException) as dead:
            await held[0].followup.send("늦음")
        assert (dead.value.status, dead.value.code) == (401, 50027)
    assert fake.violations == []


@pytest.mark.parametrize(
    ("denied", "code"),
    [
        (discord.Permissions(send_messages=True), 50013),
        (discord.Permissions(view_channel=True), 50001),
    ],
)
async def test_a_denied_permission(
    fake: FakeDiscord, channel: Channel, denied: discord.Permissions, code: int
) -> None:
    async with online(fake) as client:
        place = client.text_channel(channel)
        channel.deny(denied)
        await asyncio.wait_for(client.wait_for("guild_channel_update"), 5)
        assert not (place.permissions_for(place.guild.me).value & denied.value)
        with pytest.raises(discord.Forbidden) as refused:
            await place.send("안녕")
        assert refused.value.code == code
        channel.allow_all()
        await place.send("안녕")
    assert fake.violations == []


async def test_what_is_gone_is_told_of_and_refused(
    fake: FakeDiscord, guild: Guild, channel: Channel, mina: Member
) -> None:
    async with online(fake) as client:
        place = client.text_channel(channel)
        user = await client.fetch_user(int(mina.id))
        await user.send("안녕")
        assert [m.text for m in mina.dm.messages] == ["안녕"]
        mina.close_dms()
        with pytest.raises(discord.Forbidden) as closed:
            await user.send("?")
        assert closed.value.code == 50007
        mina.leave()
        with pytest.raises(discord.NotFound) as left:
            await place.guild.fetch_member(int(mina.id))
        assert left.value.code == 10007
        channel.delete()
        await asyncio.wait_for(client.wait_for("guild_channel_delete"), 5)
        with pytest.raises(discord.NotFound) as gone:
            await place.send("?")
        assert gone.value.code == 10003
        guild.remove_bot()
        await asyncio.wait_for(client.wait_for("guild_remove"), 5)
        with pytest.raises(RuntimeError, match="not in"):
            await guild.add_member("하준").slash(guild.add_channel("새"), "x", anyway=True)
        guild.add_bot_back()
        await asyncio.wait_for(client.wait_for("guild_join"), 5)
    assert fake.violations == []


async def test_interactions_in_direct_messages(fake: FakeDiscord, mina: Member) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        assert interaction.guild is None
        assert interaction.context.dm_channel
        assert isinstance(interaction.channel, discord.DMChannel)
        await interaction.response.send_message(f"{interaction.user.id}")

    async with online(fake, handler):
        i = await mina.slash(mina.dm, "demo", anyway=True)
        assert (await i.shown()).text == mina.id
        assert mina.dm.messages == i.messages
    assert fake.violations == []


async def test_a_revoked_token(fake: FakeDiscord, guild: Guild) -> None:
    client = Client()
    running = asyncio.create_task(client.start(fake.token))
    await fake.connected()
    await fake.revoke_token()
    with pytest.raises(discord.ConnectionClosed) as closed:
        await running
    assert closed.value.code == 4004
    client = Client()
    with pytest.raises(discord.LoginFailure):
        await client.start(fake.token)
    await client.close()


async def test_commands_are_kept_as_discord_keeps_them(fake: FakeDiscord, guild: Guild) -> None:
    async with online(fake) as client:
        assert client.application_id
        local = SETTINGS | {"name_localizations": {"ko": "퀴즈"}, "default_member_permissions": 32}
        await register(client, local, DEMO)
        first = {one["name"]: one["id"] for one in fake.commands}
        await register(client, DEMO, local)
        assert {one["name"]: one["id"] for one in fake.commands} == first
        assert fake.commands[1]["default_member_permissions"] == "32"
        bare = await client.http.get_global_commands(client.application_id)
        assert "name_localizations" not in bare[1]
        guild.without_commands_scope()
        with pytest.raises(discord.Forbidden) as refused:
            await client.http.get_guild_commands(client.application_id, int(guild.id))
        assert refused.value.code == 50001
        with pytest.raises(discord.HTTPException):
            await register(client, DEMO, DEMO)
    assert len(fake.violations) == 1
    assert fake.syncs == 2


async def test_mentions_ping_only_whom_they_may(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async with online(fake) as client:
        place = client.text_channel(channel)
        text = f"{mina.mention} `{mina.mention}` @everyone"
        await place.send(text)
        await place.send(text, allowed_mentions=discord.AllowedMentions.none())
        await place.send(f"`{mina.mention}`")
        hers = await mina.say(channel, "질문")
        partial = place.get_partial_message(int(hers.id))
        await place.send("답", reference=partial)
        await place.send("답", reference=partial, mention_author=False)
        pinged = [m.pings for m in channel.messages if m.author_id == fake.application_id]
        assert pinged == [[mina], [], [], [mina], []]


async def test_what_discord_does_not_serve_is_a_violation(
    fake: FakeDiscord, channel: Channel
) -> None:
    async with online(fake) as client:
        with pytest.raises(discord.NotFound):
            await client.http.request(discord.http.Route("GET", "/no/such/thing"))
        with pytest.raises(discord.NotFound):
            await client.fetch_sticker(1)
        with pytest.raises(discord.HTTPException):
            await client.text_channel(channel).send("x" * 2001)
        route = discord.http.Route("POST", f"/channels/{channel.id}/messages")
        await client.http.request(route, json={"content": "x", "embds": []})
    said = "\n".join(fake.violations)
    assert "GET /no/such/thing" in said
    assert "GET /stickers/1: the fake does not serve this" in said
    assert "content of 2001 characters" in said
    assert "unknown field 'embds'" in said
    assert len(channel.messages) == 1


async def test_too_many_requests_are_refused_and_counted() -> None:
    async with FakeDiscord(rate_limits=True) as fake:
        channel = fake.add_guild("스터디").add_channel("퀴즈")
        path = f"{fake.api_base}/channels/{channel.id}/messages"
        headers = {"Authorization": f"Bot {fake.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            for left in (4, 3, 2, 1, 0):
                async with session.post(path, json={"content": "x"}) as answer:
                    assert answer.headers["X-RateLimit-Remaining"] == str(left)
                    assert answer.headers["Content-Type"] == "application/json"
            async with session.post(path, json={"content": "x"}) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
                body = await answer.json()
                assert 4 < body["retry_after"] <= 5
                assert body["global"] is False
            for _ in range(44):
                async with session.get(f"{fake.api_base}/users/@me"):
                    pass
            async with session.get(f"{fake.api_base}/users/@me") as answer:
                assert (answer.status, (await answer.json())["global"]) == (429, True)
                assert answer.headers["X-RateLimit-Global"] == "true"
        assert fake.too_many == 2
        assert len(channel.messages) == 5


async def test_two_hundred_interactions_go_through_in_seconds(
    fake: FakeDiscord, channel: Channel, mina: Member
) -> None:
    async def handler(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("채점했어요", view=button())

    async with online(fake, handler):
        began = asyncio.get_running_loop().time()
        sent = [await mina.slash(channel, "demo", anyway=True) for _ in range(200)]
        for i in sent:
            await i.shown(timeout=20)
        assert asyncio.get_running_loop().time() - began < 10
    assert fake.violations == []
