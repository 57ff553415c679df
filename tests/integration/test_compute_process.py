"""`compute serve` as a process: killed, left by its parent, and asked to stop."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
from pydantic import SecretStr

from compute.api import Job, JobRequest, JobStatus
from compute.client import ComputeClient
from tests.compute_doubles import DEADLINE_S, is_running, until

SERVE = "from compute.cli import compute_app; compute_app()"
LONG = JobRequest(
    demo="gd-lr-too-large", params={"steps": 300, "lrs": "0.01,0.02,0.03,0.04"}, owner="mina"
)
SHORT = JobRequest(demo="activation-gradients", params={"depth": 2}, owner="mina")
OTHER = SHORT.model_copy(update={"seed": 1})


@contextlib.asynccontextmanager
async def served(folder: Path, *options: str) -> AsyncIterator[tuple[Process, ComputeClient]]:
    words = ("serve", "--port", "0", "--data-dir", str(folder), *options)
    env = os.environ | {"QUIZMASTER_COMPUTE_TOKEN": "process"}
    command = (sys.executable, "-c", SERVE, *words)
    process = await asyncio.create_subprocess_exec(*command, env=env, stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(DEADLINE_S):
            url = (await process.stdout.readline()).decode().split()[-1]
            async with ComputeClient(url, SecretStr("process")) as client:
                yield process, client
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def running(client: ComputeClient, job_id: str) -> None:
    async for job in client.watch(job_id):
        if job.status is JobStatus.RUNNING:
            return


async def last(client: ComputeClient, job_id: str) -> Job:
    return [job async for job in client.watch(job_id)][-1]


async def test_killed_service_keeps_results_fails_the_rest_and_leaves_no_worker(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as (process, client):
        done = await last(client, (await client.start(SHORT)).id)
        assert done.status is JobStatus.DONE
        cut, waiting = await client.start(LONG), await client.start(OTHER)
        await running(client, cut.id)
        workers = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert workers
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await until(lambda: not any(map(is_running, workers)))
    async with served(tmp_path) as (_, client):
        assert await client.job(done.id) == done
        assert done.result is not None
        assert await client.artifact(done.id, done.result.artifacts[0])
        for job in (cut, waiting):
            found = await client.job(job.id)
            assert found.status is JobStatus.FAILED
            assert found.error is not None
        assert (await client.start(SHORT)).result == done.result
        assert (await last(client, (await client.start(OTHER)).id)).status is JobStatus.DONE


async def test_a_service_leaves_processors_to_the_bot_that_started_it(tmp_path: Path) -> None:
    ours = os.nice(0)
    async with served(tmp_path, "--parent-pipe") as (process, client):
        assert (await client.healthy()) is not None
        assert psutil.Process(process.pid).nice() > ours


async def test_service_ends_with_its_parent_while_a_job_is_watched(tmp_path: Path) -> None:
    async with served(tmp_path, "--parent-pipe") as (process, client):
        job = await client.start(LONG)
        await running(client, job.id)
        assert process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 0


async def test_service_stops_on_sigterm(tmp_path: Path) -> None:
    async with served(tmp_path) as (process, client):
        await client.demos()
        process.terminate()
        await process.wait()


async def test_a_second_service_on_a_folder_of_results_is_refused_and_the_first_runs_on(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as (_, client):
        going = await client.start(LONG)
        await running(client, going.id)
        words = ("serve", "--port", "0", "--data-dir", str(tmp_path))
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SERVE, *words, stdout=PIPE, stderr=PIPE
        )
        said, complaint = await second.communicate()
        assert (second.returncode, said) == (1, b"")
        assert complaint.decode().startswith("Another compute service keeps its results in ")
        assert (await client.job(going.id)).status is JobStatus.RUNNING
        assert (await last(client, (await client.start(SHORT)).id)).status is JobStatus.DONE
