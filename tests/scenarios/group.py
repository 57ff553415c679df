"""What a scenario needs of a platform: a study group, and what its members see and do.

Texts are what a member reads; buttons are pressed by what they say.
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.quiz.model import Channel, MemberId
from tests.study import Bot, Memory

PATIENCE_S = 10.0


class Seen(Protocol):
    """A message as a member sees it. It changes when the bot edits it."""

    @property
    def text(self) -> str: ...

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        ...


class Act(Protocol):
    """Something a member did, and what comes of it."""

    async def shown(self, text: str) -> Seen:
        """Wait for a message that the member alone sees."""
        ...

    async def form(self) -> str:
        """Wait for the form that it opens, and return what one reads there."""
        ...

    async def submit(self, **values: str | list[str]) -> "Act":
        """Fill in its form."""
        ...

    async def refused(self, why: str, kept: str, field: str = "") -> "Act":
        """Wait for the reason why a form was not taken, below a field where one is named and a
        form stays open; in the form of what it returns stands what was typed."""
        ...


class Person(Protocol):
    id: MemberId

    async def press(self, on: Seen, label: str) -> Act: ...

    async def type(self, line: str) -> Act:
        """Type a command, such as "/answer text"."""
        ...

    async def write(self, line: str) -> Act:
        """Type a command in their own conversation with the bot, where the platform has such."""
        ...

    async def told(self, text: str) -> Seen:
        """Wait for a message that this member alone sees, whatever brought it about."""
        ...

    async def sees(self, text: str) -> bool:
        """Tell whether a text stands in anything that this member sees in the channel now."""
        ...


class Group(Protocol):
    """A channel for the quiz with an admin and two members: 민지 reads Korean, Alex English."""

    channel: Channel
    memory: Memory
    boss: Person
    mina: Person
    alex: Person
    typos: tuple[str, ...]
    """Lines for `/quiz settings` with a mistake in them that its members can send."""

    def pingable(self, name: str) -> str:
        """Let there be somebody to be pinged by this name; return what pings them, if anything."""
        ...

    def bot(self) -> AbstractAsyncContextManager[Bot]: ...

    async def posted(self, text: str) -> Seen:
        """Wait for a message that everyone in the channel sees."""
        ...

    async def ran(self, text: str) -> Seen:
        """Wait for the run of a demo by 민지: the channel's on Slack, else hers alone."""
        ...

    async def replied(self, board: Seen, text: str) -> Seen:
        """Wait for a message in the thread of another."""
        ...
