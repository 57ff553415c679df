"""One warm worker process: an `Order` per line on stdin, `Reply` lines on stdout.

Run as `python -m compute.runners.worker MODULE:CATALOG MEMORY_MB`; it ends with its parent.
"""

import contextlib
import ctypes
import importlib
import logging
import os
import queue
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, Literal

from pydantic import BaseModel

from compute.toolkit.demo import Catalog, Finished
from compute.toolkit.lab import Progress
from content.schema import Language

log = logging.getLogger(__name__)

PROGRESS_EVERY_S = 0.1
NICENESS = 10
PR_SET_PDEATHSIG = 1


class Order(BaseModel):
    demo: str
    params: dict[str, Any]
    seed: int
    language: Language


class Reply(BaseModel):
    """Progress, or the end of a run: `finished` or `failure`."""

    fraction: float = 0.0
    note: str = ""
    finished: Finished | None = None
    failure: Literal["memory", "crash"] | None = None


def main() -> None:
    """Serve orders, one after another, until stdin ends."""
    catalog, memory_mb = sys.argv[1], int(sys.argv[2])
    logging.basicConfig(level=logging.WARNING, format="demo worker: %(message)s")
    replies = claim_stdout()
    die_with_parent()
    os.nice(NICENESS)
    orders: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=listen, args=(orders,), daemon=True).start()
    demos = load_catalog(catalog)
    warm_up()
    while True:
        order = Order.model_validate_json(orders.get())
        limit_memory(memory_mb)
        send(replies, Reply())
        send(replies, execute(demos, order, progress_to(replies)))


def execute(demos: Catalog, order: Order, progress: Progress) -> Reply:
    """Run one order; whatever goes wrong becomes a failure reply."""
    try:
        demo = demos.find(order.demo)
        return Reply.model_construct(
            finished=demo.execute(demo.check(order.params), order.seed, progress, order.language)
        )
    except Exception as error:
        log.exception("%s failed", order.demo)
        return Reply(failure="memory" if is_out_of_memory(error) else "crash")


def is_out_of_memory(error: Exception) -> bool:
    """Tell a failed allocation; PyTorch reports its own as a plain RuntimeError."""
    return isinstance(error, MemoryError) or "allocate memory" in str(error)


def load_catalog(name: str) -> Catalog:
    """Return the catalog that `module:attribute` names."""
    module, attribute = name.split(":")
    catalog = getattr(importlib.import_module(module), attribute)
    assert isinstance(catalog, Catalog), f"{name!r} is no Catalog"
    return catalog


def warm_up() -> None:
    """Import and touch what every demo needs, so that the first run is as fast as the next."""
    import torch

    from compute import plots

    torch.set_num_threads(1)
    weight = torch.zeros(1, requires_grad=True)
    torch.autograd.backward(weight.sum())
    torch.optim.Adam([weight]).step()  # the first step of a process imports for most of a second
    importlib.import_module("sklearn.datasets")
    figure, _ = plots.panels("warm")
    plots.png(figure)


def claim_stdout() -> BinaryIO:
    """Keep stdout for replies: whatever a demo prints goes to stderr."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def listen(orders: "queue.Queue[bytes]") -> None:
    """Pass on orders; at end of file the parent is gone and so is this process, busy or not."""
    for line in sys.stdin.buffer:
        orders.put(line)
    os._exit(0)


def die_with_parent() -> None:
    """Ask Linux for a kill when the parent dies: a demo stuck in C never lets `listen` run."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(memory_mb: int) -> None:
    """Let the next run allocate `memory_mb` on top of what the warm process holds (Linux)."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text()
        held_kb = next(int(row.split()[1]) for row in status.splitlines() if "VmData" in row)
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, ((held_kb << 10) + (memory_mb << 20), hard))


def progress_to(replies: BinaryIO) -> Progress:
    """Return a reporter that sends at most one line per `PROGRESS_EVERY_S`."""
    last = 0.0

    def report(fraction: float, note: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_EVERY_S:
            last = now
            send(replies, Reply(fraction=fraction, note=note))

    return report


def send(replies: BinaryIO, reply: Reply) -> None:
    replies.write(reply.model_dump_json().encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
