"""Questions that admins have planned for a date."""

from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import Channel, ChannelId, MemberId, QuestionId


@dataclass(frozen=True, slots=True)
class Plan:
    """A question that a channel is asked on a local date in place of the usual choice.

    `slot` says which daily question of the channel's that is.
    """

    channel: ChannelId
    local_date: date
    question: QuestionId
    by: MemberId
    slot: int = 0


@dataclass(frozen=True, slots=True)
class DaySlot:
    """A daily question of a local date; `at` is its time where the channel has several a day."""

    day: date
    slot: int = 0
    at: time | None = None

    @classmethod
    def of(cls, channel: Channel, day: date, slot: int) -> "DaySlot":
        daily = channel.by_slot.get(slot)
        return cls(day, slot, daily.at if channel.more and daily else None)

    def __str__(self) -> str:
        return f"{self.day}/{self.slot}" if self.slot else f"{self.day}"


class Plans(Protocol):
    async def plans(self, channel: ChannelId, since: date) -> list[Plan]:
        """Return what is planned from a date on, the next first."""
        ...

    async def plan(self, plan: Plan, *entries: AuditEntry) -> None:
        """Plan a question in place of what its slot of the date had, and tell the audit list."""
        ...

    async def unplan(
        self, channel: ChannelId, day: date, slot: int, *entries: AuditEntry
    ) -> None: ...
