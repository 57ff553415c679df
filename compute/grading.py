"""The grader behind a thread of its own, so that the event loop never computes."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Self

from compute.api import GradeResult
from compute.health import Health
from compute.problems import grader_busy, grader_failed, grader_loading
from content.schema import Rubric
from evaluators.grade import BatchGrader, GradeRequest

log = logging.getLogger(__name__)

LOAD_ERROR = "the grader could not be loaded; the service's log says why"
ITEM_ERROR = "이 답은 채점하지 못했어요. / This answer couldn't be graded."

Batch = tuple[Sequence[GradeRequest], "Future[list[GradeResult]]"]


Questions = Callable[[], Iterable[Rubric]]


class GradingThread:
    """Loads a grader and grades batches, one after another; at most `waiting` batches queue up.

    While nothing waits it prepares the grader for `expected` questions, one at a time.
    """

    def __init__(
        self,
        load: Callable[[], BatchGrader],
        waiting: int = 8,
        expected: Questions = tuple,
    ) -> None:
        self.health = Health(status="loading")
        self._load = load
        self._expected = expected
        self._batches: queue.Queue[Batch | None] = queue.Queue(waiting)
        self._thread = threading.Thread(target=self._work, name="grading", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._drop_waiting()
        self._batches.put(None)

    async def grade(self, requests: Sequence[GradeRequest]) -> list[GradeResult]:
        """Return one result per request; raise `Refused` while that is impossible."""
        if self.health.status == "loading":
            raise grader_loading()
        if self.health.status == "failed":
            raise grader_failed()
        results: Future[list[GradeResult]] = Future()
        try:
            self._batches.put_nowait((requests, results))
        except queue.Full:
            raise grader_busy() from None
        return await asyncio.wrap_future(results)

    def _work(self) -> None:
        try:
            grader = self._load()
            expected = self._expected()
        except Exception as error:
            log.exception("the grader could not be loaded")
            self.health = Health(status="failed", reason=f"{LOAD_ERROR} ({type(error).__name__})")
            return
        self.health = Health(status="ready")
        ahead = deque(expected)
        while (batch := self._next(grader, ahead)) is not None:
            requests, results = batch
            if results.set_running_or_notify_cancel():
                results.set_result(grade_each(grader, requests))

    def _next(self, grader: BatchGrader, ahead: deque[Rubric]) -> Batch | None:
        """Return the next batch; until there is one, prepare for what lies ahead."""
        while ahead:
            with contextlib.suppress(queue.Empty):
                return self._batches.get_nowait()
            question = ahead.popleft()
            try:
                grader.prepare(question)
            except Exception:
                log.exception("the grader could not be prepared for %s", question.id)
        return self._batches.get()

    def _drop_waiting(self) -> None:
        with contextlib.suppress(queue.Empty):
            while (batch := self._batches.get_nowait()) is not None:
                batch[1].cancel()


def grade_each(grader: BatchGrader, requests: Sequence[GradeRequest]) -> list[GradeResult]:
    """Grade a batch; if it fails, grade item by item so that only the bad ones have an error."""
    try:
        grades = grader.grade(requests)
        return [GradeResult(grade=grade) for _, grade in zip(requests, grades, strict=True)]
    except Exception:
        log.exception("a batch of %d could not be graded", len(requests))
    if len(requests) == 1:
        return [GradeResult(error=ITEM_ERROR)]
    return [result for request in requests for result in grade_each(grader, [request])]
