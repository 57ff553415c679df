"""What the bot takes of a machine while nobody does anything."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore
from tests.bench.processes import Row
from tests.discord_fake import FakeDiscord
from tests.discord_process import bot_on
from tests.discord_study import study_channel

SERVERS, CHANNELS_EACH = 100, 10
NOWHERE = "http://127.0.0.1:9"
SETTLE_S, WATCHED_S = 60, 120
GOAL, GOAL_MB = 0.02, 250


async def idle() -> list[Row]:
    """Run the bot where the question of the day is hours away, and watch it for two minutes."""
    with tempfile.TemporaryDirectory() as folder:
        async with FakeDiscord() as fake:
            places = [
                (server.add_channel(f"channel {place}"), server)
                for server in (fake.add_guild(f"server {n}") for n in range(SERVERS))
                for place in range(CHANNELS_EACH)
            ]
            await _set_up(Path(folder), places)
            async with bot_on(fake, Path(folder), COMPUTE_URL=NOWHERE) as bot:
                await bot.ready()
                await asyncio.sleep(SETTLE_S)
                began = bot.cpu_s
                await asyncio.sleep(WATCHED_S)
                share, memory = (bot.cpu_s - began) / WATCHED_S, bot.memory_mb
    what = f"idle bot with {SERVERS * CHANNELS_EACH:,} channels"
    return [
        (f"{what}: of a core", f"{share:.2%}", f"goal < {GOAL:.0%}", f"{share / GOAL:.2f}"),
        (f"{what}: memory", f"{memory:.0f} MB", f"goal < {GOAL_MB} MB", f"{memory / GOAL_MB:.2f}"),
    ]


async def _set_up(folder: Path, places: list[tuple[Any, Any]]) -> None:
    at = (datetime.now(UTC) + timedelta(hours=12)).time().replace(microsecond=0)
    async with Database(f"sqlite:///{folder / 'quizmaster.db'}") as database:
        await upgrade(database)
        store = SqlStore(database)
        for place, server in places:
            await store.save_channel(study_channel(place, server, at=at, timezone=ZoneInfo("UTC")))
