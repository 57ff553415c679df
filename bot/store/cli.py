"""What `quizmaster db` does: each function prints one sentence and returns the exit code."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path

from bot.quiz.errors import QuizError
from bot.store.backup import backup
from bot.store.engine import Database
from bot.store.migrate import HEAD, upgrade


def run_upgrade(url: str) -> int:
    """Bring the database to the newest tables."""
    return _run(_upgrade(url))


def run_backup(url: str, target: Path) -> int:
    """Copy the database to a new file."""
    return _run(_backup(url, target))


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
