"""How processes end is looked at, too: each way that is wrong is found."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.chaos.journal import Journal
from tests.chaos.life import Lives
from tests.chaos.outcome import Outcome, Plan
from tests.chaos.processes import Service
from tests.chaos.weather import Weather

POLITE = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))"
RUDE = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))"
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
WAIT = "print('it is ready', flush=True); signal.pause()"


def service(folder: Path, *lines: str, name: str = "stand_in") -> Service:
    """Return a process that does as it is told."""
    text = "\n".join(["import signal", "import sys", *lines])
    (folder / f"{name}.py").write_text(text + "\n")
    return Service((name,), folder, os.environ, name)


def lives(bot: Service, folder: Path, within_s: float = 30) -> tuple[Lives, Outcome]:
    outcome = Outcome(Plan(1, "slack", "sqlite", 1, 1, folder))
    compute = service(folder, WAIT, name="other")
    weather = Weather({}, Journal(), Random(1))
    return Lives(bot, compute, weather, outcome, Random(1), within_s, within_s), outcome


@pytest.fixture
async def started() -> AsyncIterator[list[Service]]:
    """Collect what is to be killed in the end."""
    services: list[Service] = []
    yield services
    for one in services:
        await one.killed()


@pytest.mark.parametrize(
    ("manners", "within_s", "found"),
    [(POLITE, 30, []), (RUDE, 30, ["bad stop"]), (STUBBORN, 0.2, ["slow stop"])],
    ids=["polite", "rude", "stubborn"],
)
async def test_how_a_bot_takes_a_warning(
    tmp_path: Path, started: list[Service], manners: str, within_s: float, found: list[str]
) -> None:
    bot = service(tmp_path, manners, WAIT)
    started.append(bot)
    await bot.start()
    assert await bot.ready(30)
    life, outcome = lives(bot, tmp_path, within_s)
    await life.end("bot", is_ready=True, politely=True)
    assert [line.partition(":")[0] for line in outcome.findings] == found
    assert all("most recent call first" in line for line in outcome.findings if "slow" in line)
    assert bot.pid is None


async def test_before_it_is_ready_a_bot_may_go_without_manners(
    tmp_path: Path, started: list[Service]
) -> None:
    bot = service(tmp_path, WAIT)
    started.append(bot)
    await bot.start()
    life, outcome = lives(bot, tmp_path)
    await life.end("bot", is_ready=False, politely=True)
    assert outcome.findings == []


@pytest.mark.parametrize("line", ["sys.exit('no luck')", "signal.pause()"], ids=["ends", "hangs"])
async def test_a_bot_that_does_not_come_up_is_found(
    tmp_path: Path, started: list[Service], line: str
) -> None:
    bot = service(tmp_path, line)
    started.append(bot)
    await bot.start()
    life, outcome = lives(bot, tmp_path, within_s=1)
    assert not await life.ready()
    assert [line.partition(":")[0] for line in outcome.findings] == ["no start"]


async def test_a_bot_that_ends_by_itself_is_found(tmp_path: Path, started: list[Service]) -> None:
    bot = service(tmp_path, "print('it is ready', flush=True)", "sys.exit('gave up')")
    started.append(bot)
    await bot.start()
    assert await bot.ready(30)
    await bot.ended()
    life, outcome = lives(bot, tmp_path)
    await life.end("bot", is_ready=True, politely=False)
    assert [line.partition(":")[0] for line in outcome.findings] == ["died"]
    assert "gave up" in outcome.findings[0]
