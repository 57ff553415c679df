"""Two replicas of compute of which one dies: what was asked of it is asked of the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

import compute.client
import compute.replicas
from bot.quiz.demos.model import DemoOrder
from bot.quiz.errors import DemosUnavailable, GraderUnavailable
from bot.quiz.model import ChannelId, MemberId
from bot.remote.demos import HttpDemos
from bot.remote.grader import HttpGrader
from compute.api import (
    DemoResult,
    GradeBatch,
    GradeResult,
    GradeResults,
    Job,
    JobRequest,
    JobStatus,
)
from compute.client import ComputeClient, ComputeRefused, ComputeUnavailable
from compute.problems import not_yours, unknown_job
from compute.replicas import Replicas
from compute.service.health import Health
from content.schema import Bilingual, Rubric
from evaluators.grade import Grade, GradeRequest, Verdict
from tests.compute_doubles import DEADLINE_S, SAID, known_as, serving
from tests.fakes import InMemoryMedia

ASKED = [GradeRequest(question=Rubric(id="q", text=Bilingual(ko="왜?", en="Why?")), answer="so")]
ORDER = DemoOrder("quick", {}, 1, MemberId("web:mina"), ChannelId("web:general"), "en")
OWNER = "who:web:mina"


class Fake:
    """Grades and runs demos in no time, until it is `dead`: then it answers nothing of use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.dead = False
        self.dies_in_a_run = False
        self.waits: asyncio.Event | None = None
        self.asked: list[str] = []
        self.jobs: dict[str, Job] = {}
        self.app = FastAPI()
        self.app.middleware("http")(self._unless_dead)
        self.app.post("/v1/grade")(self.grade)
        self.app.get("/healthz")(lambda: Health(status="loading" if self.waits else "ready"))
        self.app.post("/v1/jobs")(self.start)
        self.app.get("/v1/jobs/last")(self.last)
        self.app.get("/v1/jobs/{job}")(self.job)
        self.app.delete("/v1/jobs/{job}")(self.cancel)
        self.app.delete("/v1/jobs")(self.cancel_all)
        self.app.get("/v1/jobs/{job}/events")(self.events)

    async def _unless_dead(self, request, call_next):
        self.asked.append(request.url.path)
        return Response(status_code=502) if self.dead else await call_next(request)

    async def grade(self, batch: GradeBatch) -> GradeResults:
        if self.waits:
            await self.waits.wait()
        grade = Grade(score=0.5, verdict=Verdict.PARTIAL)
        return GradeResults(results=(GradeResult(grade=grade),) * len(batch.items))

    async def start(self, request: JobRequest) -> Job:
        number = f"{self.name}-{len(self.jobs)}"
        self.jobs[number] = Job(
            id=number, demo=request.demo, owner=request.owner, status=JobStatus.RUNNING
        )
        return self.jobs[number]

    async def events(self, job: str) -> StreamingResponse:
        if self.dies_in_a_run:
            self.dead = True
            return StreamingResponse(iter([": ping\n\n"]), media_type="text/event-stream")
        result = DemoResult(
            caption=SAID, metrics={}, params={}, seed=1, artifacts=(), elapsed_s=0.1
        )
        self.jobs[job] = self.jobs[job].model_copy(
            update={"status": JobStatus.DONE, "result": result}
        )
        text = f"event: job\ndata: {self.jobs[job].model_dump_json()}\n\n"
        return StreamingResponse(iter([text]), media_type="text/event-stream")

    async def job(self, job: str) -> Response:
        if job not in self.jobs:
            return Response(unknown_job().problem.model_dump_json(), 404)
        return Response(self.jobs[job].model_dump_json())

    async def last(self, owner: str) -> Response:
        return await self.job(
            next((key for key, job in self.jobs.items() if job.owner == owner), "")
        )

    async def cancel_all(self, owner: str) -> list[Job]:
        return [job for job in self.jobs.values() if job.owner == owner]

    async def cancel(self, job: str, owner: str) -> Response:
        if job in self.jobs and self.jobs[job].owner != owner:
            return Response(not_yours().problem.model_dump_json(), 403)
        return await self.job(job)


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute.client, "RECONNECT_AFTER_S", 0.001)


@asynccontextmanager
async def two() -> AsyncIterator[tuple[list[Fake], Replicas]]:
    fakes = [Fake("a"), Fake("b")]
    async with (
        asyncio.timeout(DEADLINE_S),
        serving(fakes[0].app) as a,
        serving(fakes[1].app) as b,
        Replicas([ComputeClient(a), ComputeClient(b)]) as replicas,
    ):
        yield fakes, replicas


async def test_batches_take_turns() -> None:
    async with two() as (fakes, replicas):
        for _ in range(6):
            await replicas.grade(ASKED)
    assert [len(fake.asked) for fake in fakes] == [3, 3]


