"""The grader against the clock.

Other processes only ever make something slower, so everything is done several times in turn, and
the fastest of each counts.
"""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from evaluators.benchmark.results import Speed
from evaluators.grade import BatchGrader, GradeRequest
from evaluators.pool import cores

ROUNDS = 4

Work = Callable[[], object]


def speed(grader: BatchGrader, requests: Sequence[GradeRequest]) -> Speed:
    """Time grading the answers, in one batch and one by one."""
    works = [partial(grader.grade, some) for some in (requests, *([one] for one in requests))]
    batch_s, *alone_s = fastest_s(works)
    return Speed(
        cores=cores(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        answer_p95_ms=float(np.percentile(alone_s, 95)) * 1000,
        answers_per_s=len(requests) / batch_s,
    )


def fastest_s(works: Sequence[Work], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Do all works in turn, several times, and return the least time of each.

    The first turn warms everything up, so its times hardly ever count.
    """
    rounds = [[_elapsed_s(work, clock) for work in works] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _elapsed_s(work: Work, clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return clock() - started
