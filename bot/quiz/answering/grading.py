"""Grades every pending answer, whenever the grader is there.

The store is the queue: an answer is pending until its grade is committed, so a crash or an absent
grader loses nothing. A handler that waits for one answer gets its grade as soon as it is stored.
Answers in rounds are one queue, those in reviews another.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from structlog.contextvars import bound_contextvars

from bot import metrics
from bot.quiz.answering import scoring
from bot.quiz.answering.telling import rest
from bot.quiz.disputes.model import Disputes
from bot.quiz.errors import GraderRefuses, GraderUnavailable, StoreAway
from bot.quiz.inbox import request_of
from bot.quiz.library import Library
from bot.quiz.model import Answer, AnswerId, QuestionId, Round, RoundId
from bot.quiz.ports import Clock, Grader
from bot.quiz.review import rules as review
from bot.quiz.store import Store
from content.schema import Rubric
from evaluators.grade import Grade, GradeRequest

log = logging.getLogger(__name__)

BATCH = 16
FIRST_BACKOFF_S = 0.5
LAST_BACKOFF_S = 10.0
LOOK_AGAIN_S = 5.0
HOLD = timedelta(minutes=5)

Work = tuple[Answer, Round, GradeRequest]


class AnswerQueue(Protocol):
    """Answers that wait to be graded."""

    async def pending(self, limit: int) -> Sequence[tuple[Answer, Round]]:
        """Return ungraded answers with the rounds their questions come from, oldest first."""
        ...

    async def graded(self, answer: Answer) -> Answer | None:
        """Return an answer with its grade, once that is stored, whoever has graded it."""
        ...

    async def keep(
        self, answer: Answer, round: Round, asked: Rubric, grade: Grade
    ) -> Answer | None:
        """Store a grade with all that follows from it, unless the answer has one already; return
        it as it is then."""
        ...


class RoundAnswers(AnswerQueue):
    """Answers in rounds, which earn points; what they miss comes back in a review."""

    def __init__(self, store: Store, revealed: Callable[[RoundId], None], clock: Clock) -> None:
        """`revealed` notes that a reveal is out of date."""
        self._store = store
        self._revealed = revealed
        self._clock = clock

    async def pending(self, limit: int) -> Sequence[tuple[Answer, Round]]:
        return await self._store.pending(limit)

    async def graded(self, answer: Answer) -> Answer | None:
        found = await self._store.answers(
            round=answer.round, member=answer.member, question=answer.question
        )
        return next((one for one in found if one.id == answer.id and not one.is_pending), None)

    async def keep(
        self, answer: Answer, round: Round, asked: Rubric, grade: Grade
    ) -> Answer | None:
        value = scoring.value(grade.score, answer.attempt, answer.hints, answer.is_late)
        card = review.first(answer, round, asked, grade)
        now, is_study = self._clock.now(), scoring.is_study(value)
        is_first = await self._store.grade(answer.id, grade, value, now, card)
        if is_first and not answer.is_late and round.closes_at <= now:
            self._revealed(round.id)
        graded = replace(answer, grade=grade, value=value, is_study=is_study)
        return graded if is_first else await self.graded(answer)


class GradingWorker:
    """Takes pending answers in batches, oldest first; one runs per process.

    An answer that cannot be graded is held back for a while, so that others go on. `since` is when
    the oldest of those came that are being graded; None while nothing waits.
    """

    def __init__(
        self,
        queue: AnswerQueue,
        store: Disputes,
        grader: Grader,
        library: Library,
        graded: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._store = store
        self._grader = grader
        self._library = library
        self._graded = graded
        self._clock = clock
        self._wake = asyncio.Event()
        self._waiters: dict[AnswerId, asyncio.Future[Answer | None]] = {}
        self._held: dict[AnswerId, datetime] = {}
        self._away: Exception | None = None
        self._warned_of: type[Exception] | None = None
        self._waiting = 0
        self.since: datetime | None = None

    @contextlib.contextmanager
    def expecting(self, answer: Answer) -> Iterator["Expected"]:
        """Have an answer graded while somebody waits for its grade."""
        waiter = self._waiters.setdefault(answer.id, asyncio.get_running_loop().create_future())
        if not answer.is_pending:
            _resolve(waiter, answer)
        elif self._away:
            _resolve(waiter, None)
        self._wake.set()
        try:
            yield Expected(self, answer, waiter)
        finally:
            self._waiters.pop(answer.id, None)

    def wake(self) -> None:
        """Note that there may be answers to grade."""
        self._wake.set()

    async def run(self) -> None:
        """Grade batch after batch, for ever; back off while the grader is away."""
        backoff = FIRST_BACKOFF_S
        while True:
            self._wake.clear()
            try:
                is_busy = await self._grade_batch()
            except Exception as exc:
                self._stand_by(exc, is_lasting=backoff == LAST_BACKOFF_S)
                await self._clock.sleep(backoff)
                backoff = min(2 * backoff, LAST_BACKOFF_S)
                continue
            self._go_on()
            backoff = FIRST_BACKOFF_S
            if not is_busy:
                self.since = None
                await rest(self._wake)

    def _stand_by(self, reason: Exception, *, is_lasting: bool) -> None:
        """Let go of whoever waits; what lasts no longer than a start of compute is no news."""
        if isinstance(reason, StoreAway):
            self._warn_once(reason, "grading waits for the store: %s", reason)
            return
        if isinstance(reason, GraderUnavailable):
            text = "the grader is away, answers wait (%d or more): %s"
            is_trouble = is_lasting or isinstance(reason, GraderRefuses)
            self._warn_once(reason, text, self._waiting, reason, is_trouble=is_trouble)
        else:
            log.error("grading failed, answers wait", exc_info=reason)
        self._away = reason
        for waiter in self._waiters.values():
            _resolve(waiter, None)

    def _warn_once(
        self, reason: Exception, text: str, *args: object, is_trouble: bool = True
    ) -> None:
        is_news = is_trouble and type(reason) is not self._warned_of
        if is_news:
            self._warned_of = type(reason)
        log.log(logging.WARNING if is_news else logging.DEBUG, text, *args)

    def _go_on(self) -> None:
        if self._warned_of:
            log.info("the store is back" if self._warned_of is StoreAway else "the grader is back")
        self._away = self._warned_of = None

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

    async def _batch(self) -> list[Work]:
        now = self._clock.now()
        self._held = {answer: until for answer, until in self._held.items() if until > now}
        pending = await self._queue.pending(BATCH + len(self._held))
        fresh = [(answer, round) for answer, round in pending if answer.id not in self._held]
        self.since = fresh[0][0].at if fresh else None
        self._waiting = len(fresh)
        accepted = await self._store.accepted({answer.question for answer, _ in fresh})
        batch: list[Work] = []
        for answer, round in fresh[:BATCH]:
            try:
                batch.append((answer, round, self._request(answer, round, accepted)))
            except ValueError as exc:
                self._hold(answer, str(exc))
        return batch

    def _request(
        self,
        answer: Answer,
        round: Round,
        accepted: Mapping[QuestionId, Mapping[str, Sequence[str]]],
    ) -> GradeRequest:
        """Return what the grader needs.

        Raises:
            ValueError: this answer cannot be graded, which is no trouble of the others.
        """
        main = self._library.main(round)
        asked = main.rubric_of(answer.question) if main else None
        if asked is None:
            raise ValueError("its question is gone")
        question = with_accepted(asked, accepted.get(answer.question, {}))
        return GradeRequest(question=question, answer=answer.text)

    def _hold(self, answer: Answer, reason: str) -> None:
        log.error("answer %s stays pending: %s", answer.id, reason)
        self._held[answer.id] = self._clock.now() + HOLD
        _resolve(self._waiters.get(answer.id), None)

    async def _grade(self, batch: Sequence[Work]) -> None:
        requests = ",".join(request_of(answer.event) for answer, *_ in batch)
        with bound_contextvars(request_id=requests):
            grades = await self._grader.grade([request for *_, request in batch])
        for (answer, round, request), grade in zip(batch, grades, strict=True):
            if grade is None:
                self._hold(answer, "the grader could not read it")
            else:
                kept = await self._queue.keep(answer, round, request.question, grade)
                metrics.GRADES.inc()
                metrics.GRADE_WAIT.observe((self._clock.now() - answer.at).total_seconds())
                _resolve(self._waiters.get(answer.id), kept)

    async def graded(self, answer: Answer) -> Answer | None:
        """Return an answer with its grade, once that is stored, whoever has graded it."""
        return await self._queue.graded(answer)


class Expected:
    """An answer whose grade somebody waits for."""

    def __init__(
        self, worker: GradingWorker, answer: Answer, waiter: asyncio.Future[Answer | None]
    ) -> None:
        self._worker = worker
        self._answer = answer
        self._waiter = waiter

    async def wait(self, patience_s: float) -> Answer | None:
        """Return the graded answer; None if the grader is away, or takes too long.

        Another process may be the one that grades it, so it is looked up from time to time.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while not self._waiter.done():
                    await asyncio.wait([self._waiter], timeout=LOOK_AGAIN_S)
                    await self._look_up()
        return self._waiter.result() if self._waiter.done() else None

    async def _look_up(self) -> None:
        if not self._waiter.done() and (found := await self._worker.graded(self._answer)):
            _resolve(self._waiter, found)


def with_accepted(question: Rubric, accepted: Mapping[str, Sequence[str]]) -> Rubric:
    """Return what grading needs, with the wordings that rulings have accepted for its points."""
    if not accepted:
        return question
    points = tuple(
        point.model_copy(update={"accepted": tuple(accepted.get(point.id, ()))})
        for point in question.key_points
    )
    return question.model_copy(update={"key_points": points})


def _resolve(waiter: asyncio.Future[Answer | None] | None, graded: Answer | None) -> None:
    if waiter and not waiter.done():
        waiter.set_result(graded)
