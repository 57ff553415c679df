"""What is held against the aims, and how that is told."""

import pytest

from evaluators.benchmark.aims import GOALS, KORSTS, LATENCY, SEMEVAL_AUC, THROUGHPUT, aims
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY


def outcome(measure, value):
    (found,) = [one for one in aims({measure: {"ours": value}}, "ours") if one.measure == measure]
    return found.outcome


@pytest.mark.parametrize(
    ("measure", "met", "missed"),
    [
        ("Spearman, all answers", 0.87, 0.8699),
        ("quadratic weighted kappa", 0.85, 0.84),
        ("AUC, full against misconception", 0.92, 0.919),
        ("minimal pairs told apart", 0.75, 0.74),
        ("full answers told they are wrong", 0.01, 0.011),
        ("misconceptions named", 0.85, 0.84),
        ("full answers at 0.8 or more, mixed", 0.95, 0.94),
        ("partial answers within 0.25 of their grade", 0.85, 0.84),
        ("scores more than 0.15 from their reasons", 0.01, 0.02),
        ("points stated, F1, Korean", 0.88, 0.87),
        ("points contradicted, precision, English", 0.97, 0.96),
        ("mean score, off-topic", 0.1, 0.101),
        ("mean score, non-answers", 0.08, 0.081),
        ("Spearman, references only", 0.8, 0.79),
        (SEMEVAL_AUC, 0.83, 0.82),
        (KORSTS, 0.83, 0.82),
        (LATENCY, 150.0, 150.1),
        (THROUGHPUT, 15.0, 14.9),
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
