"""Which question comes next: in the deck's order, none again before all have been asked."""

from collections.abc import Collection, Mapping, Sequence

from bot.quiz.library import SUGGESTED
from bot.quiz.model import QuestionId, RoundId, TimesAsked
from content.schema import Question

NEVER = TimesAsked(0, RoundId(0))


def choose(
    askable: Sequence[Question],
    asked: Mapping[QuestionId, TimesAsked],
    topics: Collection[str] = (),
    levels: Collection[int] = (),
) -> Question | None:
    """Return the question asked least often, then least recently, then first in its deck.

    Args:
        askable: all that may be asked.
        asked: what the channel was asked in earlier rounds.
        topics: keep to these topics, and to what members suggested; none means all, and so does a
            choice that matches nothing.
        levels: the same for how difficult questions are.
    """
    wanted = [q for q in askable if q.topic in topics] or askable
    wanted = [q for q in wanted if q.difficulty in levels] or wanted
    kept = {q.id for q in wanted}
    candidates = [q for q in askable if q.topic == SUGGESTED or q.id in kept]

    def turn(question: Question) -> tuple[int, int]:
        before = asked.get(QuestionId(question.id), NEVER)
        return before.times, before.last

    return min(candidates, key=turn, default=None)
