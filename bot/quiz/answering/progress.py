"""How far a member is in a round: the main question, then one follow-up after another.

A follow-up may be opened by whoever has answered what comes before it (`reached`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quiz.model import Answer, Channel, QuestionId, Round
from content.schema import Question


@dataclass(frozen=True, slots=True)
class Step:
    """A question of a round and which of its follow-ups that is: 0 for the main one."""

    question: Question
    number: int
    total: int

    @property
    def is_follow_up(self) -> bool:
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Position:
    """Where a member is in a round: at a step of its chain, after `answers` of theirs.

    `opened` is the follow-up they opened last.
    """

    channel: Channel
    round: Round
    main: Question
    step: Step
    answers: Sequence[Answer]
    opened: QuestionId | None = None

    @property
    def following(self) -> Step | None:
        return after(self.main, self.step.question.id)

    def meant(self, most: int) -> list[Step]:
        """Return the steps that a text without a question may be meant for, of `most` attempts.

        That is the step shown last, and the follow-up it has led to while that waits behind its
        button: nobody but the member can tell them apart.
        """
        last = shown(self.main, self.answers, self.opened)
        found = [last] if len(self.attempts(last)) < most else []
        following = after(self.main, last.question.id)
        if self.attempts(last) and following and not self.attempts(following):
            found.append(following)
        return found

    def others(self, question: str, most: int) -> list[Step]:
        """Return the steps beside a question that the member may answer, of `most` attempts."""
        return [
            one
            for one in reached(self.main, self.answers)
            if one.question.id != question and len(self.attempts(one)) < most
        ]

    def attempts(self, step: Step) -> list[Answer]:
        """Return the member's answers to a step, in the order they were made."""
        return [one for one in self.answers if one.question == step.question.id]


def steps(main: Question) -> list[Step]:
    """Return the whole chain of a round."""
    chain = [main, *main.follow_ups]
    return [Step(question, number, len(chain) - 1) for number, question in enumerate(chain)]


def step(main: Question, question: str) -> Step | None:
    return next((step for step in steps(main) if step.question.id == question), None)


def reached(main: Question, answers: Sequence[Answer]) -> list[Step]:
    """Return the steps a member has come to: every answered one and the one after."""
    answered = {answer.question for answer in answers}
    chain = steps(main)
    last = next((s.number for s in chain if s.question.id not in answered), len(chain) - 1)
    return chain[: last + 1]


def current(main: Question, answers: Sequence[Answer]) -> Step:
    """Return the step a member is at: the first one not answered yet, or the last."""
    return reached(main, answers)[-1]


def shown(main: Question, answers: Sequence[Answer], opened: QuestionId | None) -> Step:
    """Return the step a member was shown last: the follow-up they have opened and not answered,
    else the question they answered last, else the main one."""
    is_open = opened is not None and all(one.question != opened for one in answers)
    last = opened if is_open else answers[-1].question if answers else None
    return (step(main, last) if last else None) or steps(main)[0]


def neighbours(main: Question, of: Step) -> list[Step]:
    """Return the steps right before and after one."""
    return [one for one in steps(main) if abs(one.number - of.number) == 1]


def after(main: Question, question: str) -> Step | None:
    """Return the step that follows a question; None after the last."""
    found = step(main, question)
    chain = steps(main)
    return chain[found.number + 1] if found and found.number < found.total else None
