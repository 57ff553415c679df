"""What goes by itself: what platforms keep beside answers, pictures that nobody has looked at for
long, and all of workspaces that left."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    String,
    Table,
    and_,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy import table as named
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.errors import StoreAway
from bot.quiz.model import UNSETTLED
from bot.quiz.ports import Clock
from bot.quiz.store import Leases
from bot.store.departures import belongings, gone, of_workspaces
from bot.store.engine import Database, Part
from bot.store.media import FileMedia
from bot.store.members import SqlLinks
from bot.store.tables import (
    answers,
    buttons,
    disputes,
    links,
    members,
    outbox,
    pending_cards,
    reviews,
    rounds,
    shares,
    transcript,
)

log = logging.getLogger(__name__)

AT_ONCE = 500
DAY_S = 24 * 3600
LEASE = "retention"
AWAY = timedelta(days=30)
SLACK_TOKENS = tuple(
    named(name, column("id"), column("team_id")) for name in ("slack_bots", "slack_installations")
)
"""Of the SDK of Slack; they go at once where the bot hears that a workspace removes it."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long messages and the text of answers are kept (None: for good), how much of pictures."""

    messages: timedelta
    answers: timedelta | None = None
    pictures_bytes: float = math.inf


class Retention(Part):
    """Deletes what is older than `keep` says and nobody comes back to, and what workspaces left
    behind that removed the bot 30 days ago.

    What is stale is looked for without a turn of the writer; each batch that goes takes one.
    """

    def __init__(
        self,
        database: Database,
        leases: Leases,
        clock: Clock,
        media: FileMedia,
        keep: Keep,
    ) -> None:
        super().__init__(database)
        self._leases = leases
        self._clock = clock
        self._media = media
        self._keep = keep

    async def run(self) -> None:
        """Prune now and every day, for ever; of several bots one does."""
        while True:
            try:
                if await self._leases.take_lease(LEASE):
                    try:
                        await self.prune()
                    finally:
                        await self._leases.drop_lease(LEASE)
            except StoreAway as exc:
                log.warning("what is too old to keep waits for the store: %s", exc)
            except Exception:
                log.exception("what is too old to keep could not be deleted")
            await self._clock.sleep(DAY_S)

    async def prune(self) -> None:
        """Delete what is too old, in batches, and pictures beyond the size they may take."""
        before = self._clock.now() - self._keep.messages
        await self._prune((transcript.c.id,), _stale_messages(before))
        await self._prune((pending_cards.c.id,), pending_cards.c.kept_at < before)
        await self._prune((buttons.c.id,), buttons.c.kept_at < before)
        private = and_(outbox.c.member.is_not(None), outbox.c.sent_at < before)
        await self._prune((outbox.c.channel, outbox.c.key), private)
        await self._erase(self._clock.now() - AWAY)
        if self._keep.answers:
            await self._empty(self._clock.now() - self._keep.answers)
        await self._database.empty_log()
        await self._media.trim(self._keep.pictures_bytes)

    async def _empty(self, before: datetime) -> None:
        """Delete what members said before then, and leave what it was worth."""
        for table, is_done in ((answers, ~_is_needed(answers)), (reviews, true())):
            is_told = and_(table.c.graded_at.is_not(None), table.c.is_told.is_(True))
            is_stale = and_(table.c.at < before, table.c.text != "", is_told, is_done)
            found = select(table.c.id, table.c.grade).where(is_stale).limit(AT_ONCE)
            while rows := await self._database.fetch(found):
                await self._database.write(partial(_leave_worth, table, rows))
        quoted = cast(shares.c.card, String) != cast(shares.c.instead, String)
        old = update(shares).where(shares.c.at < before, quoted)
        await self._database.change(old.values(card=shares.c.instead))

    async def _erase(self, before: datetime) -> None:
        """Delete all that is kept of workspaces that have been away since before then."""
        left = gone(before)
        theirs = select(members.c.id).where(members.c.workspace.in_(left))
        for row in await self._database.fetch(select(links).where(links.c.member.in_(theirs))):
            await SqlLinks(self._database).unlink(row.member)
        for tokens in SLACK_TOKENS:
            workspace = literal("slack:").concat(tokens.c.team_id)
            await self._prune((tokens.c.id,), workspace.in_(left))
        for table, is_theirs in belongings(of_workspaces(left)):
            await self._prune(tuple(table.primary_key), is_theirs)

    async def _prune(
        self, key: tuple[ColumnElement[object], ...], is_stale: ColumnElement[bool]
    ) -> None:
        while found := await self._database.fetch(select(*key).where(is_stale).limit(AT_ONCE)):
            some = tuple_(*key).in_([tuple(row) for row in found])
            await self._database.change(delete(key[0].table).where(some, is_stale))


def _is_needed(given: Table) -> ColumnElement[bool]:
    """Tell whether answers may still be graded again, for a ruling, or quoted as a round ends."""
    beside = given.alias()
    is_disputed = (
        exists()
        .where(disputes.c.answer == beside.c.id, disputes.c.is_carried.is_(False))
        .where(beside.c.round == given.c.round)
    )
    is_asked = exists().where(rounds.c.id == given.c.round, rounds.c.state.in_(UNSETTLED))
    return or_(is_disputed, is_asked)


async def _leave_worth(
    table: Table, rows: Sequence[Row[*tuple[Any, ...]]], connection: AsyncConnection
) -> None:
    for row in rows:
        worth = row.grade and row.grade.unquoted()
        emptied = update(table).where(table.c.id == row.id).values(text="", grade=worth)
        await connection.execute(emptied)


def _stale_messages(before: datetime) -> ColumnElement[bool]:
    """Tell the playground's old messages from those that are kept: questions and reveals, which
    are drawn again, what can be taken back, and what was said about a question still young."""
    id = cast(transcript.c.id, String)
    is_young = or_(rounds.c.closes_at >= before, rounds.c.state.in_(UNSETTLED))
    is_of_round = exists().where(
        rounds.c.channel == transcript.c.channel,
        or_(
            rounds.c.message == id,
            rounds.c.reveal == id,
            and_(rounds.c.message == transcript.c.thread, is_young),
        ),
    )
    is_shared = exists().where(
        shares.c.channel == transcript.c.channel, shares.c.key == transcript.c.key
    )
    seen_at = func.coalesce(transcript.c.edited_at, transcript.c.at)
    return and_(seen_at < before, ~is_of_round, ~is_shared)
