"""A member's own numbers in a channel."""

from dataclasses import dataclass
from datetime import date

from bot.quiz.model import Channel, MemberId
from bot.quiz.standings.ranks import rank
from bot.quiz.standings.study_days import study_days
from bot.quiz.store import Store


@dataclass(frozen=True, slots=True)
class Numbers:
    """Points and rank over all time, among so many `members`, `level` of whom have that rank.

    `streak`, `longest` and `studied` are counted in days, and `freezes` are those held.
    """

    points: int
    rank: int
    streak: int
    freezes: int
    longest: int
    studied: int
    members: int
    level: int


async def numbers(store: Store, channel: Channel, member: MemberId, today: date) -> Numbers | None:
    """Return how a member stands in a channel; None before their first answer."""
    ranked = rank(await store.scores(channel.id, None, None), {})
    mine = next((standing for standing in ranked if standing.member == member), None)
    if mine is None:
        return None
    days = await study_days(store, channel, [member])
    streak = days.streak(member, today)
    return Numbers(
        points=mine.points,
        rank=mine.rank,
        streak=streak.days,
        freezes=streak.freezes,
        longest=streak.longest,
        studied=len(days.studied.get(member, ())),
        members=len(ranked),
        level=sum(standing.rank == mine.rank for standing in ranked),
    )
