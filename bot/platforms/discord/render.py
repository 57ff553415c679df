"""A card made ready to be sent: its layout, its pictures, and its buttons kept."""

import hashlib
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import discord

from bot.platforms.discord.layout import layout
from bot.platforms.discord.pings import allowed
from bot.platforms.shared.buttons import NO_DRAFT, ButtonBook, button_of, custom_id, mode_of
from bot.quiz.cards import Action, Card, Code, Picture
from bot.quiz.model import ChannelId
from bot.quiz.ports import Media

NONCE_CHARS = 25
MAX_FILE_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """What goes to Discord; files can be asked for again when it has to be sent again.

    Within some minutes Discord takes only one message of a `nonce`. It may call nobody but `calls`.
    """

    view: discord.ui.LayoutView
    attachments: Mapping[str, bytes]
    nonce: str
    calls: discord.AllowedMentions

    def files(self) -> list[discord.File]:
        return [discord.File(io.BytesIO(data), name) for name, data in self.attachments.items()]


class Renderer:
    """`site` is the address at which our pages are, if they can be reached."""

    def __init__(self, buttons: ButtonBook, media: Media, site: str = "") -> None:
        self._buttons = buttons
        self._media = media
        self._site = site

    async def write(
        self,
        card: Card,
        channel: ChannelId,
        key: str,
        draft: Mapping[str, str] = NO_DRAFT,
        *,
        has_files: bool = True,
    ) -> RenderedMessage:
        """Make a card ready; its buttons speak for `channel`, wherever it is sent.

        Without files, pictures are told in words.
        """
        await self._buttons.keep(*(button_of(action, channel, draft) for action in card.actions))
        files = await self._files(card) if has_files else {}

        def id_of(action: Action) -> str:
            return custom_id(button_of(action, channel, draft), mode_of(action))

        view = layout(card, id_of, {name: name for name in files}, mark(key), self._site)
        nonce = hashlib.sha256(f"{channel} {key}".encode()).hexdigest()[:NONCE_CHARS]
        return RenderedMessage(view, files, nonce, allowed(card.calls))

    async def _files(self, card: Card) -> dict[str, bytes]:
        found = {b.name: b.text.encode() for b in card.blocks if isinstance(b, Code)}
        for block in card.blocks:
            if isinstance(block, Picture):
                data = await self._media.get(block.media)
                if data and len(data) <= MAX_FILE_BYTES:
                    found[block.media] = data
        return found


def mark(key: str) -> int:
    """Return the number that marks a message's container, by which its key is recognised."""
    return zlib.crc32(key.encode()) & 0x3FFFFFFF | 0x40000000


def is_marked(message: discord.Message, key: str) -> bool:
    return any(getattr(component, "id", None) == mark(key) for component in message.components)
