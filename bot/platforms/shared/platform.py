"""What a chat platform is to the rest of the bot.

A platform takes what members do, keeps it in its inbox (`inbox_worker`), reads it into an
`Invocation`, hands that to the `Dispatcher` with a `Reply`, and draws the cards that come back.
The rules post through `ChatRouter`: a channel id's prefix says where it lives.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot import metrics
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.inbox import Inbox
from bot.quiz.model import Address, Attachment, Channel, ChannelId, MessageId, Ping
from bot.quiz.outbox import Buttons, Outbox, PendingCards
from bot.quiz.ports import Media, PlatformChat
from bot.quiz.quiz import Quiz
from bot.quiz.store import Store


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

    async def is_connected(self) -> bool:
        """Tell whether what members do comes in now."""
        ...

    def prepare(self, quiz: Quiz, tasks: asyncio.TaskGroup) -> None:
        """Take what serves members, and where that work runs."""
        ...

    async def run(self) -> None:
        """Serve members until cancelled."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """What a platform keeps and looks up, besides what it keeps itself."""

    store: Store
    inbox: Inbox
    outbox: Outbox
    pending_cards: PendingCards
    buttons: Buttons
    media: Media


class ChatRouter:
    """Hands each call to the platform named before the colon of the channel id."""

    def __init__(self, platforms: Mapping[str, PlatformChat]) -> None:
        self._platforms = platforms

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        posted = await self._chat(to).post(to, card, key)
        metrics.POSTS.labels(_platform_of(to.channel)).inc()
        return posted

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        await self._chat(to).edit(to, message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        return await self._chat(to).find(to, key)

    def serves(self, channel: Channel) -> bool:
        platform = self._platforms.get(_platform_of(channel.id))
        return platform is not None and platform.serves(channel)

    async def check(self, channel: ChannelId) -> None:
        await self._platform(channel).check(channel)

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        return await self._platform(channel).lacking(channel)

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        return await self._platform(channel).fetch(channel, attachment)

    def has_pings(self, channel: ChannelId) -> bool:
        return self._platform(channel).has_pings(channel)

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        return await self._platform(channel).is_there(channel, ping)

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        return await self._platform(channel).find_ping(channel, said)

    def _chat(self, to: Address) -> PlatformChat:
        return self._platform(to.channel)

    def _platform(self, channel: ChannelId) -> PlatformChat:
        platform = _platform_of(channel)
        try:
            return self._platforms[platform]
        except KeyError:
            raise ChannelUnreachable(f"{platform} is not connected") from None


def _platform_of(channel: ChannelId) -> str:
    return channel.partition(":")[0]
