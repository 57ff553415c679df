"""Runs jobs on a Ray cluster: each node runs them as `LocalRunner` does on its machine."""

import asyncio
import logging
import os
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

import ray
from ray.exceptions import ActorDiedError, ActorUnavailableError, RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from compute import logs
from compute.jobs.fence import Fence, find_fence
from compute.jobs.local import GPUS, SHIPPED, LocalRunner
from compute.jobs.queue import RunFailed, RunnerUnavailable, Work
from compute.problems import lost
from compute.toolkit.demo import Finished
from content.schema import Bilingual

log = logging.getLogger(__name__)

RUNS = 2
REACH_S = 5.0
JOIN_S = 30.0
CLOSE_S = 5.0

Said = tuple[float, str] | Finished | Bilingual
"""Progress, a result, or why there is none."""


def join(address: str) -> None:
    """Join the cluster whose head is at `address`, which this machine is a node of; blocking.

    Raises:
        RunnerUnavailable: there is no cluster, or this machine is none of its nodes.
    """
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), REACH_S).close()
    except (OSError, ValueError, OverflowError) as error:
        raise RunnerUnavailable(
            f"No Ray cluster can be reached at {address!r}; start it, or name its head with"
            " --ray-address HOST:PORT."
        ) from error
    ended: list[str] = []

    def attempt() -> None:
        try:
            ray.init(address, configure_logging=False, log_to_driver=False)
            ended.append("")
        except Exception as error:
            ended.append(str(error).strip().partition("\n")[0] or repr(error))

    # Ray waits for minutes, and in the main thread it would take over SIGTERM.
    logging.getLogger("ray").setLevel(logging.ERROR)
    joining = threading.Thread(target=attempt, daemon=True)
    joining.start()
    joining.join(JOIN_S)
    reason = ended[0] if ended else f"no answer within {JOIN_S:g} s"
    if reason:
        raise RunnerUnavailable(
            f"Cannot join the Ray cluster at {address!r} ({reason}); this machine has to be a node"
            " of it, with the same Ray and the same RAY_AUTH_TOKEN."
        )


