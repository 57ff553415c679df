"""What every runner does with work, and that failing work leaves it fit for the next."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from compute import logs
from compute.jobs.fence import Fence, find_fence
from compute.jobs.guard import written
from compute.jobs.local import LocalRunner
from compute.jobs.queue import RunFailed, Runner, Work
from compute.jobs.worker import MAX_SAID_BYTES
from compute.toolkit.demo import Finished
from tests.compute_doubles import DEADLINE_S, FakeRunner, is_running, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
ODD = "tests.compute_doubles:ODD"
fenced = pytest.mark.skipif(not find_fence().holds, reason="no fence holds on this machine")


def counts_writes() -> bool:
    """Tell whether writing to the temporary folder is writing to a disk, as Linux counts it."""
    with tempfile.TemporaryFile() as file:
        file.write(bytes(2**20))
        file.flush()
        return written(os.getpid()) > 0


counted = pytest.mark.skipif(not counts_writes(), reason="what is written is not counted here")

real = pytest.mark.parametrize("runner", ["local", "ray"], indirect=True, scope="module")
"""Runners that have processes."""

local = pytest.mark.parametrize("runner", ["local"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def secret() -> Iterator[None]:
    """Have a token around while workers start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIZMASTER_COMPUTE_TOKEN", "secret")
        yield


