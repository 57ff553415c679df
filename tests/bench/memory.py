"""What a bot's memory grows by with the servers it is in."""

import tempfile
from pathlib import Path

from tests.bench.processes import Row
from tests.discord_fake import FakeDiscord
from tests.discord_process import bot_on

SERVERS, CHANNELS_EACH = 1_000, 10
NOWHERE = "http://127.0.0.1:9"


async def memory() -> list[Row]:
    """Start the bot in one server, and in very many."""
    alone, among = await _needed_mb(1), await _needed_mb(SERVERS)
    return [
        (
            f"memory of the bot, in {SERVERS:,} Discord servers of {CHANNELS_EACH} channels",
            f"{among:.0f} MB",
            f"{alone:.0f} MB in one",
            f"{among / alone:.2f}",
        )
    ]


async def _needed_mb(servers: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeDiscord() as fake:
            for number in range(servers):
                server = fake.add_guild(f"server {number}")
                for place in range(CHANNELS_EACH):
                    server.add_channel(f"channel {place}")
            async with bot_on(fake, Path(folder), COMPUTE_URL=NOWHERE) as bot:
                await bot.ready()
                return bot.memory_mb
