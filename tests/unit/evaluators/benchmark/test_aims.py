"""What is held against the aims, and how that is told."""

import pytest

from evaluators.benchmark.aims import GOALS, KORSTS, LATENCY, THROUGHPUT, aims, lead
from evaluators.benchmark.measures import MEASURES, REFERENCES_ONLY


def outcome(measure, value):
    (found,) = [one for one in aims({measure: {"ours": value}}, "ours") if one.measure == measure]
    return found.outcome


@pytest.mark.parametrize(
    ("measure", "met", "missed"),
    [
        ("Spearman, all answers", 0.85, 0.8499),
        ("quadratic weighted kappa", 0.8, 0.79),
        ("AUC, full against misconception", 0.92, 0.919),
        ("minimal pairs told apart", 0.85, 0.84),
        ("mean score, off-topic", 0.1, 0.101),
        ("mean score, non-answers", 0.08, 0.081),
        ("mean score, full, Korean", 0.85, 0.84),
        ("mean score, full, English", 0.85, 0.84),
        ("mean score, full, mixed", 0.85, 0.84),
        ("mean score, full, gap between languages", 0.05, 0.051),
        (REFERENCES_ONLY, 0.75, 0.74),
        (lead("SemEval-2013 task 7"), 0.85 - 0.8, 0.049),  # 0.0499… in floating point
        (lead("Short Answer Feedback"), 0.05, -0.2),
        (KORSTS, 0.8, 0.79),
        (LATENCY, 25.0, 25.1),
        (THROUGHPUT, 10.0, 9.9),
    ],
)
def test_aim_is_met_from_its_bound_on(measure, met, missed):
    assert (outcome(measure, met), outcome(measure, missed)) == ("met", "missed")


def test_every_measure_of_our_own_answers_has_an_aim():
    assert {*MEASURES, REFERENCES_ONLY} <= {goal.measure for goal in GOALS}


@pytest.mark.parametrize("found", [{}, {KORSTS: {}}, {KORSTS: {"ours": None, "other": 0.9}}])
def test_what_was_not_measured_is_never_met(found):
    assert {one.outcome for one in aims(found, "ours")} == {"not measured"}


def test_only_ours_has_to_meet_an_aim():
    found = {KORSTS: {"ours": 0.7, "other": 0.9}}
    (aim,) = [one for one in aims(found, "ours") if one.measure == KORSTS]
    assert (aim.outcome, aim.values) == ("missed", found[KORSTS])