async def test_who_is_busy_is_asked_last() -> None:
    async with two() as (fakes, replicas):
        fakes[0].waits = fakes[1].waits = asyncio.Event()
        hung = asyncio.create_task(replicas.grade(ASKED))
        while not any(fake.asked for fake in fakes):
            await asyncio.sleep(0.01)
        busy, idle = fakes if fakes[0].asked else reversed(fakes)
        idle.waits = None
        for _ in range(4):
            await replicas.grade(ASKED)
        assert (len(busy.asked), len(idle.asked)) == (1, 4)
        busy.waits.set()
        await hung


async def test_what_a_dead_replica_was_asked_is_graded_by_the_other_and_it_is_left_out() -> None:
    async with two() as (fakes, replicas):
        fakes[0].dead = True
        for _ in range(6):
            assert await HttpGrader(replicas).grade(ASKED) != [None]
        assert [len(fake.asked) for fake in fakes] == [1, 6]


async def test_replica_that_came_back_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with two() as (fakes, replicas):
        fakes[0].dead = True
        monkeypatch.setattr(compute.replicas, "REST_S", 0.0)
        for _ in range(2):
            await replicas.grade(ASKED)
        fakes[0].dead = False
        before = len(fakes[0].asked)
        for _ in range(4):
            await replicas.grade(ASKED)
        assert len(fakes[0].asked) == before + 2


async def test_nobody_left_is_said_and_the_first_to_return_is_found() -> None:
    async with two() as (fakes, replicas):
        for fake in fakes:
            fake.dead = True
        with pytest.raises(GraderUnavailable):
            await HttpGrader(replicas).grade(ASKED)
        fakes[1].dead = False
        assert await HttpGrader(replicas).grade(ASKED) != [None]


async def test_compute_is_as_ready_as_the_readiest() -> None:
    async with two() as (fakes, replicas):
        fakes[0].dead = True
        for waits, state in ((None, "ready"), (asyncio.Event(), "loading")):
            fakes[1].waits = waits
            assert (await replicas.healthy()).status == state
        fakes[1].dead = True
        with pytest.raises(ComputeUnavailable):
            await replicas.healthy()


async def test_demo_is_run_elsewhere_when_its_replica_dies() -> None:
    async with two() as (fakes, replicas):
        home = await _home(fakes, replicas)
        home.dies_in_a_run = True
        runs = [run async for run in HttpDemos(replicas, InMemoryMedia(), known_as).run(ORDER)]
        assert [run.state for run in runs] == ["running", "running", "done"]
        assert runs[0].job[0] == home.name != runs[-1].job[0]


async def test_demo_ends_when_every_replica_dies() -> None:
    async with two() as (fakes, replicas):
        for fake in fakes:
            fake.dies_in_a_run = True
        with pytest.raises(DemosUnavailable):
            [run async for run in HttpDemos(replicas, InMemoryMedia(), known_as).run(ORDER)]


async def test_demos_of_a_member_stay_together_and_are_found_whoever_has_them() -> None:
    async with two() as (fakes, replicas):
        home = await _home(fakes, replicas)
        [away] = [fake for fake in fakes if fake is not home]
        home.dead = True
        job = await replicas.start(JobRequest(demo="quick", owner=OWNER))
        home.dead = False
        assert job.id.startswith(away.name)
        home.jobs.clear()
        assert await replicas.job(job.id) == job
        assert await replicas.last(OWNER) == job
        assert await replicas.cancel(job.id, OWNER) == job
        assert await replicas.cancel_all(OWNER) == [job]
        with pytest.raises(ComputeRefused) as refused:
            await replicas.cancel(job.id, "web:jun")
        assert refused.value.problem.code == "not_yours"


async def test_all_runs_of_a_member_end_wherever_they_began() -> None:
    async with two() as (fakes, replicas):
        began = [await fake.start(JobRequest(demo="quick", owner=OWNER)) for fake in fakes]
        assert sorted(job.id for job in await replicas.cancel_all(OWNER)) == [
            job.id for job in began
        ]
        fakes[0].dead = True
        assert await replicas.cancel_all(OWNER) == [began[1]]
        fakes[1].dead = True
        with pytest.raises(ComputeUnavailable):
            await replicas.cancel_all(OWNER)


async def test_compute_hears_no_member() -> None:
    async with two() as (fakes, replicas):
        demos = HttpDemos(replicas, InMemoryMedia(), known_as)
        runs = [run async for run in demos.run(ORDER)]
        assert await demos.last(ORDER.member) == runs[-1]
        await demos.cancel(runs[-1].job, ORDER.member)
        assert await demos.cancel_all(ORDER.member) == 1
        assert [job.owner for fake in fakes for job in fake.jobs.values()] == [OWNER]


async def test_run_that_nobody_knows_is_unknown_only_if_everybody_was_asked() -> None:
    async with two() as (fakes, replicas):
        with pytest.raises(ComputeRefused):
            await replicas.job("none")
        fakes[0].dead = True
        with pytest.raises(ComputeUnavailable):
            await replicas.job("none")


async def _home(fakes: list[Fake], replicas: Replicas) -> Fake:
    for _ in range(2):
        job = await replicas.start(JobRequest(demo="quick", owner=OWNER))
    [home] = [fake for fake in fakes if fake.jobs]
    assert job.id == f"{home.name}-1"
    return home
