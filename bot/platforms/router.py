"""One `Chat` over all platforms: a channel id's prefix says where it lives."""

from collections.abc import Mapping

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.model import Address, MessageId
from bot.quiz.ports import Chat


class ChatRouter:
    """Hands each call to the platform named before the colon of the channel id."""

    def __init__(self, chats: Mapping[str, Chat]) -> None:
        self._chats = chats

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        return await self._chat(to).post(to, card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        await self._chat(to).edit(to, message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        return await self._chat(to).find(to, key)

    def _chat(self, to: Address) -> Chat:
        platform = to.channel.partition(":")[0]
        try:
            return self._chats[platform]
        except KeyError:
            raise ChannelUnreachable(f"{platform} is not connected") from None
