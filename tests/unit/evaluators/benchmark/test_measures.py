"""Each measure on numbers that can be checked by hand."""

import numpy as np
import pytest

from evaluators.benchmark.measures import (
    MEASURES,
    ScoredAnswers,
    auc,
    kappa,
    levels,
    mean_score,
    pairs,
    separation,
    spearman,
)
from evaluators.graded import AnswerKind, GradedAnswer


def row(score, grade=1.0, kind="full", pair_of=None):
    return score, grade, kind, pair_of


def false(score, pair_of):
    return row(score, 0.0, "minimal_pair_false", pair_of=pair_of)


def scores(*rows):
    answers = []
    for number, one in enumerate(rows, start=1):
        _, grade, kind, pair_of = row(*one)
        fields = {"id": f"q/{number}", "question_id": "q", "answer": "a", "pair_of": pair_of}
        fields |= {"lang": "en", "kind": kind, "grade": grade, "second": grade}
        answers.append(GradedAnswer.model_validate(fields))
    return ScoredAnswers(answers, np.array([one[0] for one in rows], dtype=np.float64))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0.1, 0.0), (0.2, 0.5), (0.9, 1.0)], 1.0),
        ([(0.9, 0.0), (0.2, 0.5), (0.1, 1.0)], -1.0),
        ([(0.1, 0.0), (0.3, 0.5), (0.2, 1.0)], 0.5),  # 1 - 6·(0 + 1 + 1) / (3·8)
        ([(0.4, 0.0), (0.4, 1.0)], None),
        ([(0.4, 1.0), (0.5, 1.0)], None),
        ([], None),
    ],
)
def test_spearman_is_the_correlation_of_ranks(rows, expected):
    assert spearman(scores(*rows)) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0.1, 0.0), (0.9, 1.0)], 1.0),
        ([(1.0, 0.0), (0.0, 1.0)], -1.0),
        # Off by one level once, (1)² / 2 answers; by chance (0 + 9 + 16 + 1) / 4.
        ([(0.0, 0.0), (0.75, 1.0)], 1 - (1 / 2) / (26 / 4)),
        ([(0.5, 0.0), (0.5, 1.0)], 0.0),
        ([(1.0, 1.0)], None),
    ],
)
def test_kappa_weighs_disagreement_by_its_square(rows, expected):
    assert kappa(scores(*rows)) == (None if expected is None else pytest.approx(expected))


def test_levels_are_the_nearest_quarters():
    near = np.array([0.0, 0.124, 0.125, 0.374, 0.375, 0.5, 0.875, 1.0])
    assert levels(near).tolist() == [0, 0, 1, 1, 2, 2, 4, 4]


def test_auc_counts_a_tie_as_half_and_other_kinds_not_at_all():
    wrong = "misconception"
    found = auc(scores((0.9,), (0.5,), (0.5, 0.0, wrong), (0.1, 0.0, wrong), (1.0, 0.5, "partial")))
    assert found == (1 + 1 + 0.5 + 1) / 4
    assert auc(scores((0.9,))) is None


def test_separation_is_by_ranks():
    right, wrong = np.array([0.9, 0.5]), np.array([0.5, 0.1, -1.0])
    assert separation(right, wrong) == pytest.approx((3 + 2.5) / 6)
    assert separation(np.array([0.9]), np.array([])) is None
    assert separation(np.array([]), np.array([0.9])) is None


def test_pair_is_told_apart_from_a_quarter_on():
    true = (0.9,), (0.6,)
    far = false(0.65, "q/1"), false(0.35, "q/2")
    near = false(0.66, "q/1"), false(0.7, "q/2")
    assert pairs(scores(*true, *far, *near)) == 2 / 4
    assert pairs(scores(*true)) is None
    assert pairs(scores((0.9,), false(0.1, "other/1"))) is None


def test_means_are_of_one_kind():
    found = scores((0.8,), (0.6,), (0.1, 0.0, "off_topic"))
    assert mean_score(found, AnswerKind.FULL) == pytest.approx(0.7)
    assert mean_score(found, AnswerKind.NON_ANSWER) is None
    assert MEASURES["mean score, off-topic"](found) == 0.1
