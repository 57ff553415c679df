"""How fast demos run at a warm compute service, and what they cost the answers meanwhile."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from compute.api import Job, JobRequest, JobStatus
from compute.client import ComputeClient
from tests.bench.grading import sample, service
from tests.bench.processes import Row, elapsed, percentile

WAITING, QUEUED, ANSWERS = 50, 200, 100
FEW_S, MANY_S = 5.0, 20.0


async def demos() -> list[Row]:
    """Run every demo once and again, fill the queue, and grade while it is full."""
    with tempfile.TemporaryDirectory() as data:
        async with service(Path(data)) as client:
            ping = percentile([await elapsed(client.healthy) for _ in range(ANSWERS)], 95)
            return [
                *await every_demo(client, ping),
                *await full_queue(client, ping),
                await drained(client),
            ]


async def every_demo(client: ComputeClient, ping: float) -> list[Row]:
    names = [spec.name for spec in await client.demos()]
    await run(client, request(names[0], "warm", seed=1))
    times, waits = {}, []
    for name in names:
        times[name], wait = await run(client, request(name, "bench"))
        waits.append(wait)
    cached = [await elapsed(partial(client.start, request(name, "again"))) for name in names]
    quick = sum(took <= FEW_S for took in times.values())
    slowest = max(times, key=lambda name: times[name])
    return [
        (
            f"a demo, median of {len(names)} (goal ≤ 2 s)",
            f"{median(times.values()):.1f} s",
            f"{times[slowest]:.1f} s for {slowest} (goal ≤ {MANY_S:g} s)",
            f"{median(times.values()) / times[slowest]:.2f}",
        ),
        (
            f"demos within {FEW_S:g} s (goal ≥ 50)",
            f"{quick}",
            f"{len(names)} demos",
            f"{quick / len(names):.2f}",
        ),
        (
            "first progress of a demo, p95 (goal ≤ 1 s)",
            f"{1000 * percentile(waits, 95):.0f} ms",
            f"{1000 * ping:.1f} ms for an empty request",
            f"{percentile(waits, 95) / ping:.0f}",
        ),
        (
            "the same demo again, p95 (goal ≤ 50 ms)",
            f"{1000 * percentile(cached, 95):.1f} ms",
            f"{1000 * median(times.values()):.0f} ms the first time",
            f"{percentile(cached, 95) / median(times.values()):.3f}",
        ),
    ]


async def full_queue(client: ComputeClient, ping: float) -> list[Row]:
    answers = sample(ANSWERS)
    await client.grade(answers)
    idle = [await elapsed(partial(client.grade, [one])) for one in answers]
    asked = [request("cnn-vs-mlp", f"member-{n}", seed=n + 1) for n in range(WAITING)]
    jobs: list[Job] = []
    accepted = [await elapsed(partial(start, client, one, jobs)) for one in asked]
    busy = [await elapsed(partial(client.grade, [one])) for one in answers]
    for job, one in zip(jobs, asked, strict=True):
        await client.cancel(job.id, one.owner)
    alone, beside = percentile(idle, 95), percentile(busy, 95)
    return [
        (
            f"accepting a demo with {WAITING} waiting, p95 (goal ≤ 20 ms)",
            f"{1000 * percentile(accepted, 95):.1f} ms",
            f"{1000 * ping:.1f} ms for an empty request",
            f"{percentile(accepted, 95) / ping:.1f}",
        ),
        (
            "one answer while demos run, p95 (goal ≤ 3 × idle)",
            f"{1000 * beside:.1f} ms",
            f"{1000 * alone:.1f} ms idle",
            f"{beside / alone:.1f}",
        ),
    ]


async def drained(client: ComputeClient) -> Row:
    """Queue many small demos at once and count what comes of them."""
    before = pool_mib()
    small = {"depth": 3, "width": 32}
    asked = [
        JobRequest(demo="activation-gradients", params=small, seed=n, owner=f"owner-{n}")
        for n in range(100, 100 + QUEUED)
    ]
    jobs: list[Job] = []
    for one in asked:
        await start(client, one, jobs)
    ends = await asyncio.gather(*(end(client, job) for job in jobs))
    done = sum(job.status is JobStatus.DONE for job in ends)
    after = pool_mib()
    return (
        f"of {QUEUED} demos queued at once, done; memory of the service and its pool",
        f"{done}; {after:.0f} MiB",
        f"{QUEUED}; {before:.0f} MiB before",
        f"{after / before:.2f}",
    )


def request(name: str, owner: str, seed: int = 0) -> JobRequest:
    return JobRequest(demo=name, owner=owner, seed=seed)


async def start(client: ComputeClient, asked: JobRequest, jobs: list[Job]) -> None:
    jobs.append(await client.start(asked))


async def run(client: ComputeClient, asked: JobRequest) -> tuple[float, float]:
    """Return the seconds until a demo is done, and until it first says how far it is."""
    now = asyncio.get_running_loop().time
    began, first = now(), 0.0
    job = await client.start(asked)
    async for changed in client.watch(job.id):
        if changed.status is not JobStatus.QUEUED and not first:
            first = now() - began
        job = changed
    assert job.status is JobStatus.DONE, job
    return now() - began, first


async def end(client: ComputeClient, job: Job) -> Job:
    async for changed in client.watch(job.id):
        job = changed
    return job


def pool_mib() -> float:
    family = psutil.Process().children(recursive=True)
    return float(sum(one.memory_info().rss for one in family)) / 2**20
