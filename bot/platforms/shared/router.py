"""One `Chat` over all platforms: a channel id's prefix says where it lives."""

from collections.abc import Mapping

from bot.platforms.shared.platform import PlatformChat
from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, ChannelId, MessageId


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

    def _chat(self, to: Address) -> PlatformChat:
        return self._platform(to.channel)

    def _platform(self, channel: ChannelId) -> PlatformChat:
        platform = channel.partition(":")[0]
        try:
            return self._platforms[platform]
        except KeyError:
            raise ChannelUnreachable(f"{platform} is not connected") from None
