"""What becomes of the bot while its compute process can't be had."""

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from bot.app.supervisor import ComputeChild
from compute.service.server import ServiceSettings, listen

TOO_LONG = {"TOO_LONG": "x" * 10_000_000}
"""More than the kernel starts a process with."""
WRONG = {"QUIZMASTER_GRADE_BATCH": "many"}
"""What our own program refuses at once, with status 2."""


async def test_a_child_that_cannot_be_started_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    running = asyncio.create_task(ComputeChild(tmp_path, tmp_path, TOO_LONG).run())
    while not (caplog.records or running.done()):
        await asyncio.sleep(0)
    assert not running.done()
    assert "compute cannot be started (Argument list too long), restarting" in caplog.text
    running.cancel()


async def test_a_bot_py_in_the_start_folder_is_not_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bot.py").write_text("raise SystemExit(3)")
    running = asyncio.create_task(ComputeChild(tmp_path, tmp_path, WRONG).run())
    while not (caplog.records or running.done()):
        await asyncio.sleep(0)
    running.cancel()
    assert "ended with status 2" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="ports can't be held there")
async def test_nobody_else_can_be_asked_while_the_child_is_away(tmp_path: Path) -> None:
    child = ComputeChild(tmp_path, tmp_path, TOO_LONG)
    running = asyncio.create_task(child.run())
    await asyncio.sleep(0)
    port = int(child.url.rpartition(":")[2])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with listen(ServiceSettings(host="127.0.0.1", port=port, data_dir=tmp_path), is_held=True):
        socket.create_connection(("127.0.0.1", port)).close()
    running.cancel()
