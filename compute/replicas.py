"""Several compute services as one: what any of them can do is done by whoever is there."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import Self, TypeVar

from compute.api import Chart, GradeResult, Job, JobRequest
from compute.client import ComputeClient, ComputeRefused, ComputeUnavailable
from compute.service.health import Health
from content.demo import DemoSpec
from evaluators.grade import GradeRequest

REST_S = 10.0
"""How long a replica that failed is asked only if no other is left."""
ELSEWHERE = frozenset({"not_found", "nothing_yet"})

T = TypeVar("T")
Work = Callable[[ComputeClient], Awaitable[T]]


class Replica:
    """One of the services, and how it does."""

    def __init__(self, client: ComputeClient) -> None:
        self.client = client
        self.in_flight = 0
        self._rests_until = 0.0

    @property
    def rests(self) -> bool:
        return asyncio.get_running_loop().time() < self._rests_until

    async def do(self, work: Work[T]) -> T:
        self.in_flight += 1
        try:
            done = await work(self.client)
        except ComputeUnavailable as exc:
            # Who still says why (its model is loading, its queue is full) costs little to ask.
            if exc.problem is None:
                self._rests_until = asyncio.get_running_loop().time() + REST_S
            raise
        finally:
            self.in_flight -= 1
        self._rests_until = 0.0
        return done


class Replicas:
    """Asks as `ComputeClient` does, and raises what it raises once nobody is left to ask.

    Grading, figures and charts go to the least busy. A member's demos go to the same replica as
    long as it is there, so that its limits hold and it knows their last run, whichever bot asks.
    """

    def __init__(self, clients: Sequence[ComputeClient]) -> None:
        self._replicas = [Replica(client) for client in clients]
        self._turn = 0

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for replica in self._replicas:
                await stack.enter_async_context(replica.client)
            self._closing = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    async def grade(self, requests: Sequence[GradeRequest]) -> list[GradeResult]:
        return await _first(self._least_busy(), lambda client: client.grade(requests))

    async def demos(self) -> list[DemoSpec]:
        return await _first(self._least_busy(), lambda client: client.demos())

    async def recent(self, demo: str, limit: int) -> list[Job]:
        """Return those that one of the services has seen."""
        return await _first(self._least_busy(), lambda client: client.recent(demo, limit))

    async def figure(self, name: str) -> bytes:
        return await _first(self._least_busy(), lambda client: client.figure(name))

    async def chart(self, chart: Chart) -> bytes:
        return await _first(self._least_busy(), lambda client: client.chart(chart))

    async def start(self, request: JobRequest) -> Job:
        return await _first(self._home_of(request.owner), lambda client: client.start(request))

    async def last(self, owner: str) -> Job:
        return await _whoever_knows(self._home_of(owner), lambda client: client.last(owner))

    async def job(self, job_id: str) -> Job:
        return await _whoever_knows(self._least_busy(), lambda client: client.job(job_id))

    async def cancel(self, job_id: str, owner: str) -> Job:
        ask = self._home_of(owner)
        return await _whoever_knows(ask, lambda client: client.cancel(job_id, owner))

    async def cancel_all(self, owner: str) -> list[Job]:
        """Stop them wherever they are: one began elsewhere if its home was away."""
        stopped: list[Job] = []
        away: ComputeUnavailable | None = None
        for replica in self._home_of(owner):
            try:
                stopped += await replica.do(lambda client: client.cancel_all(owner))
            except ComputeUnavailable as exc:
                away = exc
        if away and not stopped:
            raise away
        return stopped

    async def artifact(self, job_id: str, name: str) -> bytes:
        return await _whoever_knows(
            self._least_busy(), lambda client: client.artifact(job_id, name)
        )

    async def code(self, job_id: str) -> str:
        return await _whoever_knows(self._least_busy(), lambda client: client.code(job_id))

    async def healthy(self) -> Health:
        """Return how the healthiest does."""

        async def ready(client: ComputeClient) -> Health:
            found = await client.healthy()
            if found.status != "ready":
                states.append(found)
                raise ComputeUnavailable(found.reason or found.status)
            return found

        states: list[Health] = []
        try:
            return await _first(self._least_busy(), ready)
        except ComputeUnavailable:
            if states:
                return states[0]
            raise

    async def watch(self, job_id: str) -> AsyncGenerator[Job, None]:
        async def holder(client: ComputeClient) -> ComputeClient:
            await client.job(job_id)
            return client

        client = await _whoever_knows(self._least_busy(), holder)
        async with aclosing(client.watch(job_id)) as states:
            async for job in states:
                yield job

    def _least_busy(self) -> list[Replica]:
        self._turn += 1
        turn = self._turn % len(self._replicas)
        in_turn = self._replicas[turn:] + self._replicas[:turn]
        return sorted(in_turn, key=lambda one: (one.rests, one.in_flight))

    def _home_of(self, owner: str) -> list[Replica]:
        turn = zlib.crc32(owner.encode()) % len(self._replicas)
        return sorted(self._replicas[turn:] + self._replicas[:turn], key=lambda one: one.rests)


async def _first(replicas: Sequence[Replica], work: Work[T]) -> T:
    """Let the first that is there do it; what it refuses is refused."""
    *others, last = replicas
    for replica in others:
        try:
            return await replica.do(work)
        except ComputeUnavailable:
            continue
    return await last.do(work)


async def _whoever_knows(replicas: Sequence[Replica], work: Work[T]) -> T:
    """Ask one after the other for what only one of them may have."""
    away: ComputeUnavailable | None = None
    unknown: ComputeRefused | None = None
    for replica in replicas:
        try:
            return await replica.do(work)
        except ComputeUnavailable as exc:
            away = exc
        except ComputeRefused as exc:
            if exc.problem.code not in ELSEWHERE:
                raise
            unknown = exc
    error = away or unknown
    assert error is not None, "there is at least one replica"
    raise error
