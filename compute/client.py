"""The bot's way to compute over HTTP; imports httpx and pydantic, nothing heavy."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
from httpx_sse import SSEError, aconnect_sse
from pydantic import BaseModel, RootModel, SecretStr, ValidationError

from compute.api import (
    MAX_BATCH,
    MAX_FILE_BYTES,
    Chart,
    GradeBatch,
    GradeResult,
    GradeResults,
    Job,
    JobRequest,
    Problem,
)
from compute.jobs.fence import Fence
from compute.logs import request_headers
from compute.problems import UNAUTHORIZED, ComputeError
from compute.service.health import Health
from content.demo import DemoSpec
from evaluators.grade import GradeRequest

TIMEOUT = httpx.Timeout(10.0)
GRADE_TIMEOUT = httpx.Timeout(10.0, read=120.0)
EVENTS_TIMEOUT = httpx.Timeout(10.0, read=45.0)
"""Three missed heartbeats mean that the stream is dead."""
LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=20)
"""A run that is watched holds a connection; answers to be graded need one beside all of them."""
RECONNECTS = 5
RECONNECT_AFTER_S = 0.2
"""The wait before the first reconnection; it doubles each time."""

T = TypeVar("T", bound=BaseModel)


class Specs(RootModel[list[DemoSpec]]):
    """What `GET /v1/demos` answers."""


class JobList(RootModel[list[Job]]):
    """What `GET /v1/demos/{name}/runs` and `DELETE /v1/jobs` answer."""


class ComputeUnavailable(ComputeError):
    """Compute cannot be reached, is not ready, or does not accept our token: try again later.

    `problem` is there where compute itself could still say why.
    """

    def __init__(self, reason: str, problem: Problem | None = None) -> None:
        self.problem = problem
        super().__init__(reason)

    @property
    def is_unauthorized(self) -> bool:
        """Tell whether it is our token that isn't accepted."""
        return self.problem is not None and self.problem.code == UNAUTHORIZED


