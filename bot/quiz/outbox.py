"""What a platform remembers, so that nothing is sent or done twice, lost or dead.

A platform that keeps its own messages, as the playground does, needs none of this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.quiz.cards import Card
from bot.quiz.model import ChannelId, MemberId, MessageId


@dataclass(frozen=True, slots=True)
class Sent:
    """A message sent under a key. `message` is None while nobody knows whether it went out.

    `place` is how to get at it, in the platform's own words: a conversation, or on Discord the
    token of an interaction. A private one has its `member`; after `expires_at` it can no longer be
    reached. `begun_at` is when it was about to go out, and None once that is known to have come to
    nothing.
    """

    channel: ChannelId
    key: str
    place: str = ""
    message: MessageId | None = None
    member: MemberId | None = None
    expires_at: datetime | None = None
    begun_at: datetime | None = None


class Outbox(Protocol):
    async def begin(self, channel: ChannelId, key: str) -> Sent | None:
        """Note that a message is about to go out; return what is known of one begun before."""
        ...

    async def record(self, sent: Sent) -> None:
        """Keep where a message is, in place of what was known of its key."""
        ...

    async def sent(self, channel: ChannelId, key: str) -> Sent | None: ...

    async def open_interaction(
        self, channel: ChannelId, member: MemberId, now: datetime
    ) -> Sent | None:
        """Return the private message whose place stays open longest after `now`, if any does."""
        ...


@dataclass(frozen=True, slots=True)
class PendingCard:
    """A private card that could not be brought to its member and waits to be picked up."""

    channel: ChannelId
    key: str
    member: MemberId
    card: Card


class PendingCards(Protocol):
    async def keep_waiting(self, pending: PendingCard) -> None:
        """Keep a card; a known key gives its card to the one that waits."""
        ...

    async def waiting(self, channel: ChannelId, member: MemberId) -> Sequence[PendingCard]:
        """Return what waits for a member, in the order it came."""
        ...

    async def drop(self, channel: ChannelId, key: str) -> None: ...

    async def unannounced(self) -> Sequence[tuple[ChannelId, MemberId]]:
        """Return for whom something waits of which nothing in the channel tells them."""
        ...

    async def announced(self, channel: ChannelId, member: MemberId) -> None:
        """Note that a member was told in the channel of all that waits for them now."""
        ...


@dataclass(frozen=True, slots=True)
class Button:
    """What pressing a button does; the message only carries its id.

    `draft` is what the form that the button opens starts with.
    """

    id: str
    channel: ChannelId
    command: str
    args: Mapping[str, str] = field(default_factory=dict)
    draft: Mapping[str, str] = field(default_factory=dict)


class Buttons(Protocol):
    async def keep(self, buttons: Sequence[Button]) -> None:
        """Remember buttons, or that they are shown again; known ids do what they did."""
        ...

    async def button(self, id: str) -> Button | None: ...
