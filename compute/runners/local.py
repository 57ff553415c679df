"""Runs jobs in warm worker processes on this machine; a worker that fails is replaced."""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from compute.jobs import RunFailed, Work
from compute.problems import crashed, out_of_memory
from compute.runners.worker import Order, Reply
from compute.toolkit.demo import Finished

log = logging.getLogger(__name__)

SHIPPED = "compute.demos.registry:DEMOS"
MAX_REPLY_BYTES = 32 * 2**20
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")


class LocalRunner:
    """A pool of `slots` worker processes; use as an async context manager."""

    def __init__(
        self, folder: Path, slots: int = 1, catalog: str = SHIPPED, memory_mb: int = 1024
    ) -> None:
        self.slots = slots
        self._folder = folder
        self._workers = [Worker(folder / "tmp", catalog, memory_mb) for _ in range(slots)]
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        shutil.rmtree(self._folder / "tmp", ignore_errors=True)  # left by a killed service
        (self._folder / "tmp").mkdir(parents=True)
        for worker in self._workers:
            await worker.start()
            self._idle.put_nowait(worker)
        return self

    async def __aexit__(self, *_: object) -> None:
        for worker in self._workers:
            await worker.stop()

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        """Run on an idle worker; on failure or cancellation kill it and start a fresh one."""
        worker = await self._idle.get()
        try:
            return await worker.run(work, report)
        except BaseException:
            await worker.restart()
            raise
        finally:
            self._idle.put_nowait(worker)


class Worker:
    """One worker process, its pipes and its temporary folder."""

    def __init__(self, parent: Path, catalog: str, memory_mb: int) -> None:
        self._command = ("-P", "-m", "compute.runners.worker", catalog, str(memory_mb))
        self._parent = parent
        self._process: Process | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    async def start(self) -> None:
        """Start the process; it warms up by itself while its first order waits in the pipe."""
        self._folder = tempfile.TemporaryDirectory(dir=self._parent)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            cwd=self._folder.name,
            env=environment(Path(self._folder.name)),
            limit=MAX_REPLY_BYTES,
            start_new_session=True,
        )

    async def stop(self) -> None:
        """Kill the process and whatever it started, and remove its folder."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.communicate()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    async def restart(self) -> None:
        await self.stop()
        with contextlib.suppress(OSError):  # `run` tries again
            await self.start()

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        """Send one order and read replies up to its end; raise `RunFailed` without a result."""
        if self._process is None or self._process.returncode is not None:
            await self.stop()
            await self.start()
        assert self._process is not None
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        order = Order(**asdict(work))
        try:
            stdin.write(order.model_dump_json().encode() + b"\n")
            await stdin.drain()
            while line := await stdout.readline():
                reply = Reply.model_validate_json(line)
                if reply.failure:
                    raise RunFailed(out_of_memory() if reply.failure == "memory" else crashed())
                if reply.finished:
                    return reply.finished
                report(reply.fraction, reply.note)
        except (OSError, ValueError, ValidationError) as error:
            raise RunFailed(crashed()) from error
        raise RunFailed(crashed())


def environment(folder: Path) -> dict[str, str]:
    """Return the little that a worker needs: no token and no setting of the service."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "MPLCONFIGDIR": str(folder.parents[1] / "matplotlib"),
        "OMP_NUM_THREADS": "1",
    }
