"""What becomes of the bot while its compute process can't be had."""

import asyncio
from pathlib import Path

import pytest

from bot.app.supervisor import ComputeChild

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