@pytest.fixture(scope="module")
def cluster(secret: None) -> Iterator[None]:
    from tests.ray_cluster import ray_cluster  # it imports Ray, which takes a while

    with ray_cluster():
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which local workers have theirs."""
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(params=["fake", "local", "ray"], scope="module", loop_scope="module")
async def runner(request: pytest.FixtureRequest, data: Path, secret: None) -> AsyncIterator[Runner]:
    if request.param == "fake":
        yield FakeRunner()
    elif request.param == "local":
        async with LocalRunner(data / "workers", catalog=ODD, memory_mb=256) as local:
            yield local
    else:
        request.getfixturevalue("cluster")
        from compute.jobs.ray_runner import RayRunner

        async with RayRunner(catalog=ODD, memory_mb=256) as on_ray:
            yield on_ray


async def run(runner: Runner, demo: str, size: int = 1, seed: int = 0) -> Finished:
    async with asyncio.timeout(DEADLINE_S):
        work = Work(demo, {"size": size}, seed, "ko")
        return await runner.run(work, lambda fraction, note: None)


async def test_work_gives_its_result(runner: Runner) -> None:
    result = (await run(runner, "quick", size=3, seed=4)).result
    assert (result.metrics["value"], result.params, result.seed) == (7.0, {"size": 3}, 4)


async def test_start_is_reported_before_progress(runner: Runner) -> None:
    seen: list[tuple[float, str]] = []
    await runner.run(
        Work("quick", {"size": 1}, 0, "ko"), lambda done, note: seen.append((done, note))
    )
    assert seen[:3] == [(0.0, ""), (0.0, ""), (0.5, "half")]  # lent a worker, begun, half done


async def test_work_that_can_use_a_gpu_runs_without_one(runner: Runner) -> None:
    async with asyncio.timeout(DEADLINE_S):
        await runner.run(Work("quick", {"size": 1}, 0, "ko", num_gpus=1), lambda *_: None)


@pytest.mark.parametrize("demo", ["fail", "crash"])
async def test_failing_work_is_one_sentence_and_the_next_runs(runner: Runner, demo: str) -> None:
    with pytest.raises(RunFailed, match="stopped unexpectedly") as caught:
        await run(runner, demo)
    assert "secret" not in caught.value.message.en
    await run(runner, "quick")


async def test_cancelling_stops_the_work_and_the_next_runs(runner: Runner) -> None:
    started = asyncio.Event()
    work = runner.run(Work("hang", {"size": 1}, 0, "ko"), lambda done, note: started.set())
    async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
        hanging = group.create_task(work)
        await started.wait()
        hanging.cancel()
        await asyncio.wait([hanging])
        assert hanging.cancelled()
        await run(runner, "quick")


async def test_cancelling_twice_leaves_it_fit_for_the_next(runner: Runner) -> None:
    started = asyncio.Event()
    work = runner.run(Work("hang", {"size": 1}, 0, "ko"), lambda done, note: started.set())
    async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
        hanging = group.create_task(work)
        await started.wait()
        while not hanging.done():
            hanging.cancel()
            await asyncio.sleep(0)
        assert (await run(runner, "quick", size=3, seed=4)).result.metrics["value"] == 7.0


@real
async def test_cancelling_before_the_work_has_begun_keeps_the_worker(runner: Runner) -> None:
    worker = (await run(runner, "quick")).result.metrics["parent"]
    begun = asyncio.ensure_future(run(runner, "hang"))
    for _ in range(3):  # so that it is ordered, no more
        await asyncio.sleep(0)
    begun.cancel()
    await asyncio.wait([begun])
    assert (await run(runner, "quick")).result.metrics["parent"] == worker


@real
async def test_work_that_dies_once_it_has_told_its_result_has_one(runner: Runner) -> None:
    assert (await run(runner, "die_late")).result.metrics["value"] == 1.0
    assert (await run(runner, "quick", size=3, seed=4)).result.metrics["value"] == 7.0


@real
async def test_work_cannot_tell_the_result_of_the_next(runner: Runner) -> None:
    with pytest.raises(RunFailed):
        await run(runner, "forge")
    assert (await run(runner, "quick", size=3, seed=4)).result.metrics["value"] == 7.0


@real
async def test_work_that_never_stops_telling_is_ended_and_the_next_runs(runner: Runner) -> None:
    with pytest.raises(RunFailed):
        await run(runner, "flood")
    await run(runner, "quick")


@real
async def test_work_that_lacks_a_file_is_told_so_and_the_next_runs(runner: Runner) -> None:
    with pytest.raises(RunFailed, match="needs a file that is missing"):
        await run(runner, "lack_a_file")
    await run(runner, "quick")


@real
async def test_work_over_its_memory_is_told_so_and_the_next_runs(runner: Runner) -> None:
    with pytest.raises(RunFailed, match="more memory"):
        await run(runner, "hog")
    await run(runner, "quick")


@real
@pytest.mark.parametrize(
    ("demo", "said"),
    [
        ("fork", "reached for another program"),
        ("connect", "reached for another program"),
        ("many_threads", "reached for another program"),
        pytest.param("read_elsewhere", "reached for another program", marks=fenced),
        pytest.param("folders", "reached for another program", marks=fenced),
        ("one_large_file", "too much to the disk"),
        ("many_files", "too much to the disk"),
        ("many_empty_files", "too much to the disk"),
        pytest.param("many_deleted_files", "too much to the disk", marks=counted),
    ],
)
async def test_work_that_reaches_too_far_is_told_so_and_leaves_nothing(
    runner: Runner, demo: str, said: str
) -> None:
    worker = (await run(runner, "quick")).result.metrics["parent"]
    with pytest.raises(RunFailed, match=said):
        await run(runner, demo)
    assert (await run(runner, "quick")).result.metrics["parent"] == worker
    await until(lambda: psutil.Process(int(worker)).children(recursive=True) == [])


@fenced
@local
async def test_code_in_c_reaches_nothing_but_its_own_folder(runner: Runner, data: Path) -> None:
    backup = data / "backup"
    backup.write_text("answers")
    reached = (await run(runner, "escape")).result.metrics
    own = ("value", "own file", "entropy")
    assert {name: count for name, count in reached.items() if count} == dict.fromkeys(own, 1.0)
    assert backup.read_text() == "answers"


async def test_what_work_says_is_logged_in_a_line_a_run_up_to_a_bound_but_no_words_of_a_member(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with LocalRunner(tmp_path, catalog=ODD) as runner:
        print("logged before", file=sys.stderr)
        for demo in ("quick", "shout", "forge_log"):
            await run(runner, demo)
        for text in ("its own", "what a member wrote"):
            await runner.run(Work("repeat", {"text": text}, 0, "ko"), lambda *_: None)
    before, quick, shout, forged, own = capfd.readouterr().err.splitlines()
    assert before == "logged before"
    assert "quick printed: noise on stdout" in quick
    assert shout.count("\\x00") == MAX_SAID_BYTES
    assert forged.isprintable()
    assert "forge_log printed" in forged
    assert "its own" in own


@local
async def test_why_work_failed_is_logged_by_type_and_place(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.formatter("json"))
    with pytest.raises(RunFailed):
        await run(runner, "fail")
    told = json.loads(caplog.text)
    assert told["event"] == "fail failed: crash"
    assert "in fail" in told["exception"]
    assert told["exception"].endswith("builtins.ValueError")


@local
async def test_why_work_was_stopped_is_logged(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RunFailed):
        await run(runner, "many_files")
    assert "many_files was stopped: The demo wrote too much to the disk" in caplog.text


@pytest.mark.parametrize("fence", [Fence(), Fence(landlock=7), Fence(seccomp=True)])
async def test_where_no_fence_holds_no_other_demos_run(tmp_path: Path, fence: Fence) -> None:
    runner = LocalRunner(tmp_path, catalog=ODD, fence=fence)  # refuses before it has workers
    with pytest.raises(RunFailed, match="Only quizmaster's own demos"):
        await run(runner, "quick")


async def test_where_no_fence_holds_shipped_demos_run(tmp_path: Path) -> None:
    async with LocalRunner(tmp_path, fence=Fence()) as runner:
        work = Work("activation-gradients", {"depth": 2}, 0, "ko")
        await runner.run(work, lambda fraction, note: None)


@real
async def test_jobs_have_processes_of_their_own_that_are_nice_and_know_no_secret(
    runner: Runner,
) -> None:
    first = (await run(runner, "quick")).result.metrics
    again = (await run(runner, "quick")).result.metrics
    assert first["secrets"] == 0
    assert first["nice"] >= 10
    assert first["parent"] == again["parent"]
    assert first["pid"] != again["pid"]


@real
async def test_a_job_can_write_to_nothing_of_those_who_started_it_but_its_replies(
    runner: Runner,
) -> None:
    assert (await run(runner, "quick")).result.metrics["writable"] == 1


async def test_local_workers_and_their_folders_are_gone_after_closing(tmp_path: Path) -> None:
    async with LocalRunner(tmp_path, catalog=ODD) as runner:
        pid = int((await run(runner, "quick")).result.metrics["parent"])
        assert is_running(pid)
        assert list((tmp_path / "tmp").iterdir())
    assert not is_running(pid)
    assert not list((tmp_path / "tmp").iterdir())


async def test_worker_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    async with LocalRunner(tmp_path, catalog="tests.compute_doubles:NOTHING") as runner:
        with pytest.raises(RunFailed):
            await run(runner, "quick")
