"""The bot as its user starts it: a process, on any platform, and what it says."""

import asyncio
import json
import os
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
DEADLINE_S = 60


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it wrote."""

    code: int
    said: str
    complained: str

    @property
    def complaint(self) -> str:
        """Return the one sentence that it ended with."""
        [sentence] = self.complained.splitlines()
        return sentence


class BotProcess:
    """A bot that runs until it is stopped."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self._stdout = process.stdout
        self._said = ""
        self._complained = asyncio.create_task(process.stderr.read())

    async def ready(self) -> str:
        """Wait for the next line that says where members find it."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                line = (await self._stdout.readline()).decode()
                self._said += line
                assert line, (await self.ended()).complained
                if "is ready" in line:
                    return line

    @property
    def memory_mb(self) -> float:
        """Return how much memory it has now, without that of processes it started."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 2**20

    @property
    def cpu_s(self) -> float:
        """Return how long it has kept processors busy, without processes it started."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    async def ended(self) -> Ended:
        """Wait until it has ended."""
        async with asyncio.timeout(DEADLINE_S):
            self._said += (await self._stdout.read()).decode()
            complained = (await self._complained).decode()
            return Ended(await self._process.wait(), self._said, complained)

    async def stopped(self) -> Ended:
        """End it as a service manager does."""
        if self._process.returncode is None:
            self._process.terminate()
        return await self.ended()

    async def killed(self) -> Ended:
        """End it without a word."""
        if self._process.returncode is None:
            self._process.kill()
        return await self.ended()


@asynccontextmanager
async def bot_in(data: Path, **settings: str) -> AsyncIterator[BotProcess]:
    """Start a bot with these settings alone; what still runs after the block is killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=data,
        env=environment(data, **settings),
        stdout=PIPE,
        stderr=PIPE,
    )
    bot = BotProcess(process)
    try:
        yield bot
    finally:
        await bot.killed()


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a command that keeps its data there."""
    theirs = {key: value for key, value in os.environ.items() if not key.startswith("QUIZMASTER_")}
    ours = {f"QUIZMASTER_{key}": value for key, value in settings.items()}
    return theirs | ours | {"QUIZMASTER_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}


def query(data: Path, words: str) -> list[tuple[Any, ...]]:
    """Ask the bot's database, while the bot may be running."""
    with closing(sqlite3.connect(data / "quizmaster.db", timeout=30)) as connection:
        return connection.execute(words).fetchall()


def lost(data: Path, texts: set[str]) -> set[str]:
    """Return those texts that are neither stored as answers nor kept to be worked off."""
    stored = {text for (text,) in query(data, "SELECT text FROM answers")}
    bodies = query(data, "SELECT body FROM inbox WHERE body IS NOT NULL")
    waiting = [json.dumps(json.loads(body), ensure_ascii=False) for (body,) in bodies]
    return {text for text in texts - stored if not any(text in body for body in waiting)}


async def until(data: Path, words: str, expected: list[tuple[Any, ...]]) -> None:
    """Ask the bot's database again until it answers as expected.

    Raises:
        AssertionError: it does not within the deadline.
    """
    try:
        async with asyncio.timeout(DEADLINE_S):
            while query(data, words) != expected:
                await asyncio.sleep(0.05)
    except TimeoutError:
        pass
    assert query(data, words) == expected


def some_weekday() -> str:
    """Return a weekday that is not near, so that no question is due now."""
    return str((datetime.now(UTC) + timedelta(days=3)).weekday())
