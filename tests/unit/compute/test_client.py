"""The client where the service is slow, broken or gone: streams that drop, odd answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

import compute.client
from compute.api import GradeResults, Job, JobStatus
from compute.client import ComputeClient, ComputeUnavailable
from tests.compute_doubles import DEADLINE_S, graded, serving

WATCHED = 300
"""More than may wait and run at once in one service."""
RUNNING = Job(id="j", demo="quick", status=JobStatus.RUNNING, fraction=0.5)
DONE = RUNNING.model_copy(update={"status": JobStatus.DONE, "fraction": 1.0})


def event(job: Job) -> str:
    return f"event: job\ndata: {job.model_dump_json()}\n\n"


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute.client, "RECONNECT_AFTER_S", 0.001)


async def watched(*streams: str) -> list[Job]:
    """Watch a job through streams that end one after the other, the last one again and again."""
    left = list(streams)
    app = FastAPI()

    @app.get("/v1/jobs/j/events")
    async def events() -> StreamingResponse:
        stream = left.pop(0) if len(left) > 1 else left[0]
        return StreamingResponse(iter([stream]), media_type="text/event-stream")

    async with asyncio.timeout(DEADLINE_S), serving(app) as url, ComputeClient(url) as client:
        return [job async for job in client.watch("j")]


async def test_dropped_stream_is_opened_again_and_no_state_comes_twice() -> None:
    running, ping = event(RUNNING), ": ping\n\n"
    assert await watched(running, running, ping, running + event(DONE)) == [RUNNING, DONE]


async def test_endless_streams_without_an_end_are_given_up() -> None:
    with pytest.raises(ComputeUnavailable):
        await watched(": ping\n\n")


async def test_as_many_runs_as_may_go_on_can_be_watched_while_answers_are_graded() -> None:
    app, all_watched = FastAPI(), asyncio.Event()
    watched = 0

    async def endless() -> AsyncIterator[str]:
        nonlocal watched
        yield event(RUNNING)
        watched += 1
        if watched == WATCHED:
            all_watched.set()
        await asyncio.Event().wait()

    @app.get("/v1/jobs/{job}/events")
    async def events(job: str) -> StreamingResponse:
        return StreamingResponse(endless(), media_type="text/event-stream")

    @app.post("/v1/grade")
    async def grade() -> GradeResults:
        return GradeResults(results=())

    async def watch(client: ComputeClient, job: str) -> None:
        async with aclosing(client.watch(job)) as states:
            async for _ in states:
                pass

    async with asyncio.timeout(DEADLINE_S), serving(app) as url, ComputeClient(url) as client:
        watching = [asyncio.create_task(watch(client, f"{n}")) for n in range(WATCHED)]
        try:
            await all_watched.wait()
            assert await client.grade([graded("because")]) == []
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)


async def test_watching_gives_up_when_nobody_answers() -> None:
    async with asyncio.timeout(DEADLINE_S), ComputeClient("http://127.0.0.1:9") as client:
        with pytest.raises(ComputeUnavailable):
            await anext(client.watch("j"))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"status": "great"}'])
async def test_answer_of_another_shape_is_unavailable(body: bytes) -> None:
    app = FastAPI()

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response(body)

    async with serving(app) as url, ComputeClient(url) as client:
        with pytest.raises(ComputeUnavailable):
            await client.healthy()


async def test_no_proxy_gets_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    app = FastAPI()
    app.get("/healthz")(lambda: {"status": "ready"})
    async with serving(app) as url, ComputeClient(url) as client:
        assert (await client.healthy()).status == "ready"


async def test_artifact_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute.client, "MAX_FILE_BYTES", 1000)
    app = FastAPI()

    @app.get("/v1/jobs/j/artifacts/a.png")
    async def artifact() -> Response:
        return Response(b"x" * 1001)

    async with serving(app) as url, ComputeClient(url) as client:
        with pytest.raises(ComputeUnavailable, match="1000 bytes"):
            await client.artifact("j", "a.png")
