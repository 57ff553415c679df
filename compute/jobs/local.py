"""Runs jobs on this machine, each in a process of its own that a warm worker forks."""

import asyncio
import contextlib
import logging
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Self

from pydantic import ValidationError
from structlog.contextvars import bound_contextvars

from compute.jobs.fence import Fence, find_fence
from compute.jobs.guard import kill_children, kill_family, offence
from compute.jobs.queue import RunFailed, Work
from compute.jobs.worker import ENDED, Failure, Order, WorkerReply
from compute.problems import (
    crashed,
    filled_the_disk,
    lacks_a_file,
    not_fenced,
    out_of_memory,
    overreached,
)
from compute.toolkit.data import MNIST_DIR
from compute.toolkit.demo import Finished
from content.private_files import open_folder
from content.schema import Bilingual

log = logging.getLogger(__name__)

SHIPPED = "compute.demos.registry:DEMOS"
MAX_REPLY_BYTES = 32 * 2**20
MAX_REPLIES = 2000
"""Three times what `PROGRESS_EVERY_S` comes to."""
SETTLE_S = 5.0
KILL_EVERY_S = 0.1
GPUS = "CUDA_VISIBLE_DEVICES"
KEPT_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "QUIZMASTER_LOG",
    GPUS,
    MNIST_DIR,
)

FAILURES: Mapping[Failure, Callable[[], Bilingual]] = {
    "memory": out_of_memory,
    "disk": filled_the_disk,
    "forbidden": overreached,
    "absent": lacks_a_file,
    "crash": crashed,
}


class LocalRunner:
    """A pool of `slots` worker processes; use as an async context manager.

    Another catalog than the shipped one runs only inside a `fence` that holds.
    """

    gpu_slots = 0

    def __init__(
        self,
        folder: Path,
        slots: int = 1,
        catalog: str = SHIPPED,
        memory_mb: int = 1024,
        fence: Fence | None = None,
    ) -> None:
        """Take a folder for workers and their jobs.

        Raises:
            OSError: it cannot be used.
        """
        self.slots = slots
        self._may_run = catalog == SHIPPED or (fence or find_fence()).holds
        self._folder = folder / "tmp"
        open_folder(self._folder)
        self._workers = [Worker(self._folder, catalog, memory_mb) for _ in range(slots)]
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        shutil.rmtree(self._folder, ignore_errors=True)  # left by a killed service
        self._folder.mkdir(parents=True, exist_ok=True)
        for worker in self._workers:
            await worker.start()
            self._idle.put_nowait(worker)
        return self

    async def __aexit__(self, *_: object) -> None:
        for worker in self._workers:
            await worker.stop()

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        """Run on an idle worker, and have it idle again whatever happens."""
        if not self._may_run:
            raise RunFailed(not_fenced())
        worker = await self._idle.get()
        report(0.0, "")
        try:
            return await worker.run(work, report)
        finally:
            try:
                await worker.settle()
            finally:  # whoever cancels while it settles leaves that to the next run
                self._idle.put_nowait(worker)

    async def fence(self) -> Fence:
        return await asyncio.to_thread(find_fence)


class Worker:
    """One worker process with its pipes and its folder; of its jobs at most one runs at a time."""

    def __init__(self, parent: Path, catalog: str, memory_mb: int) -> None:
        self._command = ("-P", "-m", "compute.jobs.worker", catalog, str(memory_mb))
        self._parent = parent
        self._process: Process | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._is_busy = False

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
        self._is_busy = False

    async def stop(self) -> None:
        """Kill the process and whatever it started, and remove its folder."""
        if self._process is not None:
            await asyncio.to_thread(kill_family, self._process.pid)
            await self._process.communicate()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        """Run one order under guard; raise `RunFailed` where there is no result."""
        await self.settle()
        if self._process is None or self._process.returncode is not None:
            await self.stop()
            await self.start()
        assert self._process is not None
        assert self._folder is not None
        running = asyncio.ensure_future(self._obey(self._process, work, report))
        offending = asyncio.ensure_future(offence(self._process.pid, Path(self._folder.name)))
        try:
            await asyncio.wait((running, offending), return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return await running
            problem = await offending
            log.warning("%s was stopped: %s", work.demo, problem.en)
            raise RunFailed(problem)
        finally:
            running.cancel()
            offending.cancel()

    async def settle(self) -> None:
        """End the job that still runs, if one does; what cannot be ended costs the worker."""
        try:
            async with asyncio.timeout(SETTLE_S):
                while self._is_busy and self._process is not None:
                    await asyncio.to_thread(kill_children, self._process.pid)
                    with contextlib.suppress(TimeoutError):  # not begun when it was to be killed
                        async with asyncio.timeout(KILL_EVERY_S):
                            while self._is_busy:
                                await self._reply(self._process)
        except (RunFailed, TimeoutError):
            await self.stop()
            with contextlib.suppress(OSError):  # `run` tries again
                await self.start()

    async def _obey(
        self, process: Process, work: Work, report: Callable[[float, str], None]
    ) -> Finished:
        """Send one order and read replies until it has ended."""
        assert process.stdin is not None
        self._is_busy = True
        try:
            process.stdin.write(Order(**asdict(work)).model_dump_json().encode() + b"\n")
            await process.stdin.drain()
        except OSError as error:
            raise RunFailed(crashed()) from error
        outcome = WorkerReply(failure="crash")
        for _ in range(MAX_REPLIES):
            if (reply := await self._reply(process)) is None:
                break
            if reply.failure or reply.finished:
                outcome = reply
            else:
                report(reply.fraction, reply.note)
        else:
            await self.stop()  # there may be megabytes more
            raise RunFailed(crashed())
        if outcome.finished is None:
            failure = outcome.failure or "crash"
            with bound_contextvars(exception=outcome.trace or "no trace"):
                log.warning("%s failed: %s", work.demo, failure)
            raise RunFailed(FAILURES[failure]())
        return outcome.finished

    async def _reply(self, process: Process) -> WorkerReply | None:
        """Return what the job tells next, and None once it has ended."""
        assert process.stdout is not None
        try:
            line = await process.stdout.readline()
            self._is_busy = line != ENDED
            return WorkerReply.model_validate_json(line) if self._is_busy else None
        except (OSError, ValueError, ValidationError) as error:
            raise RunFailed(crashed()) from error


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
