"""Files that members send with a form, fetched from where Discord keeps them."""

import asyncio
import logging

import aiohttp
import yarl

from bot.platforms.discord.endpoints import keeps_files
from bot.platforms.discord.refusals import OUTAGES
from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.model import Attachment

log = logging.getLogger(__name__)

FETCH_S = 20.0
CHUNK_BYTES = 64 * 1024


async def fetch(attachment: Attachment) -> bytes:
    """Return what a file holds. Whoever has its address may have it, so no token goes along.

    Raises:
        AttachmentGone: it is not there, or larger than it was said to be.
    """
    try:
        async with asyncio.timeout(FETCH_S):
            return await _download(_address(attachment), min(attachment.size, MAX_BYTES))
    except (*OUTAGES, ValueError) as exc:
        # Its message may quote the address, which is all it takes to read the file.
        raise _gone(type(exc).__name__) from exc


def _gone(why: str) -> AttachmentGone:
    log.warning("a file could not be fetched: %s", why)
    return AttachmentGone(why)


def _address(attachment: Attachment) -> yarl.URL:
    address = yarl.URL(attachment.source)
    if not keeps_files(address):
        raise _gone("kept elsewhere than on Discord")
    return address


async def _download(address: yarl.URL, limit: int) -> bytes:
    """Read a file until it is over, or over the limit; wherever else Discord points, stay here."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, allow_redirects=False) as answer,
    ):
        if answer.status != 200:
            raise _gone(f"status {answer.status}")
        content = bytearray()
        async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
            content += chunk
            if len(content) > limit:
                raise _gone(f"more than {limit} bytes")
        return bytes(content)
