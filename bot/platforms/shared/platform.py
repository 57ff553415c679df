"""What a chat platform is to the rest of the bot.

A platform takes what members do, keeps it in its inbox (`inbox_worker`), reads it into an
`Invocation`, hands that to the `Dispatcher` with a `Reply`, and draws the cards that come back.
"""

import asyncio
from typing import Protocol

from bot.quiz.ports import ChannelAccess, Chat
from bot.quiz.quiz import Quiz


class PlatformChat(Chat, ChannelAccess, Protocol):
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
