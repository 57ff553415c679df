"""The project's own processes, started the way its users start them, and how long work takes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

TOKEN = "bench"
Row = tuple[str, str, str, str]


@contextmanager
def running(*arguments: str, data: Path, compute_url: str = "") -> Iterator[None]:
    settings = {
        "QUIZMASTER_DATA_DIR": str(data),
        "QUIZMASTER_COMPUTE_TOKEN": TOKEN,
        "QUIZMASTER_COMPUTE_URL": compute_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def timed(work: Callable[[], float | None]) -> float:
    """Return how long work takes, or what it measured itself."""
    started = time.perf_counter()
    measured = work()
    return measured if measured is not None else time.perf_counter() - started


async def elapsed(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


def percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]
