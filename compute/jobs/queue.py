"""The book of demo jobs: queue, limits, states and results; knows no HTTP and no worker process."""

import asyncio
import hashlib
import json
import logging
import math
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from compute.api import DemoResult, Job, JobRequest, JobStatus
from compute.jobs.archive import SCRIPT, Archive
from compute.jobs.fence import Fence
from compute.problems import (
    ComputeError,
    crashed,
    no_demos,
    no_room,
    not_yours,
    nothing_yet,
    queue_full,
    restarted,
    too_many_in_channel,
    too_many_jobs,
    too_slow,
    unknown_job,
)
from compute.toolkit.demo import Catalog, Finished
from content.schema import Bilingual, Language

ID_BYTES = 8
"""More than can be guessed: whoever has the id of a job reads its result."""
MAX_NOTE_CHARS = 120
DAY_S = 24 * 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """One run of a demo with checked params, its pictures in `language`.

    `num_gpus` is how many GPUs it can use, not how many it needs.
    """

    demo: str
    params: dict[str, Any]
    seed: int
    language: Language
    num_gpus: int = 0

    def key(self, version: str) -> str:
        """Return a hash that is the same only for what gives the same result."""
        what = [self.demo, version, self.params, self.seed, self.language]
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


class RunFailed(ComputeError):
    """A run ended without a result; `message` is the sentence for the member who asked."""

    def __init__(self, message: Bilingual) -> None:
        self.message = message
        super().__init__(message.en)


class RunnerUnavailable(ComputeError):
    """A runner cannot be had here; the sentence says what to do."""


class Runner(Protocol):
    """Where jobs run, `slots` at a time.

    Where there are `gpu_slots`, work that can use a GPU has those for itself, and waits for one
    without being in the way of the rest. `run` reports once as a worker has the work, once as it
    starts, and then its progress; it raises `RunFailed` where there is no result, and stops the
    work when it is cancelled. `fence` tells what jobs are kept in by.
    """

    @property
    def slots(self) -> int: ...

    @property
    def gpu_slots(self) -> int: ...

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished: ...

    async def fence(self) -> Fence: ...


@dataclass(frozen=True)
class Limits:
    """How much may wait, how much one owner or one channel may hold.

    Once a worker has it, a run must start within `start_s`, which covers the worker's warm-up, and
    end `wall_s` later.
    Of the jobs that have ended, `kept` stay in memory; on disk, as many as their results take
    `results_bytes`.
    """

    queue: int = 256
    per_owner: int = 2
    per_channel: int = 6
    start_s: float = 60.0
    wall_s: float = 60.0
    kept: int = 200
    results_bytes: float = math.inf


@contextmanager
def kept() -> Iterator[None]:
    """Turn what the disk does not take into `RunFailed`."""
    try:
        yield
    except OSError as error:
        log.exception("a result could not be kept")
        raise RunFailed(no_room().problem.message) from error


@dataclass(eq=False)
class JobEntry:
    """A job in the book. `job` is replaced, never changed, and `changed` is set each time."""

    job: Job
    work: Work
    key: str
    channel: str
    task: asyncio.Task[None] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def update(self, **fields: Any) -> None:
        self.job = self.job.model_copy(update=fields)
        self.changed.set()
        self.changed = asyncio.Event()


