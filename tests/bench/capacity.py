"""How many processes very many channels take: a simulation, fed with measured rates.

`python -m tests.bench.capacity` prints the tables of docs/scaling.md; `--help` says what can be
changed. It is a fluid model in steps of a second. Channels are posted in as their 09:00 comes,
members answer for a day after their question is up, and an answer is stored, graded and told, in
this order. Each step takes what it can a second, and has a queue that loses nothing.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

HOUR = 3600
DAY = 24 * HOUR
HORIZON = 4 * DAY
AT = 9.0
CHANNELS, MEMBERS = 50_000, 1_000_000

# Shares of the channels by hours ahead of UTC, made up: most in one place, or all over the world.
SEOUL = {9.0: 0.80, 8.0: 0.08, 5.5: 0.04, 1.0: 0.04, -5.0: 0.02, -8.0: 0.02}
WORLD = {
    12.0: 0.01,
    10.0: 0.03,
    9.0: 0.14,
    8.0: 0.16,
    7.0: 0.05,
    5.5: 0.14,
    3.0: 0.06,
    2.0: 0.07,
    1.0: 0.11,
    0.0: 0.05,
    -3.0: 0.05,
    -5.0: 0.07,
    -6.0: 0.03,
    -8.0: 0.03,
}
ZONES = {"80% in Seoul": SEOUL, "all over the world": WORLD}

# Of those who answer, so many do from this to that minute after their question is up. Made up.
CURVE = ((0, 2, 0.05), (2, 10, 0.15), (10, 60, 0.30), (60, 480, 0.40), (480, 1440, 0.10))
ANSWERS = 0.5
"""Answers of each member a day."""

Series = NDArray[np.float64]
"""How much there was by the end of each second."""


@dataclass(frozen=True)
class Rates:
    """What one process does in a second, as measured (docs/scaling.md says how and on what)."""

    posts: float = 33.0
    stored: float = 20.0
    told: float = 10.0
    graded: float = 10.0
    """Of one compute; all others of one bot."""


@dataclass(frozen=True)
class Platform:
    """What a platform allows the bot as a whole, however many processes it has."""

    requests: float
    """A second, over all channels."""
    each_round: int
    """Requests that a channel's day takes: its solution, the board before, the new question."""

    @property
    def posts(self) -> float:
        return self.requests / self.each_round


# Answers to interactions do not count on Discord. Slack counts by workspace and channel only.
PLATFORMS = {"Slack": Platform(np.inf, 3), "Discord": Platform(50.0, 4)}


@dataclass(frozen=True)
class Step:
    """What came to a step, and what left it."""

    came: Series
    left: Series

    @property
    def longest_queue(self) -> float:
        return float((self.came - self.left).max())


@dataclass(frozen=True)
class Outcome:
    posting: Step
    storing: Step
    grading: Step
    telling: Step

    @property
    def latest_post_s(self) -> float:
        return longest_wait(self.posting.came, self.posting.left)

    @property
    def longest_grade_s(self) -> float:
        """Return how long the unluckiest member waits for a grade."""
        return longest_wait(self.storing.came, self.telling.left)

    @property
    def breaks_first(self) -> str:
        """Return the step in which something waits longest."""
        steps = {
            "posting": self.posting,
            "storing": self.storing,
            "grading": self.grading,
            "telling": self.telling,
        }
        waits = {name: longest_wait(step.came, step.left) for name, step in steps.items()}
        worst = max(waits, key=lambda name: waits[name])
        return worst if waits[worst] > 1 else "nothing"


def simulate(
    channels: int,
    members: int,
    zones: dict[float, float],
    platform: Platform,
    bots: int,
    computes: int,
    rates: Rates = Rates(),
) -> Outcome:
    """Let a day's questions be asked, and answered for a day."""
    due = due_by_second(channels, zones)
    posting = Step(due, served(due, min(bots * rates.posts, platform.posts)))
    answers = members / channels * ANSWERS * answered(posting.left)
    storing = Step(answers, served(answers, bots * rates.stored))
    grading = Step(storing.left, served(storing.left, computes * rates.graded))
    telling = Step(grading.left, served(grading.left, bots * rates.told))
    return Outcome(posting, storing, grading, telling)


def due_by_second(channels: int, zones: dict[float, float]) -> Series:
    """Return how many channels' time has come, beginning at 00:00 UTC."""
    due = np.zeros(HORIZON)
    for ahead, share in zones.items():
        due[round((AT - ahead) % 24 * HOUR)] += channels * share
    return np.cumsum(due)


def served(came: Series, rate: float) -> Series:
    """Return what has left a queue from which at most `rate` leave a second."""
    if np.isinf(rate):
        return came
    can = rate * np.arange(len(came) + 1)
    behind = np.minimum.accumulate(np.concatenate([[0.0], came]) - can)
    return (can + behind)[1:]


def answered(posted: Series) -> Series:
    """Return how many of those who answer have, if one does in each channel."""
    area = np.concatenate([[0.0], np.cumsum(posted)])
    seconds = np.arange(1, len(posted) + 1)
    came = np.zeros(len(posted))
    for begin, end, share in CURVE:
        first, last = (area[np.maximum(seconds - 60 * minute, 0)] for minute in (begin, end))
        came += share * (first - last) / (60 * (end - begin))
    return came


def longest_wait(came: Series, left: Series) -> float:
    """Return the seconds after which what waited longest has left; infinite if it never does."""
    arrivals = np.flatnonzero(np.diff(came, prepend=0.0) > 1e-9)
    gone = np.searchsorted(left, came[arrivals] - 1e-6)
    return float("inf") if (gone == len(left)).any() else float((gone - arrivals).max(initial=0))


def table(args: argparse.Namespace, name: str) -> Table:
    """Return what happens on a platform, by where the channels are and how many processes run."""
    columns = ("channels are", "bots", "computes", "last question late by")
    more = ("longest wait for a grade", "most answers waiting for one", "what gives first")
    shown = Table(title=f"{name}: {args.channels:,} channels, {args.members:,} members")
    for column in (*columns, *more):
        shown.add_column(column, justify="right")
    for where, zones in ZONES.items():
        for bots, computes in args.processes:
            sizes = args.channels, args.members
            found = simulate(*sizes, zones, PLATFORMS[name], bots, computes, args.rates)
            shown.add_row(
                where,
                str(bots),
                str(computes),
                lasting(found.latest_post_s),
                lasting(found.longest_grade_s),
                f"{found.grading.longest_queue:,.0f}",
                found.breaks_first,
            )
    return shown


def lasting(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def main(words: Sequence[str] | None = None) -> None:
    """Print the tables."""
    usual, parser = Rates(), argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=CHANNELS)
    parser.add_argument("--members", type=int, default=MEMBERS)
    for name in ("posts", "stored", "told", "graded"):
        parser.add_argument(f"--{name}", type=float, default=getattr(usual, name))
    args = parser.parse_args(words)
    args.rates = Rates(args.posts, args.stored, args.told, args.graded)
    args.processes = [(1, 1), (3, 2), (8, 8), (16, 16), (32, 32)]
    for name in PLATFORMS:
        Console(width=110).print(table(args, name))


if __name__ == "__main__":
    main()
