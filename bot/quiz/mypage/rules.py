"""How a member does in each topic, and what of a grade may be told before its round is over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.quiz.model import QuestionId
from bot.quiz.review.rules import FULL_SCORE
from evaluators.grade import PointState


@dataclass(frozen=True, slots=True)
class Scored:
    """What an answer to a question of a topic came to, from 0 to 1.

    One whose round `is_over` may be reviewed.
    """

    topic: str
    question: QuestionId
    score: float
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class TopicScore:
    """The mean of the best scores at a topic's questions, from 0 to 1.

    One that `returns` has a question to be reviewed.
    """

    topic: str
    score: float
    questions: int
    returns: bool = False


def topics(scores: Iterable[Scored]) -> list[TopicScore]:
    """Return how each topic goes, the weakest first."""
    best: defaultdict[str, dict[QuestionId, float]] = defaultdict(dict)
    returning = set()
    for one in scores:
        each = best[one.topic]
        each[one.question] = max(one.score, each.get(one.question, 0.0))
        if one.is_over and one.score < FULL_SCORE:
            returning.add(one.topic)
    found = [
        TopicScore(topic, sum(each.values()) / len(each), len(each), topic in returning)
        for topic, each in best.items()
    ]
    return sorted(found, key=lambda one: (one.score, -one.questions, one.topic))


def without_missed(grade: Mapping[str, Any]) -> dict[str, Any]:
    """Return a grade, as JSON has it, with the words of only those key points that were met.

    The others would give the model answer away.
    """
    points = [
        {name: value for name, value in point.items() if name != "text" or _is_met(point)}
        for point in grade["key_points"]
    ]
    return {**grade, "key_points": points}


def _is_met(point: Mapping[str, Any]) -> bool:
    return bool(point["state"] == PointState.STATED and point["evidence"])
