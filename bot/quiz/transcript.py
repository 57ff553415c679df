"""The messages of a platform that keeps its own, as the playground does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.quiz.cards import Card
from bot.quiz.model import ChannelId, MemberId, MessageId


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message: a member by id and name, or the bot."""

    id: str
    name: str


BOT = Author("bot", "quizmaster")


@dataclass(frozen=True, slots=True)
class Posting:
    """A message of a platform that keeps its own. With `only`, nobody but that member sees it."""

    id: MessageId
    channel: ChannelId
    thread: MessageId | None
    only: MemberId | None
    author: Author
    key: str | None
    card: Card
    at: datetime
    edited_at: datetime | None = None


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
