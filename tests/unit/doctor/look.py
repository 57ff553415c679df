"""What the doctor's tests look at its findings with, and the command itself."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from typer.testing import CliRunner

from bot.app.cli import app
from bot.app.config import Settings
from bot.doctor.finding import Diagnosis
from bot.quiz.model import Channel
from bot.store.engine import Database
from bot.store.migrate import upgrade
from bot.store.sql_store import SqlStore

ROOT = Path(__file__).resolve().parents[3]
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


async def process(*words: str, **given: str) -> tuple[int | None, str, str]:
    """Run a command as `quizmaster` does, in a process of its own."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment(**given),
        stdout=PIPE,
        stderr=PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await child.communicate()
    return child.returncode, out.decode(), err.decode()


def environment(**given: str) -> dict[str, str]:
    return {f"QUIZMASTER_{name.upper()}": value for name, value in ({"port": "0"} | given).items()}
