"""All that an audit looks at: the database, and what the platform shows its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Table, func, select

from bot.quiz.model import ChannelId, Score
from bot.store import tables
from bot.store.engine import Database
from bot.store.sql_store import SqlStore
from tests.chaos.journal import Said, Sight

Rows = Sequence[Row[Any]]
FOREVER = date(9999, 1, 1)


@dataclass(frozen=True)
class Ledger:
    """What the bot's database holds."""

    answers: Rows
    rounds: Rows
    outbox: Rows
    inbox: Sequence[Any]
    scores: Sequence[Score]


@dataclass(frozen=True)
class Evidence:
    """A ledger, what members sent and what they see.

    `private` is everything that one member was ever shown, `public` all that everybody sees now,
    each as it was first posted. `leaderboard` is the newest card of all points, if there is one.
    `scores_known` says that grades can be recomputed.
    """

    ledger: Ledger
    said: Sequence[Said]
    private: Sequence[Sight]
    public: Sequence[Sight]
    leaderboard: str | None = None
    scores_known: bool = True

    @property
    def reveals(self) -> dict[int, datetime]:
        """Return when the reveal of each round was first posted."""
        found: dict[int, datetime] = {}
        for one in self.public:
            kind, _, round = one.key.partition(":")
            if kind == "reveal" and round.isdigit():
                found[int(round)] = min(one.at, found.get(int(round), one.at))
        return found


async def read(database: Database, channel: ChannelId) -> Ledger:
    """Read the tables as they are now."""
    return Ledger(
        answers=await _all(database, tables.answers),
        rounds=await _all(database, tables.rounds),
        outbox=await database.fetch(select(tables.outbox)),
        inbox=await database.fetch(select(tables.inbox)),
        scores=await SqlStore(database).scores(channel, None, FOREVER),
    )


async def _all(database: Database, table: Table) -> Rows:
    return await database.fetch(select(table).order_by(table.c.id))


async def unrest(database: Database) -> str:
    """Return in words what the bot has still to do; empty if that is nothing."""
    answers, rounds = tables.answers.c, tables.rounds.c
    counted = {
        "pending": select(func.count()).where(answers.graded_at.is_(None)),
        "untold": select(func.count()).where(answers.is_told.is_(False)),
        "between states": select(func.count()).where(
            rounds.state.not_in(("open", "closed", "skipped", "missed"))
        ),
        "due to close": select(func.count()).where(
            rounds.state == "open", rounds.closes_at <= datetime.now(UTC)
        ),
        "unserved": select(func.count()).where(tables.inbox.c.served_at.is_(None)),
    }
    left = {what: (await database.fetch(query))[0][0] for what, query in counted.items()}
    return ", ".join(f"{number} {what}" for what, number in left.items() if number)
