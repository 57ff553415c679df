"""The grader behind a thread of its own, so that the event loop never computes."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Self

from structlog.contextvars import bound_contextvars, get_contextvars

from compute.api import GradeResult
from compute.logs import REQUEST
from compute.problems import ComputeError, grader_busy, grader_failed, grader_loading, not_graded
from compute.service.grading_queue import Batching, Call, GradingQueue
from compute.service.health import Health
from content.schema import Rubric
from evaluators.grade import BatchGrader, GradeRequest

log = logging.getLogger(__name__)

LOAD_ERROR = "the grader could not be loaded; the service's log says why"

Questions = Callable[[], Iterable[Rubric]]

DEFAULTS = Batching()


class GraderUnavailable(ComputeError):
    """There is no grader to load; the message says why, in a sentence that anybody may read."""


class GradingThread:
    """Loads a grader and grades what waits together, one batch after another.

    While nothing waits it prepares the grader for `expected` questions, one at a time.
    `on_batch` is told, on this thread, how many answers each call of the grader holds.
    """

    def __init__(
        self,
        load: Callable[[], BatchGrader],
        batching: Batching = DEFAULTS,
        expected: Questions = tuple,
        on_batch: Callable[[int], None] = lambda answers: None,
    ) -> None:
        self.health = Health(status="loading")
        self._load = load
        self._expected = expected
        self._on_batch = on_batch
        self._most = batching.most
        self._inbox = GradingQueue(batching)
        self._thread = threading.Thread(target=self._work, name="grading", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._inbox.close()

    async def grade(self, requests: Sequence[GradeRequest]) -> list[GradeResult]:
        """Return one result per request; raise `Refused` while that is impossible."""
        if self.health.status == "loading":
            raise grader_loading()
        if self.health.status == "failed":
            raise grader_failed()
        results: Future[list[GradeResult]] = Future()
        if not self._inbox.put(Call(requests, results, get_contextvars().get(REQUEST, ""))):
            raise grader_busy()
        return await asyncio.wrap_future(results)

    def _work(self) -> None:
        try:
            grader = self._load()
            ahead = deque(self._expected())
        except GraderUnavailable as error:
            log.error("%s", error)
            self.health = Health(status="failed", reason=str(error))
            return
        except BaseException as error:  # a panic of the tokenizers' Rust code is no Exception
            log.exception("the grader could not be loaded")
            self.health = Health(status="failed", reason=f"{LOAD_ERROR} ({type(error).__name__})")
            return
        self.health = Health(status="ready")
        while self._inbox.is_open:
            if ahead and self._inbox.is_empty:
                prepare(grader, ahead.popleft())
            else:
                self._answer(grader, self._inbox.take())

    def _answer(self, grader: BatchGrader, calls: Sequence[Call]) -> None:
        """Grade the calls' requests together and give each caller its own results."""
        requests = [request for call in calls for request in call.requests]
        asked = ",".join(call.request for call in calls if call.request)
        with bound_contextvars(**({REQUEST: asked} if asked else {})):
            results = iter(list(self._graded(grader, requests)))
        for call in calls:
            call.results.set_result([next(results) for _ in call.requests])

    def _graded(
        self, grader: BatchGrader, requests: Sequence[GradeRequest]
    ) -> Iterator[GradeResult]:
        for start in range(0, len(requests), self._most):
            batch = requests[start : start + self._most]
            self._on_batch(len(batch))
            yield from grade_each(grader, batch)


def prepare(grader: BatchGrader, question: Rubric) -> None:
    """Prepare the grader for a question; one that it cannot prepare for waits for its answers."""
    try:
        grader.prepare(question)
    except BaseException:  # a panic of the tokenizers' Rust code is no Exception
        log.exception("the grader could not be prepared for %s", question.id)


def grade_each(grader: BatchGrader, requests: Sequence[GradeRequest]) -> list[GradeResult]:
    """Grade a batch; if it fails, grade its halves, so that only the bad answers have an error."""
    try:
        grades = grader.grade(requests)
        return [GradeResult(grade=grade) for _, grade in zip(requests, grades, strict=True)]
    except BaseException:  # a panic of the tokenizers' Rust code is no Exception
        if len(requests) < 2:
            log.exception("an answer could not be graded")
            return [GradeResult(error=not_graded()) for _ in requests]
        log.warning("%d answers could not be graded together", len(requests))
    half = len(requests) // 2
    return grade_each(grader, requests[:half]) + grade_each(grader, requests[half:])
