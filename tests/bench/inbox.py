"""What keeping costs: the inbox in front of everything else, alone and amid a crowd of writers."""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median

from bot.quiz.inbox import Arrival
from bot.quiz.model import AnswerId, EventId
from bot.store.engine import Database
from bot.store.inbox import SqlInbox
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore
from tests.bench.processes import Row, elapsed, percentile

TIMES = 300
WRITERS = 20
BODY = {
    "command": "/answer",
    "text": "기울기의 반대 방향으로 조금씩 옮겨요. " * 20,
    "user_id": "U1",
}


async def inbox() -> list[Row]:
    """Keep arrivals one at a time on SQLite, with nobody else writing and with a crowd of them."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(f"sqlite:///{Path(folder) / 'q.db'}") as database:
            await upgrade(database)
            store, box, numbers = SqlStore(database), SqlInbox(database), count()
            await _keep(box, numbers)
            alone = [await elapsed(lambda: _keep(box, numbers)) for _ in range(TIMES)]
            writers = [asyncio.create_task(_write_on(store, n)) for n in range(WRITERS)]
            amid = [await elapsed(lambda: _keep(box, numbers)) for _ in range(TIMES)]
            queued = [await elapsed(lambda: _write(store, WRITERS)) for _ in range(20)]
            for writer in writers:
                writer.cancel()
            await asyncio.gather(*writers, return_exceptions=True)
    return [
        (
            "an arrival kept on SQLite, p95 (goal < 5 ms)",
            f"{1000 * percentile(alone, 95):.1f} ms (p50 {1000 * median(alone):.1f})",
            "",
            "",
        ),
        (
            f"the same while {WRITERS} others write without a pause, p95",
            f"{1000 * percentile(amid, 95):.1f} ms (p50 {1000 * median(amid):.1f})",
            f"{1000 * median(queued):.1f} ms any other write",
            f"{median(amid) / median(queued):.2f}",
        ),
    ]


async def _keep(box: SqlInbox, numbers: Iterator[int]) -> None:
    event = EventId(f"slack:{next(numbers)}")
    await box.keep([Arrival(event, "slack", "slash", BODY, datetime.now(UTC))])


async def _write(store: SqlStore, number: int) -> None:
    await store.told(AnswerId(number))  # a change that queues, of no row


async def _write_on(store: SqlStore, number: int) -> None:
    while True:
        await _write(store, number)
