"""What attempts earn, as arithmetic."""

from collections.abc import Sequence
from datetime import timedelta

MAX_ATTEMPTS = 3
MAX_POINTS = 100
STUDY_POINTS = 50
GRACE = timedelta(minutes=10)
"""How long after its round is over an answer counts, if its form was opened before."""
_PERCENT_EACH = 10


def value(score: float, attempt: int, hints: int, is_late: bool) -> int:
    """Return the points an attempt is worth, 0 to 100.

    Every attempt after the first and every hint taken costs a tenth; an answer after the reveal
    is worth nothing.
    """
    if is_late:
        return 0
    share = 100 - retry_cost(attempt) - hint_cost(hints)
    return round(MAX_POINTS * score * max(share, 0) / 100)


def retry_cost(attempt: int) -> int:
    """Return by how many percent an attempt is worth less for those before it."""
    return _PERCENT_EACH * (attempt - 1)


def hint_cost(hints: int) -> int:
    """Return by how many percent an answer is worth less for its hints."""
    return _PERCENT_EACH * hints


def is_study(value: int) -> bool:
    """Tell whether an attempt worth this makes its day a study day."""
    return value >= STUDY_POINTS


def gain(value: int, earlier: Sequence[int]) -> int:
    """Return what an attempt adds: a question counts once, with the best attempt."""
    return max(0, value - max(earlier, default=0))
