"""A file written whole or not at all, or standard output."""

import errno
import os
import sys
from pathlib import Path

STANDARD = Path("-")


def save(path: Path, content: bytes, force: bool) -> None:
    """Write the file, in one step as others see it, or standard output for `-`.

    Raises:
        FileExistsError: the file is there and `force` is not given.
        OSError: it cannot be written.
    """
    if path == STANDARD:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if path.exists() and not force:
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name[:64]}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
