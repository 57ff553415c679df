"""What the doctor's tests look at its findings with, and the command itself."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from bot.app.cli import app
from bot.app.config import Settings
from bot.doctor.finding import Diagnosis
from bot.quiz.model import Channel
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore

NOWHERE = "http://127.0.0.1:9"


def says(finding: Diagnosis, status: str, detail: str = "", fix: str = "") -> bool:
    """Whether a finding is of this status and has these words in its detail and its advice."""
    return finding.status == status and detail in finding.detail and fix in finding.fix


def about(findings: list[Diagnosis], check: str) -> list[Diagnosis]:
    return [finding for finding in findings if finding.check == check]


def only(findings: list[Diagnosis], check: str = "") -> Diagnosis:
    """Return the one finding there is, or the one of this check."""
    (finding,) = about(findings, check) if check else findings
    return finding


def statuses(findings: list[Diagnosis]) -> list[str]:
    return [finding.status for finding in findings]


async def keep(folder: Path, *channels: Channel) -> None:
    """Set channels up in the database that the command will find."""
    async with Database(Settings(data_dir=folder / "data").database) as database:
        await upgrade(database)
        for channel in channels:
            await SqlStore(database).save_channel(channel)


async def quizmaster(*words: str, **given: str) -> tuple[int, str, str]:
    """Run a command with these settings; return its exit code and what it printed."""
    done = await asyncio.to_thread(CliRunner().invoke, app, words, env=environment(**given))
    return done.exit_code, done.stdout, done.stderr


def environment(**given: str) -> dict[str, str]:
    return {f"QUIZMASTER_{name.upper()}": value for name, value in ({"port": "0"} | given).items()}