class ComputeRefused(ComputeError):
    """Compute will not do this; `problem` holds the sentence for the member."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message.en)


class ComputeClient:
    """One connection pool to a compute service; use as an async context manager.

    No proxy of the environment's hears what is asked; certificates are those it names.
    """

    def __init__(self, base_url: str, token: SecretStr | None = None) -> None:
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers=headers,
            timeout=TIMEOUT,
            limits=LIMITS,
            trust_env=False,
            verify=httpx.create_ssl_context(),
        )
        self._http.event_hooks = {"request": [_traced]}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def grade(self, requests: Sequence[GradeRequest]) -> list[GradeResult]:
        """Grade any number of answers, in batches; one result per request, in order."""
        results: list[GradeResult] = []
        for start in range(0, len(requests), MAX_BATCH):
            batch = GradeBatch(items=tuple(requests[start : start + MAX_BATCH]))
            body = await self._call("POST", "/v1/grade", batch, limits=GRADE_TIMEOUT)
            results += parse(GradeResults, body).results
        return results

    async def demos(self) -> list[DemoSpec]:
        return parse(Specs, await self._call("GET", "/v1/demos")).root

    async def recent(self, demo: str, limit: int) -> list[Job]:
        """Return the latest jobs of a demo that have a result, each result once."""
        path = f"/v1/demos/{quote(demo, safe='')}/runs"
        return parse(JobList, await self._call("GET", path, params={"limit": str(limit)})).root

    async def fence(self) -> Fence:
        """Return what keeps demos in on the machine of the service."""
        return parse(Fence, await self._call("GET", "/v1/fence"))

    async def start(self, request: JobRequest) -> Job:
        return parse(Job, await self._call("POST", "/v1/jobs", request))

    async def last(self, owner: str) -> Job:
        """Return the owner's latest job that has a result."""
        return parse(Job, await self._call("GET", "/v1/jobs/last", params={"owner": owner}))

    async def job(self, job_id: str) -> Job:
        return parse(Job, await self._call("GET", job_path(job_id)))

    async def watch(self, job_id: str) -> AsyncGenerator[Job, None]:
        """Yield the job now and after each change, up to a final state.

        A stream that drops is opened again, which tells the job's state at once; after
        `RECONNECTS` failures in a row `ComputeUnavailable` is raised. Close this (`aclosing`)
        where you leave early.
        """
        failures = 0
        last: Job | None = None
        while True:
            dropped = ComputeUnavailable("the stream of events ended early")
            try:
                async with aclosing(self._listen(job_id)) as states:
                    async for job in states:
                        failures = 0
                        if job != last:
                            yield job
                        last = job
                        if job.status.is_final:
                            return
            except ComputeUnavailable as error:
                dropped = error
            if failures == RECONNECTS:
                raise dropped
            await asyncio.sleep(RECONNECT_AFTER_S * 2**failures)
            failures += 1

    async def cancel(self, job_id: str, owner: str) -> Job:
        return parse(Job, await self._call("DELETE", job_path(job_id), params={"owner": owner}))

    async def cancel_all(self, owner: str) -> list[Job]:
        """Stop all jobs of `owner` that wait or run, and return them."""
        return parse(JobList, await self._call("DELETE", "/v1/jobs", params={"owner": owner})).root

    async def artifact(self, job_id: str, name: str) -> bytes:
        """Return a file of a job's result."""
        return await self._file(f"{job_path(job_id)}/artifacts/{quote(name, safe='')}")

    async def code(self, job_id: str) -> str:
        """Return the script that repeats a job."""
        return (await self._file(f"{job_path(job_id)}/code")).decode()

    async def figure(self, name: str) -> bytes:
        """Return a figure that questions refer to, as a PNG."""
        return await self._file(f"/v1/figures/{quote(name, safe='')}")

    async def chart(self, chart: Chart) -> bytes:
        """Return a chart as a PNG."""
        return await self._call("POST", "/v1/charts", chart)

    async def _file(self, path: str) -> bytes:
        """Return what is at `path`; more than `MAX_FILE_BYTES` is refused."""
        content = bytearray()
        with translated():
            async with self._http.stream("GET", path) as response:
                await raise_for(response)
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > MAX_FILE_BYTES:
                        raise ComputeUnavailable(f"{path} is over {MAX_FILE_BYTES} bytes")
        return bytes(content)

    async def healthy(self) -> Health:
        """Return whether grading works yet; raise `ComputeUnavailable` where nobody answers."""
        return parse(Health, await self._call("GET", "/healthz"))

    async def _listen(self, job_id: str) -> AsyncGenerator[Job, None]:
        with translated():
            async with aconnect_sse(
                self._http, "GET", f"{job_path(job_id)}/events", timeout=EVENTS_TIMEOUT
            ) as events:
                await raise_for(events.response)
                async for event in events.aiter_sse():
                    yield parse(Job, event.data)

    async def _call(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        params: Mapping[str, str] | None = None,
        limits: httpx.Timeout = TIMEOUT,
    ) -> bytes:
        content = body.model_dump_json() if body else None
        headers = {"Content-Type": "application/json"} if body else {}
        with translated():
            response = await self._http.request(
                method, path, content=content, headers=headers, params=params, timeout=limits
            )
            await raise_for(response)
        return response.content


async def _traced(request: httpx.Request) -> None:
    request.headers.update(request_headers())


def job_path(job_id: str) -> str:
    return f"/v1/jobs/{quote(job_id, safe='')}"


def parse(shape: type[T], body: bytes | str) -> T:
    """Read a shape; what does not fit comes from something that is no compute service."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise ComputeUnavailable("the answer has an unknown shape") from error


async def raise_for(response: httpx.Response) -> None:
    """Raise `ComputeRefused` for a 4xx that is about the request, else `ComputeUnavailable`."""
    if response.is_success:
        return
    await response.aread()
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        raise ComputeUnavailable(f"answered {response.status_code}") from None
    if response.is_client_error and response.status_code != httpx.codes.UNAUTHORIZED:
        raise ComputeRefused(problem)
    raise ComputeUnavailable(problem.message.en, problem)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what httpx raises into `ComputeUnavailable`."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, SSEError) as error:
        raise ComputeUnavailable(f"{type(error).__name__}: {error}") from error
