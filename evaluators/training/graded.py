"""What is known of graded answers, as states of a question's points and misconceptions."""

from collections.abc import Mapping

import numpy as np

from content.schema import Rubric
from evaluators.encoders.encoder import Vectors
from evaluators.evidence.anchors import Anchors
from evaluators.grade import PointState
from evaluators.graded import AnswerKind, GradedAnswer, is_drawn
from evaluators.graded.labels import Label
from evaluators.training.fitting import Judged
from evaluators.training.judge.examples import LETTERS

_WATCHED = 0.12  # of the families of the train split
_CARRIES = 0.3  # cosine from which a sentence of a reference stands for a key point
_WORTHLESS = {AnswerKind.OFF_TOPIC, AnswerKind.NON_ANSWER, AnswerKind.MISCONCEPTION}


def is_watched(family: str) -> bool:
    """Tell whether the judge never learns from a family: such watch its training, and tell how far
    its opinion can be trusted beside other evidence."""
    return is_drawn(f"watched {family}", _WATCHED)


def of_points(answer: GradedAnswer, rubric: Rubric, labels: Mapping[str, Label]) -> Judged:
    """Return the states of a rubric's key points."""
    if not labels:
        return _of_grade(answer, len(rubric.key_points))
    told = [labels[f"point:{point.id}"].agreed for point in rubric.key_points]
    return {row: state for row, state in enumerate(told) if state is not None}


def of_misconceptions(answer: GradedAnswer, rubric: Rubric, labels: Mapping[str, Label]) -> Judged:
    """Return the states of a rubric's misconceptions."""
    rows = range(len(rubric.misconceptions))
    if not labels:
        is_right = answer.kind in (AnswerKind.FULL, AnswerKind.PARTIAL)
        return dict.fromkeys(rows, PointState.MISSING) if is_right else {}
    told = [labels[f"misconception:{row}"].agreed for row in rows]
    return {row: state for row, state in enumerate(told) if state is not None}


def of_letters(first: str, second: str) -> Judged:
    """Return the states of statements that two readers gave the same letter."""
    pairs = enumerate(zip(first, second, strict=True))
    return {row: LETTERS[one] for row, (one, other) in pairs if one == other}


def _of_grade(answer: GradedAnswer, points: int) -> Judged:
    """Return what a grade alone tells."""
    if answer.grade == 1:
        return dict.fromkeys(range(points), PointState.STATED)
    if answer.grade == 0 and answer.kind in _WORTHLESS:
        return dict.fromkeys(range(points), PointState.MISSING)
    return {}


def of_derived(judged: Judged, rubric: Anchors, derived: Anchors) -> Judged:
    """Return the states of points made from references: those of the key points they say."""
    if not rubric.points or rubric.derived:
        return judged if rubric.derived else {}
    found: dict[int, PointState] = {}
    for row, point in enumerate(derived.points):
        cosines = [_nearness(point.statements, one.statements) for one in rubric.points]
        nearest = int(np.argmax(cosines))
        if cosines[nearest] >= _CARRIES and nearest in judged:
            found[row] = judged[nearest]
    return found


def _nearness(some: Vectors, others: Vectors) -> float:
    return float((some @ others.T).max(initial=-1.0))
