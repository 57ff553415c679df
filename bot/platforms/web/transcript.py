"""What the playground needs of its memory: the messages of a channel, in the order they came."""

from collections.abc import Sequence
from typing import Protocol

from bot.quiz.cards import Card
from bot.quiz.model import Author, ChannelId, MemberId, MessageId, Posting

BOT = Author("bot", "quizmaster")


class Transcript(Protocol):
    async def put(
        self,
        channel: ChannelId,
        thread: MessageId | None,
        only: MemberId | None,
        author: Author,
        card: Card,
        key: str | None,
    ) -> tuple[Posting, bool]:
        """Add a message and return it with True; a known key gives its card to the old one."""
        ...

    async def replace(self, id: MessageId, card: Card) -> Posting: ...

    async def by_key(self, channel: ChannelId, key: str) -> Posting | None: ...

    async def visible(
        self, channel: ChannelId, member: MemberId, limit: int = 200
    ) -> Sequence[Posting]:
        """Return the latest messages the member may see, oldest first."""
        ...
