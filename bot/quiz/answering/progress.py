"""How far a member is in a round: the main question, then one follow-up after another.

A follow-up may be opened by whoever has answered what comes before it (`reached`); it opens by
itself for whoever got that at least partly right (`Position.opens_by_itself`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.model import Answer, Channel, Round
from content.schema import Question
from evaluators.grade import Verdict

LEADS_ON = (Verdict.CORRECT, Verdict.PARTIAL)


@dataclass(frozen=True, slots=True)
class Step:
    """A question of a round and its place in the chain, counted from 1."""

    question: Question
    place: int
    total: int

    @property
    def is_follow_up(self) -> bool:
        return self.place > 1


@dataclass(frozen=True, slots=True)
class Position:
    """Where a member is in a round: at a step of its chain, after the answers `mine`."""

    channel: Channel
    round: Round
    main: Question
    step: Step
    mine: Sequence[Answer]

    @property
    def following(self) -> Step | None:
        return after(self.main, self.step.question.id)

    def opens_by_itself(self, answer: Answer) -> Step | None:
        """Return the follow-up to show unasked after a graded answer, if there is one."""
        is_right = answer.grade is not None and answer.grade.verdict in LEADS_ON
        following = self.following
        return following if is_right and following and not self.attempts(following) else None

    def attempts(self, step: Step) -> list[Answer]:
        """Return the member's answers to a step, in the order they were made."""
        return [one for one in self.mine if one.question == step.question.id]


def steps(main: Question) -> list[Step]:
    """Return the whole chain of a round."""
    chain = [main, *main.follow_ups]
    return [Step(question, place, len(chain)) for place, question in enumerate(chain, start=1)]


def step(main: Question, question: str) -> Step | None:
    return next((step for step in steps(main) if step.question.id == question), None)


def reached(main: Question, mine: Sequence[Answer]) -> list[Step]:
    """Return the steps a member has come to: every answered one and the one after."""
    answered = {answer.question for answer in mine}
    chain = steps(main)
    count = next((s.place for s in chain if s.question.id not in answered), len(chain))
    return chain[:count]


def current(main: Question, mine: Sequence[Answer]) -> Step:
    """Return the step a member is at: the first one not answered yet, or the last."""
    return reached(main, mine)[-1]


def after(main: Question, question: str) -> Step | None:
    """Return the step that follows a question; None after the last."""
    here = step(main, question)
    chain = steps(main)
    return chain[here.place] if here and here.place < len(chain) else None
