"""A warm worker: an `Order` per line on stdin, `WorkerReply` lines on stdout, a process for each.

Run as `python -m compute.jobs.worker MODULE:CATALOG MEMORY_MB`; it ends with its parent. It has
imported all that demos need, so that a job's process, forked from it, can begin at once.

Each order is answered by exactly one `ENDED`, once its process is gone. No job can write that: its
replies are passed on, and lines of them end otherwise.
"""

import contextlib
import errno
import importlib
import logging
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, NoReturn

from pydantic import BaseModel, Field, FiniteFloat

from compute import logs
from compute.jobs.fence import Fence, enclose, find_fence
from compute.jobs.guard import children_of, kill_children
from compute.jobs.limits import (
    Forbidden,
    adopt_orphans,
    die_with_parent,
    limit_files,
    limit_memory,
    limit_seconds,
    refuse_in_python,
)
from compute.jobs.threads import allow_next, have_them_counted, take_over
from compute.toolkit.demo import Catalog, Finished
from compute.toolkit.lab import Progress
from content.permanent import permanent
from content.schema import Language

log = logging.getLogger(__name__)

ENDED = b"ended\n"
JOB_LINE_END = b"\r\n"
PART_BYTES = 2**16
MAX_SAID_BYTES = 2**13
"""What of a job's output is logged."""
MAX_TRACE_CHARS = 10_000
PROGRESS_EVERY_S = 0.1
NICENESS = 10

Failure = Literal["memory", "disk", "forbidden", "absent", "crash"]


class Order(BaseModel):
    demo: str
    params: dict[str, Any]
    seed: int
    language: Language


class WorkerReply(BaseModel):
    """Progress of a run, or its outcome: `finished` or `failure`, by which error is in `trace`."""

    fraction: FiniteFloat = 0.0
    note: str = ""
    finished: Finished | None = None
    failure: Failure | None = None
    trace: Annotated[str, Field(max_length=MAX_TRACE_CHARS)] = ""


def main() -> None:
    """Serve orders, one after another, until stdin ends."""
    catalog, memory_mb = sys.argv[1], int(sys.argv[2])
    close_all_else()
    logs.set_up_as_told()
    replies = claim_stdout()
    die_with_parent()
    adopt_orphans()
    os.nice(NICENESS)
    fence = find_fence()
    with permanent():
        demos = load_catalog(catalog)
        warm_up()
    while line := sys.stdin.buffer.readline():
        serve(demos, Order.model_validate_json(line), memory_mb, fence, replies)


def serve(demos: Catalog, order: Order, memory_mb: int, fence: Fence, replies: BinaryIO) -> None:
    """Run an order in a process of its own, and tell when that has ended, however it did."""
    folder = Path(tempfile.mkdtemp(prefix="job-"))
    told, tells = os.pipe()
    said, says = os.pipe()
    taking, giving = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        os.close(told)
        os.close(said)
        taking.close()
        replies.close()
        claim_output(says)
        run_job(demos, order, folder, memory_mb, fence, giving, os.fdopen(tells, "wb"))
    os.close(tells)
    os.close(says)
    giving.close()
    with taking:
        job = Job(pid, told, said, take_over(taking), replies)
    job.attend()
    log_said(demos, order, job.said)
    reap_orphans()
    shutil.rmtree(folder, ignore_errors=True)
    if job.had_too_many_threads:
        replies.write(WorkerReply(failure="forbidden").model_dump_json().encode() + JOB_LINE_END)
    replies.write(ENDED)
    replies.flush()


class Job:
    """A job's process, as its worker sees it.

    `told` and `said` are pipes from it; by `asks`, where there is one, the kernel asks whether it
    may have another thread.
    """

    def __init__(
        self, pid: int, told: int, said: int, asks: Sequence[int], replies: BinaryIO
    ) -> None:
        self._pid, self._told, self._said, self._asks = pid, told, said, asks
        self._replies = replies
        self.said = b""
        self.had_too_many_threads = False

    def attend(self) -> None:
        """Pass on what it tells, hear what it says and let it have threads, up to its end.

        This process ends once its parent is gone.
        """
        going = {self._told, self._said, *self._asks}
        events = select.poll()
        for pipe in going:
            events.register(pipe, select.POLLIN)
        events.register(sys.stdin, 0)  # of no order, but of its end, which is told unasked
        while going.intersection((self._told, self._said)):
            for pipe, event in events.poll():
                if pipe == sys.stdin.fileno():
                    kill_children(os.getpid())
                    os._exit(0)
                if not (event & select.POLLIN and self._serve(pipe)):
                    events.unregister(pipe)
                    going.remove(pipe)
        for pipe in (self._told, self._said, *self._asks):
            os.close(pipe)
        os.waitpid(self._pid, 0)

    def _serve(self, pipe: int) -> bool:
        """Take what there is, and tell whether there can be more."""
        if pipe in self._asks:
            if not allow_next(pipe, self._pid):
                os.kill(self._pid, signal.SIGKILL)
                self.had_too_many_threads = True
            return not self.had_too_many_threads
        part = os.read(pipe, PART_BYTES)
        if pipe == self._told:
            self._replies.write(part.replace(b"\n", JOB_LINE_END))
            self._replies.flush()
        else:
            self.said = (self.said + part)[:MAX_SAID_BYTES]
        return bool(part)


