"""What members choose for themselves."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.quiz.model import Member, MemberId
from content.schema import Language


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member has chosen for themself; None is what they left open.

    At `reminder_at`, in their own time zone, they hear of what is due for review. `may_quote` lets
    others read their best answers.
    """

    language: Language | None = None
    timezone: ZoneInfo | None = None
    reminder_at: time | None = None
    may_quote: bool = False

    def of(self, member: Member) -> Member:
        """Return a member, known as their platform says, as they want to be spoken to."""
        timezone = self.timezone.key if self.timezone else member.timezone
        return replace(member, language=self.language or member.language, timezone=timezone)


class PreferenceStore(Protocol):
    async def preferences(self, member: MemberId) -> Preferences:
        """Return what a member has chosen; of who has never chosen anything, that."""
        ...

    async def save_preferences(
        self, member: MemberId, chosen: Preferences, remind_at: datetime | None
    ) -> None:
        """Keep what a member has chosen, together with when they are to be reminded next."""
        ...

    async def save_language(self, member: MemberId, language: Language | None) -> None:
        """Keep the language a member has chosen, and all else as it is."""
        ...
