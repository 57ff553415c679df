"""Rounds, in SQL. A claim is one INSERT, so several processes cannot post a question twice.

No state is changed without regard to the one before, so nobody takes back what another did.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.audit.model import AuditEntry
from bot.quiz.model import (
    BEGUN,
    MAX_DAILY,
    ChannelId,
    EventId,
    NewRound,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    TimesAsked,
)
from bot.quiz.store import Rounds
from bot.store.audit import note
from bot.store.engine import Database, Part
from bot.store.tables import channels, rounds

WAS_ASKED = [state for state in RoundState if state is not RoundState.MISSED]
COLUMNS = list(rounds.c)


class SqlRounds(Part, Rounds):
    async def claim(
        self,
        new: NewRound,
        ends: RoundState | None = None,
        entry: AuditEntry | None = None,
        over: RoundId | None = None,
    ) -> Round | None:
        async def work(connection: AsyncConnection) -> Round | None:
            claimed = await insert_claim(self._database, connection, new)
            if claimed is not None and ends is not None:
                await end_open(connection, new, ends, over=over)
            if claimed is not None and entry is not None:
                await note(self._database, connection, [entry])
            return claimed

        return await self._database.write(work)

    async def requested(self, request: EventId) -> Round | None:
        rows = await self._database.fetch(_requested(request))
        return read_round(rows[0]) if rows else None

    async def rounds(
        self,
        *,
        channel: ChannelId | None = None,
        since: date | None = None,
        closed_after: datetime | None = None,
        states: Collection[RoundState] = (),
    ) -> list[Round]:
        query = select(*COLUMNS).order_by(rounds.c.due_at, rounds.c.id)
        if channel is not None:
            query = query.where(rounds.c.channel == channel)
        if since is not None:
            query = query.where(rounds.c.local_date >= since)
        if closed_after is not None:
            query = query.where(rounds.c.closes_at > closed_after)
        if states:
            query = query.where(rounds.c.state.in_(states))
        return [read_round(row) for row in await self._database.fetch(query)]

    async def asked(self, channel: ChannelId) -> dict[QuestionId, TimesAsked]:
        query = (
            select(
                rounds.c.question, func.count().label("times"), func.max(rounds.c.id).label("last")
            )
            .where(rounds.c.channel == channel, rounds.c.state.in_(WAS_ASKED))
            .group_by(rounds.c.question)
        )
        rows = await self._database.fetch(query)
        return {QuestionId(row.question): TimesAsked(row.times, RoundId(row.last)) for row in rows}

    async def asked_days(self, channel: ChannelId) -> list[date]:
        rows = await self._database.fetch(select_asked_days(channel))
        return [row.local_date for row in rows]

    async def excuse(self, channel: ChannelId, day: date) -> None:
        its = (rounds.c.channel == channel, rounds.c.local_date == day)
        await self._database.change(update(rounds).where(*its).values(asks_study=False))

    async def round(self, round: RoundId) -> Round | None:
        rows = await self._database.fetch(select(*COLUMNS).where(rounds.c.id == round))
        return read_round(rows[0]) if rows else None

    async def update_round(self, round: Round, since: RoundState) -> bool:
        change = (
            update(rounds)
            .where(rounds.c.id == round.id, rounds.c.state == since)
            .values(
                state=round.state,
                message=round.message,
                reveal=round.reveal,
                posted_at=round.posted_at,
                asks_study=round.asks_study,
            )
            .returning(rounds.c.id)
        )
        return bool(await self._database.change(change))

    async def remind(self, round: RoundId, at: datetime | None) -> None:
        await self._database.change(update(rounds).where(rounds.c.id == round).values(remind_at=at))

    async def withdraw(self, round: RoundId) -> None:
        await self._database.write(lambda connection: self._withdraw(connection, round))

    async def _withdraw(self, connection: AsyncConnection, round: RoundId) -> None:
        given_up = (
            update(rounds)
            .where(rounds.c.id == round, rounds.c.state == RoundState.CLAIMED)
            .values(state=RoundState.MISSED, slot=-rounds.c.id)
            .returning(rounds.c.channel)
        )
        channel = (await connection.execute(given_up)).scalar_one_or_none()
        await connection.execute(
            update(channels).where(channels.c.id == channel).values(due_at=None)
        )


def select_asked_days(channel: ChannelId) -> Select[date]:
    asks = (rounds.c.channel == channel, rounds.c.asks_study.is_(True))
    return select(rounds.c.local_date).where(*asks).distinct().order_by(rounds.c.local_date)


async def insert_claim(
    database: Database, connection: AsyncConnection, new: NewRound
) -> Round | None:
    """Claim a round within a unit of work, as `Rounds.claim` does."""
    values = asdict(new) | {"state": RoundState.CLAIMED}
    if new.slot is None:
        values["slot"] = _next_slot(new)
    insert = database.insert(rounds).values(values)
    claim = insert.on_conflict_do_nothing().returning(*COLUMNS)
    while True:
        row = (await connection.execute(claim)).one_or_none()
        if row is not None:
            return read_round(row)
        taken = await connection.execute(_requested(new.request))
        if new.slot is not None or taken.one_or_none() is not None:
            return None
        # Another process took this slot in between: look again.


async def end_open(
    connection: AsyncConnection,
    new: NewRound,
    ends: RoundState,
    *,
    over: RoundId | None = None,
    only_due: bool = False,
) -> None:
    """Bring open rounds of a channel to the state `ends`, with their time over at the `due_at`.

    With `over` that is this round alone, and with `only_due` those whose time is over.
    """
    is_open = (rounds.c.channel == new.channel, rounds.c.state == RoundState.OPEN)
    is_over = rounds.c.closes_at <= new.due_at
    ending = update(rounds).where(*is_open, *([is_over] if only_due else []))
    if over is not None:
        ending = ending.where(rounds.c.id == over)
    closes_at = case((is_over, rounds.c.closes_at), else_=new.due_at)
    await connection.execute(ending.values(state=ends, closes_at=closes_at))


async def move_closings(connection: AsyncConnection, closes: Mapping[RoundId, datetime]) -> None:
    """Let rounds that are open, or about to be, close at other times."""
    begun = rounds.c.state.in_(BEGUN)
    for round, at in closes.items():
        change = update(rounds).where(rounds.c.id == round, begun)
        await connection.execute(change.values(closes_at=at))


def _next_slot(new: NewRound) -> Any:
    """Select the slot after those of the date, but not one of a daily question after the first."""
    of_the_date = (
        rounds.c.channel == new.channel,
        rounds.c.local_date == new.local_date,
        rounds.c.slot >= 0,  # what was withdrawn has one below
    )
    last = select(func.max(rounds.c.slot)).where(*of_the_date).scalar_subquery()
    return case((last.is_(None), 0), (last < MAX_DAILY, MAX_DAILY), else_=last + 1)


def _requested(request: EventId | None) -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).where(rounds.c.request == request)


def read_round(row: Row[Any]) -> Round:
    return made_round(dict(row._mapping))


def made_round(fields: dict[str, Any]) -> Round:
    """Return a round of its columns."""
    return Round(**fields | {"state": RoundState(fields["state"])})
