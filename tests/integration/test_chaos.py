"""One kill of the real bot on each platform; `make chaos` does a thousand, on both databases."""

import os
from itertools import cycle
from pathlib import Path

import pytest

from tests.chaos.lane import Lane
from tests.chaos.outcome import Plan
from tests.chaos.places import PLATFORMS

HAS_POSTGRES = "QUIZMASTER_TEST_POSTGRES_URL" in os.environ
DATABASES = ("sqlite", "postgres") if HAS_POSTGRES else ("sqlite",)
TURNS = list(zip(PLATFORMS, cycle(DATABASES), strict=False))


@pytest.mark.parametrize(("platform", "database"), TURNS)
async def test_killed_bots_lose_and_double_nothing(
    tmp_path: Path, platform: str, database: str
) -> None:
    outcome = await Lane(Plan(1, platform, database, 1, 1, tmp_path)).run()
    assert outcome.findings == []
    assert outcome.counts["kills"] == 1
    assert outcome.counts["acknowledged"] > 0
