"""Who stands where."""

from collections.abc import Mapping, Sequence

from bot.quiz.model import MemberId, Score, Standing
from bot.quiz.standings.streaks import NONE, Streak


def rank(scores: Sequence[Score], streaks: Mapping[MemberId, Streak]) -> list[Standing]:
    """Order members by points; ties share a rank and the next is skipped (1 2 2 4)."""
    ordered = sorted(scores, key=lambda score: (-score.points, score.name.casefold(), score.member))
    standings: list[Standing] = []
    for place, score in enumerate(ordered, start=1):
        tied = standings and standings[-1].points == score.points
        shared = standings[-1].rank if tied else place
        own = streaks.get(score.member, NONE)
        standings.append(
            Standing(shared, score.member, score.name, score.points, own.days, own.freezes)
        )
    return standings


def ranked(scores: Sequence[Score]) -> list[Standing]:
    """Order whoever has points, whatever their streaks."""
    return rank([score for score in scores if score.points > 0], {})
