"""Points and ranks as golden numbers."""

import pytest

from bot.quiz.answering.scoring import gain, rank, value
from bot.quiz.model import MemberId, Score
from bot.quiz.standings.streaks import Streak


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


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    points = {"민지": 412, "Alex": 398, "지훈": 398, "Sora": 120}
    scores = [Score(MemberId(name), name, p) for name, p in points.items()]
    standings = rank(scores, {MemberId("민지"): Streak(9, freezes=1)})
    assert [(s.rank, s.name, s.streak, s.freezes) for s in standings] == [
        (1, "민지", 9, 1),
        (2, "Alex", 0, 0),
        (2, "지훈", 0, 0),
        (4, "Sora", 0, 0),
    ]
