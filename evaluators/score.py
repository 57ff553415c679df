"""The score of an answer in words: what its points add up to, and nothing else.

Figures, formulas and code are counted by their `kinds`, and what goes to another question is
limited by the grader.

The share of the weight of needed points that is stated, less what is contradicted. A point that is
half said earns 0.14 of its weight at most; points that are not needed add half of theirs if they
are there, and 0.1 at most. A named misconception leaves at most 0.5. With what two readers said of
each point in place of a grader's opinion, this has a quadratic weighted kappa of 0.90 with the
grades of whole answers.
"""

from collections.abc import Sequence

from content.schema import Rubric
from evaluators.grade import KeyPointGrade, PointState

MOST_BESIDE_A_MISCONCEPTION = 0.5
BONUS, MOST_BONUS = 0.5, 0.1
HARDLY, MOST_BESIDE_POINTS = 0.15, 0.14
"""What may come on top of the points that are met: bonus points, and what is half said."""


def total(points: Sequence[KeyPointGrade], *, misconceptions: int = 0) -> float:
    """Return the score in [0, 1] of judged points, of which there is at least one."""
    needed = [point for point in points if point.needed] or list(points)
    whole = sum(point.weight for point in needed)
    earned = sum(point.weight * _worth(point) for point in needed) / whole
    bonus = [point for point in points if not point.needed and point.met]
    earned += min(MOST_BONUS, BONUS * sum(point.weight for point in bonus) / whole)
    most = MOST_BESIDE_A_MISCONCEPTION if misconceptions else 1.0
    return max(0.0, min(most, earned, share_met(points) + MOST_BESIDE_POINTS))


def leave_enough(points: Sequence[KeyPointGrade], question: Rubric) -> tuple[KeyPointGrade, ...]:
    """Return the points of a question's answer, no more of them needed than make a full answer.

    What is stated or contradicted stays needed, and then what is likeliest stated; the others are a
    bonus.
    """
    if question.enough is None:
        return tuple(points)
    own = {one.id for one in question.key_points}
    needed = {one.id for one in question.key_points if one.needed} or own
    judged = [one for one in points if one.id in needed]
    left = sorted((one for one in judged if not _is_settled(one)), key=lambda one: -one.score)
    room = max(0, question.enough - sum(one.met for one in judged))
    kept = {one.id for one in (*filter(_is_settled, judged), *left[:room])}
    return tuple(
        one.model_copy(update={"needed": one.id in kept}) if one.id in own else one
        for one in points
    )


def share_met(points: Sequence[KeyPointGrade]) -> float:
    """Return the share of the weight of needed points that is stated."""
    needed = [point for point in points if point.needed] or list(points)
    whole = sum(point.weight for point in needed)
    return sum(point.weight for point in needed if point.met) / whole if whole else 0.0


def _is_settled(point: KeyPointGrade) -> bool:
    return point.met or point.state is PointState.CONTRADICTED


def _worth(point: KeyPointGrade) -> float:
    """Return what a point of weight 1 brings, from -1 to 1."""
    if point.state is PointState.CONTRADICTED:
        return -1.0
    if point.met:
        return 1.0
    return MOST_BESIDE_POINTS * min(1.0, max(0.0, (point.score - HARDLY) / (0.5 - HARDLY)))