def log_said(demos: Catalog, order: Order, said: bytes) -> None:
    """Log what a job has printed, unless a member's words may be in it."""
    if said and not demos.find(order.demo).spec.is_personal(order.params):
        log.warning("%s printed: %s", order.demo, said.decode(errors="replace").rstrip())


def run_job(
    demos: Catalog,
    order: Order,
    folder: Path,
    memory_mb: int,
    fence: Fence,
    giving: socket.socket,
    replies: BinaryIO,
) -> NoReturn:
    """Run one order in this process, which is limited for it and ends with it."""
    try:
        die_with_parent()
        leave_stdin()
        os.chdir(folder)
        tempfile.tempdir = os.environ["TMPDIR"] = os.environ["HOME"] = str(folder)
        limit_memory(memory_mb)
        limit_seconds()
        limit_files()
        if fence.holds:
            have_them_counted(giving)
        giving.close()
        refuse_in_python()
        enclose(fence, folder)
        send(replies, WorkerReply())
        send(replies, execute(demos, order, progress_to(replies)))
    finally:
        os._exit(0)


def reap_orphans() -> None:
    """End what a job left behind."""
    while children_of(os.getpid()):
        kill_children(os.getpid())
        os.waitpid(-1, 0)


def execute(demos: Catalog, order: Order, progress: Progress) -> WorkerReply:
    """Run one order; whatever goes wrong becomes a failure reply."""
    try:
        demo = demos.find(order.demo)
        return WorkerReply.model_construct(
            finished=demo.execute(demo.check(order.params), order.seed, progress, order.language)
        )
    except (Exception, Forbidden) as error:
        return WorkerReply(failure=failure_of(error), trace=logs.trace_of(error)[-MAX_TRACE_CHARS:])


def failure_of(error: BaseException) -> Failure:
    """Tell what went wrong; PyTorch reports a failed allocation as a plain RuntimeError."""
    reason = error.errno if isinstance(error, OSError) else None
    if isinstance(error, Forbidden) or reason in (errno.EACCES, errno.EPERM, errno.ENOSYS):
        return "forbidden"
    if reason in (errno.EFBIG, errno.ENOSPC):
        return "disk"
    if isinstance(error, FileNotFoundError):
        return "absent"
    no_memory = isinstance(error, MemoryError) or "allocate memory" in str(error)
    return "memory" if no_memory else "crash"


def load_catalog(name: str) -> Catalog:
    """Return the catalog that `module:attribute` names."""
    module, attribute = name.split(":")
    catalog = getattr(importlib.import_module(module), attribute)
    assert isinstance(catalog, Catalog), f"{name!r} is no Catalog"
    return catalog


def warm_up() -> None:
    """Import and touch what every demo needs, so that the first run is as fast as the next.

    Nothing is back-propagated here: the threads of PyTorch's engine would not live in a fork.
    """
    import torch

    from compute import plots, render

    torch.set_num_threads(1)
    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.zeros(1)
    torch.optim.Adam([weight]).step()  # the first step of a process imports for most of a second
    for name in ("compute.script.script", "sklearn.datasets", "sklearn.model_selection"):
        importlib.import_module(name)
    figure, _ = plots.panels("warm")
    render.png(figure)


def close_all_else() -> None:
    """Have nothing open but the three that a process begins with.

    uvloop, which Ray's workers run on, leaves a new process what is open there, a second end of
    these pipes among it.
    """
    for descriptor in map(int, os.listdir("/dev/fd")):
        if descriptor > 2:
            with contextlib.suppress(OSError):  # that of the listing itself
                os.close(descriptor)


def claim_stdout() -> BinaryIO:
    """Keep stdout for replies: whatever a demo prints goes to stderr."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def claim_output(says: int) -> None:
    """Write what is printed and logged to a pipe: a log that is a file could be emptied."""
    os.dup2(says, 1)
    os.dup2(says, 2)
    os.close(says)


def leave_stdin() -> None:
    """Have nothing to read: stdin is where the worker's next orders come from."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def progress_to(replies: BinaryIO) -> Progress:
    """Return a reporter that sends at most one line per `PROGRESS_EVERY_S`."""
    last = 0.0

    def report(fraction: float, note: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_EVERY_S:
            last = now
            send(replies, WorkerReply(fraction=fraction, note=note))

    return report


def send(replies: BinaryIO, reply: WorkerReply) -> None:
    replies.write(reply.model_dump_json().encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
