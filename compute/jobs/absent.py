"""Stands in for a runner where the libraries of demos aren't installed."""

import asyncio
from collections.abc import Callable
from typing import Self

from compute.jobs.fence import Fence, find_fence
from compute.jobs.queue import RunFailed, Work
from compute.problems import no_demos
from compute.toolkit.demo import Finished


class AbsentRunner:
    """A runner without slots, so that jobs are refused with how to install demos."""

    slots = gpu_slots = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave nothing behind."""

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        raise RunFailed(no_demos().problem.message)

    async def fence(self) -> Fence:
        return await asyncio.to_thread(find_fence)
