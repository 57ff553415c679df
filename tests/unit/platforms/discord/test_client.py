"""What Discord sends that cannot be read."""

import asyncio

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.platforms.discord.client import QuizClient
from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.shards import ALONE
from tests.discord_fake.server import FakeDiscord
from tests.fakes import InMemoryStore


async def test_a_server_that_cannot_be_read_is_skipped_with_a_line_and_the_bot_starts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL())
    ready, store = asyncio.Event(), InMemoryStore()
    async with FakeDiscord() as fake, QuizClient(ALONE, store, servers_patience_s=0.1) as client:
        point_at(fake.api_base, fake.gateway_url)
        broken, whole = fake.add_guild("Broken"), fake.add_guild("Whole")
        broken.other_roles.append({"id": "1"})
        client.serve(lambda _: None, ready.set)
        running = asyncio.create_task(client.start(fake.token))
        async with asyncio.timeout(20):
            await ready.wait()
        known = client.get_guild(int(whole.id))
        assert known is not None
        assert known.name == "Whole"
        assert f"skipped a GUILD_CREATE of the server {broken.id} (KeyError)" in caplog.messages
        await client.close()
        await running
