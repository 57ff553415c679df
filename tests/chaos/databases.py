"""Where the bot keeps things, and what can happen to that: locked, full, restarted."""

import asyncio
import contextlib
import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from bot.app.supervisor import free_port
from tests.chaos.processes import Service

FULL_BYTES = 4096
INSTALLED = Path("/usr/lib/postgresql")

# A fault lasts as long as its context, and is over after it.
Fault = Callable[[], AbstractAsyncContextManager[None]]


class Storage(Protocol):
    url: str

    def faults(self, bot: Service) -> Mapping[str, Fault]:
        """Return what can go wrong with it for a bot."""
        ...


class SqliteFile:
    """A file beside the bot."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "quizmaster.db"
        self.url = f"sqlite+aiosqlite:///{self._file}"

    def faults(self, bot: Service) -> Mapping[str, Fault]:
        return {"locked": self._locked, "full": lambda: _full(bot)}

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        """Hold the lock of whoever writes."""
        with contextlib.closing(
            sqlite3.connect(self._file, timeout=0, isolation_level=None)
        ) as connection:
            while not _has_lock(connection):
                await asyncio.sleep(0.02)
            yield


def _has_lock(connection: sqlite3.Connection) -> bool:
    """Try once to take the lock."""
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("BEGIN EXCLUSIVE")
    return connection.in_transaction


@asynccontextmanager
async def _full(bot: Service) -> AsyncIterator[None]:
    """Let no file of the bot's grow or be written beyond a few bytes, as on a full disk."""
    pid = bot.pid
    hard = resource.RLIM_INFINITY
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL_BYTES, hard))
    try:
        yield
    finally:
        if pid is not None and pid == bot.pid:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


class PostgresCluster:
    """A server of its own, thrown away after."""

    def __init__(self) -> None:
        self._folder = Path()
        self._port = free_port()
        self._turn = asyncio.Lock()
        self.url = f"postgresql+asyncpg://quizmaster@127.0.0.1:{self._port}/postgres"

    async def __aenter__(self) -> Self:
        # Not in the lane's folder: whoever runs the server may not be let in there.
        self._folder = Path(tempfile.mkdtemp(prefix="chaos-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        await self._call("initdb", "-A", "trust", "-U", "quizmaster", "--no-sync")
        await self._control("start")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._control("stop", "-m", "immediate")
        shutil.rmtree(self._folder)

    def faults(self, bot: Service) -> Mapping[str, Fault]:
        return {"restarted": self._restarted, "away": self._away}

    @asynccontextmanager
    async def _restarted(self) -> AsyncIterator[None]:
        async with self._turn:
            await _to_the_end(self._control("restart", "-m", "immediate"))
        yield

    @asynccontextmanager
    async def _away(self) -> AsyncIterator[None]:
        async with self._turn:
            try:
                await _to_the_end(self._control("stop", "-m", "immediate"))
                yield
            finally:
                await _to_the_end(self._control("start"))

    async def _control(self, *words: str) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self._port} -k {self._folder}"
        await self._call("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, *words)

    async def _call(self, program: str, *words: str) -> None:
        """Run one of the server's programs, as somebody who may.

        Raises:
            RuntimeError: it failed.
        """
        command = [str(binaries() / program), "-D", str(self._folder / "data"), *words]
        if os.geteuid() == 0:
            user = ("--reuid=postgres", "--regid=postgres", "--init-groups")
            command = ["setpriv", *user, *command]
        # Not a pipe: the server would inherit it, and it would never end.
        said = self._folder / "said"
        with said.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                *command, stdout=out, stderr=out, cwd=self._folder
            )
        if await process.wait() != 0:
            raise RuntimeError(f"{program} {words[-1]}: {said.read_text()[-300:]}")


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do something that must not stop halfway; who is cancelled meanwhile waits for it."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def has_postgres() -> bool:
    """Tell whether the server's programs are installed."""
    return any(INSTALLED.glob("*/bin"))


def binaries() -> Path:
    """Return where the newest server's programs are."""
    return max(INSTALLED.glob("*/bin"), key=lambda path: int(path.parent.name))
