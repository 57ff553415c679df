"""The book of jobs on a fake runner: queue, limits, states, and what survives a restart."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from compute.api import Job, JobRequest, JobStatus
from compute.jobs.queue import Jobs, Limits
from compute.problems import Refused
from tests.compute_doubles import DEADLINE_S, ODD, FakeRunner


def request(demo: str, owner: str = "mina", **params: Any) -> JobRequest:
    return JobRequest(demo=demo, owner=owner, params=params)


@contextlib.asynccontextmanager
async def running(jobs: Jobs) -> AsyncIterator[Jobs]:
    async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
        task = group.create_task(jobs.run())
        yield jobs
        task.cancel()


async def until(jobs: Jobs, job_id: str, status: JobStatus) -> Job:
    async for job in jobs.watch(job_id):
        if job.status is status:
            return job
    raise AssertionError(f"ended as {job.status} instead of {status}")


def book(folder: Path, slots: int = 1, **limits: Any) -> Jobs:
    return Jobs(FakeRunner(slots), ODD, folder, Limits(**limits))


async def test_job_runs_to_its_result(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        job = await until(jobs, jobs.start(request("quick", size=2)).id, JobStatus.DONE)
    assert job.result is not None
    assert (job.result.metrics["value"], job.fraction, job.position) == (2.0, 1.0, 0)


async def test_waiting_jobs_know_their_place_and_move_up(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        first = jobs.start(request("hang", "a"))
        await until(jobs, first.id, JobStatus.RUNNING)
        second, third = jobs.start(request("quick", "b")), jobs.start(request("hang", "c"))
        assert (second.position, third.position) == (1, 2)
        jobs.cancel(second.id, "b")
        assert jobs.get(third.id).position == 1
        jobs.cancel(first.id, "a")
        assert (await until(jobs, third.id, JobStatus.RUNNING)).position == 0


async def test_as_many_run_as_there_are_slots(tmp_path: Path) -> None:
    async with running(book(tmp_path, slots=2)) as jobs:
        hanging = [jobs.start(request("hang", owner)) for owner in "ab"]
        for job in hanging:
            await until(jobs, job.id, JobStatus.RUNNING)


async def test_full_queue_refuses(tmp_path: Path) -> None:
    jobs = book(tmp_path, queue=1)
    jobs.start(request("quick", "a"))
    with pytest.raises(Refused, match="Too many demos are waiting") as caught:
        jobs.start(request("quick", "b"))
    assert caught.value.status == 503


async def test_owner_with_too_many_open_jobs_is_refused_and_others_are_not(tmp_path: Path) -> None:
    jobs = book(tmp_path, per_owner=1)
    first = jobs.start(request("quick", "a"))
    with pytest.raises(Refused) as caught:
        jobs.start(request("quick", "a"))
    assert caught.value.status == 429
    jobs.start(request("quick", "b"))
    jobs.cancel(first.id, "a")
    jobs.start(request("quick", "a"))


async def test_only_its_owner_cancels_a_job(tmp_path: Path) -> None:
    jobs = book(tmp_path)
    job = jobs.start(request("quick", "a"))
    with pytest.raises(Refused) as caught:
        jobs.cancel(job.id, "b")
    assert caught.value.status == 403
    assert jobs.get(job.id).status is JobStatus.QUEUED


async def test_cancelled_running_job_frees_its_slot(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        job = jobs.start(request("hang"))
        await until(jobs, job.id, JobStatus.RUNNING)
        assert jobs.cancel(job.id, "mina").status is JobStatus.CANCELLED
        await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)


async def test_cancelling_a_finished_job_changes_nothing(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        done = await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
        assert jobs.cancel(done.id, "mina") == done


async def test_job_over_its_time_fails_and_the_next_runs(tmp_path: Path) -> None:
    async with running(book(tmp_path, wall_s=0.05)) as jobs:
        job = await until(jobs, jobs.start(request("hang")).id, JobStatus.FAILED)
        assert job.error is not None
        assert "0.05 s" in job.error.en
        await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)


async def test_failed_run_has_a_sentence_in_both_languages(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        job = await until(jobs, jobs.start(request("crash")).id, JobStatus.FAILED)
    assert job.error is not None
    assert "멈췄어요" in job.error.ko
    assert "stopped unexpectedly" in job.error.en


async def test_watcher_that_comes_late_gets_the_final_state_and_the_end(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        done = await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
        assert [job async for job in jobs.watch(done.id)] == [done]


async def test_slow_watcher_skips_to_the_latest_state(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        watched = jobs.start(request("quick"))
        states = jobs.watch(watched.id)
        assert (await anext(states)).status is JobStatus.QUEUED
        await until(jobs, watched.id, JobStatus.DONE)
        assert (await anext(states)).status is JobStatus.DONE


async def test_finished_results_survive_a_restart(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        done = await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
    assert book(tmp_path).get(done.id).result == done.result


async def test_unfinished_job_is_failed_after_a_restart(tmp_path: Path) -> None:
    waiting = book(tmp_path).start(request("quick"))
    found = book(tmp_path).get(waiting.id)
    assert found.status is JobStatus.FAILED
    assert found.error is not None
    assert "restarted" in found.error.en


async def test_a_result_that_was_written_before_the_end_counts_after_a_restart(
    tmp_path: Path,
) -> None:
    async with running(book(tmp_path)) as jobs:
        done = await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
    waiting = book(tmp_path).start(request("quick", size=2))
    shutil.copytree(tmp_path / "jobs" / done.id, tmp_path / "jobs" / waiting.id)
    assert book(tmp_path).get(waiting.id).status is JobStatus.DONE


async def test_a_result_that_cannot_be_read_is_no_result(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        done = await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
    (tmp_path / "jobs" / done.id / "result.json").write_text("{")
    jobs = book(tmp_path)
    with pytest.raises(Refused):
        jobs.get(done.id)
    assert jobs.start(request("quick")).status is JobStatus.QUEUED


async def test_stopping_the_book_ends_watchers(tmp_path: Path) -> None:
    jobs = book(tmp_path)
    async with running(jobs):
        job = jobs.start(request("hang"))
        await until(jobs, job.id, JobStatus.RUNNING)
    assert jobs.get(job.id).status is JobStatus.FAILED


async def test_every_result_is_kept_though_few_stay_in_memory(tmp_path: Path) -> None:
    async with running(book(tmp_path, kept=1)) as jobs:
        ids = []
        for size in (1, 2, 3):
            ids.append(jobs.start(request("quick", size=size)).id)
            await until(jobs, ids[-1], JobStatus.DONE)
    for size, job_id in enumerate(ids, start=1):
        result = jobs.get(job_id).result
        assert result is not None
        assert result.metrics["value"] == size
        assert [state.status async for state in jobs.watch(job_id)] == [JobStatus.DONE]


async def test_the_same_request_is_answered_at_once_with_the_same_result(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        first = await until(jobs, jobs.start(request("quick", "mina")).id, JobStatus.DONE)
    again = book(tmp_path).start(request("quick", "jun"))
    assert (again.status, again.result, again.owner) == (JobStatus.DONE, first.result, "jun")
    assert again.id != first.id
    assert book(tmp_path).script(again.id).read_text() == jobs.script(first.id).read_text()


@pytest.mark.parametrize(
    "other",
    [{"params": {"size": 2}}, {"seed": 1}, {"language": "en"}, {"demo": "activation-gradients"}],
)
async def test_another_request_is_run(tmp_path: Path, other: dict[str, Any]) -> None:
    asked = {"demo": "quick", "params": {"size": 1}} | other
    if asked["demo"] != "quick":
        del asked["params"]
    async with running(book(tmp_path)) as jobs:
        await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
        assert jobs.start(JobRequest(**asked)).status is JobStatus.QUEUED


async def test_what_waits_for_the_same_run_shares_its_result(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        hanging = jobs.start(request("hang", "a"))
        first, second = jobs.start(request("quick", "b")), jobs.start(request("quick", "c"))
        jobs.cancel(hanging.id, "a")
        done = [await until(jobs, job.id, JobStatus.DONE) for job in (first, second)]
    assert done[0].result == done[1].result
    assert not (tmp_path / "jobs" / second.id).exists()


async def test_an_owners_last_result_is_found(tmp_path: Path) -> None:
    async with running(book(tmp_path)) as jobs:
        for owner, size in (("mina", 1), ("mina", 2), ("jun", 3)):
            await until(jobs, jobs.start(request("quick", owner, size=size)).id, JobStatus.DONE)
        await until(jobs, jobs.start(request("crash", "mina")).id, JobStatus.FAILED)
    assert book(tmp_path).last("mina").result.metrics["value"] == 2  # type: ignore[union-attr]
    with pytest.raises(Refused, match="haven't run"):
        jobs.last("nobody")


async def test_a_channel_with_too_many_open_jobs_is_refused_and_others_are_not(
    tmp_path: Path,
) -> None:
    jobs = book(tmp_path, per_channel=2)
    for owner, channel in (("a", "ml"), ("b", "ml"), ("c", "other"), ("d", ""), ("e", "")):
        jobs.start(JobRequest(demo="hang", owner=owner, channel=channel))
    with pytest.raises(Refused, match="One channel can run 2"):
        jobs.start(JobRequest(demo="hang", owner="f", channel="ml"))


@pytest.mark.parametrize("name", ["result.json", "job.json", "../job.json", "", "nope.png"])
async def test_only_listed_artifacts_are_given_out(tmp_path: Path, name: str) -> None:
    async with running(book(tmp_path)) as jobs:
        done = await until(jobs, jobs.start(request("quick")).id, JobStatus.DONE)
    with pytest.raises(Refused):
        jobs.artifact(done.id, name)
