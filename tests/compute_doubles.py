"""Doubles for the compute service: a grader, a runner, and demos that misbehave on purpose."""

import asyncio
import contextlib
import ctypes
import fcntl
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import psutil
import uvicorn
from fastapi import FastAPI
from pydantic import Field

from compute.api import DemoResult
from compute.demos import activation_gradients
from compute.jobs.fence import Fence
from compute.jobs.guard import FILE_BYTES, MAX_FOLDER_BYTES, MAX_THREADS
from compute.jobs.limits import MAX_FILE_BYTES
from compute.jobs.queue import RunFailed, Work
from compute.jobs.worker import MAX_SAID_BYTES, WorkerReply
from compute.problems import crashed
from compute.service.server import ServiceSettings, listen
from compute.toolkit.demo import Catalog, Demo, Finished, Metrics, Params, Say
from compute.toolkit.lab import Lab
from content.schema import Bilingual, Rubric
from evaluators.grade import Grade, GradeRequest, Verdict

DEADLINE_S = 120
WORDS = Path(__file__).with_name("odd_demos.yaml")
SAID = Bilingual(ko="다 됐어요.", en="Done.")


class Size(Params):
    size: Annotated[int, Field(ge=1, le=100)] = 1


def quick(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Finish at once, telling about the process it ran in."""
    print("noise on stdout must not disturb the replies", flush=True)
    lab.report(0.5, "half")
    secrets = [name for name in os.environ if name.startswith("QUIZMASTER")]
    about = {
        "pid": float(os.getpid()),
        "parent": float(os.getppid()),
        "nice": float(os.getpriority(os.PRIO_PROCESS, 0)),
        "secrets": float(len(secrets)),
        "gpus": float(len(os.environ.get("CUDA_VISIBLE_DEVICES", ""))),
        "writable": float(sum(map(is_writable, range(3, 1024)))),
    }
    return {"value": float(params.size + lab.seed), **about}, None


def is_writable(descriptor: int) -> bool:
    with contextlib.suppress(OSError):
        return fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
    return False


def hang(params: Size, lab: Lab) -> tuple[Metrics, None]:
    lab.report(0.25, "stuck")
    threading.Event().wait()
    raise AssertionError("unreachable")


def doze(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Work for so many seconds."""
    lab.report(0.25, "dozing")
    threading.Event().wait(params.size)
    return {"value": 1.0}, None


def hog(params: Size, lab: Lab) -> tuple[Metrics, None]:
    import torch

    torch.ones(2**28)  # 1 GiB
    raise AssertionError("unreachable")


def crash(params: Size, lab: Lab) -> tuple[Metrics, None]:
    os._exit(3)


def die_late(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Come to a bad end once the result is told."""
    leave = os._exit
    os._exit = lambda status: leave(3)  # type: ignore[assignment]
    return {"value": 1.0}, None


def fail(params: Size, lab: Lab) -> tuple[Metrics, None]:
    raise ValueError("a secret of the demo's author")


def lack_a_file(params: Size, lab: Lab) -> tuple[Metrics, None]:
    Path("images").read_bytes()
    raise AssertionError("unreachable")


def fork(params: Size, lab: Lab) -> tuple[Metrics, None]:
    with contextlib.suppress(Exception):
        if os.fork() == 0:
            threading.Event().wait()
    return {"value": 1.0}, None


def escape(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Reach for everything in C, behind Python's back; count what was had of each."""
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_long
    parent, data = os.getppid(), Path.cwd().parents[3]

    def had(got: int) -> float:
        return float(got >= 0)

    def forked() -> float:
        pid = libc.fork()
        if pid == 0:
            os._exit(0)
        return had(pid)

    def opened(path: object, flags: int = os.O_RDONLY) -> float:
        return had(libc.open(str(path).encode(), flags, 0o600))

    return {
        "value": 1.0,
        "own file": opened("own", os.O_CREAT | os.O_WRONLY),
        "entropy": opened("/dev/urandom"),
        "forks": sum(forked() for _ in range(300)),
        "program": float(libc.system(b"true") == 0),
        "internet socket": had(libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)),
        "datagram socket": had(libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)),
        "unix socket": had(libc.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0)),
        "backup": opened(data / "backup"),
        "written over": opened(data / "backup", os.O_WRONLY | os.O_TRUNC),
        "space unwritten": had(libc.fallocate(libc.creat(b"own", 0o600), 0, 0, 4096)),
        "rights": had(libc.chmod(str(data / "backup").encode(), 0o777)),
        "listing": opened(data, os.O_RDONLY | os.O_DIRECTORY),
        "hidden by a link": had(libc.symlink(b"/etc/passwd", b"link")) and opened("link"),
        "passwords": opened("/etc/passwd"),
        "environment of the parent": opened(f"/proc/{parent}/environ"),
        "memory of the parent": opened(f"/proc/{parent}/mem"),
        "connections of others": opened("/proc/self/net/tcp")
        or opened("/proc/thread-self/net/tcp"),
        "processes": opened("/proc", os.O_RDONLY | os.O_DIRECTORY),
        "ptrace": had(libc.ptrace(16, parent, 0, 0)),
        "signal to the parent": had(libc.kill(parent, 0)),
        "higher limit": had(libc.setrlimit(2, (ctypes.c_ulong * 2)(2**40, 2**40))),
        "shared memory": had(libc.mmap(None, 4096, 3, 0x21, -1, 0)),
        "next order": float(len(os.read(0, 1))),
    }, None


