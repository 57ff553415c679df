"""How soon the playground answers."""

import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from bot.app.supervisor import free_port
from tests.bench.processes import Row, running, timed

RUNS = 5


async def start_up() -> list[Row]:
    """Time from starting the interpreter to the playground's first answer over HTTP."""
    bare = median(timed(import_libraries) for _ in range(RUNS))
    with tempfile.TemporaryDirectory() as data:
        ready = median(timed(lambda: start_and_stop(Path(data))) for _ in range(RUNS))
    libraries = f"{bare:.2f} s importing nicegui and sqlalchemy"
    return [("bot ready (goal < 2 s)", f"{ready:.2f} s", libraries, f"{ready / bare:.1f}")]


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
