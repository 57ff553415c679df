"""Answers in reviews as the grading worker and the teller take them."""

from collections.abc import Sequence

from bot.quiz.answering.grading import AnswerQueue
from bot.quiz.model import Answer, AnswerId, Round
from bot.quiz.ports import Clock
from bot.quiz.review import rules
from bot.quiz.review.model import Outcome, Review, Reviews
from bot.quiz.store import Deliveries
from content.schema import Rubric
from evaluators.grade import Grade


class ReviewAnswers(AnswerQueue, Deliveries):
    """They earn what the day's first passed one is worth, and say when their question is due."""

    def __init__(self, store: Reviews, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def pending(self, limit: int) -> Sequence[tuple[Answer, Round]]:
        return await self._store.pending_reviews(limit)

    async def graded(self, answer: Answer) -> Review | None:
        found = await self._store.review(answer.id)
        return found if found and not found.is_pending else None

    async def keep(
        self, answer: Answer, round: Round, asked: Rubric, grade: Grade
    ) -> Review | None:
        found = await self._store.review_card(answer.member, answer.question)
        if found is None:
            return None
        outcome = Outcome(
            grade=grade,
            points=rules.points(grade),
            is_study=rules.is_done(grade),
            card=rules.reviewed(found[0], asked, grade.score, answer.at),
            at=self._clock.now(),
        )
        await self._store.grade_review(answer.id, outcome)
        return await self.graded(answer)

    async def untold(self, limit: int) -> list[Answer]:
        return list(await self._store.untold_reviews(limit))

    async def told(self, answer: AnswerId) -> None:
        await self._store.review_told(answer)