class RayRunner:
    """Workers on the cluster that was joined, each with a CPU of it; use as a context manager.

    A worker is idle once it has opened: Ray may have no room for it yet. A demo that can use a GPU
    gets a worker with one for as long as it runs, where there is any.
    """

    gpu_slots = 1

    def __init__(self, slots: int = 1, catalog: str = SHIPPED, memory_mb: int = 1024) -> None:
        self.slots = slots
        self._catalog, self._memory_mb = catalog, memory_mb
        self._idle: asyncio.Queue[Any] = asyncio.Queue()
        self._opening: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        for _ in range(self.slots):
            self._open(await self._start())
        return self

    async def __aexit__(self, *_: object) -> None:
        opening = tuple(self._opening)
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        await asyncio.gather(*map(close, idle))

    async def run(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        """Run on some node, and once more on another where that one is lost."""
        for number in range(1, RUNS + 1):
            try:
                return await self._run_once(work, report)
            except RayError as error:
                log.warning("run %d of %s was lost: %s", number, work.demo, error)
        raise RunFailed(lost())

    async def _run_once(self, work: Work, report: Callable[[float, str], None]) -> Finished:
        """Run from start to end; raise `RayError` where it is lost on the way, or can't start."""
        has_started = False

        def told(fraction: float, note: str) -> None:
            nonlocal has_started
            has_started = True
            report(fraction, note)

        while True:
            try:
                async with self._worker(work.num_gpus) as worker:
                    return await relay(worker.run.remote(work), told)
            except ActorUnavailableError:  # it comes back, on this node or another
                if has_started:
                    raise

    async def fence(self) -> Fence:
        """Return what holds on every node that demos can come to."""
        nodes = await asyncio.to_thread(hosts)
        fences = await asyncio.gather(*(fence_of(node["NodeID"]) for node in nodes))
        return Fence(
            landlock=min((one.landlock for one in fences), default=0),
            seccomp=bool(fences) and all(one.seccomp for one in fences),
            nodes=len(nodes),
        )

    @asynccontextmanager
    async def _worker(self, num_gpus: int) -> AsyncIterator[Any]:
        """Lend an idle worker, or one of its own to work that gets a GPU."""
        if num_gpus and len(await asyncio.to_thread(hosts, num_gpus)) > 0:
            worker = await self._start(num_gpus)
            try:
                yield worker
            finally:
                await asyncio.shield(close(worker))
        else:
            worker = await self._idle.get()
            try:
                yield worker
            except ActorDiedError:  # for good, as where a node lacks what demos need
                worker = await self._start()
                raise
            finally:
                self._open(worker)

    def _open(self, worker: Any) -> None:
        task = asyncio.create_task(self._opened(worker))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _opened(self, worker: Any) -> None:
        """Have a worker idle once it is open; of one that can't open the next job learns why."""
        try:
            with suppress(RayError):
                await worker.open.remote()
        finally:
            self._idle.put_nowait(worker)

    async def _start(self, num_gpus: int = 0) -> Any:
        """Start a worker; should its node be lost, Ray starts it anew on another.

        One with a GPU takes no CPU, for those of its node may all be taken by other workers.
        """
        num_cpus = 0 if num_gpus else 1
        start = ray.remote(num_cpus=num_cpus, num_gpus=num_gpus, max_restarts=-1)(RayWorker).remote
        return await asyncio.to_thread(start, self._catalog, self._memory_mb)


async def relay(said: Any, report: Callable[[float, str], None]) -> Finished:
    """Report what a worker says of its progress up to its end; stop it if nobody waits any more."""
    try:
        async for one in said:
            match await one:
                case Finished() as finished:
                    return finished
                case Bilingual() as failure:
                    raise RunFailed(failure)
                case (fraction, note):
                    report(fraction, note)
        raise RunFailed(lost())
    finally:  # a second cancellation must not keep the first from being told
        await asyncio.shield(asyncio.to_thread(ray.cancel, said))


async def close(worker: Any) -> None:
    """End a worker and what it has started; one that doesn't answer is left to Ray."""
    with suppress(RayError, TimeoutError):
        async with asyncio.timeout(CLOSE_S):
            await worker.close.remote()
    await asyncio.to_thread(ray.kill, worker)


def hosts(num_gpus: int = 0) -> list[dict[str, Any]]:
    """Return the nodes that can run demos; one that only connects a service has no CPU."""
    alive = (node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU"))
    return [node for node in alive if node["Resources"].get("GPU", 0) >= num_gpus]


async def fence_of(node_id: str) -> Fence:
    """Return what holds on a node, which is nothing where it can't be asked."""
    there = NodeAffinitySchedulingStrategy(node_id, soft=False)
    try:
        fence: Fence = await fence_here.options(scheduling_strategy=there).remote()
    except RayError:
        return Fence()
    return fence


@ray.remote(num_cpus=0)
def fence_here() -> Fence:
    return find_fence()


class RayWorker:
    """An actor that has jobs run on its node, one at a time, in the processes of a `LocalRunner`.

    Those get none of its environment but which GPUs Ray has given it.
    """

    def __init__(self, catalog: str, memory_mb: int) -> None:
        logs.set_up_as_told()
        if not ray.get_gpu_ids():
            os.environ[GPUS] = ""
        self._catalog, self._memory_mb = catalog, memory_mb
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._runner: LocalRunner | None = None

    @ray.method(max_task_retries=-1)
    async def open(self) -> None:
        """Get ready for jobs; asked of a worker whose node is lost, this waits for the next."""
        await self._local()

    async def close(self) -> None:
        await self._stack.aclose()

    async def run(self, work: Work) -> AsyncIterator[Said]:
        """Run a job until it ends or the call is cancelled, and yield all there is to say of it."""
        runner = await self._local()
        said: asyncio.Queue[Said | None] = asyncio.Queue()

        async def run() -> None:
            try:
                said.put_nowait(await runner.run(work, lambda *progress: said.put_nowait(progress)))
            except RunFailed as failure:
                said.put_nowait(failure.message)

        running = asyncio.create_task(run())
        running.add_done_callback(lambda _: said.put_nowait(None))
        try:
            while (one := await said.get()) is not None:
                yield one
            await running
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def _local(self) -> LocalRunner:
        async with self._opening:
            if self._runner is None:
                folder = self._stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="quizmaster-")
                )
                local = LocalRunner(Path(folder), 1, self._catalog, self._memory_mb)
                self._runner = await self._stack.enter_async_context(local)
            return self._runner
