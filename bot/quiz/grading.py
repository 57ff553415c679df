"""Grades every pending answer, whenever the grader is there.

The store is the queue: an answer is pending until its grade is committed, so a crash or an absent
grader loses nothing. A handler that waits for one answer gets its grade as soon as it is stored.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.quiz import scoring
from bot.quiz.disputes import Disputes
from bot.quiz.errors import GraderUnavailable, StoreAway
from bot.quiz.library import Library, rubric
from bot.quiz.model import Answer, AnswerId, Round
from bot.quiz.ports import Answers, Clock, Grader, Rounds
from bot.quiz.telling import rest
from content.schema import Rubric
from evaluators.grade import Grade, GradeRequest

log = logging.getLogger(__name__)

BATCH = 16
FIRST_BACKOFF_S = 0.5
LAST_BACKOFF_S = 10.0
HOLD = timedelta(minutes=5)


class GradingStore(Rounds, Answers, Disputes, Protocol):
    """The part of the store that grading needs."""


class GradingWorker:
    """Takes pending answers in batches, oldest first; one runs per process.

    An answer that cannot be graded is held back for a while, so that others go on.
    """

    def __init__(
        self,
        store: GradingStore,
        grader: Grader,
        library: Library,
        graded: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._store = store
        self._grader = grader
        self._library = library
        self._graded = graded
        self._clock = clock
        self._wake = asyncio.Event()
        self._waiters: dict[AnswerId, asyncio.Future[bool]] = {}
        self._held: dict[AnswerId, datetime] = {}
        self._is_away = False

    async def graded(self, answer: Answer) -> bool:
        """Wait until the answer's grade is stored; False as soon as the grader is away."""
        self._wake.set()
        if self._is_away:
            return False
        waiter = self._waiters.setdefault(answer.id, asyncio.get_running_loop().create_future())
        try:
            return await self._is_graded(answer) or await asyncio.shield(waiter)
        finally:
            self._waiters.pop(answer.id, None)

    async def _is_graded(self, answer: Answer) -> bool:
        stored = await self._store.answers(
            round=answer.round, member=answer.member, question=answer.question
        )
        return any(one.id == answer.id and not one.is_pending for one in stored)

    async def run(self) -> None:
        """Grade batch after batch, for ever; back off while the grader is away."""
        backoff = FIRST_BACKOFF_S
        while True:
            self._wake.clear()
            try:
                is_busy = await self._grade_batch()
            except Exception as exc:
                self._stand_by(exc)
                await self._clock.sleep(backoff)
                backoff = min(2 * backoff, LAST_BACKOFF_S)
                continue
            self._is_away = False
            backoff = FIRST_BACKOFF_S
            if not is_busy:
                await rest(self._wake)

    def _stand_by(self, reason: Exception) -> None:
        if isinstance(reason, StoreAway):
            log.warning("grading waits for the store: %s", reason)
            return
        if isinstance(reason, GraderUnavailable):
            log.info("the grader is away, answers wait: %s", reason)
        else:
            log.error("grading failed, answers wait", exc_info=reason)
        self._is_away = True
        for waiter in self._waiters.values():
            _resolve(waiter, is_graded=False)

    async def _grade_batch(self) -> bool:
        """Grade one batch; tell whether there may be more to do.

        Raises:
            GraderUnavailable: the batch stays pending.
        """
        batch = await self._batch()
        if batch:
            await self._grade(batch)
            self._graded()
        return len(batch) >= BATCH

    async def _batch(self) -> list[tuple[Answer, GradeRequest]]:
        now = self._clock.now()
        self._held = {answer: until for answer, until in self._held.items() if until > now}
        batch = []
        for answer in await self._store.pending(BATCH + len(self._held)):
            if answer.id in self._held:
                continue
            round = await self._store.round(answer.round)
            try:
                batch.append((answer, await self._request(answer, round)))
            except ValueError as exc:
                self._hold(answer, str(exc))
        return batch[:BATCH]

    async def _request(self, answer: Answer, round: Round | None) -> GradeRequest:
        """Return what the grader needs.

        Raises:
            ValueError: this answer cannot be graded, which is no trouble of the others.
        """
        main = self._library.main(round) if round else None
        asked = rubric(main, answer.question) if main else None
        if asked is None:
            raise ValueError("its question is gone")
        accepted = await self._store.accepted(answer.question)
        return GradeRequest(question=with_accepted(asked, accepted), answer=answer.text)

    def _hold(self, answer: Answer, reason: str) -> None:
        log.error("answer %s stays pending: %s", answer.id, reason)
        self._held[answer.id] = self._clock.now() + HOLD
        _resolve(self._waiters.get(answer.id), is_graded=False)

    async def _grade(self, batch: Sequence[tuple[Answer, GradeRequest]]) -> None:
        grades = await self._grader.grade([request for _, request in batch])
        for (answer, _), grade in zip(batch, grades, strict=True):
            if grade is None:
                self._hold(answer, "the grader could not read it")
            else:
                await self._store_grade(answer, grade)

    async def _store_grade(self, answer: Answer, grade: Grade) -> None:
        value = scoring.value(grade.score, answer.attempt, answer.hints, answer.is_late)
        await self._store.grade(answer.id, grade, value, self._clock.now())
        _resolve(self._waiters.get(answer.id), is_graded=True)


def with_accepted(question: Rubric, accepted: Mapping[str, Sequence[str]]) -> Rubric:
    """Return what grading needs, with the wordings that rulings have accepted for its points."""
    if not accepted:
        return question
    points = tuple(
        point.model_copy(update={"accepted": tuple(accepted.get(point.id, ()))})
        for point in question.key_points
    )
    return question.model_copy(update={"key_points": points})


def _resolve(waiter: asyncio.Future[bool] | None, *, is_graded: bool) -> None:
    if waiter and not waiter.done():
        waiter.set_result(is_graded)
