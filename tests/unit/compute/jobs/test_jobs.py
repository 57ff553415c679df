"""The book of jobs on a fake runner: queue, limits, states, and what survives a restart."""

import asyncio
import contextlib
import math
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from compute.api import DemoResult, Job, JobRequest, JobStatus
from compute.jobs.archive import Archive
from compute.jobs.queue import Jobs, Limits
from compute.problems import Refused
from tests.compute_doubles import DEADLINE_S, ODD, FakeRunner


def request(demo: str = "quick", owner: str = "mina", **params: Any) -> JobRequest:
    return JobRequest(demo=demo, owner=owner, params=params)


def book(folder: Path, slots: int = 1, gpu_slots: int = 0, workers: int = 8, **limits: Any) -> Jobs:
    return Jobs(FakeRunner(slots, gpu_slots, workers), ODD, folder, Limits(**limits))


@contextlib.asynccontextmanager
async def running(folder: Path, **settings: Any) -> AsyncIterator[Jobs]:
    jobs = book(folder, **settings)
    async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
        task = group.create_task(jobs.run())
        yield jobs
        task.cancel()


async def until(jobs: Jobs, job_id: str, status: JobStatus) -> Job:
    async for job in jobs.watch(job_id):
        if job.status is status:
            return job
    raise AssertionError(f"ended as {job.status} instead of {status}")


async def hanging(jobs: Jobs, owner: str = "mina") -> Job:
    return await until(jobs, jobs.start(request("hang", owner)).id, JobStatus.RUNNING)


async def done(jobs: Jobs, demo: str = "quick", owner: str = "mina", **params: Any) -> Job:
    return await until(jobs, jobs.start(request(demo, owner, **params)).id, JobStatus.DONE)


async def done_before(folder: Path) -> Job:
    """Return a job that was done in a book which was closed then."""
    async with running(folder) as jobs:
        return await done(jobs)


@contextlib.contextmanager
def readonly(jobs: Jobs) -> Iterator[None]:
    """Have a disk that takes no more, as far as the states of jobs go."""
    database = jobs._archive._db
    database.execute("PRAGMA query_only = ON")
    yield
    database.execute("PRAGMA query_only = OFF")


def result(job: Job) -> DemoResult:
    assert job.result is not None
    return job.result


# Running and waiting


