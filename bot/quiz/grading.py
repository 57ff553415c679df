"""Grades every pending answer, whenever the grader is there, and tells its member.

The store is the queue: an answer is pending until its grade is committed, so a crash or an absent
grader loses nothing. A handler that waits for one answer gets its grade as soon as it is stored.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.quiz import scoring
from bot.quiz.errors import ChannelUnreachable, GraderUnavailable
from bot.quiz.library import Library, rubric
from bot.quiz.model import Answer, AnswerId, Round
from bot.quiz.ports import Answers, Clock, Deliveries, Grader, Rounds
from evaluators.grade import Grade, GradeRequest

log = logging.getLogger(__name__)

BATCH = 16
IDLE_S = 15.0
FIRST_BACKOFF_S = 0.5
LAST_BACKOFF_S = 10.0
HOLD = timedelta(minutes=5)


class GradingStore(Rounds, Answers, Deliveries, Protocol):
    """The part of the store that grading needs."""


class GradingDesk:
    """Takes pending answers in batches, oldest first; one desk runs per process.

    An answer that cannot be graded or told is held back for a while, so that others go on.
    """

    def __init__(
        self,
        store: GradingStore,
        grader: Grader,
        library: Library,
        deliver: Callable[[Answer], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._grader = grader
        self._library = library
        self._deliver = deliver
        self._clock = clock
        self._wake = asyncio.Event()
        self._news = asyncio.Event()
        self._waiters: dict[AnswerId, asyncio.Future[bool]] = {}
        self._held: dict[AnswerId, datetime] = {}
        self._telling: set[AnswerId] = set()
        self._is_away = False

    @contextlib.contextmanager
    def telling(self, answer: Answer) -> Iterator[None]:
        """Leave it to the caller, meanwhile, to tell the member about this answer's grade."""
        self._telling.add(answer.id)
        try:
            yield
        finally:
            self._telling.discard(answer.id)

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
        """Grade and tell for ever; who is told slowly holds up nobody's grade."""
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._keep_grading(), name="grading")
            loops.create_task(self._keep_telling(), name="telling")

    async def _keep_grading(self) -> None:
        """Grade batch after batch; back off while the grader is away."""
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
                await _rest(self._wake)

    async def _keep_telling(self) -> None:
        """Tell members the grades that nobody has told them yet."""
        while True:
            self._news.clear()
            try:
                is_busy = await self._deliver_untold() >= BATCH
            except Exception:
                log.exception("the grades to be told could not be looked up")
                is_busy = False
            if not is_busy:
                await _rest(self._news)

    def _stand_by(self, reason: Exception) -> None:
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
            self._news.set()
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
                batch.append((answer, self._request(answer, round)))
            except ValueError as exc:
                self._hold(answer, str(exc))
        return batch[:BATCH]

    def _request(self, answer: Answer, round: Round | None) -> GradeRequest:
        """Return what the grader needs.

        Raises:
            ValueError: this answer cannot be graded, which is no trouble of the others.
        """
        main = self._library.main(round) if round else None
        asked = rubric(main, answer.question) if main else None
        if asked is None:
            raise ValueError("its question is gone")
        return GradeRequest(question=asked, answer=answer.text)

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

    async def _deliver_untold(self) -> int:
        """Tell what is untold, up to a batch, and return how many members were."""
        told = 0
        elsewhere = self._telling | self._held.keys()
        for answer in await self._store.untold(BATCH + len(elsewhere)):
            if answer.id in elsewhere or answer.id in self._telling:
                continue
            try:
                await self._deliver(answer)
                await self._store.told(answer.id)
                told += 1
            except ChannelUnreachable as exc:
                log.info("the grade of answer %s cannot be told now: %s", answer.id, exc)
                if exc.reason != "away":
                    self._held[answer.id] = self._clock.now() + HOLD
            except Exception:
                log.exception("telling the grade of answer %s failed", answer.id)
                self._held[answer.id] = self._clock.now() + HOLD
        return told


def _resolve(waiter: asyncio.Future[bool] | None, *, is_graded: bool) -> None:
    if waiter and not waiter.done():
        waiter.set_result(is_graded)


async def _rest(until: asyncio.Event) -> None:
    """Wait for something to do, but look again from time to time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(IDLE_S):
            await until.wait()
