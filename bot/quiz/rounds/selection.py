"""Which question comes next: in the deck's order, none again before all have been asked."""

from collections.abc import Collection, Mapping, Sequence

from bot.quiz.library import SUGGESTED
from bot.quiz.model import Asked, QuestionId, RoundId
from content.schema import Question

NEVER = Asked(0, RoundId(0))


def choose(
    deck: Sequence[Question], asked: Mapping[QuestionId, Asked], topics: Collection[str] = ()
) -> Question | None:
    """Return the question asked least often, then least recently, then first in the deck.

    Args:
        asked: what the channel was asked in earlier rounds.
        topics: keep to these topics, and to what members suggested; none means all, and so does a
            choice that matches nothing.
    """
    chosen = {q.topic for q in deck if q.topic in topics} or {q.topic for q in deck}
    candidates = [q for q in deck if q.topic in chosen or q.topic == SUGGESTED]

    def turn(question: Question) -> tuple[int, int]:
        before = asked.get(QuestionId(question.id), NEVER)
        return before.times, before.last

    return min(candidates, key=turn, default=None)
