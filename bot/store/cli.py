"""What `quizmaster db` does: each function prints one sentence and returns the exit code."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path

from bot.quiz.errors import QuizError
from bot.store.backup import backup
from bot.store.engine import Database
from bot.store.in_use import check_unused
from bot.store.migrate import HEAD, downgrade, upgrade
from bot.store.restore import restore


def run_upgrade(url: str) -> int:
    """Bring the database to the newest tables."""
    return _run(_upgrade(url))


def run_backup(url: str, target: Path) -> int:
    """Copy the database to a new file."""
    return _run(_backup(url, target))


def run_restore(url: str, backup: Path) -> int:
    """Let a backup be the database, and keep the old one beside it."""
    return _run(_restore(url, backup))


def run_downgrade(url: str, to: str | None) -> int:
    """Take the tables back to an older revision, for an older quizmaster."""
    return _run(_downgrade(url, to))


def _run(work: Coroutine[None, None, str]) -> int:
    try:
        print(asyncio.run(work))
    except QuizError as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


async def _upgrade(url: str) -> str:
    async with Database(url) as database:
        changed = await upgrade(database)
    return f"the database is {'now' if changed else 'already'} at revision {HEAD}"


async def _backup(url: str, target: Path) -> str:
    await backup(url, target)
    return f"the database is backed up to {target}"


async def _restore(url: str, backup: Path) -> str:
    kept = await restore(url, backup)
    where = f"; what was there is kept as {kept}" if kept else ""
    return f"the database is restored from {backup}, at revision {HEAD}{where}"


async def _downgrade(url: str, to: str | None) -> str:
    async with Database(url) as database:
        await check_unused(database)
        now = await downgrade(database, to)
    return f"the database is back at revision {now}; start the older quizmaster now"
