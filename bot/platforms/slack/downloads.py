"""Files that members send, fetched from Slack's own host: no other is ever shown the token."""

import asyncio
import logging

import aiohttp
from yarl import URL

from bot.platforms.slack.channel_directory import ChannelDirectory
from bot.platforms.slack.refusals import OUTAGES
from bot.platforms.slack.workspaces import Workspace
from bot.quiz.errors import AttachmentGone, ChannelUnreachable
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.model import Attachment, ChannelId
from bot.quiz.ports import Attachments

log = logging.getLogger(__name__)

SLACK = URL("https://slack.com")
FILES = URL("https://files.slack.com")
DEADLINE_S = 20.0
CHUNK = 64 * 1024


class Downloads(Attachments):
    """Fetches with the token of the channel's workspace; redirects are not followed.

    Where the Web API is not Slack's own but a stand-in, so are the files.
    """

    def __init__(self, directory: ChannelDirectory, api_base: str) -> None:
        self._directory = directory
        self._hosts = {FILES, URL(api_base).origin()} - {SLACK}

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        try:
            url = self._checked(attachment.source)
            async with asyncio.timeout(DEADLINE_S):
                return await _read(await self._directory.workspace(channel), url)
        except (ChannelUnreachable, ValueError, *OUTAGES) as exc:
            log.info("a file cannot be fetched: %s", exc or type(exc).__name__)
            raise AttachmentGone(str(exc) or type(exc).__name__) from exc

    def _checked(self, source: str) -> URL:
        """Return where a file is.

        Raises:
            ValueError: it is no address, or one that is not Slack's.
        """
        url = URL(source)
        if url.origin() not in self._hosts:
            raise ValueError(f"{url.host} is not where Slack keeps files")
        return url


async def _read(workspace: Workspace, url: URL) -> bytes:
    client = workspace.client
    assert client.session is not None, "a workspace is found through it"
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.session.get(url, headers=headers, allow_redirects=False) as response:
        if response.status != 200:
            raise AttachmentGone(f"Slack answers {response.status}")
        if response.content_type == "text/html":
            log.warning("%s shows a page to sign in: files:read is missing", workspace.name)
            raise AttachmentGone("Slack shows a page in place of the file")
        return await _limited(response)


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    """Read what is not too large, and no more of what is."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > MAX_BYTES:
            raise AttachmentGone(f"more than {MAX_BYTES} bytes")
    return bytes(content)
