"""Jobs on a Ray cluster whose nodes and workers come and go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from compute.api import JobRequest, JobStatus
from compute.jobs.fence import find_fence
from compute.jobs.queue import Jobs, Limits, RunFailed, Work
from compute.jobs.ray_runner import RayRunner
from tests.compute_doubles import DEADLINE_S, ODD, is_running, until
from tests.ray_cluster import NODE, Cluster, ray_cluster

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATIENT = Limits(start_s=2 * DEADLINE_S, wall_s=2 * DEADLINE_S)
QUICK = Work("quick", {"size": 1}, 0, "ko")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with ray_cluster(num_gpus=1) as cluster:
        yield cluster


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner(cluster: Cluster) -> AsyncIterator[RayRunner]:
    async with RayRunner(catalog="tests.compute_doubles:ODD") as runner:
        yield runner


def lose_node(cluster: Cluster) -> None:
    """Kill the one node that runs jobs, once there is another for them."""
    [host] = cluster.worker_nodes
    cluster.add_node(**NODE, num_gpus=1)
    cluster.remove_node(host, allow_graceful=False)


def lose_worker(cluster: Cluster) -> None:
    """Kill Ray's own process on the one node that runs jobs."""
    [host] = cluster.worker_nodes
    [raylet] = host.all_processes["raylet"]
    family = psutil.Process(raylet.process.pid).children(recursive=True)
    next(one for one in family if "RayWorker" in one.cmdline()[0]).kill()


@pytest.mark.parametrize("lose", [lose_node, lose_worker])
async def test_a_job_that_is_lost_once_runs_again_and_has_one_result(
    runner: RayRunner, cluster: Cluster, tmp_path: Path, lose: Callable[[Cluster], None]
) -> None:
    async with asyncio.timeout(2 * DEADLINE_S), asyncio.TaskGroup() as group:
        with closing(Jobs(runner, ODD, tmp_path, PATIENT)) as jobs:
            running = group.create_task(jobs.run())
            job = jobs.start(JobRequest(demo="doze", params={"size": 10}, owner="mina"))
            await anext(state async for state in jobs.watch(job.id) if state.note)
            lose(cluster)
            *_, last = [state async for state in jobs.watch(job.id)]
            assert last.status is JobStatus.DONE
            assert len(list(tmp_path.rglob("result.json"))) == 1
            running.cancel()


async def test_a_job_that_is_lost_again_is_one_sentence_and_the_next_runs(
    runner: RayRunner, cluster: Cluster
) -> None:
    def report(fraction: float, note: str) -> None:
        if note == "stuck":
            lose_worker(cluster)

    async with asyncio.timeout(2 * DEADLINE_S):
        with pytest.raises(RunFailed, match="went away, and so did the next"):
            await runner.run(replace(QUICK, demo="hang"), report)
        await runner.run(QUICK, lambda *_: None)


async def test_code_in_c_reaches_nothing_but_its_own_folder(runner: RayRunner) -> None:
    reached = (await runner.run(replace(QUICK, demo="escape"), lambda *_: None)).result.metrics
    own = ("value", "own file", "entropy")
    assert {name: count for name, count in reached.items() if count} == dict.fromkeys(own, 1.0)


async def test_only_work_that_can_use_a_gpu_sees_one_and_gives_it_back(runner: RayRunner) -> None:
    async def gpus(wanted: int) -> float:
        work = replace(QUICK, num_gpus=wanted)
        return (await runner.run(work, lambda *_: None)).result.metrics["gpus"]

    assert [await gpus(wanted) for wanted in (1, 0, 1)] == [1, 0, 1]


async def test_the_fence_is_what_every_node_with_jobs_has(runner: RayRunner) -> None:
    assert await runner.fence() == find_fence().model_copy(update={"nodes": 1})


async def test_workers_that_ray_has_no_room_for_are_in_nobodys_way(cluster: Cluster) -> None:
    cpus = int(NODE["num_cpus"])
    async with asyncio.timeout(DEADLINE_S):
        async with RayRunner(cpus + 1, catalog="tests.compute_doubles:ODD") as crowded:
            for _ in range(cpus + 1):
                await crowded.run(QUICK, lambda *_: None)


async def test_workers_and_their_folders_are_gone_after_closing(cluster: Cluster) -> None:
    async with RayRunner(catalog="tests.compute_doubles:ODD") as another:
        pid = int((await another.run(QUICK, lambda *_: None)).result.metrics["parent"])
        folder = Path(psutil.Process(pid).cwd())
        assert folder.exists()
    await until(lambda: not is_running(pid) and not folder.parents[1].exists())
