"""What many channels cost: the tick with nothing to do, and the moment when very many are due."""

import asyncio
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bot.quiz.cards import Card
from bot.quiz.library import Library
from bot.quiz.model import DEFAULT_DECK, Address, Channel, ChannelId, MessageId, RoundState
from bot.quiz.ports import ChannelAccess, Chat
from bot.quiz.rounds.host import AT_ONCE, RoundHost
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore
from content.loader import load
from tests.bench.crowd import ms
from tests.bench.processes import Row, elapsed, percentile
from tests.doubles import FakeFigures, ManualClock

CHANNELS = 10_000
ROUNDS = 1_000
DUE = 1_000
OF_ONE_WORKSPACE = 4
LATENCY_S = 0.15
TICKS = 40
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

# Every channel has had its question of the day at NOON. The first of them have the next at 9:00;
# as many have it at 10:00, and the one of the day before is open until then, as it is elsewhere.
# The recap of their last whole week is posted.
FILL = f"""
    INSERT INTO channels (id, workspace, name, language, timezone, at, weekdays, decks, topics,
        late_h, is_active, trouble, takes_drafts, due_at)
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT {CHANNELS})
    SELECT printf('x:%05d', n), printf('x:%d', n / {OF_ONE_WORKSPACE}), 'daily', 'ko', 'UTC',
        time(3600 * (9 + min(n / {DUE}, 2)), 'unixepoch') || '.000000', '[0, 1, 2, 3, 4, 5, 6]',
        '["deep-learning"]', '[]', 6, 1, '', 0,
        datetime('2026-11-21', (9 + min(n / {DUE}, 2)) || ' hours') || '.000000'
    FROM numbers;

    CREATE TEMP TABLE days AS
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT {ROUNDS})
    SELECT n, date('2026-11-20', printf('%+d days', n - {ROUNDS} + 1)) AS day,
        date('2026-11-20', printf('%+d days', n - {ROUNDS} + 2)) AS next_day,
        (SELECT id FROM asked WHERE asked.number = n % (SELECT count(*) FROM asked)) AS question
    FROM numbers;

    INSERT INTO rounds (channel, local_date, slot, question, state, due_at, closes_at, message,
        takes_drafts)
    SELECT channels.id, day, 0, question,
        iif(n = {ROUNDS} - 1 AND channels.at > '09:30', 'open', 'closed'),
        day || ' ' || channels.at, next_day || ' ' || channels.at, 'm', 0
    FROM channels CROSS JOIN days ORDER BY channels.id, n;

    INSERT INTO recaps (channel, week, day, is_posted)
    SELECT id, '2026-W46', '2026-11-15', 1 FROM channels;
"""


class SlowChat(Chat, ChannelAccess):
    """A platform that takes its time for everything that is sent, and counts the posts."""

    def __init__(self) -> None:
        self.posts: Counter[tuple[ChannelId, str]] = Counter()

    def serves(self, channel: Channel) -> bool:
        return True

    async def check(self, channel: ChannelId) -> None:
        await asyncio.sleep(LATENCY_S)

    async def lacking(self, channel: ChannelId) -> Sequence[str]:
        return ()

    async def post(self, to: Address, card: Card, key: str) -> MessageId:
        await asyncio.sleep(LATENCY_S)
        self.posts[to.channel, key] += 1
        return MessageId(key)

    async def edit(self, to: Address, message: MessageId, card: Card) -> None:
        await asyncio.sleep(LATENCY_S)

    async def find(self, to: Address, key: str) -> MessageId | None:
        return MessageId(key) if (to.channel, key) in self.posts else None


async def ticking() -> list[Row]:
    """Tick with nothing to do, then let very many channels be due at once.

    Raises:
        RuntimeError: something was posted more or less often than once.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "quizmaster.db"
        async with Database(f"sqlite:///{file}") as database:
            await upgrade(database)
        await asyncio.to_thread(fill, file, [main.id for main in load().mains()])
        async with Database(f"sqlite:///{file}") as database:
            return await measure(SqlStore(database))


async def measure(store: SqlStore) -> list[Row]:
    library, chat, clock = Library({DEFAULT_DECK: load()}), SlowChat(), ManualClock(NOON)
    host = RoundHost(store, chat, chat, library, FakeFigures(), clock)
    first = ChannelId("x:00000")
    read = [await elapsed(lambda: store.channel(first)) for _ in range(TICKS)]
    idle = [await elapsed(host.tick) for _ in range(TICKS)]
    clock.set(NEXT_MORNING)
    posted = await elapsed(host.tick)
    await check(store, chat, DUE)
    clock.advance(hours=1)
    exchanged = await elapsed(host.tick)
    await check(store, chat, 2 * DUE)
    return rows(read, idle, posted, exchanged)


def fill(file: Path, questions: list[str]) -> None:
    """Give the store its channels and their rounds; indexes are made when all is there."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql > ''"
            " AND tbl_name = 'rounds'"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("CREATE TEMP TABLE asked (number INTEGER PRIMARY KEY, id TEXT)")
        connection.executemany("INSERT INTO asked VALUES (?, ?)", enumerate(questions))
        connection.executescript(FILL)
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode=WAL")


async def check(store: SqlStore, chat: SlowChat, count: int) -> None:
    opened = await store.rounds(states=[RoundState.OPEN])
    today = sum(one.local_date == NEXT_MORNING.date() for one in opened)
    posted = sum(key.startswith("round:") for _, key in chat.posts)
    if (today, posted, max(chat.posts.values())) != (count, count, 1):
        raise RuntimeError(f"{today} are open and {posted} posted; not each of {count} once")


def rows(read: list[float], idle: list[float], posted: float, exchanged: float) -> list[Row]:
    p95, one = percentile(idle, 95), median(read)
    request = LATENCY_S * DUE / AT_ONCE
    at_best = f"{AT_ONCE} at once, {ms(LATENCY_S)} a request"
    return [
        (
            f"{CHANNELS:,} channels, {ROUNDS:,} rounds each: idle tick, p95 (goal < 100 ms)",
            f"{ms(p95)} (p50 {ms(median(idle))})",
            f"{1000 * one:.1f} ms reading one channel",
            f"{p95 / one:.1f}",
        ),
        (
            f"{DUE:,} of them due at once: all posted (goal < 30 s)",
            f"{posted:.1f} s",
            f"{request:.1f} s, {at_best}",
            f"{posted / request:.1f}",
        ),
        (
            f"{DUE:,} that reveal another question before it",
            f"{exchanged:.1f} s",
            f"{3 * request:.1f} s, {at_best}",
            f"{exchanged / (3 * request):.1f}",
        ),
    ]
