"""The HTTP side of compute: routes, errors and lifespan; the work is done behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.security import HTTPBearer
from pydantic import SecretStr
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from compute.api import Chart, GradeBatch, GradeResults, Job, JobRequest, Problem
from compute.figures.registry import Gallery
from compute.jobs.fence import Fence
from compute.jobs.queue import Jobs
from compute.problems import Refused, internal, malformed, no_such_page, too_large
from compute.service.auth import MAX_BODY_BYTES, AuthMiddleware, problem_response
from compute.service.grading import DEFAULTS, GradingThread, Questions
from compute.service.grading_queue import Batching
from compute.service.health import Health
from compute.service.metrics import Counting, Metrics
from compute.service.tracing import Tracing
from content.demo import DemoSpec
from evaluators.grade import BatchGrader

HEARTBEAT_S = 15
MAX_RECENT = 100
PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": {"model": Problem}, "5XX": {"model": Problem}}


class Png(Response):
    media_type = "image/png"


def create_app(
    load_grader: Callable[[], BatchGrader],
    jobs: Jobs,
    runner: AbstractAsyncContextManager[Any],
    token: SecretStr | None,
    expected: Questions = tuple,
    batching: Batching = DEFAULTS,
) -> FastAPI:
    """Build the service; `runner` is opened before and closed after the jobs that use it.

    `expected` are the questions that answers will come to most; `batching` says how answers that
    wait at the same time are graded together.
    """
    metrics = Metrics(jobs)
    grading = GradingThread(load_grader, batching, expected, metrics.batches.observe)
    metrics.watch(grading)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with closing(jobs):
            async with runner, asyncio.TaskGroup() as group:
                with grading:
                    running = group.create_task(jobs.run(), name="jobs")
                    yield
                    running.cancel()

    app = FastAPI(
        title="quizmaster compute",
        lifespan=lifespan,
        responses=PROBLEMS,
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    app.add_middleware(AuthMiddleware, token=token)
    app.add_middleware(Counting, metrics=metrics)
    app.add_middleware(Tracing)
    add_error_handlers(app)
    add_grading(app, grading, metrics)
    add_demos(app, jobs)
    add_figures(app, Gallery())
    return app


def add_grading(app: FastAPI, grading: GradingThread, metrics: Metrics) -> None:
    """Add the routes for grading and for watching over the service."""

    @app.post("/v1/grade")
    async def grade(batch: GradeBatch) -> GradeResults:
        metrics.answers.inc(len(batch.items))
        return GradeResults(results=tuple(await grading.grade(batch.items)))

    @app.get("/healthz")
    async def healthz() -> Health:
        return grading.health

    @app.get("/metrics", response_class=Response)
    async def scrape() -> Response:
        return Response(metrics.scrape(), media_type="text/plain; version=0.0.4; charset=utf-8")


def add_demos(app: FastAPI, jobs: Jobs) -> None:
    """Add the routes for listing demos and for running one as a job."""

    @app.get("/v1/demos")
    async def demos() -> tuple[DemoSpec, ...]:
        return jobs.offered().specs

    @app.get("/v1/demos/{name}/runs")
    async def recent(
        name: str, limit: Annotated[int, Query(ge=1, le=MAX_RECENT)] = 12
    ) -> list[Job]:
        return jobs.recent(name, limit)

    @app.get("/v1/fence")
    async def fence() -> Fence:
        return await jobs.fence()

    @app.post("/v1/jobs", status_code=202)
    async def start(request: JobRequest) -> Job:
        return jobs.start(request)

    @app.get("/v1/jobs/last")
    async def last(owner: str) -> Job:
        return jobs.last(owner)

    @app.get("/v1/jobs/{job_id}")
    async def job(job_id: str) -> Job:
        return jobs.get(job_id)

    @app.get("/v1/jobs/{job_id}/events", response_class=EventSourceResponse)
    async def events(job_id: str) -> EventSourceResponse:
        jobs.get(job_id)
        return EventSourceResponse(as_events(jobs.watch(job_id)), ping=HEARTBEAT_S)

    @app.delete("/v1/jobs/{job_id}")
    async def cancel(job_id: str, owner: str = "") -> Job:
        return jobs.cancel(job_id, owner)

    @app.delete("/v1/jobs")
    async def cancel_all(owner: str) -> list[Job]:
        return jobs.cancel_all(owner)

    @app.get("/v1/jobs/{job_id}/artifacts/{name}", response_class=FileResponse)
    async def artifact(job_id: str, name: str) -> FileResponse:
        return FileResponse(jobs.artifact(job_id, name))

    @app.get("/v1/jobs/{job_id}/code", response_class=FileResponse)
    async def code(job_id: str) -> FileResponse:
        return FileResponse(jobs.script(job_id), media_type="text/x-python; charset=utf-8")


def add_figures(app: FastAPI, gallery: Gallery) -> None:
    """Add the routes for the figures that questions refer to, and for charts."""

    @app.get("/v1/figures/{name}", response_class=Png)
    async def figure(name: str) -> Png:
        return Png(await asyncio.to_thread(gallery.png, name))

    @app.post("/v1/charts", response_class=Png)
    async def chart(chart: Chart) -> Png:
        return Png(await asyncio.to_thread(gallery.chart, chart))


async def as_events(states: AsyncIterator[Job]) -> AsyncIterator[ServerSentEvent]:
    async for job in states:
        yield ServerSentEvent(job.model_dump_json(), event="job")


def add_error_handlers(app: FastAPI) -> None:
    """Give every 4xx and 5xx a `Problem` as its body."""

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"][1:])) or "body"
        return problem_response(malformed("" if first["type"] == "json_invalid" else where[:80]))

    @app.exception_handler(HTTPException)
    async def refused_by_framework(_: Request, error: HTTPException) -> JSONResponse:
        if error.status_code in (404, 405):
            return problem_response(no_such_page(error.status_code))
        too_much = error.status_code == 413
        return problem_response(too_large(MAX_BODY_BYTES) if too_much else malformed())

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> JSONResponse:
        return problem_response(internal())
