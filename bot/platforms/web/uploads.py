"""Files that members send with a form: on disk for a day, so that they outlive a restart."""

import asyncio
import os
import re
import secrets
import time
import unicodedata
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.model import Attachment

KEPT_S = 24 * 3600
MAX_KEPT = 50
MAX_NAME = 100
READ_S = 20.0
MAX_REQUEST_BYTES = MAX_BYTES + 10_000
"""What a file may come to on its way, with its name and all that HTTP puts around it."""
UPLOADS = "/_nicegui/client/"
_ID = re.compile(r"[0-9a-f]{32}")


class Uploads:
    """Files in one folder, named by random ids; it is made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, name: str, content: bytes) -> Attachment:
        """Write a file and return where it is found again.

        Raises:
            AttachmentGone: it is too large, or the disk does not take it.
        """
        if len(content) > MAX_BYTES:
            raise AttachmentGone(f"{len(content)} bytes are too many")
        source = secrets.token_hex(16)
        try:
            await asyncio.to_thread(self._write, source, content)
        except OSError as exc:
            raise AttachmentGone(f"a file cannot be kept: {exc.strerror}") from exc
        return Attachment(_clean(name), len(content), source)

    async def read(self, attachment: Attachment) -> bytes:
        """Return what a file holds.

        Raises:
            AttachmentGone: as `Attachments.fetch` says.
        """
        source, limit = attachment.source, min(attachment.size, MAX_BYTES)
        if _ID.fullmatch(source) is None:
            raise AttachmentGone(f"{source!r} is no id of ours")
        try:
            async with asyncio.timeout(READ_S):
                content = await asyncio.to_thread(_head, self._folder / source, limit + 1)
        except (OSError, TimeoutError) as exc:
            raise AttachmentGone(f"{source} cannot be read: {exc!r}") from exc
        if len(content) > limit:
            raise AttachmentGone(f"{source} holds more than {limit} bytes")
        return content

    def _write(self, source: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / source).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._tidy()

    def _tidy(self) -> None:
        """Remove what has lain here long enough, and the oldest of too many."""
        kept = [(path.stat().st_mtime, path) for path in self._folder.iterdir()]
        newest_first = sorted(kept, reverse=True)
        for place, (written, path) in enumerate(newest_first):
            if place >= MAX_KEPT or time.time() - written > KEPT_S:
                path.unlink(missing_ok=True)


class UploadLimit:
    """ASGI middleware: an upload that is too large is refused before any of it is taken.

    The page's own check is the browser's, which is anybody's.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["type"] == "http" and scope["path"].startswith(UPLOADS)
        if is_upload and scope["method"] == "POST" and not _fits(Headers(scope=scope)):
            response = PlainTextResponse("This is too large.\n", 413)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _fits(headers: Headers) -> bool:
    length = headers.get("content-length", "")
    return length.isdecimal() and int(length) <= MAX_REQUEST_BYTES


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _clean(name: str) -> str:
    """Return a file's name as it is shown: a Mac spells Hangul in letters, and nothing may turn
    the text around it. Its end, which says what it is, stays.
    """
    composed = unicodedata.normalize("NFC", name)
    return "".join(char for char in composed if unicodedata.category(char)[0] != "C")[-MAX_NAME:]
