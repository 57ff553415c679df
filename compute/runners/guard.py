"""Looks after a worker from outside: what it started, and how much its folder holds."""

import asyncio
import contextlib
from pathlib import Path
from typing import NoReturn

import psutil

from compute.jobs import RunFailed
from compute.problems import filled_the_disk, started_programs

LOOK_EVERY_S = 0.5
MAX_FOLDER_BYTES = 128 * 2**20


async def guard(pid: int, folder: Path) -> NoReturn:
    """Watch a worker until cancelled.

    Raises:
        RunFailed: it started a program, or filled its folder.
    """
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if await asyncio.to_thread(children_of, pid):
            raise RunFailed(started_programs())
        if await asyncio.to_thread(size_of, folder) > MAX_FOLDER_BYTES:
            raise RunFailed(filled_the_disk())


def children_of(pid: int) -> list[psutil.Process]:
    """Return all that a process has started, and all that those have."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill_family(pid: int) -> None:
    """Kill a process and all that it has started."""
    for child in children_of(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).kill()


def size_of(folder: Path) -> int:
    """Return how many bytes the files in a folder hold; those that go meanwhile don't count."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total
