"""Questions that admins have planned for a date."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId, MemberId, QuestionId


@dataclass(frozen=True, slots=True)
class Plan:
    """A question that a channel is asked on a local date in place of the usual choice."""

    channel: ChannelId
    local_date: date
    question: QuestionId
    by: MemberId


class Plans(Protocol):
    async def plans(self, channel: ChannelId, since: date) -> list[Plan]:
        """Return what is planned from a date on, the next first."""
        ...

    async def plan(self, plan: Plan, *told: AuditEntry) -> None:
        """Plan a question in place of what was planned for its date, and tell the audit list."""
        ...

    async def unplan(self, channel: ChannelId, day: date, *told: AuditEntry) -> None: ...
