"""Suggested questions, in SQL. A decision is one UPDATE of a pending one, so one admin makes it."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, Select, Update, and_, case, func, select, update

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import ChannelId, MemberId, QuestionId, RoundState
from bot.quiz.suggestions.model import (
    Decision,
    NewSuggestion,
    Reception,
    Suggestion,
    SuggestionId,
    Suggestions,
    SuggestionState,
    Wording,
)
from bot.store.audit import change_and_note
from bot.store.engine import Part
from bot.store.members import NOBODY
from bot.store.tables import answers, rounds, suggestions
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

    async def decided(self) -> dict[str, tuple[int, int, int]]:
        is_forgotten = case((suggestions.c.author == NOBODY, 1), else_=0)
        sums = (func.sum(suggestions.c.revision), func.sum(is_forgotten))
        query = select(suggestions.c.state, func.count(), *sums).group_by(suggestions.c.state)
        decided = query.where(suggestions.c.state != SuggestionState.PENDING)
        rows = await self._database.fetch(decided)
        return {row[0]: (row[1], int(row[2]), int(row[3])) for row in rows}

    async def suggestion(self, suggestion: SuggestionId) -> Suggestion | None:
        query = select(suggestions).where(suggestions.c.id == suggestion)
        rows = await self._database.fetch(query)
        return _suggestion(rows[0]) if rows else None

    async def suggestions_of(
        self, channel: ChannelId, author: MemberId, limit: int, offset: int = 0
    ) -> list[Suggestion]:
        theirs = (suggestions.c.channel == channel, suggestions.c.author == author)
        query = select(suggestions).where(*theirs).order_by(suggestions.c.id.desc())
        rows = await self._database.fetch(query.limit(limit).offset(offset))
        return [_suggestion(row) for row in rows]

    async def revise(
        self, suggestion: SuggestionId, wording: Wording, entry: AuditEntry | None = None
    ) -> bool:
        state = SuggestionState.APPROVED if entry else SuggestionState.PENDING
        changed = _in_state(suggestion, state).values(
            revision=suggestions.c.revision + 1, **_texts(wording)
        )
        return await change_and_note(self._database, changed.returning(suggestions.c.id), entry)

    async def move(
        self, suggestion: Suggestion, state: SuggestionState, entry: AuditEntry | None = None
    ) -> bool:
        as_read = suggestions.c.revision == suggestion.revision
        change = _in_state(suggestion.id, suggestion.state).where(as_read).values(state=state)
        return await change_and_note(self._database, change.returning(suggestions.c.id), entry)

    async def receptions(
        self, channel: ChannelId, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Reception]:
        rows = await self._database.fetch(_receptions(channel, questions))
        return {
            QuestionId(row.question): Reception(row.times, row.members, float(row.mean or 0))
            for row in rows
        }

    async def decide(
        self, suggestion: Suggestion, decision: Decision, entry: AuditEntry | None = None
    ) -> bool:
        as_read = suggestions.c.revision == suggestion.revision
        decided = (
            _in_state(suggestion.id, SuggestionState.PENDING)
            .where(as_read)
            .values(
                state=decision.state,
                decided_by=decision.by,
                decided_at=decision.at,
                reason=decision.reason,
            )
        )
        return await change_and_note(self._database, decided.returning(suggestions.c.id), entry)


def _in_state(suggestion: SuggestionId, state: SuggestionState) -> Update:
    return update(suggestions).where(suggestions.c.id == suggestion, suggestions.c.state == state)


def _receptions(channel: ChannelId, questions: Collection[QuestionId]) -> Select[Any]:
    # By the rounds, of which there are few, and the answers of each by their index.
    counts = (
        answers.c.round == rounds.c.id,
        answers.c.question == rounds.c.question,
        answers.c.graded_at.is_not(None),
        answers.c.is_late.is_(False),
        answers.c.is_void.is_(False),
    )
    best = (
        select(rounds.c.id, rounds.c.question, func.max(answers.c.value).label("value"))
        .outerjoin(answers, and_(*counts))
        .where(
            rounds.c.channel == channel,
            rounds.c.question.in_(questions),
            rounds.c.state != RoundState.MISSED,
        )
        .group_by(rounds.c.id, rounds.c.question, answers.c.member)
        .subquery()
    )
    return select(
        best.c.question,
        func.count(best.c.id.distinct()).label("times"),
        func.count(best.c.value).label("members"),
        func.avg(best.c.value).label("mean"),
    ).group_by(best.c.question)


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
