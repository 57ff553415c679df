"""Which question comes next: in the deck's order, none again before all have been asked."""

from collections.abc import Collection, Sequence

from bot.quiz.library import SUGGESTED
from bot.quiz.model import QuestionId
from content.schema import Question


def choose(
    deck: Sequence[Question], asked: Sequence[QuestionId], topics: Collection[str] = ()
) -> Question | None:
    """Return the question asked least often, then least recently, then first in the deck.

    Args:
        asked: question ids of earlier rounds of the channel, oldest first.
        topics: keep to these topics, and to what members suggested; none means all, and so does a
            choice that matches nothing.
    """
    chosen = {q.topic for q in deck if q.topic in topics} or {q.topic for q in deck}
    candidates = [q for q in deck if q.topic in chosen or q.topic == SUGGESTED]
    last_asked = {question: turn for turn, question in enumerate(asked)}

    def turn(question: Question) -> tuple[int, int]:
        key = QuestionId(question.id)
        return asked.count(key), last_asked.get(key, -1)

    return min(candidates, key=turn, default=None)
