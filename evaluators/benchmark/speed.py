"""The grader against the clock, beside its own encoder and another.

Other processes only ever make something slower, so everything is done several times in turn, and
the fastest of each counts.
"""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from evaluators.benchmark.results import Speed
from evaluators.encoders.encoder import Encoder
from evaluators.grade import BatchGrader, GradeRequest
from evaluators.pool import cores

ROUNDS = 4

Work = Callable[[], object]


def speed(
    grader: BatchGrader, encoder: Encoder, minilm: Encoder | None, requests: Sequence[GradeRequest]
) -> Speed:
    """Time grading the answers, in one batch and one by one, and encoding the same texts."""
    texts = [one.answer for one in requests]
    works: list[Work] = [partial(grader.grade, requests), partial(encoder.encode, texts)]
    if minilm:
        works += [partial(_encode, minilm, texts, threads) for threads in (1, cores())]
    alone = [partial(grader.grade, [one]) for one in requests]
    times_s = fastest_s([*works, *alone])
    batch_s, encode_s, *minilm_s = times_s[: len(works)]
    return Speed(
        cores=cores(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        answer_p95_ms=float(np.percentile(times_s[len(works) :], 95)) * 1000,
        answers_per_s=len(texts) / batch_s,
        encodes_per_s=len(texts) / encode_s,
        minilm_per_s=len(texts) / min(minilm_s) if minilm_s else None,
    )


def fastest_s(works: Sequence[Work], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Do all works in turn, several times, and return the least time of each.

    The first turn warms everything up, so its times hardly ever count.
    """
    rounds = [[_elapsed_s(work, clock) for work in works] for _ in range(ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _encode(encoder: Encoder, texts: Sequence[str], threads: int) -> None:
    """Encode with so many threads of torch: where cores are busy, fewer can be faster."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        encoder.encode(texts)
    finally:
        torch.set_num_threads(before)


def _elapsed_s(work: Work, clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return clock() - started
