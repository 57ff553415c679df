"""What a week's points and results say."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.quiz.model import Round, Score, Standing
from bot.quiz.recaps.model import Result
from bot.quiz.rounds.tally import MIN_MEMBERS
from bot.quiz.standings.ranks import ranked

WEAK_BELOW = 70.0
MAX_WEAK = 2
MIN_LIKES = 2


@dataclass(frozen=True, slots=True)
class Moved:
    """A standing and by how many ranks it has risen since the week before; None is new."""

    standing: Standing
    by: int | None


@dataclass(frozen=True, slots=True)
class Improved:
    name: str
    points: int


def moved(now: Sequence[Score], before: Sequence[Score]) -> list[Moved]:
    """Rank those with points, and compare them with their ranks in the week before."""
    was = {one.member: one.rank for one in ranked(before)}
    return [
        Moved(one, was[one.member] - one.rank if one.member in was else None) for one in ranked(now)
    ]


def most_improved(now: Sequence[Score], before: Sequence[Score]) -> Improved | None:
    """Return who gained more than all others, of those who have points in both weeks."""
    was = {score.member: score.points for score in before if score.points > 0}
    gains = [
        Improved(score.name, score.points - was[score.member])
        for score in now
        if score.member in was and score.points > was[score.member]
    ]
    first, second = heapq.nlargest(2, [one.points for one in gains] + [0, 0])
    return next((one for one in gains if one.points == first), None) if first > second else None


def comparable(results: Sequence[Result]) -> list[Result]:
    """Return the main questions that enough members answered to tell of their mean."""
    return [one for one in results if one.is_main and one.members >= MIN_MEMBERS]


def hardest(results: Sequence[Result]) -> Result | None:
    """Return the main question whose mean, as it is told, is lower than that of all others."""
    found = comparable(results)
    lowest = heapq.nsmallest(2, [round(one.mean) for one in found])
    if len(lowest) < 2 or lowest[0] == lowest[1]:
        return None
    return min(found, key=lambda one: one.mean)


def most_liked(liked: Sequence[tuple[Round, int]]) -> tuple[Round, int] | None:
    """Return the round whose question was liked most, with how often; none where two were."""
    first, second = heapq.nlargest(2, [likes for _, likes in liked] + [0, 0])
    if first < MIN_LIKES or first == second:
        return None
    return next(one for one in liked if one[1] == first)


def weak_topics(
    results: Sequence[Result], topic_of: Callable[[Result], str | None]
) -> list[tuple[str, float]]:
    """Return the topics with the lowest means, with these; the weakest first."""
    by_topic: defaultdict[str, list[Result]] = defaultdict(list)
    for one in results:
        if topic := topic_of(one):
            by_topic[topic].append(one)
    means = {
        topic: sum(one.mean * one.members for one in some) / sum(one.members for one in some)
        for topic, some in by_topic.items()
        if sum(one.members for one in some) >= MIN_MEMBERS
    }
    weak = [(topic, mean) for topic, mean in means.items() if mean < WEAK_BELOW]
    return sorted(weak, key=lambda one: (one[1], one[0]))[:MAX_WEAK]
