"""How many threads a job has: the kernel asks its worker before each of them begins (seccomp).

A job can't answer in its worker's place, for it gives away where the kernel asks before any code of
a demo runs.
"""

import contextlib
import errno
import fcntl
import os
import socket
import struct
from pathlib import Path

MAX_THREADS = 64
CLONE_THREAD = 0x10000
_RECEIVE, _SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND
_QUESTION = struct.Struct("Q72x")
_ANSWER = struct.Struct("QqiI")
_CONTINUE = 1


def have_them_counted(channel: socket.socket) -> None:
    """Have who is at the other end of `channel` asked for each thread of this process, for good.

    It takes Linux 5.5, which is older than Landlock: an older one asks, but takes no yes. Where
    somebody outside of a container is asked already, nobody else can be.
    """
    import pyseccomp as calls

    asked = calls.Arg(0, calls.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)
    rules = calls.SyscallFilter(calls.ALLOW)
    with contextlib.suppress(OSError):
        rules.add_rule(calls.NOTIFY, "clone", asked)
        rules.add_rule(calls.ERRNO(errno.ENOSYS), "clone3")  # its flags are in memory
        rules.load()
        asks = next(int(one.name) for one in Path("/proc/self/fd").iterdir() if _asks(one))
        socket.send_fds(channel, [b"."], [asks])
        os.close(asks)


def take_over(channel: socket.socket) -> list[int]:
    """Return where the kernel asks for threads of a job, if anywhere, once that gave it away."""
    _, asks, _, _ = socket.recv_fds(channel, 1, 1)
    return asks


def allow_next(asks: int, pid: int) -> bool:
    """Let a process have the thread that it asks for; tell whether it may have one more.

    What several of its threads ask for at once is counted once it's there, so it comes to twice
    `MAX_THREADS` at most.
    """
    question = bytearray(_QUESTION.size)
    with contextlib.suppress(OSError):  # it has ended
        if len(os.listdir(f"/proc/{pid}/task")) >= MAX_THREADS:
            return False
        fcntl.ioctl(asks, _RECEIVE, question)
        (number,) = _QUESTION.unpack(question)
        fcntl.ioctl(asks, _SEND, _ANSWER.pack(number, 0, 0, _CONTINUE))
    return True


def _asks(place: Path) -> bool:
    with contextlib.suppress(OSError):  # that of the listing itself
        return os.readlink(place) == "anon_inode:seccomp notify"
    return False
