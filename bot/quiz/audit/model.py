"""The audit list of a channel: who changed what, and when. What is in it stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from bot.quiz.model import ChannelId, EventId, Invocation, MemberId
from content.schema import Language

Detail = str | int | Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something a member did to a channel, because of an event.

    `what` is the message that tells it, `details` are its variables; one in words is given in both
    languages, for whoever reads it, and `member` is the id of whom it concerns, never their name:
    names are kept in one place, and can be forgotten there. Of one event, each `what` is kept once.
    """

    event: EventId
    channel: ChannelId
    by: MemberId
    at: datetime
    what: str
    details: Mapping[str, Detail] = field(default_factory=dict)

    @classmethod
    def of(cls, invocation: Invocation, at: datetime, what: str, **details: Detail) -> Self:
        """Return the entry of what a member does where they are."""
        by = invocation.member.id
        return cls(invocation.event, invocation.channel, by, at, what, details)

    @property
    def concerns(self) -> MemberId:
        """Return whom it concerns; nobody is the empty id."""
        return MemberId(str(self.details.get("member", "")))

    @property
    def names(self) -> set[MemberId]:
        """Return who is named in what is told."""
        return {self.by, self.concerns} - {MemberId("")}


class Audit(Protocol):
    async def record(self, *entries: AuditEntry) -> None: ...

    async def entries(
        self, channel: ChannelId, limit: int, offset: int = 0
    ) -> Sequence[AuditEntry]:
        """Return the entries of a channel, newest first, without the first `offset`."""
        ...
