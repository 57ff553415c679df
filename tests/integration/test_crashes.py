"""kill -9 at the worst moments, with real processes and a real SQLite file."""

import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bot_process import ROOT, bot_in, query, until
from tests.chaos.words import score_of

POSTED = "SELECT count(*) FROM transcript WHERE key = 'round:1'"
STATE = "SELECT state, message IS NOT NULL FROM rounds"
GRADES = "SELECT member, value FROM answers WHERE graded_at IS NOT NULL"
TEXT = "It follows the slope."

Settings = dict[str, str]


async def kill_at(moment: str, data: Path) -> None:
    """Run a bot up to the moment, then kill it with SIGKILL."""
    doomed = await create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.doomed_bot"),
        *(f"sqlite:///{data / 'quizmaster.db'}", moment),
        cwd=ROOT,
        stdout=PIPE,
    )
    assert doomed.stdout is not None
    assert (await doomed.stdout.readline()).strip() == b"here"
    doomed.kill()
    await doomed.wait()


@asynccontextmanager
async def bot(data: Path, compute: Settings) -> AsyncIterator[None]:
    """Run the real bot on the data folder."""
    async with bot_in(data, **compute, PORT="0") as running:
        await running.ready()
        yield
        assert (await running.stopped()).code == 0


@pytest.mark.parametrize("moment", ["before-round:1", "after-round:1"])
async def test_killed_between_claimed_and_sent_posts_the_question_once(
    tmp_path: Path, light_compute: Settings, moment: str
) -> None:
    await kill_at(moment, tmp_path)
    assert query(tmp_path, STATE) == [("claimed", 0)]
    async with bot(tmp_path, light_compute):
        await until(tmp_path, STATE, [("open", 1)])
    assert query(tmp_path, POSTED) == [(1,)]


@pytest.mark.parametrize("moment", ["before-round:2", "after-round:2", "after-reveal:1"])
async def test_killed_in_quiz_now_ends_one_question_and_leaves_the_other_open(
    tmp_path: Path, light_compute: Settings, moment: str
) -> None:
    await kill_at(moment, tmp_path)
    is_open = moment == "after-reveal:1"
    after = [("closing", 1), ("open", 1) if is_open else ("claimed", 0)]
    assert query(tmp_path, STATE) == after
    async with bot(tmp_path, light_compute):
        await until(tmp_path, STATE, [("closed", 1), ("open", 1)])
    public = "SELECT key FROM transcript WHERE only_member IS NULL ORDER BY key"
    keys = [key for (key,) in query(tmp_path, public) if not key.startswith("follow-up")]
    assert keys == ["reveal:1", "round:1", "round:2"]


async def test_killed_between_answer_and_grade_grades_it_once(
    tmp_path: Path, light_compute: Settings
) -> None:
    await kill_at("before-grade", tmp_path)
    assert query(tmp_path, "SELECT text, graded_at FROM answers") == [(TEXT, None)]
    for _ in range(2):
        async with bot(tmp_path, light_compute):
            await until(tmp_path, GRADES, [("web:mina", 100 * score_of(TEXT))])
            await until(tmp_path, "SELECT count(*) FROM answers WHERE is_told", [(1,)])
    told = "SELECT only_member FROM transcript WHERE key = 'answer:1'"
    assert query(tmp_path, told) == [("web:mina",)]
    assert query(tmp_path, POSTED) == [(1,)]
