"""A chat on a platform that keeps messages of ours, and lets them be changed and looked for."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from bot.platforms.shared.post_once import Destination, PostOnce
from bot.quiz.cards import Card
from bot.quiz.model import Address, ChannelId, MemberId, MessageId
from bot.quiz.outbox import Outbox
from bot.quiz.ports import PlatformChat

Bring = Callable[[ChannelId, MemberId, Card, str], Awaitable[MessageId]]


class OutboxChat(PlatformChat):
    """Posts each key once: in the open by `once`, and `bring` does so to one member.

    What the platform refuses is `translated` into `ChannelUnreachable`.
    """

    def __init__(
        self,
        outbox: Outbox,
        bring: Bring,
        once: PostOnce,
        translated: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._outbox = outbox
        self._bring = bring
        self._once = once
        self._translated = translated

    @abstractmethod
    async def _destination(self, to: Address) -> Destination: ...

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        if to.only is not None:
            return await self._bring(to.channel, to.only, card, key)
        destination = await self._destination(to)
        with self._translated():
            return await self._once.post(destination, card, key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        destination = await self._destination(to)
        with self._translated():
            await destination.edit(message, card)

    async def find(self, to: Address, key: str) -> MessageId | None:
        known = await self._outbox.sent(to.channel, key)
        if known is None or known.message is not None or to.only is not None:
            return known.message if known else None
        destination = await self._destination(to)
        with self._translated():
            return await self._once.locate(destination, known)
