"""Pictures as files named by their content, so the same picture is kept once."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.quiz.ports import Media
from bot.store.errors import StoreUnavailable, UnsupportedMedia
from content.disk import trim

SUFFIXES = (".png", ".gif")
HASH_CHARS = 32
MEDIA_ID = re.compile(rf"[0-9a-f]{{{HASH_CHARS}}}\.(png|gif)")


class FileMedia(Media):
    """Pictures in one folder, which is made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, data: bytes, suffix: str) -> str:
        """Keep the picture and return its id.

        Raises:
            UnsupportedMedia: the suffix is neither .png nor .gif.
            StoreUnavailable: the disk does not take it.
        """
        media = media_id(data, suffix)
        try:
            await asyncio.to_thread(_write, self._folder / media, data)
        except OSError as exc:
            raise StoreUnavailable(f"the picture cannot be kept: {exc.strerror}") from exc
        return media

    async def get(self, media: str) -> bytes | None:
        if MEDIA_ID.fullmatch(media) is None:
            return None
        try:
            return await asyncio.to_thread(_read, self._folder / media)
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise StoreUnavailable(f"the picture cannot be read: {exc.strerror}") from exc

    async def trim(self, most: float) -> None:
        """Delete pictures, those put or read longest ago first, until the rest take `most` bytes.

        Raises:
            StoreUnavailable: the disk does not let them go.
        """
        pictures = (self._folder / name for name in _pictures(self._folder))
        try:
            await asyncio.to_thread(trim, pictures, most)
        except OSError as exc:
            raise StoreUnavailable(f"pictures cannot be deleted: {exc.strerror}") from exc


def media_id(data: bytes, suffix: str) -> str:
    """Return the id of a picture: a prefix of its SHA-256, and its suffix."""
    if suffix not in SUFFIXES:
        raise UnsupportedMedia(f"only .png and .gif pictures are kept, not {suffix!r}")
    return hashlib.sha256(data).hexdigest()[:HASH_CHARS] + suffix


def _pictures(folder: Path) -> Iterator[str]:
    if folder.exists():
        yield from (name for name in os.listdir(folder) if MEDIA_ID.fullmatch(name))


def _read(path: Path) -> bytes:
    os.utime(path)
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    with suppress(FileNotFoundError):
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whoever reads meanwhile, or after a crash, finds the whole picture or none.
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            unfinished.unlink()
            raise
    unfinished.replace(path)
