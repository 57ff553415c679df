"""Processes that are killed and started again: the bot, and compute."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path

STOP_S = 6.0


class Service:
    """One process after another, of the same command; what they complain of goes to a file."""

    def __init__(
        self, words: tuple[str, ...], folder: Path, env: Mapping[str, str], name: str
    ) -> None:
        self._words = words
        self._folder = folder
        self._env = {**env, "PYTHONFAULTHANDLER": "1"}
        self._complaints = folder / f"{name}.log"
        self._process: Process | None = None
        self._is_ready = False
        self.name = name

    @property
    def pid(self) -> int | None:
        """Return the id of the process that runs; None if none does."""
        running = self._process and self._process.returncode is None
        return self._process.pid if self._process and running else None

    @property
    def code(self) -> int | None:
        return self._process.returncode if self._process else None

    async def start(self) -> None:
        """Start it, unless it runs."""
        if self.pid is not None:
            return
        self._is_ready = False
        with self._complaints.open("ab") as complaints:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *self._words),
                cwd=self._folder,
                env=self._env,
                stdout=PIPE,
                stderr=complaints,
            )

    async def ready(self, within_s: float) -> bool:
        """Wait for the line that says it is ready; False if it ended, or was too slow."""
        assert self._process is not None
        assert self._process.stdout is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not self._is_ready and (line := await self._process.stdout.readline()):
                    self._is_ready = b"is ready" in line or b"listening" in line
        return self._is_ready

    async def killed(self) -> None:
        """End it without a word."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def ended(self) -> None:
        """Wait until it has ended by itself."""
        if self._process is not None:
            await self._process.wait()

    async def stopped(self, within_s: float = STOP_S) -> float | None:
        """End it as a service manager does; return how long that took, None if too long.

        One that takes too long is made to leave word of what each of its threads does.
        """
        began = time.monotonic()
        self.signal(signal.SIGTERM)
        assert self._process is not None
        try:
            async with asyncio.timeout(within_s):
                await self._process.wait()
        except TimeoutError:
            self.signal(signal.SIGABRT)
            await self.ended()
            return None
        return time.monotonic() - began

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if there is somebody to take it."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def complaints(self, last: int = 2000) -> str:
        """Return the end of what it complained of."""
        return self._complaints.read_text(errors="replace")[-last:]
