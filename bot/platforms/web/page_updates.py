"""What one open page has not drawn yet: the newest state of each message, in a bounded queue."""

import asyncio

from bot.quiz.model import ChannelId, MemberId, MessageId
from bot.quiz.transcript import Posting

MAX_WAITING = 100


class PageUpdates:
    """Changes waiting for one page. Edits of one message overtake each other, so only the last
    is drawn; a page that falls too far behind drops them all and starts over.
    """

    def __init__(
        self, channel: ChannelId, member: MemberId, max_waiting: int = MAX_WAITING
    ) -> None:
        self._channel = channel
        self._member = member
        self._max_waiting = max_waiting
        self._waiting: dict[MessageId, Posting] = {}
        self._is_behind = False
        self._arrived = asyncio.Event()

    def offer(self, posting: Posting) -> None:
        """Take a change if this page may see it; never waits."""
        if posting.channel != self._channel or posting.only not in (None, self._member):
            return
        self._waiting[posting.id] = posting
        if len(self._waiting) > self._max_waiting:
            self._waiting.clear()
            self._is_behind = True
        self._arrived.set()

    async def take(self) -> list[Posting] | None:
        """Wait for changes and return them; None tells the page to load everything again."""
        await self._arrived.wait()
        self._arrived.clear()
        changes, is_behind = list(self._waiting.values()), self._is_behind
        self._waiting.clear()
        self._is_behind = False
        return None if is_behind else changes
