"""Posts each message once: a known one is edited, and one in doubt is looked for first."""

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from bot.quiz.cards import Card
from bot.quiz.errors import ChannelUnreachable
from bot.quiz.keyed_locks import KeyedLocks
from bot.quiz.model import ChannelId, MessageId
from bot.quiz.outbox import Outbox, Sent
from bot.quiz.ports import Clock


class Destination(Protocol):
    """A channel or thread, as its platform finds, changes and sends messages there."""

    channel: ChannelId

    async def search(self, lost: Sent) -> MessageId | None:
        """Look for a message of ours of which only the key is known, and when it was begun."""
        ...

    async def edit(self, message: MessageId, card: Card, key: str = "") -> bool:
        """Give a message another card; False if it is gone."""
        ...

    async def send(self, card: Card, key: str) -> MessageId: ...

    async def follow(self, message: MessageId, card: Card) -> None:
        """Start what belongs under a new message, once that is recorded."""
        ...


class PostOnce:
    """Remembers in the outbox what went out; `in_doubt` is for how long a message that was cut off
    can still appear, where the platform does not drop a second one itself."""

    def __init__(self, outbox: Outbox, clock: Clock, in_doubt: timedelta = timedelta()) -> None:
        self._outbox = outbox
        self._clock = clock
        self._in_doubt = in_doubt
        self._locks = KeyedLocks()

    async def post(self, destination: Destination, card: Card, key: str) -> MessageId:
        """Return the message of a key, posted or edited.

        Raises:
            ChannelUnreachable: it was just cut off, and may be on its way.
        """
        async with self._locks.of(destination.channel, key):
            known = await self._outbox.begin(destination.channel, key)
            message = await self.locate(destination, known) if known else None
            if message and await destination.edit(message, card, key):
                return message
            if known:
                await self._outbox.record(replace(known, message=None, begun_at=self._clock.now()))
            message = await destination.send(card, key)
            await self._outbox.record(Sent(destination.channel, key, message=message))
            await destination.follow(message, card)
            return message

    async def locate(self, destination: Destination, known: Sent) -> MessageId | None:
        """Return where a message is; look for it if nobody knows whether it went out.

        What is not there is looked for only once: that it is not under way is kept.

        Raises:
            ChannelUnreachable: it was just cut off, and may be on its way; or it cannot be looked
                for now, so that nobody knows.
        """
        if known.message is not None or known.begun_at is None:
            return known.message
        found = await destination.search(known)
        if found is not None:
            await self._outbox.record(Sent(destination.channel, known.key, message=found))
        elif self._may_be_on_its_way(known):
            raise ChannelUnreachable(f"{known.key} may be on its way", "away")
        else:
            await self._outbox.record(replace(known, begun_at=None))
        return found

    def _may_be_on_its_way(self, known: Sent) -> bool:
        begun = known.begun_at
        return bool(self._in_doubt and begun and self._clock.now() - begun < self._in_doubt)
