"""What a chat platform is to the rest of the bot.

A platform takes what members do, keeps it in its inbox (`inbox_worker`), reads it into an
`Invocation`, hands that to the `Dispatcher` with a `Reply`, and draws the cards that come back.
The rules post through `ChatRouter`: a channel id's prefix says where it lives.
"""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, Attachment, ChannelId, MessageId
from bot.quiz.ports import Attachments, ChannelAccess, Chat
from bot.quiz.quiz import Quiz


class PlatformChat(Chat, ChannelAccess, Attachments, Protocol):
    """What the rules post through; `tests/contract/test_chat.py` says how it has to behave."""


class Platform(Protocol):
    """What is started for members to come in by; `name` is what its channel ids begin with."""

    name: str
    ready: asyncio.Event

    @property
    def chat(self) -> PlatformChat: ...

    @property
    def whereabouts(self) -> str:
        """Return where members find the bot, once it is ready."""
        ...

    def prepare(self, quiz: Quiz, tasks: asyncio.TaskGroup) -> None:
        """Take what serves members, and where that work runs."""
        ...

    async def run(self) -> None:
        """Serve members until cancelled."""
        ...


class ChatRouter:
    """Hands each call to the platform named before the colon of the channel id."""

    def __init__(self, platforms: Mapping[str, PlatformChat]) -> None:
        self._platforms = platforms

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        return await self._chat(to).post(to, card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        await self._chat(to).edit(to, message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        return await self._chat(to).find(to, key)

    async def check(self, channel: ChannelId) -> None:
        await self._platform(channel).check(channel)

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        return await self._platform(channel).fetch(channel, attachment)

    def _chat(self, to: Address) -> PlatformChat:
        return self._platform(to.channel)

    def _platform(self, channel: ChannelId) -> PlatformChat:
        platform = channel.partition(":")[0]
        try:
            return self._platforms[platform]
        except KeyError:
            raise ChannelUnreachable(f"{platform} is not connected") from None