async def test_job_runs_to_its_result_and_a_late_watcher_gets_that_and_the_end(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as jobs:
        job = await done(jobs, size=2)
        assert [state async for state in jobs.watch(job.id)] == [job]
    assert (result(job).metrics["value"], job.fraction, job.position) == (2.0, 1.0, 0)


async def test_waiting_jobs_know_their_place_and_move_up(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        first = await hanging(jobs, "a")
        second, third = jobs.start(request("quick", "b")), jobs.start(request("hang", "c"))
        assert (second.position, third.position) == (1, 2)
        jobs.cancel(second.id, "b")
        assert jobs.get(third.id).position == 1
        jobs.cancel(first.id, "a")
        assert (await until(jobs, third.id, JobStatus.RUNNING)).position == 0


async def test_as_many_run_as_there_are_slots(tmp_path: Path) -> None:
    async with running(tmp_path, slots=2) as jobs:
        await hanging(jobs, "a")
        await hanging(jobs, "b")


async def test_jobs_that_wait_for_a_gpu_are_in_nobodys_way(tmp_path: Path) -> None:
    async with running(tmp_path, gpu_slots=1) as jobs:
        first, second = (jobs.start(request("hang_on_gpu", owner)) for owner in "ab")
        await until(jobs, first.id, JobStatus.RUNNING)
        await done(jobs, owner="c")
        assert jobs.get(second.id).status is JobStatus.QUEUED
        jobs.cancel(first.id, "a")
        await until(jobs, second.id, JobStatus.RUNNING)


async def test_a_job_that_waits_for_a_worker_is_not_out_of_time(tmp_path: Path) -> None:
    async with running(tmp_path, slots=2, workers=1, start_s=0) as jobs:
        first = await hanging(jobs, "a")
        second = jobs.start(request("quick", "b"))
        await until(jobs, second.id, JobStatus.RUNNING)
        jobs.cancel(first.id, "a")
        await until(jobs, second.id, JobStatus.DONE)


async def test_a_runner_without_gpus_runs_in_turn_what_could_use_one(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        await until(jobs, jobs.start(request("hang_on_gpu")).id, JobStatus.RUNNING)
        assert jobs.start(request("quick", "b")).position == 1


@pytest.mark.parametrize(("demo", "said"), [("hang", "0.05 s"), ("crash", "stopped unexpectedly")])
async def test_a_run_that_fails_has_a_sentence_in_both_languages_and_the_next_runs(
    tmp_path: Path, demo: str, said: str
) -> None:
    async with running(tmp_path, wall_s=0.05) as jobs:
        job = await until(jobs, jobs.start(request(demo)).id, JobStatus.FAILED)
        await done(jobs)
    assert job.error is not None
    assert said in job.error.en
    assert any("가" <= letter <= "힣" for letter in job.error.ko)


async def test_slow_watcher_skips_to_the_latest_state(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        watched = jobs.start(request())
        states = jobs.watch(watched.id)
        assert (await anext(states)).status is JobStatus.QUEUED
        await until(jobs, watched.id, JobStatus.DONE)
        assert (await anext(states)).status is JobStatus.DONE


# Limits and cancelling


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


async def test_a_channel_with_too_many_open_jobs_is_refused_and_others_are_not(
    tmp_path: Path,
) -> None:
    jobs = book(tmp_path, per_channel=2)
    for owner, channel in (("a", "ml"), ("b", "ml"), ("c", "other"), ("d", ""), ("e", "")):
        jobs.start(JobRequest(demo="hang", owner=owner, channel=channel))
    with pytest.raises(Refused, match="One channel can run 2"):
        jobs.start(JobRequest(demo="hang", owner="f", channel="ml"))


async def test_only_its_owner_cancels_a_job(tmp_path: Path) -> None:
    jobs = book(tmp_path)
    job = jobs.start(request("quick", "a"))
    with pytest.raises(Refused) as caught:
        jobs.cancel(job.id, "b")
    assert caught.value.status == 403
    assert jobs.get(job.id).status is JobStatus.QUEUED


async def test_cancelled_running_job_frees_its_slot_and_a_finished_one_stays_as_it_is(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as jobs:
        job = await hanging(jobs)
        assert jobs.cancel(job.id, "mina").status is JobStatus.CANCELLED
        finished = await done(jobs)
        assert jobs.cancel(finished.id, "mina") == finished


# What is kept


async def test_after_a_restart_a_job_has_failed_unless_its_result_was_written(
    tmp_path: Path,
) -> None:
    done = await done_before(tmp_path)
    jobs = book(tmp_path)
    written, cut = jobs.start(request(size=2)), jobs.start(request(size=3))
    shutil.copytree(tmp_path / "jobs" / done.id, tmp_path / "jobs" / written.id)
    found = [book(tmp_path).get(job.id) for job in (done, written, cut)]
    assert [job.result for job in found] == [done.result, done.result, None]
    assert [job.status for job in found] == [JobStatus.DONE, JobStatus.DONE, JobStatus.FAILED]
    assert found[2].error is not None
    assert "restarted" in found[2].error.en


async def test_ids_cannot_be_guessed_and_those_of_before_are_known(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive:
        archive.save(Job(id="dd310a7c", demo="quick", status=JobStatus.FAILED), "key")
    jobs = book(tmp_path)
    assert jobs.get("dd310a7c").status is JobStatus.FAILED
    assert len(bytes.fromhex(jobs.start(request()).id)) >= 8


@pytest.mark.parametrize("loses_a_file", [False, True])
async def test_a_result_that_cannot_be_read_or_lost_a_file_is_no_result(
    tmp_path: Path, loses_a_file: bool
) -> None:
    job = await done_before(tmp_path)
    lacking = result(job).model_copy(update={"artifacts": ("gone.png",)}).model_dump_json()
    file = tmp_path / "jobs" / job.id / "result.json"
    file.write_text(lacking if loses_a_file else "{")
    jobs = book(tmp_path)
    with pytest.raises(Refused):
        jobs.get(job.id)
    assert jobs.start(request()).status is JobStatus.QUEUED


async def test_stopping_the_book_ends_watchers(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        job = await hanging(jobs)
    assert jobs.get(job.id).status is JobStatus.FAILED


async def test_every_result_is_kept_though_few_stay_in_memory(tmp_path: Path) -> None:
    async with running(tmp_path, kept=1) as jobs:
        ids = [(await done(jobs, size=size)).id for size in (1, 2, 3)]
    assert [result(jobs.get(job_id)).metrics["value"] for job_id in ids] == [1, 2, 3]
    for job_id in ids:
        assert [state.status async for state in jobs.watch(job_id)] == [JobStatus.DONE]


async def test_the_same_request_is_answered_at_once_with_the_same_result(tmp_path: Path) -> None:
    first = await done_before(tmp_path)
    again = book(tmp_path).start(request("quick", "jun"))
    assert (again.status, again.result, again.owner) == (JobStatus.DONE, first.result, "jun")
    assert again.id != first.id
    script = book(tmp_path).script
    assert script(again.id).read_text() == script(first.id).read_text()


@pytest.mark.parametrize(
    "other",
    [
        {"demo": "quick", "params": {"size": 2}},
        {"demo": "quick", "seed": 1},
        {"demo": "quick", "language": "en"},
        {"demo": "activation-gradients"},
    ],
)
async def test_another_request_is_run(tmp_path: Path, other: dict[str, Any]) -> None:
    await done_before(tmp_path)
    assert book(tmp_path).start(JobRequest(**other)).status is JobStatus.QUEUED


async def test_what_waits_for_the_same_run_shares_its_result(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        first_in_line = await hanging(jobs, "a")
        waiting = [jobs.start(request("quick", owner)) for owner in "bc"]
        jobs.cancel(first_in_line.id, "a")
        one, other = [await until(jobs, job.id, JobStatus.DONE) for job in waiting]
    assert one.result == other.result
    assert not (tmp_path / "jobs" / other.id).exists()


async def test_results_nobody_asked_for_the_longest_go_when_they_take_too_much(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as jobs:
        ran = [await done(jobs, size=size) for size in (1, 2, 3)]
    folders = [tmp_path / "jobs" / job.id for job in ran]
    for hour, folder in enumerate(folders, start=1):
        os.utime(folder, (hour * 3600, hour * 3600))
    one = sum(file.stat().st_size for file in folders[0].iterdir())
    again = book(tmp_path).start(request(size=1))
    async with running(tmp_path, results_bytes=2.5 * one) as jobs:
        while folders[1].exists():
            await asyncio.to_thread(lambda: None)
        assert jobs.get(again.id).result == ran[0].result
        with pytest.raises(Refused):
            jobs.get(ran[1].id)
        assert jobs.start(request(size=2)).status is JobStatus.QUEUED


async def test_while_states_cannot_be_kept_jobs_end_and_the_next_run(tmp_path: Path) -> None:
    async with running(tmp_path, wall_s=0.05) as jobs:
        too_slow, cancelled = await hanging(jobs), jobs.start(request("hang"))
        with readonly(jobs):
            await until(jobs, too_slow.id, JobStatus.FAILED)
            assert jobs.cancel(cancelled.id, "mina").status is JobStatus.CANCELLED
        await done(jobs)


async def test_while_states_cannot_be_kept_demos_are_refused_but_for_results_there_are(
    tmp_path: Path,
) -> None:
    first = await done_before(tmp_path)
    async with running(tmp_path) as jobs:
        going, waiting = await hanging(jobs, "a"), jobs.start(request("quick", "b", size=2))
        with readonly(jobs):
            with pytest.raises(Refused, match="the disk is full") as refused:
                jobs.start(request(owner="c", size=3))
            assert refused.value.status == 503
            assert jobs.start(request(owner="jun")) == first
            jobs.cancel(going.id, "a")
            failed = await until(jobs, waiting.id, JobStatus.FAILED)
        assert failed.error == refused.value.problem.message
        await done(jobs, owner="b", size=2)


async def test_of_runs_without_a_result_the_newest_are_remembered(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        first = await done(jobs)
        runs = (jobs.start(request("crash")) for _ in range(2))
        failed = [await until(jobs, one.id, JobStatus.FAILED) for one in runs]
    archive = Archive(tmp_path)
    await archive.trim(math.inf, empty=1)
    assert [archive.get(job.id) is not None for job in (first, *failed)] == [True, False, True]


async def test_of_repeats_of_a_run_the_newest_are_remembered(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        runs = [await done(jobs) for _ in range(3)]
    archive = Archive(tmp_path)
    await archive.trim(math.inf, empty=1)
    assert [archive.get(job.id) is not None for job in runs] == [True, False, True]


async def test_an_archive_that_named_members_forgets_who_they_were(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        job = await done(jobs, owner="discord:1")
    with closing(sqlite3.connect(tmp_path / "jobs" / "jobs.sqlite")) as rows:
        rows.execute("PRAGMA user_version = 0")
    archive = Archive(tmp_path)
    assert (archive.last("discord:1"), archive.get(job.id).owner) == (None, "")
    archive.save(job, "key")
    assert Archive(tmp_path).get(job.id).owner == "discord:1"


async def test_an_owners_last_result_is_found(tmp_path: Path) -> None:
    async with running(tmp_path) as jobs:
        for owner, size in (("mina", 1), ("mina", 2), ("jun", 3)):
            await done(jobs, owner=owner, size=size)
        await until(jobs, jobs.start(request("crash")).id, JobStatus.FAILED)
    assert result(book(tmp_path).last("mina")).metrics["value"] == 2
    with pytest.raises(Refused, match="haven't run"):
        jobs.last("nobody")


async def test_where_demos_are_not_installed_a_job_is_refused_with_how_to_add_them(
    tmp_path: Path,
) -> None:
    jobs = Jobs(FakeRunner(slots=0), ODD, tmp_path)
    for ask in (jobs.offered, lambda: jobs.start(request())):
        with pytest.raises(Refused) as refused:
            ask()
        message = refused.value.problem.message
        assert "quizmaster doctor" in message.ko
        assert "quizmaster doctor" in message.en
