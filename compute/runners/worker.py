"""One warm worker process: an `Order` per line on stdin, `Reply` lines on stdout.

Run as `python -m compute.runners.worker MODULE:CATALOG MEMORY_MB`; it ends with its parent.
"""

import errno
import importlib
import logging
import os
import queue
import sys
import threading
import time
from typing import Any, BinaryIO, Literal

from pydantic import BaseModel

from compute.runners.limits import (
    Forbidden,
    adopt_orphans,
    die_with_parent,
    fence_in,
    limit_files,
    limit_memory,
)
from compute.toolkit.demo import Catalog, Finished
from compute.toolkit.lab import Progress
from content.schema import Language

log = logging.getLogger(__name__)

PROGRESS_EVERY_S = 0.1
NICENESS = 10

Failure = Literal["memory", "disk", "programs", "crash"]


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
    failure: Failure | None = None


def main() -> None:
    """Serve orders, one after another, until stdin ends."""
    catalog, memory_mb = sys.argv[1], int(sys.argv[2])
    logging.basicConfig(level=logging.WARNING, format="demo worker: %(message)s")
    replies = claim_stdout()
    die_with_parent()
    adopt_orphans()
    os.nice(NICENESS)
    orders: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=listen, args=(orders,), daemon=True).start()
    demos = load_catalog(catalog)
    warm_up()
    limit_files()
    fence_in()
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
    except (Exception, Forbidden) as error:
        log.exception("%s failed", order.demo)
        return Reply(failure=failure_of(error))


def failure_of(error: BaseException) -> Failure:
    """Tell what went wrong; PyTorch reports a failed allocation as a plain RuntimeError."""
    if isinstance(error, Forbidden):
        return "programs"
    if isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOSPC):
        return "disk"
    no_memory = isinstance(error, MemoryError) or "allocate memory" in str(error)
    return "memory" if no_memory else "crash"


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
