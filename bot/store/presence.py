"""Which bots work on one PostgreSQL, and who of them is at what; on SQLite there is only one.

A bot is alive while its row is there: it says so every few seconds, and the others take out one
that has been silent for too long, by the clock of the database. What it held is then anybody's.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import (
    Delete,
    Table,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiz.errors import StoreAway
from bot.quiz.store import Leases
from bot.store.engine import Database, Part
from bot.store.holders import is_free
from bot.store.tables import answers, leases, preferences, processes, reviews

log = logging.getLogger(__name__)

BEAT_S = 3.0
SILENT_FOR = timedelta(seconds=12)
AT_ONCE = 1000
NOW = func.clock_timestamp()


class Presence(Part):
    """This process among the others."""

    async def join(self) -> None:
        """Become one of those who work here."""
        self._database.process = f"{_this_machine()}{uuid4().hex[:12]}"
        await self.beat()

    async def leave(self) -> None:
        """Let go of everything that is held."""
        gone = delete(processes).where(processes.c.id == self._database.process)
        await self._database.change(gone)

    async def beat(self) -> None:
        """Say that we are alive, let go of what we could not, and take out who is silent.

        While the database was away everybody was silent: only who has been heard for as long as
        it takes may say so of others.
        """
        until = NOW + SILENT_FOR
        since = case((processes.c.until < NOW, NOW), else_=processes.c.since)
        row = {"id": self._database.process, "since": NOW, "until": until}
        insert = self._database.insert(processes).values(**row)
        alive = insert.on_conflict_do_update(
            index_elements=["id"], set_={"until": until, "since": since}
        ).returning(processes.c.since < NOW - SILENT_FOR)
        silent = delete(processes).where(processes.c.until < NOW).returning(processes.c.id)
        undropped = set(self._database.undropped)

        async def work(connection: AsyncConnection) -> Sequence[str]:
            is_heard = (await connection.execute(alive)).scalar_one()
            if undropped:
                await connection.execute(_dropped(self._database, undropped))
            return (await connection.execute(silent)).scalars().all() if is_heard else []

        found = await self._database.write_first(work)
        self._database.undropped -= undropped
        for gone in found:
            log.warning("the bot %s is silent: others go on with its work", gone)

    async def take_over(self) -> bool:
        """Take what nobody alive is to grade or tell any longer; tell whether there was any."""
        found = [await self._taken(table) for table in (answers, reviews)]
        return any(found)

    async def _taken(self, table: Table) -> bool:
        free = select(table.c.id).where(table.c.is_told.is_(False), is_free(table.c.holder))
        some = free.order_by(table.c.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        taken = update(table).where(table.c.id.in_(some.scalar_subquery()))
        return bool(
            await self._database.change(
                taken.values(holder=self._database.process).returning(table.c.id)
            )
        )

    async def run(self) -> None:
        """Say that we are alive for ever."""
        while True:
            try:
                await self.beat()
            except StoreAway as exc:
                log.warning("the other bots do not hear of this one: %s", exc)
            await asyncio.sleep(BEAT_S)

    async def run_take_over(self, wake: Callable[[], None]) -> None:
        """Take over what others left, for ever; `wake` is called when there is something to do."""
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                if await self.take_over():
                    wake()
            except StoreAway as exc:
                log.warning("what other bots left waits for the store: %s", exc)
            except Exception:
                log.exception("what other bots left could not be taken over")


async def works_here(database: Database) -> bool:
    """Tell whether a bot of this machine is alive on a PostgreSQL."""
    ours = processes.c.id.startswith(_this_machine(), autoescape=True)
    alive = select(processes.c.id).where(ours, processes.c.until > NOW)
    return bool(await database.fetch(alive))


def _this_machine() -> str:
    """Return what the names of all bots on this machine begin with."""
    return f"{socket.gethostname()[:40]}:"


@asynccontextmanager
async def present(database: Database) -> AsyncIterator[Presence | None]:
    """Be one of those who work on a database; what is held is let go of at the end.

    On SQLite nobody else works: there is nothing to be told, and whoever held something is gone.
    """
    if database.is_sqlite:
        held = update(preferences).where(preferences.c.held_until.is_not(None))
        await database.change(held.values(held_until=None))
        yield None
        return
    presence = Presence(database)
    await presence.join()
    try:
        yield presence
    finally:
        try:
            await presence.leave()
        except StoreAway as exc:
            log.warning("the other bots wait until this one is silent: %s", exc)


class SqlLeases(Part, Leases):
    """Work that one process does at a time. Who is alone asks nobody."""

    async def take_lease(self, name: str) -> bool:
        if self._database.process is None:
            return True
        if name in self._database.undropped:
            return False
        mine = {"holder": self._database.process}
        insert = self._database.insert(leases).values(name=name, **mine)
        is_open = or_(leases.c.holder == self._database.process, is_free(leases.c.holder))
        taken = insert.on_conflict_do_update(
            index_elements=["name"], set_=mine, where=is_open
        ).returning(leases.c.name)
        return bool(await self._database.change(taken))

    async def drop_lease(self, name: str) -> None:
        if self._database.process is None:
            return
        try:
            await self._database.change(_dropped(self._database, {name}))
        except StoreAway as exc:
            log.warning("the lease %r is let go of with the next beat: %s", name, exc)
            self._database.undropped.add(name)


def _dropped(database: Database, names: Collection[str]) -> Delete:
    ours = leases.c.holder == database.process
    return delete(leases).where(ours, leases.c.name.in_(names))
