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


def main() -> None:
    """Measure everything and print one table."""
    table = Table(title="quizmaster bench")
    for column in ("what", "measured", "baseline", "ratio"):
        table.add_column(column, justify="left" if column == "what" else "right")
    table.add_row(*start_up())
    loads = (haste, discord_load, slack_load, telling)
    for measure in (ticking, standings, grading, demos, inbox, memory, idle, growth, *loads):
        for row in asyncio.run(measure()):
            table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    ArgumentParser(prog="python -m tests.bench", description=__doc__).parse_args()
    main()
