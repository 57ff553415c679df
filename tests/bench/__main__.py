"""`make bench`: how fast it is, against baselines measured in the same run.

Machines are noisy, so read the ratios; the absolute numbers are there to compare with the goals.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median, quantiles

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.supervisor import free_port
from compute.client import ComputeClient, ComputeUnavailable
from content.loader import load
from evaluators.grade import GradeRequest

RUNS = 5
ANSWERS = 200
BATCH = 32
TOKEN = "bench"
Row = tuple[str, str, str, str]


def main() -> None:
    """Measure everything and print one table."""
    table = Table(title="quizmaster bench")
    for column in ("what", "measured", "baseline", "ratio"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in (start_up(), *asyncio.run(grading())):
        table.add_row(*row)
    Console(width=100).print(table)


def start_up() -> Row:
    """Time from starting the interpreter to the playground's first answer over HTTP."""
    bare = median(timed(import_libraries) for _ in range(RUNS))
    with tempfile.TemporaryDirectory() as data:
        ready = median(timed(lambda: start_and_stop(Path(data))) for _ in range(RUNS))
    libraries = f"{bare:.2f} s importing nicegui and sqlalchemy"
    return ("bot ready (goal < 2 s)", f"{ready:.2f} s", libraries, f"{ready / bare:.1f}")


def timed(work: Callable[[], float | None]) -> float:
    started = time.perf_counter()
    measured = work()
    return measured if measured is not None else time.perf_counter() - started


def import_libraries() -> None:
    subprocess.run([sys.executable, "-c", "import nicegui, sqlalchemy.ext.asyncio"], check=True)


def start_and_stop(data: Path) -> float:
    """Start the real bot and return the seconds until its page answers."""
    port = free_port()
    started = time.perf_counter()
    with running("run", "--port", str(port), data=data, compute_url="http://127.0.0.1:9"):
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            except OSError:
                time.sleep(0.005)
            else:
                return time.perf_counter() - started


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


async def grading() -> list[Row]:
    """Grade one answer at a time and in batches at a real compute service, warm."""
    with tempfile.TemporaryDirectory() as data:
        async with service(Path(data)) as client:
            requests = sample(ANSWERS)
            await client.grade(requests[:BATCH])
            pings = [await elapsed(client.healthy) for _ in range(ANSWERS)]
            times = [await elapsed(lambda r=r: client.grade([r])) for r in requests]
            batched = await elapsed(lambda: client.grade(requests))
    p95, ping = quantiles(times, n=20)[-1], quantiles(pings, n=20)[-1]
    one, many = sum(times) / ANSWERS, batched / ANSWERS
    return [
        (
            "one answer, p95 of 200 (goal < 50 ms)",
            f"{1000 * p95:.1f} ms (p50 {1000 * median(times):.1f} ms)",
            f"{1000 * ping:.1f} ms for an empty request",
            f"{p95 / ping:.1f}",
        ),
        (
            "one answer in a batch of 64",
            f"{1000 * many:.1f} ms",
            f"{1000 * one:.1f} ms one at a time",
            f"{many / one:.2f}",
        ),
    ]


def sample(count: int) -> list[GradeRequest]:
    """Return different answers to different questions, as long as people write them."""
    questions = [question for question in load().questions.values() if question.has_reference]
    return [
        GradeRequest(
            question=(question := questions[turn % len(questions)]).rubric(),
            answer=f"{turn} {question.references.all()[turn % 2]}",
        )
        for turn in range(count)
    ]


@asynccontextmanager
async def service(data: Path) -> AsyncIterator[ComputeClient]:
    port = free_port()
    with running("compute", "serve", "--port", str(port), data=data):
        async with ComputeClient(f"http://127.0.0.1:{port}", SecretStr(TOKEN)) as client:
            async with asyncio.timeout(120):
                while not await is_ready(client):
                    await asyncio.sleep(0.2)
            yield client


async def is_ready(client: ComputeClient) -> bool:
    try:
        return (await client.healthy()).status == "ready"
    except ComputeUnavailable:
        return False


async def elapsed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    await work()  # type: ignore[misc]
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
