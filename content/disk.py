"""Folders that grow with use are held to a size."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

GB = 10**9


def trim(places: Iterable[Path], most: float) -> list[Path]:
    """Delete files and folders, those used longest ago first, until the rest take `most` bytes.

    A place was last used when it was last changed or touched. What goes is returned; blocking.
    """
    known = []
    for place in places:
        with suppress(FileNotFoundError):
            known.append((place.stat().st_mtime, place, _bytes(place)))
    beyond = sum(size for *_, size in known) - most
    gone = []
    for _, place, size in sorted(known):
        if beyond <= 0:
            break
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)
        gone.append(place)
        beyond -= size
    return gone


def _bytes(place: Path) -> int:
    return sum(file.stat().st_size for file in (place.iterdir() if place.is_dir() else [place]))
