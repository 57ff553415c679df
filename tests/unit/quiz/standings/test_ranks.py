from bot.quiz.model import MemberId, Score
from bot.quiz.standings.ranks import rank
from bot.quiz.standings.streaks import Streak


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
