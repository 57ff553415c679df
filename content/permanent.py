"""What stays until a process ends, and what the garbage collector need not look at therefore."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def permanent() -> Iterator[None]:
    """Let the garbage collector wait, and leave alone ever after what is there by the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
