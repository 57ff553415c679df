"""Callers' requests while they wait for the grader: bounded, in order, taken together.

Knows nothing of grading and nothing of asyncio.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from compute.api import GradeResult
from evaluators.grade import GradeRequest


@dataclass(frozen=True)
class Batching:
    """How answers are taken together.

    At most `most` answers are graded in one call and at most `waiting` wait for it. A grader that
    has just been busy waits up to `linger_s` for a fuller batch; one that has been idle for longer
    takes what comes at once.
    """

    most: int = 64
    waiting: int = 512
    linger_s: float = 0.0


@dataclass(frozen=True)
class Call:
    """One caller's requests, where it waits for their results, and what logs call it."""

    requests: Sequence[GradeRequest]
    results: "Future[list[GradeResult]]"
    request: str = ""

    def __len__(self) -> int:
        return len(self.requests)


class GradingQueue:
    """A queue of calls between the event loop, which puts, and one thread, which takes."""

    def __init__(
        self,
        batching: Batching,
        changed: threading.Condition | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._batching = batching
        self._changed = changed or threading.Condition()
        self._now = now
        self._calls: deque[Call] = deque()
        self._is_open = True

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def is_empty(self) -> bool:
        return not self._calls

    def put(self, call: Call) -> bool:
        """Add a call unless that makes too many answers wait; tell whether it was added."""
        with self._changed:
            waiting = self._answers()
            if not self._is_open or (waiting and waiting + len(call) > self._batching.waiting):
                return False
            self._calls.append(call)
            self._changed.notify()
            return True

    def take(self) -> list[Call]:
        """Wait for a call and return it with those behind it that fit into one batch.

        A call is never split, so one that is over the limit by itself comes alone. Nothing is
        returned once the queue is closed, or where whoever waited has gone.
        """
        with self._changed:
            linger_until = self._now() + self._batching.linger_s
            self._changed.wait_for(lambda: self._calls or not self._is_open)
            while self._is_open and self._answers() < self._batching.most:
                if (left := linger_until - self._now()) <= 0:
                    break
                self._changed.wait(left)
            return self._batch()

    def close(self) -> None:
        """Cancel what waits and let `take` return."""
        with self._changed:
            self._is_open = False
            for call in self._calls:
                call.results.cancel()
            self._calls.clear()
            self._changed.notify()

    def _answers(self) -> int:
        return sum(len(call) for call in self._calls if not call.results.cancelled())

    def _batch(self) -> list[Call]:
        batch: list[Call] = []
        room = self._batching.most
        while self._calls and (not batch or len(self._calls[0]) <= room):
            call = self._calls.popleft()
            if call.results.set_running_or_notify_cancel():
                batch.append(call)
                room -= len(call)
        return batch