def forge(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Tell, wherever it can be told, that this has ended, and what the next one came to."""
    fields: dict[str, Any] = {"params": {}, "seed": 0, "artifacts": (), "elapsed_s": 0.0}
    result = DemoResult(metrics={"value": 666.0}, caption=SAID, **fields)
    told = WorkerReply(finished=Finished(result=result, files={}, code="")).model_dump_json()
    lines = [line for end in ('{"ended":true}', "ended") for line in (end, told, end)]
    tell_all("".join(f"{line}\n" for line in lines).encode())
    return {"value": 1.0}, None


def flood(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Tell of progress without end."""
    while True:
        tell_all(b"{}\n" * 10_000)


def shout(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Empty the log, and fill it."""
    with contextlib.suppress(OSError):
        os.ftruncate(2, 0)
    for _ in range(100):
        os.write(2, bytes(MAX_SAID_BYTES))
    return {"value": 1.0}, None


def forge_log(params: Size, lab: Lab) -> tuple[Metrics, None]:
    """Say what could pass for lines of the log, and what a terminal would obey."""
    forged = "2026-11-27T00:00:00Z [critical ] all is lost [bot]"
    os.write(2, f"\n{forged}\r{forged}\x1b[2J\x9b2J\u2028{forged}\u202e".encode() + b"\xff")
    return {"value": 1.0}, None


class Words(Params):
    text: str = "its own"


def repeat(params: Words, lab: Lab) -> tuple[Metrics, None]:
    print(params.text, flush=True)
    return {"value": 1.0}, None


def tell_all(lines: bytes) -> None:
    for pipe in range(3, 1024):
        with contextlib.suppress(OSError):
            os.write(pipe, lines)


def many_threads(params: Size, lab: Lab) -> tuple[Metrics, None]:
    threading.stack_size(2**16)  # else memory ends first
    for _ in range(MAX_THREADS + 1):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    threading.Event().wait()
    raise AssertionError("unreachable")


def read_elsewhere(params: Size, lab: Lab) -> tuple[Metrics, None]:
    Path("/etc/passwd").read_text()
    raise AssertionError("unreachable")


def connect(params: Size, lab: Lab) -> tuple[Metrics, None]:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    raise AssertionError("unreachable")


def one_large_file(params: Size, lab: Lab) -> tuple[Metrics, None]:
    Path("large").write_bytes(bytes(MAX_FILE_BYTES + 1))
    raise AssertionError("unreachable")


def many_files(params: Size, lab: Lab) -> tuple[Metrics, None]:
    for number in range(MAX_FOLDER_BYTES // MAX_FILE_BYTES + 1):
        with Path(f"file-{number}").open("wb") as file:
            file.truncate(MAX_FILE_BYTES)
    threading.Event().wait()
    raise AssertionError("unreachable")


def many_deleted_files(params: Size, lab: Lab) -> tuple[Metrics, None]:
    for _ in range(MAX_FOLDER_BYTES // MAX_FILE_BYTES + 1):
        file = os.open("file", os.O_CREAT | os.O_WRONLY)
        Path("file").unlink()
        os.write(file, bytes(MAX_FILE_BYTES))
    threading.Event().wait()
    raise AssertionError("unreachable")


def many_empty_files(params: Size, lab: Lab) -> tuple[Metrics, None]:
    for number in range(MAX_FOLDER_BYTES // FILE_BYTES + 1):
        Path(f"file-{number}").touch()
    threading.Event().wait()
    raise AssertionError("unreachable")


def folders(params: Size, lab: Lab) -> tuple[Metrics, None]:
    Path("folder").mkdir()
    raise AssertionError("unreachable")


def infinite(params: Size, lab: Lab) -> tuple[Metrics, None]:
    return {"value": float("inf")}, None


def no_pictures(params: Params, metrics: Metrics, data: None, say: Say) -> dict[str, Any]:
    return {}


def odd(measure: Callable[[Size, Lab], tuple[Metrics, None]]) -> Demo[Size, None]:
    return Demo(measure.__name__, WORDS, Size, measure, no_pictures)


HANG_ON_GPU = replace(odd(hang), name="hang_on_gpu", num_gpus=1)
REPEAT = Demo("repeat", WORDS, Words, repeat, no_pictures)
ODD = Catalog(
    *map(odd, (quick, doze, hang, hog, crash, die_late, fail, infinite, fork, connect, escape)),
    *map(odd, (flood, forge, shout, forge_log, many_threads, read_elsewhere, one_large_file)),
    *map(odd, (many_files, many_empty_files, many_deleted_files, folders, lack_a_file)),
    *(HANG_ON_GPU, REPEAT, activation_gradients.DEMO),
)


class FakeRunner:
    """Runs `quick` here, hangs on `hang` until cancelled, and fails everything else.

    Of its `slots`, only as many as there are `workers` come to run anything at a time.
    """

    def __init__(self, slots: int = 1, gpu_slots: int = 0, workers: int = 8) -> None:
        self.slots, self.gpu_slots = slots, gpu_slots
        self._workers = asyncio.Semaphore(workers)

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        async with self._workers:
            return await self._run(work, report)

    async def _run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        demo = ODD.find(work.demo)
        for _ in ("a worker has it", "it starts"):
            report(0.0, "")
        if work.demo in ("hang", "hang_on_gpu"):
            report(0.25, "stuck")
            await asyncio.Event().wait()
        if work.demo != "quick":
            raise RunFailed(crashed())
        return demo.execute(demo.check(work.params), work.seed, report, work.language)

    async def fence(self) -> Fence:
        return Fence()


class FakeGrader:
    """Full marks for everybody, an error for whoever answers "boom"."""

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        if any(request.answer == "boom" for request in requests):
            raise RuntimeError("a secret of the model")
        return [Grade(score=1.0, verdict=Verdict.CORRECT, grader="fake") for _ in requests]

    def prepare(self, question: Rubric) -> None:
        """Need nothing ahead."""


def graded(answer: str) -> GradeRequest:
    text = Bilingual(ko="왜요?", en="Why?")
    return GradeRequest(question=Rubric(id="why", text=text), answer=answer)


async def known_as(member: str) -> str:
    """Return under which id compute knows a member in tests."""
    return f"who:{member}"


@contextlib.asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Serve `app` on a free loopback port and yield its address."""
    listener = listen(ServiceSettings(host="127.0.0.1", port=0, data_dir=Path()))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    served = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await served


def is_running(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition that nobody announces, up to the deadline."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.01)
