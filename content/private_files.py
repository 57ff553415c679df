"""What holds members' words, tokens or keys is for the user alone who runs us."""

import logging
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

OTHERS = 0o077
BESIDE = ("", "-wal", "-shm")


def write_privately() -> None:
    """Let nobody else read whatever this process and its children write from now on."""
    os.umask(OTHERS)


@contextmanager
def private() -> Iterator[None]:
    """Let nobody else read what is written meanwhile."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def for_owner(path: str, flags: int) -> int:
    """Open a file that nobody else reads, also where it was there before; an opener of `open`."""
    opened = os.open(path, flags & ~os.O_TRUNC, 0o600)
    try:
        mode = os.fstat(opened).st_mode
        if stat.S_ISREG(mode):
            if mode & OTHERS:
                os.fchmod(opened, stat.S_IMODE(mode) & ~OTHERS)
            if flags & os.O_TRUNC:
                os.ftruncate(opened, 0)
    except OSError:
        os.close(opened)
        raise
    return opened


def open_folder(folder: Path) -> None:
    """Make the data folder if there is none, and see that files can be made in it.

    Raises:
        OSError: they can't.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def mend(folder: Path, database: Path | None = None) -> None:
    """Take from everybody else what lies in the data folder, and a database of SQLite elsewhere.

    What belongs to another user stays as it is, and is told of.
    """
    for path in _ours(folder, database):
        try:
            mode = path.lstat().st_mode
            if mode & OTHERS and not path.is_symlink():
                path.chmod(mode & ~OTHERS & 0o7777)
        except FileNotFoundError:
            continue
        except OSError as exc:
            log.warning("others may be able to read %s: %s", path, exc.strerror)


def _ours(folder: Path, database: Path | None) -> Iterator[Path]:
    if database:
        yield from (database.with_name(database.name + end) for end in BESIDE)
    yield folder
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))
