"""`make bench`: how fast it is, against baselines measured in the same run.

Machines are noisy, so read the ratios; the absolute numbers are there to compare with the goals.
"""

import asyncio
from argparse import ArgumentParser

from rich.console import Console
from rich.table import Table

from tests.bench.demos import demos
from tests.bench.discord_load import discord_load
from tests.bench.grading import grading
from tests.bench.growth import growth
from tests.bench.haste import haste
from tests.bench.idle import idle
from tests.bench.inbox import inbox
from tests.bench.memory import memory
from tests.bench.slack_load import slack_load
from tests.bench.standings import standings
from tests.bench.start_up import start_up
from tests.bench.telling import telling
from tests.bench.ticking import ticking

PARTS = {
    one.__name__: one
    for one in (
        start_up,
        ticking,
        standings,
        grading,
        demos,
        inbox,
        memory,
        idle,
        growth,
        haste,
        discord_load,
        slack_load,
        telling,
    )
}


def main() -> None:
    """Measure what was asked for, and print each part as soon as it is measured."""
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; else all")
    wanted = parser.parse_args().parts
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    console = Console(width=110)
    for name in wanted or PARTS:
        table = Table(title=f"quizmaster bench: {name}", width=console.width)
        for column in ("what", "measured", "baseline", "ratio"):
            table.add_column(column, justify="left" if column == "what" else "right")
        for row in asyncio.run(PARTS[name]()):
            table.add_row(*row)
        console.print(table)


if __name__ == "__main__":
    main()
