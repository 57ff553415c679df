"""The compute service over real HTTP with real worker processes, and its client."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from pydantic import SecretStr

from compute.api import Chart, ChartBar, Job, JobRequest, JobStatus, Problem
from compute.client import ComputeClient, ComputeRefused, ComputeUnavailable
from compute.jobs.local import LocalRunner
from compute.jobs.queue import Jobs, Limits
from compute.service.app import create_app
from tests.compute_doubles import DEADLINE_S, ODD, FakeGrader, graded, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN = SecretStr("integration")
HEADERS = {"Authorization": "Bearer integration"}


@dataclass
class Service:
    url: str
    client: ComputeClient
    http: httpx.AsyncClient


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("compute")
    runner = LocalRunner(folder / "workers", catalog="tests.compute_doubles:ODD", memory_mb=256)
    jobs = Jobs(runner, ODD, folder, Limits(queue=3, per_owner=2, wall_s=5))
    async with (
        serving(create_app(FakeGrader, jobs, runner, TOKEN)) as url,
        ComputeClient(url, TOKEN) as client,
        httpx.AsyncClient(base_url=url, headers=HEADERS) as http,
    ):
        yield Service(url, client, http)


async def watched(client: ComputeClient, job_id: str) -> list[Job]:
    async with asyncio.timeout(DEADLINE_S):
        return [job async for job in client.watch(job_id)]


async def ended(client: ComputeClient, demo: str, **params: Any) -> Job:
    job = await client.start(JobRequest(demo=demo, params=params, owner="mina"))
    return (await watched(client, job.id))[-1]


async def started(client: ComputeClient, owner: str) -> Job:
    """Start a demo that hangs and return it once it runs."""
    job = await client.start(JobRequest(demo="hang", owner=owner))
    async with asyncio.timeout(DEADLINE_S):
        async for state in client.watch(job.id):
            if state.note == "stuck":
                return state
    raise AssertionError("it never ran")


async def test_demo_is_watched_to_its_picture(service: Service) -> None:
    request = JobRequest(demo="activation-gradients", params={"depth": 40}, seed=2, owner="mina")
    job = await service.client.start(request)
    assert (job.status, job.position) == (JobStatus.QUEUED, 1)
    states = await watched(service.client, job.id)
    done = states[-1]
    assert [state.fraction for state in states] == sorted(state.fraction for state in states)
    assert any(state.note for state in states)
    assert done.status is JobStatus.DONE
    assert done.result is not None
    assert (done.result.params["depth"], done.result.seed) == (40, 2)
    content = await service.client.artifact(job.id, done.result.artifacts[0])
    image = Image.open(BytesIO(content)).convert("RGB")
    assert image.size == (1200, 960)
    assert len(image.getcolors(2**20) or []) > 100


async def test_events_begin_with_the_state_now_and_end_with_the_final_one(service: Service) -> None:
    done = await ended(service.client, "quick")
    response = await service.http.get(f"/v1/jobs/{done.id}/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    event, data = [line for line in response.text.splitlines() if line][:2]
    assert event == "event: job"
    assert response.text.count("event:") == 1
    assert Job.model_validate_json(data.removeprefix("data:")) == done


async def test_running_demo_is_cancelled_by_its_owner_only(service: Service) -> None:
    job = await started(service.client, "mina")
    with pytest.raises(ComputeRefused) as caught:
        await service.client.cancel(job.id, "jihun")
    assert caught.value.problem.code == "not_yours"
    assert (await service.client.cancel(job.id, "mina")).status is JobStatus.CANCELLED
    assert (await watched(service.client, job.id))[-1].status is JobStatus.CANCELLED
    assert (await ended(service.client, "quick")).status is JobStatus.DONE


async def test_an_owner_cancels_all_that_still_runs_and_nothing_of_others(
    service: Service,
) -> None:
    mine = await started(service.client, "mina")
    other = await service.client.start(JobRequest(demo="hang", owner="jihun"))
    assert [job.id for job in await service.client.cancel_all("mina")] == [mine.id]
    assert await service.client.cancel_all("mina") == []
    assert not (await service.client.job(other.id)).status.is_final
    await service.client.cancel(other.id, "jihun")


@pytest.mark.parametrize(
    ("demo", "said"),
    [
        ("hog", "more memory"),
        ("fail", "stopped unexpectedly"),
        ("infinite", "stopped unexpectedly"),
    ],
)
async def test_bad_demo_ends_with_a_sentence_and_the_next_runs(
    service: Service, demo: str, said: str
) -> None:
    job = await ended(service.client, demo)
    assert job.status is JobStatus.FAILED
    assert job.error is not None
    assert said in job.error.en
    assert "secret" not in job.model_dump_json()
    assert (await ended(service.client, "quick")).status is JobStatus.DONE


async def test_a_result_is_found_again_with_its_code(service: Service) -> None:
    asked = JobRequest(demo="quick", seed=70, owner="mina")
    job = await service.client.start(asked)
    done = (await watched(service.client, job.id))[-1]
    assert await service.client.last("mina") == done
    assert "SEED = 1, 70" in await service.client.code(done.id)
    again = await service.client.start(asked.model_copy(update={"owner": "jun"}))
    assert (again.status, again.result) == (JobStatus.DONE, done.result)
    assert await service.client.code(again.id) == await service.client.code(done.id)
    for unknown in (service.client.last("nobody"), service.client.code("nope")):
        with pytest.raises(ComputeRefused):
            await unknown


async def test_recent_results_of_a_demo_come_newest_first_and_once_each(service: Service) -> None:
    jobs = [JobRequest(demo="quick", seed=seed, owner="jun") for seed in (81, 82, 81)]
    done = [(await watched(service.client, (await service.client.start(j)).id))[-1] for j in jobs]
    recent = await service.client.recent("quick", 2)
    assert [job.id for job in recent] == [done[2].id, done[1].id]
    assert recent[0].result == done[0].result
    with pytest.raises(ComputeRefused):
        await service.client.recent("nothing", 2)


async def test_plots_are_kept_beside_the_pictures(service: Service) -> None:
    request = JobRequest(demo="activation-gradients", params={"depth": 2}, owner="mina")
    job = (await watched(service.client, (await service.client.start(request)).id))[-1]
    assert job.result is not None
    assert all(not name.endswith(".json") for name in job.result.artifacts)
    (name,) = job.result.plots
    assert json.loads(await service.client.artifact(job.id, name))["panels"]


async def test_full_queue_and_greedy_owner_are_told_so(service: Service) -> None:
    running = await started(service.client, "a")
    asked = [JobRequest(demo="quick", seed=n, owner=o) for n, o in enumerate("abb", start=50)]
    waiting = [await service.client.start(request) for request in asked]
    assert [job.position for job in waiting] == [1, 2, 3]
    with pytest.raises(ComputeRefused) as greedy:
        await service.client.start(JobRequest(demo="quick", seed=60, owner="b"))
    assert greedy.value.problem.code == "too_many_jobs"
    with pytest.raises(ComputeUnavailable) as full:
        await service.client.start(JobRequest(demo="quick", seed=60, owner="c"))
    assert full.value.problem is not None
    assert full.value.problem.code == "queue_full"
    await service.client.cancel(running.id, "a")
    for job in waiting:
        assert (await watched(service.client, job.id))[-1].status is JobStatus.DONE


async def test_any_number_of_answers_is_graded_and_counted(service: Service) -> None:
    async def counted() -> float:
        lines = (await service.http.get("/metrics")).text.splitlines()
        return next(float(one.split()[1]) for one in lines if "compute_batch_answers_sum" in one)

    await service.client.grade([graded("a")])
    before = await counted()
    results = await service.client.grade([graded("a")] * 100 + [graded("boom")])
    assert [result.grade is not None for result in results] == [True] * 100 + [False]
    assert results[100].error
    assert await counted() == before + 101


async def test_demos_are_listed_with_their_params(service: Service) -> None:
    specs = {spec.name: spec for spec in await service.client.demos()}
    assert "activation" in {param.name for param in specs["activation-gradients"].params}


async def test_figure_is_drawn_as_a_picture(service: Service) -> None:
    response = await service.http.get("/v1/figures/gd-curve")
    assert response.headers["content-type"] == "image/png"
    assert Image.open(BytesIO(response.content)).size == (1200, 750)
    assert await service.client.figure("gd-curve") == response.content


async def test_chart_is_drawn_as_a_picture(service: Service) -> None:
    drawn = await service.client.chart(Chart(title="x", bars=(ChartBar(name="a", value=0.5),)))
    assert Image.open(BytesIO(drawn)).size == (1200, 960)


async def test_health_needs_no_token_and_a_wrong_one_is_told_by_all(service: Service) -> None:
    async with ComputeClient(service.url) as nobody:
        assert (await nobody.healthy()).status == "ready"
        with pytest.raises(ComputeUnavailable, match="token"):
            await nobody.demos()
    async with ComputeClient(service.url, SecretStr("wrong")) as stranger:
        for asked in (stranger.healthy(), stranger.demos()):
            with pytest.raises(ComputeUnavailable, match="token"):
                await asked


JOB = '{"demo": "quick", "params": {"size": %s}}'
BAD_REQUESTS: list[tuple[str, str, str | bytes, int, str]] = [
    ("POST", "/v1/jobs", '{"demo": "quik"}', 404, "unknown_demo"),
    ("POST", "/v1/jobs", '{"demo": "quick", "params": {"sise": 1}}', 422, "unknown_param"),
    ("POST", "/v1/jobs", JOB % "0", 422, "bad_param"),
    ("POST", "/v1/jobs", JOB % "1e9", 422, "bad_param"),
    ("POST", "/v1/jobs", JOB % "NaN", 422, "bad_param"),
    ("POST", "/v1/jobs", JOB % "Infinity", 422, "bad_param"),
    ("POST", "/v1/jobs", JOB % '"big"', 422, "bad_param"),
    ("POST", "/v1/jobs", JOB % "null", 422, "bad_param"),
    ("POST", "/v1/jobs", JOB % ("9" * 5000), 400, "bad_json"),
    ("POST", "/v1/jobs", JOB % ("[" * 100_000), 400, "bad_json"),
    ("POST", "/v1/jobs", '{"demo": ', 400, "bad_json"),
    ("POST", "/v1/jobs", b"\xff\xfe\x00", 400, "bad_json"),
    ("POST", "/v1/jobs", "[]", 422, "bad_request"),
    ("POST", "/v1/jobs", '{"demo": "quick", "seed": -1}', 422, "bad_request"),
    ("POST", "/v1/jobs", "x" * 10_000_000, 413, "too_large"),
    ("POST", "/v1/grade", '{"items": []}', 422, "bad_request"),
    ("POST", "/v1/grade", "x" * 10_000_000, 413, "too_large"),
    ("GET", "/v1/jobs/nope", "", 404, "not_found"),
    ("GET", "/v1/jobs/nope/events", "", 404, "not_found"),
    ("DELETE", "/v1/jobs/nope", "", 404, "not_found"),
    ("GET", "/v1/jobs/nope/artifacts/a.png", "", 404, "not_found"),
    ("GET", "/v1/figures/gd-curv", "", 404, "unknown_figure"),
    ("GET", "/v1/figures/" + "x" * 4000, "", 404, "unknown_figure"),
    ("GET", "/v1/figures/..%2Fdemos", "", 404, "not_found"),
    ("POST", "/v1/charts", '{"title": "x", "bars": []}', 422, "bad_request"),
    ("GET", "/v1/nowhere", "", 404, "not_found"),
    ("PUT", "/v1/jobs", "{}", 405, "bad_method"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), BAD_REQUESTS)
async def test_bad_request_gets_a_problem_in_both_languages(
    service: Service, method: str, path: str, body: str | bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await service.http.request(method, path, content=body, headers=headers)
    problem = Problem.model_validate_json(response.content)
    assert (response.status_code, problem.code) == (status, code)
    assert any("가" <= letter <= "힣" for letter in problem.message.ko)
    assert problem.message.en.isascii() or "“" in problem.message.en
    assert "Traceback" not in response.text
    assert len(response.text) < 800


async def test_chunked_body_over_the_limit_is_refused(service: Service) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 2**20

    response = await service.http.post("/v1/jobs", content=endless())
    assert Problem.model_validate_json(response.content).code == "too_large"


@pytest.mark.parametrize(
    "name", ["result.json", "job.json", "..%2Fjob.json", "%2e%2e", "a%00b", "x.png"]
)
async def test_unlisted_artifact_is_not_found(service: Service, name: str) -> None:
    job = await ended(service.client, "quick")
    response = await service.http.get(f"/v1/jobs/{job.id}/artifacts/{name}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


CLOSED = [
    "/v1/demos",
    "/v1/fence",
    "/v1/jobs/x",
    "/v1/figures/gd-curve",
    "/metrics",
    "/openapi.json",
    "/docs",
]


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nope"}, {"Authorization": "é"}])
async def test_nothing_but_health_is_open(
    service: Service, path: str, header: dict[str, str]
) -> None:
    async with httpx.AsyncClient(base_url=service.url) as stranger:
        encoded = {key: value.encode() for key, value in header.items()}
        response = await stranger.get(path, headers=encoded)
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")


async def test_metrics_count_requests_by_route(service: Service) -> None:
    await service.http.get("/v1/jobs/nope")
    text = (await service.http.get("/metrics")).text
    assert 'quizmaster_compute_requests_total{route="/v1/jobs/{job_id}",status="404"}' in text
    assert "quizmaster_compute_grader_ready 1.0" in text


async def test_openapi_describes_problems_and_the_token(service: Service) -> None:
    schema = (await service.http.get("/openapi.json")).json()
    figure = schema["paths"]["/v1/figures/{name}"]["get"]["responses"]["200"]
    assert "HTTPBearer" in schema["components"]["securitySchemes"]
    assert "Problem" in json.dumps(schema["paths"]["/v1/jobs"]["post"]["responses"]["4XX"])
    assert "image/png" in figure["content"]


async def test_unforeseen_error_leaks_nothing(tmp_path: Path) -> None:
    class Broken(Jobs):
        def get(self, job_id: str) -> Job:
            raise RuntimeError("a secret")

    runner = LocalRunner(tmp_path / "workers")
    app = create_app(FakeGrader, Broken(runner, ODD, tmp_path), runner, None)
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as http:
        response = await http.get("/v1/jobs/x")
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "secret" not in response.text


async def test_nobody_listening_is_unavailable() -> None:
    async with ComputeClient("http://127.0.0.1:9", TOKEN) as client:
        with pytest.raises(ComputeUnavailable):
            await client.healthy()
