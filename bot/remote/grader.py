"""Grades at the compute service."""

import logging
from collections.abc import Iterator, Sequence

from bot.quiz.errors import GraderRefuses, GraderUnavailable
from bot.quiz.ports import Grader
from bot.remote.compute import Compute
from compute.client import ComputeRefused, ComputeUnavailable
from evaluators.grade import Grade, GradeRequest

log = logging.getLogger(__name__)

PART_BYTES = 2 * 2**20


class HttpGrader(Grader):
    def __init__(self, client: Compute) -> None:
        self._client = client

    async def grade(self, requests: Sequence[GradeRequest]) -> list[Grade | None]:
        try:
            return [grade for part in _parts(requests) for grade in await self._graded(part)]
        except ComputeUnavailable as exc:
            raise (GraderRefuses if exc.is_unauthorized else GraderUnavailable)(str(exc)) from exc

    async def _graded(self, part: Sequence[GradeRequest]) -> list[Grade | None]:
        """Grade a part; if it is refused, grade its halves, so that only the bad answers wait."""
        try:
            return [result.grade for result in await self._client.grade(part)]
        except ComputeRefused as exc:
            if len(part) == 1:
                log.error("compute does not take an answer to %s: %s", part[0].question.id, exc)
                return [None]
        half = len(part) // 2
        return await self._graded(part[:half]) + await self._graded(part[half:])


def _parts(requests: Sequence[GradeRequest]) -> Iterator[list[GradeRequest]]:
    """Split a batch so that no part is more than the service takes at once."""
    part: list[GradeRequest] = []
    size = 0
    for request in requests:
        added = len(request.model_dump_json().encode())
        if part and size + added > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(request)
        size += added
    if part:
        yield part
