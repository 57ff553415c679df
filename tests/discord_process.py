"""The bot as its user starts it, on Discord: a process, and the first steps of its admin."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.discord_fake import FakeDiscord
from tests.discord_fake.channels import Channel
from tests.discord_fake.messages import Message
from tests.discord_fake.people import Member

ROOT = Path(__file__).resolve().parents[1]
DEADLINE_S = 60


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it wrote."""

    code: int
    said: str
    complained: str


class BotProcess:
    """A bot that runs until it is stopped."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self._stdout = process.stdout
        self._first = ""
        self._complained = asyncio.create_task(process.stderr.read())

    async def ready(self) -> str:
        """Wait for the line that says where members find it."""
        async with asyncio.timeout(DEADLINE_S):
            self._first = (await self._stdout.readline()).decode()
        assert self._first, (await self.ended()).complained
        return self._first

    async def ended(self) -> Ended:
        """Wait until it has ended."""
        async with asyncio.timeout(DEADLINE_S):
            rest = (await self._stdout.read()).decode()
            complained = (await self._complained).decode()
            return Ended(await self._process.wait(), self._first + rest, complained)

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
async def bot_on(
    fake: FakeDiscord, data: Path, token: str = "", **settings: str
) -> AsyncIterator[BotProcess]:
    """Start a bot on the fake; what still runs after the block is killed."""
    ours = {
        "DISCORD_TOKEN": token or fake.token,
        "DISCORD_API_BASE": fake.api_base,
        "DISCORD_GATEWAY_URL": fake.gateway_url,
        "DATA_DIR": str(data),
        **settings,
    }
    theirs = {key: value for key, value in os.environ.items() if not key.startswith("QUIZMASTER_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=data,
        env=theirs
        | {f"QUIZMASTER_{key}": value for key, value in ours.items()}
        | {"PYTHONPATH": str(ROOT)},
        stdout=PIPE,
        stderr=PIPE,
    )
    bot = BotProcess(process)
    try:
        yield bot
    finally:
        await bot.killed()


async def open_question(boss: Member, place: Channel) -> Message:
    """Set a channel up, post a question at once and return its message."""
    opened = await boss.slash(place, "quiz settings")
    await opened.acked(DEADLINE_S)
    saving = await boss.submit(opened, _settings())
    saved = await saving.shown(DEADLINE_S, where=says("저장했어요"))
    posting = await boss.press(saved, "지금 올리기")
    await posting.shown(DEADLINE_S, where=says("새 질문을 올렸어요"))
    return await place.message(DEADLINE_S, where=says("오늘의 질문"))


def _settings() -> dict[str, Any]:
    """Return what an admin fills in; the chosen day is not near, so no question is due now."""
    some_day = datetime.now(UTC) + timedelta(days=3)
    return {
        "at": "09:00",
        "weekdays": [str(some_day.weekday())],
        "language": ["ko"],
        "topics": [],
        "deck": ["deep-learning"],
    }


def says(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text
