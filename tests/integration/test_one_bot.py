"""A SQLite file has one bot; who only looks or copies may come as well."""

import subprocess
import sys
from pathlib import Path

from bot.app.supervisor import free_port
from tests.bot_process import bot_in, environment


def settings() -> dict[str, str]:
    return {"COMPUTE_URL": "http://127.0.0.1:1", "PORT": str(free_port())}


async def test_a_second_bot_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    async with bot_in(tmp_path, **settings()) as first:
        await first.ready()
        copy = [sys.executable, "-m", "bot", "db", "backup", str(tmp_path / "copy.db")]
        subprocess.run(copy, env=environment(tmp_path), check=True, capture_output=True)
        async with bot_in(tmp_path, **settings()) as second:
            refused = await second.ended()
        assert refused.code == 1
        assert "another bot is running on" in refused.complaint
        await first.killed()
        async with bot_in(tmp_path, **settings()) as third:
            await third.ready()
            assert (await third.stopped()).code == 0
