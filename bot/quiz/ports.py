"""What the core needs from the world. Adapters carry their technology in their name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.quiz.cards import Card, Form
from bot.quiz.model import (
    Address,
    Attachment,
    Channel,
    ChannelId,
    MessageId,
    Ping,
)
from evaluators.grade import Grade, GradeRequest


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the time as aware UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class Chat(Protocol):
    """A chat platform, outward. Raises `ChannelUnreachable` when the platform says no."""

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        """Send a message. `key` names it for good: posting it again replaces that message's card.

        So whoever does not know whether a message went out may simply post it again.
        """
        ...

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        """Give a message another card; one that is gone stays gone."""
        ...

    async def find(self, to: Address, key: str) -> MessageId | None:
        """Return the message that was posted under this key, if it ever went out."""
        ...


class ChannelAccess(Protocol):
    """What the bot can do in a channel: post, and call a role or user group, not only members."""

    def serves(self, channel: Channel) -> bool:
        """Tell whether a channel's rounds are this process's to keep going.

        Of several that share a database, each has its platforms, and on Discord its shards.
        """
        ...

    async def check(self, channel: ChannelId) -> None:
        """Return if questions can be posted there.

        Raises:
            ChannelUnreachable: saying why not.
        """
        ...

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        """Return which permissions are missing where questions can be posted without them.

        Raises:
            ChannelUnreachable: nothing can be posted there.
        """
        ...

    async def is_there(self, channel: ChannelId, ping: Ping) -> bool:
        """Tell whether who was found before is still known to be there.

        Raises:
            ChannelUnreachable: nothing can be posted there.
        """
        ...

    def has_pings(self, channel: ChannelId) -> bool:
        """Tell whether there is anybody to be called there."""
        ...

    async def find_ping(self, channel: ChannelId, said: str) -> Ping:
        """Return who is meant: by a mention, an id or the exact name.

        Raises:
            Refusal: nobody there is called so, or the bot may not call them.
            ChannelUnreachable: the platform doesn't say.
        """
        ...


class Attachments(Protocol):
    """Where platforms keep the files that members send."""

    async def fetch(self, channel: ChannelId, attachment: Attachment) -> bytes:
        """Return what a file holds.

        Raises:
            AttachmentGone: it is not there, or larger than it was said to be.
        """
        ...


class PlatformChat(Chat, ChannelAccess, Attachments, Protocol):
    """What a platform is to the rules; `tests/contract/test_chat.py` says how it has to behave."""


class Reply(Protocol):
    """The way back to the member of one invocation; only they see what is shown."""

    async def show(self, card: Card, key: str | None = None) -> None:
        """Show a card; showing again replaces it. `key` is as in `Chat.post`."""
        ...

    async def ask(self, form: Form) -> None: ...

    def rest(self) -> None:
        """Say that what follows is a long wait, so that others are served meanwhile."""
        return


class Grader(Protocol):
    async def grade(self, requests: Sequence[GradeRequest]) -> list[Grade | None]:
        """Grade a batch in order; None where one answer could not be graded.

        Raises:
            GraderUnavailable: nothing was graded; try again later.
        """
        ...


class Media(Protocol):
    """Pictures by content: the same bytes get the same id."""

    async def put(self, data: bytes, suffix: str) -> str: ...

    async def get(self, media: str) -> bytes | None: ...
