"""What a million answers cost: the leaderboard, a member's own page and a recap, on SQLite.

One channel is big: 200,000 answers of 500 members over two years, some of whom are linked with
members of other workspaces.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from sqlalchemy import event

from bot.quiz.model import ChannelId, MemberId
from bot.quiz.mypage.handler import MAX_PAST, first_day
from bot.quiz.standings.handler import since
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.migrations.versions.r0017_person_days import FILL as SUM_UP
from bot.store.sql_store import SqlStore
from tests.bench.processes import Row, elapsed, percentile

TIMES = 20
GOAL_S = 0.05
TODAY, WEEK = date(2026, 11, 19), timedelta(days=7)
FIRST_DAY = "2024-11-20"
DAYS = 730
CHANNELS = 200
ANSWERS, IN_THE_BIG = 1_000_000, 200_000
MEMBERS, MEMBERS_ELSEWHERE, LINKED = 500, 25, 40
OTHERS = CHANNELS - 1
BIG, ME, LINKED_ME = ChannelId("x:0"), MemberId("x:0/77"), MemberId("x:0/7")

Work = Callable[[], Awaitable[Any]]


async def standings() -> list[Row]:
    """Read what the cards need, show how the database goes about it, and time it.

    Raises:
        RuntimeError: a query looks at every answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "quizmaster.db"
        async with Database(f"sqlite:///{file}") as database:
            await upgrade(database)
        await asyncio.to_thread(fill, file)
        async with Database(f"sqlite:///{file}") as database:
            store = SqlStore(database)
            one = await times(lambda: store.channel(BIG))
            rows = [await row(database, what, work, one) for what, work in reads(store).items()]
    return rows


def reads(store: SqlStore) -> dict[str, Work]:
    """Return what each card reads, by what is measured."""

    async def leaderboard(period: str) -> None:
        await store.scores(BIG, since(period, TODAY), None)
        await store.study_dates(BIG, [f"x:0/{n}" for n in range(35, 46)])

    async def page(member: MemberId) -> None:
        await store.scores(BIG, None, None)
        await store.asked_days(BIG)
        await store.study_dates(BIG, [member])
        await store.past_days(BIG, member, first_day(TODAY))
        await store.past_answers(BIG, member, MAX_PAST)
        await store.past_reviews(BIG, member, MAX_PAST)

    async def recap() -> None:
        monday = since("week", TODAY)
        assert monday
        await store.scores(BIG, monday, TODAY)
        await store.scores(BIG, monday - WEEK, TODAY - WEEK)
        await store.results(BIG, monday, TODAY)

    periods = ("today", "week", "month", "all")
    boards = {f"leaderboard, {one}": lambda one=one: leaderboard(one) for one in periods}
    return boards | {
        "/stats": lambda: page(ME),
        "/stats of a linked member": lambda: page(LINKED_ME),
        "recap of the week": recap,
    }


async def times(work: Work) -> list[float]:
    return [await elapsed(work) for _ in range(TIMES)]


async def row(database: Database, what: str, work: Work, one: list[float]) -> Row:
    await plans(database, what, work)
    measured, p95 = median(times_ := await times(work)), percentile(times_, 95)
    return (
        f"{what}, over {ANSWERS:,} answers, p50 (goal < {1000 * GOAL_S:.0f} ms)",
        f"{1000 * measured:.1f} ms (p95 {1000 * p95:.1f})",
        f"{1000 * median(one):.1f} ms reading one channel",
        f"{measured / median(one):.1f}",
    )


async def plans(database: Database, what: str, work: Work) -> None:
    """Print how SQLite goes about each query of some work."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        asked.append((sql, parameters))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await work()
    event.remove(engine, "before_cursor_execute", note)
    console = Console(width=110, highlight=False)
    console.print(f"[bold]{what}[/bold]: query plans")
    with closing(sqlite3.connect(str(database.url.database))) as connection:
        for sql, parameters in asked:
            console.print(f"  {' '.join(sql.split())[:90]}…")
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters):
                console.print(f"    {step}")


def fill(file: Path, answers: int = ANSWERS, in_the_big: int = IN_THE_BIG) -> None:
    """Give the store its channels, members, rounds and answers; indexes are made at the end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql > ''"
            " AND tbl_name IN ('rounds', 'answers', 'person_days')"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.executescript(filling(answers, in_the_big))
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute(SUM_UP)
        connection.execute("PRAGMA journal_mode=WAL")


