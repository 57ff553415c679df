"""Whatever the bot keeps can be read by its own user alone, whatever the umask was before."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.keys import make_key
from bot.app.supervisor import free_port
from tests.bot_process import bot_in, environment
from tests.integration.test_compute_process import SHORT, last, served

NOWHERE = {"COMPUTE_URL": "http://127.0.0.1:1"}


@pytest.fixture(autouse=True)
def loose():
    before = os.umask(0o002)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    paths = [folder, *folder.rglob("*")]
    return [str(path) for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


async def test_after_a_start_and_a_backup_nobody_else_reads_anything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "media").mkdir(parents=True)
    (data / "media" / "old.png").write_bytes(b"old")
    make_key(data)
    assert open_to_others(data)
    settings = NOWHERE | {"PORT": str(free_port())}
    async with bot_in(data, **settings) as bot:
        await bot.ready()
        subprocess.run(
            [sys.executable, "-m", "bot", "db", "backup", str(data / "b" / "copy.db")],
            env=environment(data, **settings),
            check=True,
            capture_output=True,
        )
        names = {path.name for path in data.rglob("*")}
        assert {"quizmaster.db", "quizmaster.db-wal", "copy.db", "secret.key"} <= names
        assert open_to_others(data) == []


async def test_compute_by_itself_lets_nobody_else_read_results_either(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (old := data / "jobs" / "old").mkdir(parents=True)
    data.chmod(0o700)
    (old / "result.json").write_text("{}")
    async with served(data) as (_, client):
        await last(client, (await client.start(SHORT)).id)
        assert len([*data.rglob("result.json")]) == 2
        assert open_to_others(data) == []


def test_an_imported_deck_is_for_whoever_imported_it(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text("- Why ReLU? It is cheap.\n- Why Adam? It adapts.\n")
    deck = tmp_path / "decks" / "team"
    words = ["content", "import", str(tmp_path / "list.md"), "--deck", "team"]
    command = [sys.executable, "-m", "bot", *words, "--output", str(deck)]
    subprocess.run(command, env=environment(tmp_path), check=True, capture_output=True)
    assert [*deck.glob("*.yaml")]
    assert open_to_others(deck.parent) == []
