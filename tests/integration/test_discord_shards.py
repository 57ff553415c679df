"""Discord's servers split over bots by their shards: each keeps its own, and reaches all."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.platforms.discord import client
from bot.platforms.discord.identity import PLATFORM, member_id, workspace_id
from bot.platforms.discord.shards import Shards
from bot.platforms.shared.buttons import ResponseMode
from bot.quiz.cards import Action, Card, Paragraph
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Arrival
from bot.quiz.model import Address, Channel, EventId
from tests.bot_process import DEADLINE_S, bot_in
from tests.chaos.compute import compute_service
from tests.databases import empty_url, needs_postgres
from tests.discord_fake import FakeDiscord
from tests.discord_fake.guilds import Guild
from tests.discord_process import open_question, settings
from tests.discord_study import running, study_channel
from tests.integration.discord_steps import GOOD, says
from tests.study import Bot, Memory
from tests.unit.quiz.conftest import DECK, read

SHARDS = [Shards(0, 0, 2), Shards(1, 1, 2)]


def server_on(fake: FakeDiscord, shards: Shards) -> Guild:
    """Make a server that is on some shards: its id, and so its shard, follows from the time."""
    while not shards.hold(int((server := fake.add_guild("스터디")).id)):
        server.remove_bot()
        time.sleep(0.001)
    return server


@dataclass
class Side:
    """A bot with one of the shards, and a channel of a server there."""

    bot: Bot
    guild: Guild
    place: Any
    channel: Channel
    mina: Any

    @property
    def to_mina(self) -> Address:
        who = member_id(workspace_id(int(self.guild.id)), int(self.mina.id))
        return Address(self.channel.id, only=who)


@dataclass
class Sides:
    first: Side
    other: Side
    fake: FakeDiscord


@pytest.fixture
async def sides(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sides]:
    monkeypatch.setattr(client, "IDENTIFY_S", 0)
    memory, found = Memory(), []
    async with FakeDiscord() as fake, AsyncExitStack() as stack:
        for shards in SHARDS:
            guild = server_on(fake, shards)
            place, mina = guild.add_channel("딥러닝-스터디"), guild.add_member("민지")
            channel = study_channel(place, guild)
            await memory.store.save_channel(channel)
            bot = await stack.enter_async_context(running(fake, memory, DECK, read, shards))
            found.append(Side(bot, guild, place, channel, mina))
        yield Sides(*found, fake)
        assert fake.violations == []


async def test_each_bot_posts_the_questions_of_its_own_servers(sides: Sides) -> None:
    for side in (sides.first, sides.other):
        assert side.place.messages == []
        await side.bot.quiz.host.tick()
        assert len(side.place.messages) == 1
    store = sides.first.bot.memory.store
    assert [channel.trouble for channel in await store.channels()] == ["", ""]


async def test_what_is_pressed_in_a_direct_message_counts_in_a_server_of_another_bot(
    sides: Sides,
) -> None:
    bot, far = sides.first.bot, sides.other
    await far.bot.quiz.host.tick()
    board = await far.place.message()
    [round] = await bot.memory.store.rounds()
    press = Action(label="답하기", command="answer", args={"round": str(round.id)})
    card = Card(blocks=(Paragraph(text="here you are"),), actions=(press,))
    await bot.platform.chat.post(far.to_mina, card, "a-card")
    letter = await far.mina.dm.message(where=says("here you are"))
    assert "#딥러닝-스터디" in letter.text

    pressed = await far.mina.press(letter, "답하기")
    await pressed.acked()
    sent = await far.mina.submit(pressed, GOOD)
    await sent.shown(where=says("100"))
    [answer] = await bot.memory.store.answers(round=round.id)
    assert answer.member == far.to_mina.only
    before = board.text
    await bot.quiz.host.refresh_boards()
    assert board.text != before

    typed = await far.mina.slash(far.mina.dm, "stats")
    await typed.shown(where=says("내 기록"))


@pytest.mark.parametrize(
    ("act", "reason", "missing"),
    [
        (lambda far: None, None, ()),
        (
            lambda far: far.place.deny(discord.Permissions(send_messages=True)),
            "forbidden",
            ("send_messages",),
        ),
        (lambda far: far.place.delete(), "gone", ()),
        (lambda far: far.guild.remove_bot(), "removed", ()),
    ],
    ids=["fine", "forbidden", "gone", "removed"],
)
async def test_a_bot_knows_what_it_may_in_a_server_of_another(
    sides: Sides, act: Any, reason: str | None, missing: tuple[str, ...]
) -> None:
    chat, far = sides.first.bot.platform.chat, sides.other
    act(far)
    said = Card(blocks=(Paragraph(text="hello"),))
    if reason is None:
        assert await chat.lacking(far.channel.id) == ()
        message = await chat.post(Address(far.channel.id), said, "a-key")
        assert await chat.post(Address(far.channel.id), said, "a-key") == message
        assert len(await sides.fake.requested("GET", f"/guilds/{far.guild.id}/channels")) == 1
        return
    with pytest.raises(ChannelUnreachable) as unreachable:
        await chat.post(Address(far.channel.id), said, "a-key")
    assert (unreachable.value.reason, unreachable.value.missing) == (reason, missing)


async def test_a_bot_serves_what_one_with_other_shards_left(monkeypatch: Any) -> None:
    monkeypatch.setattr(client, "IDENTIFY_S", 0)
    memory = Memory()
    async with FakeDiscord() as fake:
        guild = server_on(fake, SHARDS[1])
        place, other = guild.add_channel("딥러닝-스터디"), guild.add_channel("잡담")
        await memory.store.save_channel(study_channel(place, guild))
        boss, mina = guild.add_member("지훈", is_admin=True), guild.add_member("민지")
        async with running(fake, memory, DECK, read, SHARDS[1]) as bot:
            await bot.quiz.host.tick()
            board = await place.message()
        async with running(fake, memory, DECK, read, SHARDS[0]) as bot:
            left = [
                await mina.slash(place, "answer", text=GOOD["text"]),
                await mina.press(board, "힌트"),
                await boss.slash(other, "quiz members", channel=place),
            ]
            now = bot.clock.now()
        for one in left:
            event = EventId(f"discord:{one.id}")
            await memory.inbox.keep([Arrival(event, PLATFORM, ResponseMode.SHOW, one.payload, now)])
        async with running(fake, memory, DECK, read, SHARDS[0]):
            for one, words in zip(left, ("100점", "힌트", "#딥러닝-스터디"), strict=True):
                await one.shown(where=says(words))
        assert fake.violations == []


@needs_postgres
async def test_two_processes_begin_in_turn_and_one_goes_on_with_what_the_other_left(
    tmp_path: Path,
) -> None:
    compute = compute_service(tmp_path, is_real=False)
    async with FakeDiscord(identify_s=client.IDENTIFY_S - 0.5) as fake, AsyncExitStack() as stack:
        url = await stack.enter_async_context(empty_url("postgres", tmp_path))
        more = {"DATABASE_URL": url, "COMPUTE_URL": compute.url, "COMPUTE_TOKEN": compute.token}
        servers = [server_on(fake, shards) for shards in SHARDS]
        bots = []
        for shards in SHARDS:
            ours = settings(fake) | more | {"DISCORD_SHARDS": str(shards)}
            bots.append(await stack.enter_async_context(bot_in(tmp_path, **ours)))
        said = await asyncio.gather(*(bot.ready() for bot in bots))
        assert all(f"of shards {one}" in line for one, line in zip(SHARDS, said, strict=True))
        assert fake.identifies == len(SHARDS)

        members = []
        for server in servers:
            place, boss = server.add_channel("스터디"), server.add_member("지훈", is_admin=True)
            members.append(server.add_member("민지"))
            board = await open_question(boss, place)
            pressed = await members[-1].press(board, "답하기")
            await pressed.acked(DEADLINE_S)
            sent = await members[-1].submit(pressed, {"text": "기울기의 반대쪽으로 옮겨요."})
            await sent.shown(DEADLINE_S, where=says("쉬고 있어요"))
        await bots[1].killed()
        stack.push_async_callback(compute.killed)
        await compute.start()
        await fake.world.changes.until(lambda: all(map(graded, members)), DEADLINE_S, "grades")
        ended = await bots[0].stopped()
        assert (ended.code, "Traceback" in ended.complained) == (0, False)
        assert fake.violations == []


def graded(member: Any) -> bool:
    messages = member.user.world.messages.values()
    mine = [one for one in messages if one.ephemeral_to is member or one.channel is member.dm]
    return any("점 · " in one.text for one in mine)
