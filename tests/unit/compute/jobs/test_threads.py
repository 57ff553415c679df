"""A process whose threads are counted has no more of them than it is let have."""

import os
import socket
import subprocess
import sys

import pytest

from compute.jobs.fence import find_fence
from compute.jobs.threads import MAX_THREADS, allow_next, take_over

pytestmark = pytest.mark.skipif(not find_fence().holds, reason="the kernel counts no threads")
COUNTED = """
import _thread, os, socket, sys
from compute.jobs.threads import have_them_counted
have_them_counted(socket.socket(fileno=int(sys.argv[1])))
"""
GREEDY = """
never = _thread.allocate_lock()
never.acquire()
while True:
    _thread.start_new_thread(never.acquire, ())
"""
AGAIN = "os.execv(sys.executable, [sys.executable, '-c', sys.argv[3], sys.argv[2]])"


def test_threads_beyond_the_bound_do_not_begin() -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", COUNTED + GREEDY, str(theirs.fileno())]
    with ours, theirs, subprocess.Popen(command, pass_fds=[theirs.fileno()]) as greedy:
        (asks,) = take_over(ours)
        while allow_next(asks, greedy.pid):
            pass
        # One that was allowed may not have been there yet when the next was.
        threads = len(os.listdir(f"/proc/{greedy.pid}/task"))
        greedy.kill()
    os.close(asks)
    assert threads in (MAX_THREADS, MAX_THREADS + 1)


def test_where_somebody_is_asked_already_nobody_else_is() -> None:
    first, its_end = socket.socketpair()
    second, its_other = socket.socketpair()
    given = [its_end.fileno(), its_other.fileno()]
    command = [sys.executable, "-c", COUNTED + AGAIN, *map(str, given), COUNTED]
    with first, second:
        with its_end, its_other:
            counted = subprocess.Popen(command, pass_fds=given)
        (asks,) = take_over(first)
        assert take_over(second) == []
    assert counted.wait() == 0
    os.close(asks)