class Jobs:
    """Accepts jobs, feeds them to the runner and remembers what became of them."""

    def __init__(
        self, runner: Runner, demos: Catalog, folder: Path, limits: Limits | None = None
    ) -> None:
        self._demos = demos
        self._runner = runner
        self._limits = limits or Limits()
        self._archive = Archive(folder)
        self._archive.end_interrupted(restarted())
        self._entries: dict[str, JobEntry] = {}
        self._queue: deque[JobEntry] = deque()
        self._arrived = asyncio.Event()

    def start(self, request: JobRequest) -> Job:
        """Put a job in the queue, or end it at once where the same run was done before.

        Raises:
            Refused: the request or the load forbids it, or nothing runs demos here.
        """
        demo = self.offered().find(request.demo)
        params = demo.check(request.params)
        work = Work(demo.name, params.plain(), request.seed, request.language, demo.num_gpus)
        job_id = secrets.token_hex(ID_BYTES)
        job = Job(id=job_id, demo=demo.name, owner=request.owner, status=JobStatus.QUEUED)
        entry = JobEntry(job, work, work.key(demo.version), request.channel)
        if found := self._archive.find(entry.key):
            return self._repeated(entry, *found)
        self._admit(entry)
        try:
            self._archive.save(job, entry.key)
        except OSError as error:
            log.exception("could not save job %s", job.id)
            raise no_room() from error
        self._entries[job.id] = entry
        self._queue.append(entry)
        self._renumber()
        self._arrived.set()
        self._forget_oldest()
        return entry.job

    def offered(self) -> Catalog:
        """Return the demos that can be run; raise `Refused` where nothing runs any."""
        if not self._runner.slots:
            raise no_demos()
        return self._demos

    def get(self, job_id: str) -> Job:
        if job_id in self._entries:
            return self._entries[job_id].job
        if (job := self._archive.get(job_id)) is None:
            raise unknown_job()
        return job

    def last(self, owner: str) -> Job:
        """Return the owner's latest job that has a result."""
        if (job := self._archive.last(owner)) is None:
            raise nothing_yet()
        return job

    def recent(self, demo: str, limit: int) -> list[Job]:
        """Return the latest jobs of a demo that have a result, each result once."""
        self.offered().find(demo)
        return self._archive.recent(demo, limit)

    def close(self) -> None:
        self._archive.close()

    async def fence(self) -> Fence:
        """Return what jobs are kept in by, where they run."""
        return await self._runner.fence()

    def count(self, status: JobStatus) -> int:
        return sum(entry.job.status is status for entry in self._entries.values())

    async def watch(self, job_id: str) -> AsyncIterator[Job]:
        """Yield the job now and after each change, up to a final state.

        A slow reader skips states in between: only the latest one is kept for it.
        """
        entry = self._entries.get(job_id)
        if entry is None:
            yield self.get(job_id)
            return
        while True:
            changed, job = entry.changed, entry.job
            yield job
            if job.status.is_final:
                return
            await changed.wait()

    def cancel(self, job_id: str, owner: str) -> Job:
        """Stop a job of `owner`, queued or running; a finished one is left as it is."""
        job = self.get(job_id)
        if job.owner != owner:
            raise not_yours()
        if (entry := self._entries.get(job_id)) is None:
            return job
        self._settle(entry, JobStatus.CANCELLED)
        if entry.task is not None:
            entry.task.cancel()
        return entry.job

    def cancel_all(self, owner: str) -> list[Job]:
        """Stop all jobs of `owner` that wait or run, and return them."""
        jobs = [entry.job for entry in self._entries.values()]
        going = [job for job in jobs if job.owner == owner and not job.status.is_final]
        return [self.cancel(job.id, owner) for job in going]

    def artifact(self, job_id: str, name: str) -> Path:
        """Return the path of a file that the job's result lists."""
        if (path := self._archive.file(job_id, name)) is None:
            raise unknown_job()
        return path

    def script(self, job_id: str) -> Path:
        """Return the path of the script that repeats the job."""
        return self.artifact(job_id, SCRIPT)

    async def run(self) -> None:
        """Run queued jobs, as many at once as the runner has slots, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_in_size(), name="job-archive")
                for number in range(self._runner.slots):
                    group.create_task(self._fill_slot(group, False), name=f"job-slot-{number}")
                for number in range(self._runner.gpu_slots):
                    group.create_task(self._fill_slot(group, True), name=f"gpu-slot-{number}")
        finally:
            for entry in self._entries.values():
                self._settle(entry, JobStatus.FAILED, restarted())

    async def _keep_in_size(self) -> None:
        while True:
            try:
                await self._archive.trim(self._limits.results_bytes)
            except OSError:
                log.exception("old results could not be deleted")
            await asyncio.sleep(DAY_S)

    async def _fill_slot(self, group: asyncio.TaskGroup, on_gpu: bool) -> None:
        while True:
            while (entry := self._next(on_gpu)) is None:
                self._arrived.clear()
                await self._arrived.wait()
            self._queue.remove(entry)
            entry.update(status=JobStatus.RUNNING, position=0)
            entry.task = group.create_task(self._run(entry), name=f"job-{entry.job.id}")
            self._renumber()
            await asyncio.wait([entry.task])

    def _next(self, on_gpu: bool) -> JobEntry | None:
        """Return the first in the queue that is for this kind of slot."""
        apart = self._runner.gpu_slots > 0
        fits = (one for one in self._queue if (apart and one.work.num_gpus > 0) is on_gpu)
        return next(fits, None)

    async def _run(self, entry: JobEntry) -> None:
        clock = asyncio.timeout(None)
        now = asyncio.get_running_loop().time
        limits = iter((self._limits.start_s, self._limits.wall_s))

        def report(fraction: float, note: str) -> None:
            if (limit_s := next(limits, None)) is not None:
                clock.reschedule(now() + limit_s)
            if not entry.job.status.is_final:
                entry.update(fraction=min(max(fraction, 0.0), 1.0), note=note[:MAX_NOTE_CHARS])

        try:
            if found := self._archive.find(entry.key):
                done, folder = found
                self._finish(entry, done.result, folder)
                return
            async with clock:
                finished = await self._runner.run(entry.work, report)
            with kept():
                await asyncio.to_thread(self._archive.save_result, entry.job.id, finished)
            self._finish(entry, finished.result, entry.job.id)
        except TimeoutError:
            self._settle(entry, JobStatus.FAILED, too_slow(self._limits.wall_s))
        except RunFailed as failure:
            self._settle(entry, JobStatus.FAILED, failure.message)
        except Exception:
            log.exception("job %s of %s failed", entry.job.id, entry.job.demo)
            self._settle(entry, JobStatus.FAILED, crashed())

    def _repeated(self, entry: JobEntry, done: Job, folder: str) -> Job:
        """Return a job with the result of one that did the same; that one, where it's not kept."""
        try:
            self._finish(entry, done.result, folder)
        except RunFailed:
            return done
        return entry.job

    def _finish(self, entry: JobEntry, result: DemoResult | None, folder: str) -> None:
        """End a job with a result, once that is kept; raise `RunFailed` where it can't be."""
        if entry.job.status.is_final:
            return
        ended = {"status": JobStatus.DONE, "position": 0, "fraction": 1.0, "note": ""}
        with kept():
            job = entry.job.model_copy(update={**ended, "result": result})
            self._archive.save(job, entry.key, folder)
        entry.update(**ended, result=result)

    def _settle(self, entry: JobEntry, status: JobStatus, error: Bilingual | None = None) -> None:
        """End a job without a result, unless it has ended already."""
        if entry.job.status.is_final:
            return
        if entry in self._queue:
            self._queue.remove(entry)
        entry.update(status=status, position=0, error=error)
        self._renumber()
        try:
            self._archive.save(entry.job, entry.key)
        except OSError:  # the next start marks it failed anyway, and other jobs go on
            log.exception("could not save job %s", entry.job.id)

    def _admit(self, new: JobEntry) -> None:
        waiting = [entry for entry in self._entries.values() if not entry.job.status.is_final]
        if sum(e.job.owner == new.job.owner for e in waiting) >= self._limits.per_owner:
            raise too_many_jobs(self._limits.per_owner)
        in_channel = sum(e.channel == new.channel for e in waiting) if new.channel else 0
        if in_channel >= self._limits.per_channel:
            raise too_many_in_channel(self._limits.per_channel)
        if len(self._queue) >= self._limits.queue:
            raise queue_full()

    def _renumber(self) -> None:
        for position, entry in enumerate(self._queue, start=1):
            if entry.job.position != position:
                entry.update(position=position)

    def _forget_oldest(self) -> None:
        settled = [id for id, entry in self._entries.items() if entry.job.status.is_final]
        for job_id in settled[: -self._limits.kept]:
            del self._entries[job_id]
