"""A member's own numbers in a channel."""

from dataclasses import dataclass
from datetime import date

from bot.quiz.answering import scoring
from bot.quiz.model import Channel, MemberId
from bot.quiz.ports import Scores
from bot.quiz.standings.streaks import longest, streak


@dataclass(frozen=True, slots=True)
class Numbers:
    """Points and rank over all time; `streak`, `longest` and `studied` are counted in days."""

    points: int
    rank: int
    streak: int
    longest: int
    studied: int


async def numbers(store: Scores, channel: Channel, member: MemberId, today: date) -> Numbers | None:
    """Return how a member stands in a channel; None before their first answer."""
    ranked = scoring.rank(await store.scores(channel.id, None, today), {})
    mine = next((standing for standing in ranked if standing.member == member), None)
    if mine is None:
        return None
    days = (await store.study_dates(channel.id)).get(member, [])
    return Numbers(
        points=mine.points,
        rank=mine.rank,
        streak=streak(days, today, channel.weekdays),
        longest=longest(days, channel.weekdays),
        studied=len(days),
    )
