"""What buttons do, in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bot.quiz.outbox import Button, Buttons
from bot.store.engine import Part
from bot.store.tables import buttons as table


class SqlButtons(Part, Buttons):
    async def keep(self, buttons: Sequence[Button]) -> None:
        if not buttons:
            return
        # In order of id: two processes that keep the same ones never wait for each other.
        rows = [_values(button) for button in sorted(buttons, key=lambda button: button.id)]
        insert = self._database.insert(table).values(rows)
        await self._database.change(insert.on_conflict_do_nothing())

    async def button(self, id: str) -> Button | None:
        rows = await self._database.fetch(select(table).where(table.c.id == id))
        return Button(**rows[0]._mapping) if rows else None


def _values(button: Button) -> dict[str, Any]:
    return {
        "id": button.id,
        "channel": button.channel,
        "command": button.command,
        "args": dict(button.args),
        "draft": dict(button.draft),
    }
