"""What whole grades do to members: false accusations, right answers held short, unfounded scores.

Knows graders by their grades only. A measure is None where there is no answer of its kind.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from evaluators.benchmark.measures import mean
from evaluators.grade import Grade, PointState
from evaluators.graded import AnswerKind, GradedAnswer
from evaluators.score import share_met

FULL_FROM, NEAR, FOUNDED = 0.8, 0.25, 0.15
_ROUNDING = 1e-9

Graded = Sequence[tuple[GradedAnswer, Grade]]


def accuses(grade: Grade) -> bool:
    """Tell whether a grade names something that the answer got wrong."""
    contradicted = any(one.state is PointState.CONTRADICTED for one in grade.key_points)
    return bool(grade.misconceptions) or contradicted


def accused(graded: Graded, kind: AnswerKind) -> float | None:
    """Return the share of answers of a kind that are told they are wrong."""
    return mean(accuses(grade) for answer, grade in graded if answer.kind is kind)


def full_enough(graded: Graded, lang: str | None = None) -> float | None:
    """Return the share of full answers, in one language or all, that score 0.8 or more."""
    return mean(
        grade.score >= FULL_FROM - _ROUNDING
        for answer, grade in graded
        if answer.kind is AnswerKind.FULL and lang in (None, answer.lang)
    )


def near(graded: Graded) -> float | None:
    """Return the share of partial answers whose score is within 0.25 of their grade."""
    return mean(
        abs(grade.score - answer.grade) <= NEAR + _ROUNDING
        for answer, grade in graded
        if answer.kind is AnswerKind.PARTIAL
    )


def unfounded(graded: Graded) -> float | None:
    """Return the share of scores that differ by more than 0.15 from the points shown as met.

    What names something wrong says why it is lower.
    """
    return mean(
        abs(grade.score - share_met(grade.key_points)) > FOUNDED + _ROUNDING and not accuses(grade)
        for _, grade in graded
        if grade.key_points
    )


MEASURES: Mapping[str, Callable[[Graded], float | None]] = {
    "full answers told they are wrong": partial(accused, kind=AnswerKind.FULL),
    "misconceptions named": partial(accused, kind=AnswerKind.MISCONCEPTION),
    "full answers at 0.8 or more": full_enough,
    "full answers at 0.8 or more, Korean": partial(full_enough, lang="ko"),
    "full answers at 0.8 or more, English": partial(full_enough, lang="en"),
    "full answers at 0.8 or more, mixed": partial(full_enough, lang="mixed"),
    "partial answers within 0.25 of their grade": near,
    "scores more than 0.15 from their reasons": unfounded,
}
