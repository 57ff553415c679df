"""A file that one process holds at a time, until it lets go or ends, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold a file, which is made with its folder if there is none.

    Raises:
        BlockingIOError: somebody else holds it.
        OSError: it cannot be made or held.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
