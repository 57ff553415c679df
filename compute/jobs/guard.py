"""Looks after processes from outside: what they started, and how much a folder holds."""

import asyncio
import contextlib
import os
from pathlib import Path

import psutil

from compute.jobs.threads import MAX_THREADS
from compute.problems import filled_the_disk, overreached
from content.schema import Bilingual

LOOK_EVERY_S = 0.5
MAX_FOLDER_BYTES = 128 * 2**20
FILE_BYTES = 2**14
"""What a file counts beside what is in it: ext4 has room for one file in each 16 KiB."""


async def offence(worker: int, folder: Path) -> Bilingual:
    """Watch a worker that runs a job until that does what it may not, and return what to say."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if await asyncio.to_thread(overreaches, worker):
            return overreached()
        if await asyncio.to_thread(taken, worker, folder) > MAX_FOLDER_BYTES:
            return filled_the_disk()


def children_of(pid: int) -> list[psutil.Process]:
    """Return all that a process has started, and all that those have."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def overreaches(worker: int) -> bool:
    """Tell whether a worker's job has started a process, or too many threads."""
    children, threads = children_of(worker), 0
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            threads += child.num_threads()
    return len(children) > 1 or threads > MAX_THREADS


def kill_children(pid: int) -> None:
    """Kill all that a process has started."""
    for child in children_of(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


def kill_family(pid: int) -> None:
    """Kill a process and all that it has started."""
    kill_children(pid)
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).kill()


def taken(worker: int, folder: Path) -> int:
    """Return how many bytes a worker's job has on disk, also in open files that it has deleted."""
    return max(size_of(folder), sum(written(child.pid) for child in children_of(worker)))


def written(pid: int) -> int:
    """Return how many bytes a process has had written to disk, where Linux counts them."""
    with contextlib.suppress(OSError):
        rows = Path(f"/proc/{pid}/io").read_text().splitlines()
        return next(int(row.split()[1]) for row in rows if row.startswith("write_bytes"))
    return 0


def size_of(folder: Path) -> int:
    """Return how many bytes the files in a folder take; those that go meanwhile don't count."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += FILE_BYTES + Path(place, name).lstat().st_size
    return total
