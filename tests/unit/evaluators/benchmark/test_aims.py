"""What is held against the aims, and how that is told."""

import pytest

from evaluators.benchmark.aims import GOALS, KORSTS, LATENCY, aims
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY


def outcome(measure, value):
    (found,) = [one for one in aims({measure: {"ours": value}}, "ours") if one.measure == measure]
    return found.outcome


@pytest.mark.parametrize(
    ("measure", "met", "missed"),
    [
        ("Spearman, all answers", 0.87, 0.8699),
        ("full answers told they are wrong", 0.01, 0.011),
        (LATENCY, 150.0, 150.1),
    ],
)
def test_aim_is_met_from_its_bound_on(measure, met, missed):
    assert (outcome(measure, met), outcome(measure, missed)) == ("met", "missed")


def test_every_measure_of_our_own_answers_has_an_aim():
    assert {*MEASURES, *REFERENCES_ONLY} <= {goal.measure for goal in GOALS}


@pytest.mark.parametrize("found", [{}, {KORSTS: {}}, {KORSTS: {"ours": None, "other": 0.9}}])
def test_what_was_not_measured_is_never_met(found):
    assert {one.outcome for one in aims(found, "ours")} == {"not measured"}


def test_only_ours_has_to_meet_an_aim():
    found = {KORSTS: {"ours": 0.7, "other": 0.9}}
    (aim,) = [one for one in aims(found, "ours") if one.measure == KORSTS]
    assert (aim.outcome, aim.values) == ("missed", found[KORSTS])
