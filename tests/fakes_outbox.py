"""What platforms remember, in memory: the real parts of the store, each on rows of its own."""

from sqlalchemy import select

from bot.quiz.clock import SystemClock
from bot.store.inbox import SqlInbox
from bot.store.sent import SqlButtons, SqlOutbox, SqlPendingCards
from bot.store.tables import inbox
from tests.fakes import InMemoryDatabase


class InMemoryOutbox(SqlOutbox):
    def __init__(self) -> None:
        super().__init__(InMemoryDatabase(), SystemClock())


class InMemoryPendingCards(SqlPendingCards):
    def __init__(self) -> None:
        super().__init__(InMemoryDatabase(), SystemClock())


class InMemoryButtons(SqlButtons):
    def __init__(self) -> None:
        super().__init__(InMemoryDatabase(), SystemClock())


class InMemoryInbox(SqlInbox):
    _database: InMemoryDatabase

    def __init__(self) -> None:
        super().__init__(InMemoryDatabase())

    @property
    def left(self) -> list[str]:
        """Return the events that are not served yet."""
        unserved = select(inbox.c.event).where(inbox.c.served_at.is_(None))
        return [row.event for row in self._database.rows(unserved.order_by(inbox.c.received_at))]
