"""Suggested questions, in SQL. A decision is one UPDATE of a pending one, so one admin makes it."""

from typing import Any

from sqlalchemy import Row, Update, select, update

from bot.quiz.model import (
    ChannelId,
    Decision,
    NewSuggestion,
    Suggestion,
    SuggestionId,
    SuggestionState,
    Wording,
)
from bot.quiz.ports import Suggestions
from bot.store.engine import Part
from bot.store.tables import suggestions
from bot.store.types import storable


class SqlSuggestions(Part, Suggestions):
    async def suggest(self, new: NewSuggestion) -> Suggestion:
        insert = self._database.insert(suggestions).values(
            event=new.event,
            channel=new.channel,
            author=new.author,
            state=SuggestionState.PENDING,
            created_at=new.at,
            reason="",
            revision=0,
            **_texts(new.wording),
        )
        await self._database.change(insert.on_conflict_do_nothing(index_elements=["event"]))
        query = select(suggestions).where(suggestions.c.event == new.event)
        [row] = await self._database.fetch(query)
        return _suggestion(row)

    async def suggestions(
        self, state: SuggestionState, channel: ChannelId | None = None
    ) -> list[Suggestion]:
        query = select(suggestions).where(suggestions.c.state == state).order_by(suggestions.c.id)
        if channel is not None:
            query = query.where(suggestions.c.channel == channel)
        return [_suggestion(row) for row in await self._database.fetch(query)]

    async def suggestion(self, suggestion: SuggestionId) -> Suggestion | None:
        query = select(suggestions).where(suggestions.c.id == suggestion)
        rows = await self._database.fetch(query)
        return _suggestion(rows[0]) if rows else None

    async def revise(self, suggestion: SuggestionId, wording: Wording) -> bool:
        changed = _pending(suggestion).values(
            revision=suggestions.c.revision + 1, **_texts(wording)
        )
        return await self._change(changed)

    async def decide(self, suggestion: Suggestion, decision: Decision) -> bool:
        as_read = suggestions.c.revision == suggestion.revision
        return await self._change(
            _pending(suggestion.id)
            .where(as_read)
            .values(
                state=decision.state,
                decided_by=decision.by,
                decided_at=decision.at,
                reason=decision.reason,
            )
        )

    async def _change(self, change: Update) -> bool:
        return bool(await self._database.change(change.returning(suggestions.c.id)))


def _pending(suggestion: SuggestionId) -> Update:
    return update(suggestions).where(
        suggestions.c.id == suggestion, suggestions.c.state == SuggestionState.PENDING
    )


def _texts(wording: Wording) -> dict[str, Any]:
    return {
        "question": wording.question,
        "reference": wording.reference,
        "key_points": [storable(point) for point in wording.key_points],
    }


def _suggestion(row: Row[Any]) -> Suggestion:
    return Suggestion(
        id=row.id,
        event=row.event,
        channel=row.channel,
        author=row.author,
        wording=Wording(row.question, row.reference, tuple(row.key_points)),
        state=SuggestionState(row.state),
        created_at=row.created_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        revision=row.revision,
    )
