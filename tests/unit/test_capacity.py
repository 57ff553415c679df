"""The simulation behind docs/scaling.md: nothing is lost in it, and more processes never hurt."""

from itertools import pairwise

import numpy as np
import pytest

from tests.bench.capacity import (
    ANSWERS,
    PLATFORMS,
    SEOUL,
    WORLD,
    ZONES,
    Outcome,
    Platform,
    longest_wait,
    served,
    simulate,
)

CHANNELS, MEMBERS = 20_000, 400_000
SLACK = PLATFORMS["Slack"]


def outcome(processes: int, platform: Platform = SLACK) -> Outcome:
    return simulate(CHANNELS, MEMBERS, SEOUL, platform, processes, processes)


@pytest.mark.parametrize("zones", ZONES.values(), ids=ZONES)
def test_shares_of_the_zones_add_up(zones: dict[float, float]) -> None:
    assert sum(zones.values()) == pytest.approx(1)


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
@pytest.mark.parametrize("zones", [SEOUL, WORLD])
def test_all_that_comes_leaves_and_never_before(
    zones: dict[float, float], platform: Platform
) -> None:
    found = simulate(CHANNELS, MEMBERS, zones, platform, 1, 1)
    assert found.posting.left[-1] == pytest.approx(CHANNELS)
    for step in (found.storing, found.grading, found.telling):
        assert step.left[-1] == pytest.approx(MEMBERS * ANSWERS)
        assert (np.diff(step.left) > -1e-6).all()
        assert (step.left <= step.came + 1e-6).all()


def test_more_processes_are_never_slower() -> None:
    for few, many in pairwise(map(outcome, (1, 2, 4, 8, 16))):
        assert many.latest_post_s <= few.latest_post_s
        assert many.longest_grade_s <= few.longest_grade_s
        assert many.grading.longest_queue <= few.grading.longest_queue


def test_no_number_of_processes_is_faster_than_discord() -> None:
    discord = PLATFORMS["Discord"]
    few, many = (outcome(processes, discord).latest_post_s for processes in (1, 64))
    assert many == few == pytest.approx(0.8 * CHANNELS / discord.posts, abs=2)


def test_a_queue_gives_what_comes_at_its_rate() -> None:
    came = np.array([0.0, 6, 6, 6, 6])
    left = served(came, 2)
    assert list(left) == [0, 2, 4, 6, 6]
    assert longest_wait(came, left) == 2


def test_what_never_leaves_is_waited_for_for_ever() -> None:
    came = np.array([0.0, 6, 6])
    assert longest_wait(came, served(came, 2)) == float("inf")