def filling(answers: int, in_the_big: int) -> str:
    """Return the SQL that fills a store with so many answers, so many of them in one channel.

    Of each two answers one is to the question of the day and one to what follows it.
    """
    rows = max(answers, CHANNELS * DAYS)
    return f"""
    CREATE TEMP TABLE numbers AS
    WITH RECURSIVE up(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up LIMIT {rows})
    SELECT n FROM up;

    INSERT INTO channels (id, workspace, name, language, timezone, at, weekdays, topics, late_h,
        is_active)
    SELECT 'x:' || n, 'x:' || (n / 4), 'daily', 'ko', 'UTC', '09:00:00.000000',
        '[0, 1, 2, 3, 4, 5, 6]', '[]', 6, 1
    FROM numbers WHERE n < {CHANNELS};

    INSERT INTO members (id, workspace, name, language, is_admin)
    SELECT 'x:0/' || n, 'x:0', 'Mina ' || n, 'ko', 0 FROM numbers WHERE n < {MEMBERS}
    UNION ALL
    SELECT 'x:' || (1 + n % {OTHERS}) || '/' || (n / {OTHERS}), 'x:' || ((1 + n % {OTHERS}) / 4),
        'Jun ' || n, 'ko', 0
    FROM numbers WHERE n < {OTHERS} * {MEMBERS_ELSEWHERE};

    INSERT INTO links (member, person)
    SELECT 'x:0/' || n, 'x:0/' || n FROM numbers WHERE n < {LINKED}
    UNION ALL
    SELECT 'x:' || (4 + n) || '/' || (n % 25), 'x:0/' || n FROM numbers WHERE n < {LINKED};

    INSERT INTO rounds (id, channel, local_date, slot, question, state, due_at, closes_at,
        asks_study)
    SELECT n + 1, 'x:' || (n / {DAYS}), date('{FIRST_DAY}', (n % {DAYS}) || ' days'), 0,
        'question-' || (n % 77), 'closed', date('{FIRST_DAY}', (n % {DAYS}) || ' days'),
        date('{FIRST_DAY}', (n % {DAYS} + 1) || ' days'), 1
    FROM numbers WHERE n < {CHANNELS} * {DAYS};

    CREATE TEMP TABLE given AS
    SELECT n, 0 AS channel, n / 2 % {MEMBERS} AS member, n % 2 AS step,
        n / 2 / {MEMBERS} * {DAYS} / ({in_the_big} / 2 / {MEMBERS}) + n / 2 % 3 AS day
    FROM numbers WHERE n < {in_the_big}
    UNION ALL
    SELECT n, 1 + n % {OTHERS}, n / {OTHERS} / 2 % {MEMBERS_ELSEWHERE}, n / {OTHERS} % 2,
        n / {OTHERS} / 2 / {MEMBERS_ELSEWHERE} * {DAYS}
            / (({answers} - {in_the_big}) / {OTHERS} / 2 / {MEMBERS_ELSEWHERE} + 1)
    FROM numbers WHERE n < {answers} - {in_the_big};

    INSERT INTO answers (event, round, channel, question, member, attempt, text, study_date, at,
        is_late, hints, grade, value, graded_at, is_told)
    SELECT 'x:' || channel || ':' || n, channel * {DAYS} + day + 1, 'x:' || channel,
        'question-' || (day % 77) || '-' || step, 'x:' || channel || '/' || member, 1,
        printf('%0120d', n), date('{FIRST_DAY}', day || ' days'),
        date('{FIRST_DAY}', day || ' days'), 0, 0,
        printf('{{"score": 0.%02d, "verdict": "partial", "key_points": [], "misconceptions": [],
            "similarity": 0.5, "grader": "%0400d"}}', n * 7919 % 100, n),
        n * 7919 % 101, date('{FIRST_DAY}', day || ' days'), 1
    FROM given ORDER BY day, n;
"""


if __name__ == "__main__":
    for line in asyncio.run(standings()):
        print(*line, sep=" | ")
