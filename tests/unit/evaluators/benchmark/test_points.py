"""Points against what readers agree on."""

import pytest

from content.schema import Bilingual
from evaluators.benchmark.points import f1, measures, precision
from evaluators.grade import Grade, KeyPointGrade, PointState, Verdict
from evaluators.graded.labels import Label
from tests.unit.evaluators.benchmark.known import GRADED

STATED, CONTRADICTED, MISSING = PointState.STATED, PointState.CONTRADICTED, PointState.MISSING


def test_precision_and_f1_by_hand():
    pairs = [(STATED, STATED), (STATED, MISSING), (MISSING, STATED), (CONTRADICTED, CONTRADICTED)]
    assert precision(pairs, STATED) == 1 / 2
    assert f1(pairs, STATED) == 2 / 4
    assert precision(pairs, CONTRADICTED) == 1
    assert precision(pairs, PointState.UNCLEAR) is None
    assert f1([], STATED) is None


def test_points_are_measured_by_language_and_only_where_readers_agree():
    answer = GRADED.answers[0]
    points = tuple(
        KeyPointGrade(
            id=id_, text=Bilingual(ko=id_, en=id_), weight=1, score=1, state=STATED, evidence="x"
        )
        for id_ in ("a", "b", "c")
    )
    grade = Grade(score=1, verdict=Verdict.CORRECT, key_points=points)
    labels = {
        answer.id: {
            "point:a": Label(first=STATED, second=STATED),
            "point:b": Label(first=STATED, second=MISSING),
            "point:c": Label(),
        }
    }
    found = measures([(answer, grade)], labels)
    assert found["points stated, F1, English"] == pytest.approx(2 / 3)
    assert found["points stated, F1, Korean"] is None
    assert found["points contradicted, precision, English"] is None
