"""Grading with every core, for batches that take minutes on one."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context

from content.schema import Rubric
from evaluators.grade import BatchGrader, Grade, GradeRequest
from evaluators.grader import load_grader

WORTHWHILE = 200
"""Answers from which on a further process saves more time than it takes to load its grader."""
_PIECE = 64
_MOST = 8

Load = Callable[[str | None], BatchGrader]


def unjudged(encoder: str | None) -> BatchGrader:
    """Load the grader without its judge."""
    return load_grader(encoder, judged=False)


class GraderPool:
    """A `BatchGrader` that shares large batches out over processes, each with a grader of its own,
    and grades small ones itself."""

    def __init__(self, processes: Executor, encoder: str | None, load: Load = unjudged) -> None:
        self._processes = processes
        self._encoder = encoder
        self._load = load
        self._own = load(encoder)

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        """Grade a batch in order."""
        if len(requests) < WORTHWHILE:
            return self._own.grade(requests)
        starts = range(0, len(requests), _PIECE)
        pieces = [
            self._processes.submit(_graded, self._load, self._encoder, requests[at : at + _PIECE])
            for at in starts
        ]
        return [grade for piece in pieces for grade in piece.result()]

    def prepare(self, question: Rubric) -> None:
        """Encode a question for what is graded here."""
        self._own.prepare(question)


@contextmanager
def every_core() -> Iterator[Executor]:
    """Start a process for each core when it is first needed, and end them; what hasn't begun when
    an error ends it is dropped."""
    executor = ProcessPoolExecutor(min(cores(), _MOST), get_context("spawn"))
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _graded(load: Load, encoder: str | None, requests: Sequence[GradeRequest]) -> list[Grade]:
    return _loaded(load, encoder).grade(requests)


@cache
def _loaded(load: Load, encoder: str | None) -> BatchGrader:
    return load(encoder)
