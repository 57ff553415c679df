"""`make chaos`: kills the bot again and again, and looks for what was lost or done twice."""

import argparse
import asyncio
import logging
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

from tests.chaos.databases import has_postgres
from tests.chaos.lane import Lane
from tests.chaos.outcome import Outcome, Plan
from tests.chaos.places import PLATFORMS
from tests.chaos.report import table

DATABASES = ("sqlite", "postgres")


def main() -> int:
    """Run what is asked for; 1 if anything was found, or the run was stopped early."""
    asked = _asked()
    level = logging.INFO if asked.verbose else logging.WARNING
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("tests.chaos").setLevel(level)
    with ExitStack() as stack:
        thrown_away = tempfile.TemporaryDirectory(prefix="chaos-")
        folder = asked.keep or Path(stack.enter_context(thrown_away))
        outcomes = asyncio.run(_run(plans(asked, folder), asked.parallel))
    print(table(outcomes))
    findings = [finding for one in outcomes for finding in one.findings]
    print(f"\n{len(findings)} findings", *findings, sep="\n")
    return 1 if findings or not all(one.is_complete for one in outcomes) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="in all lanes together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--platform", choices=(*PLATFORMS, "all"), default="all")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="sqlite")
    parser.add_argument("--parallel", type=int, default=4, help="lanes at a time")
    parser.add_argument("--real-compute", action="store_true", help="instead of the light stand-in")
    parser.add_argument("--keep", type=Path, help="folder to leave databases and logs in")
    parser.add_argument("--verbose", action="store_true", help="tell of each kill, fault and act")
    asked = parser.parse_args()
    if asked.database != "sqlite" and not has_postgres():
        parser.error("no PostgreSQL is installed here; --database sqlite does without")
    return asked


def plans(asked: argparse.Namespace, folder: Path) -> list[Plan]:
    """Share the kills among the lanes."""
    platforms = PLATFORMS if asked.platform == "all" else (asked.platform,)
    databases = DATABASES if asked.database == "both" else (asked.database,)
    lanes = [(platform, database) for platform in platforms for database in databases]
    share = -(-asked.kills // len(lanes))
    numbers = count(1)
    return [
        Plan(next(numbers), *lane, share, asked.seed, _folder(folder, *lane), asked.real_compute)
        for lane in lanes
    ]


def _folder(folder: Path, *names: str) -> Path:
    made = folder / "-".join(names)
    made.mkdir(parents=True)
    return made


async def _run(planned: Sequence[Plan], parallel: int) -> list[Outcome]:
    """Run all lanes, or as far as it gets until somebody stops it."""
    lanes, turns = [Lane(plan) for plan in planned], asyncio.Semaphore(parallel)

    async def in_turn(lane: Lane) -> None:
        async with turns:
            await lane.run()

    async def together() -> None:
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(in_turn(lane), name=lane.outcome.plan.name)

    running = asyncio.create_task(together(), name="lanes")
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, running.cancel)
    with suppress(asyncio.CancelledError):
        await running
    return [lane.outcome for lane in lanes]


if __name__ == "__main__":
    sys.exit(main())
