"""What admins take back of what members did; each step can be undone, and stands in the audit
list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, Protocol

from bot.quiz.audit.model import AuditEntry
from bot.quiz.cards import Card
from bot.quiz.model import ChannelId, Member, MemberId, MessageId, RoundId

ShareId = NewType("ShareId", int)


@dataclass(frozen=True, slots=True)
class NewShare:
    """A public message with something of a member's in it: what it shows, and what once hidden.

    `key` names the message as in `Chat.post`; `thread` is the message it stands under.
    """

    channel: ChannelId
    member: MemberId
    key: str
    card: Card
    instead: Card
    at: datetime
    thread: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A stored share, hidden or not."""

    id: ShareId
    new: NewShare
    is_hidden: bool = False

    @property
    def shown(self) -> Card:
        return self.new.instead if self.is_hidden else self.new.card


class SubmissionKind(StrEnum):
    """What may count for a member, and be void."""

    ANSWER = "answer"
    REVIEW = "review"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer, the `number`th attempt; a review, the `number`th of its question; or a guess.

    `asked` is the question of a round, or the demo of a guess. `value` is what it's worth, void
    or not.
    """

    kind: SubmissionKind
    id: int
    channel: ChannelId
    member: MemberId
    asked: str
    round: RoundId | None
    number: int
    study_date: date
    value: int
    is_pending: bool
    is_void: bool


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part in a channel's quiz."""

    member: Member
    is_muted: bool


class Moderation(Protocol):
    async def is_muted(self, channel: ChannelId, member: MemberId) -> bool: ...

    async def keep_share(self, new: NewShare) -> Share:
        """Keep a share before it is posted, committed on return.

        One of a known key shows other cards from now on, and stays whose it is, hidden or not.
        """
        ...

    async def share_of(self, channel: ChannelId, key: str) -> Share | None:
        """Return the share that is posted under a key."""
        ...

    async def left_behind(self) -> Collection[ChannelId]:
        """Return the channels with shares of members who are forgotten."""
        ...

    async def ownerless(self, channel: ChannelId) -> Sequence[Share]:
        """Return the shares there of members who are forgotten; nothing of theirs is in them."""
        ...

    async def drop_share(self, share: ShareId) -> None:
        """Delete a share whose message is without what was shared."""
        ...

    async def mute(
        self, channel: ChannelId, member: MemberId, is_muted: bool, entry: AuditEntry
    ) -> bool:
        """Let a member take part no more, or again; False if that is so already."""
        ...

    async def void(self, kind: SubmissionKind, id: int, is_void: bool, entry: AuditEntry) -> bool:
        """Make a submission count nowhere, or count again; False if it does already."""
        ...

    async def hide(self, share: ShareId, is_hidden: bool, entry: AuditEntry) -> bool:
        """Note that a share is hidden, or is shown again; False if it is already."""
        ...

    async def share(self, share: ShareId) -> Share | None: ...

    async def shares(self, channel: ChannelId, member: MemberId, limit: int) -> Sequence[Share]:
        """Return what is public of a member, newest first."""
        ...

    async def submission(self, kind: SubmissionKind, id: int) -> Submission | None: ...

    async def submissions_of(
        self, channel: ChannelId, member: MemberId, limit: int
    ) -> Sequence[Submission]:
        """Return a member's answers, reviews and paid guesses in a channel, newest first."""
        ...

    async def participants(
        self, channel: ChannelId, named: str, limit: int, offset: int = 0
    ) -> Sequence[Participant]:
        """Return those whose name holds a text, who answered last first; then the others by name.

        Somebody who was muted, or has guessed, shared or suggested something, is one without
        any answer.
        """
        ...
