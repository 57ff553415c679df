"""What a process does to itself before it runs a demo; most of it is Linux's."""

import contextlib
import ctypes
import resource
import signal
import sys
from pathlib import Path
from typing import Any

MAX_FILE_BYTES = 64 * 2**20
MAX_CPU_S = 120
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_FORBIDDEN = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "socket.bind",
        "socket.connect",
        "subprocess.Popen",
    }
)


class Forbidden(BaseException):
    """A demo reached for another process or the network; no demo can catch this as an error."""


def die_with_parent() -> None:
    """Ask for a kill when the parent dies: a demo stuck in C never looks at its pipes."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of whatever descendants leave behind, so that all can be found."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def limit_memory(memory_mb: int) -> None:
    """Let this process allocate `memory_mb` on top of what it holds now."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text()
        held_kb = next(int(row.split()[1]) for row in status.splitlines() if "VmData" in row)
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, ((held_kb << 10) + (memory_mb << 20), hard))


def limit_seconds() -> None:
    """Let this process use `MAX_CPU_S` of CPU time, all its threads together."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))


def limit_files() -> None:
    """Let no file grow beyond `MAX_FILE_BYTES`, and leave no core behind."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_in_python() -> None:
    """Refuse what only Python asks for, so that it ends a job and isn't caught as an error.

    The fence is what holds; this is all there is where the kernel has none.
    """

    def refuse(event: str, _: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            raise Forbidden(event)

    sys.addaudithook(refuse)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)
