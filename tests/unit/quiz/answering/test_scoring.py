"""Points as golden numbers."""

import pytest

from bot.quiz.answering.scoring import gain, value


@pytest.mark.parametrize(
    ("score", "attempt", "hints", "is_late", "expected"),
    [
        (0.72, 1, 0, False, 72),
        (1.0, 1, 0, False, 100),
        (1.0, 2, 0, False, 90),
        (1.0, 3, 0, False, 80),
        (1.0, 1, 2, False, 80),
        (0.8, 2, 1, False, 64),
        (0.0, 1, 0, False, 0),
        (1.0, 1, 0, True, 0),
    ],
)
def test_retries_and_hints_cost_a_tenth_each_and_being_late_costs_all(
    score: float, attempt: int, hints: int, is_late: bool, expected: int
) -> None:
    assert value(score, attempt, hints, is_late=is_late) == expected


def test_a_better_attempt_adds_only_the_difference() -> None:
    assert (gain(90, [72]), gain(60, [72]), gain(72, [])) == (18, 0, 72)
