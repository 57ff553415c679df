"""What members have chosen for themselves, in SQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from bot.quiz.model import MemberId
from bot.quiz.preferences.model import Preferences, PreferenceStore
from bot.store.engine import Part
from bot.store.tables import preferences
from content.schema import Language


class SqlPreferences(Part, PreferenceStore):
    async def preferences(self, member: MemberId) -> Preferences:
        rows = await self._database.fetch(select(preferences).where(preferences.c.member == member))
        return _preferences(rows[0]) if rows else Preferences()

    async def save_preferences(
        self, member: MemberId, chosen: Preferences, remind_at: datetime | None
    ) -> None:
        values = _values(chosen) | {"remind_at": remind_at, "held_until": None}
        await self._save(member, values, values)

    async def save_language(self, member: MemberId, language: Language | None) -> None:
        first = _values(Preferences(language=language))
        await self._save(member, first, {"language": language})

    async def _save(
        self, member: MemberId, first: Mapping[str, Any], changed: Mapping[str, Any]
    ) -> None:
        insert = self._database.insert(preferences).values(member=member, **first)
        await self._database.change(
            insert.on_conflict_do_update(index_elements=["member"], set_=dict(changed))
        )


def _values(chosen: Preferences) -> dict[str, Any]:
    return {
        "language": chosen.language,
        "timezone": chosen.timezone.key if chosen.timezone else None,
        "reminder_at": chosen.reminder_at,
        "may_quote": chosen.may_quote,
    }


def _preferences(row: Row[Any]) -> Preferences:
    return Preferences(
        language=row.language,
        timezone=ZoneInfo(row.timezone) if row.timezone else None,
        reminder_at=row.reminder_at,
        may_quote=row.may_quote,
    )
