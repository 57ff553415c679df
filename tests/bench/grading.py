"""How fast a warm compute service grades."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from pydantic import SecretStr

from bot.app.supervisor import free_port
from compute.client import ComputeClient, ComputeUnavailable
from content.loader import load
from evaluators.grade import GradeRequest
from tests.bench.processes import TOKEN, Row, elapsed, running

ANSWERS = 200


async def grading() -> list[Row]:
    """Grade one answer at a time and in batches at a real compute service, warm."""
    with tempfile.TemporaryDirectory() as data:
        async with service(Path(data)) as client:
            requests = sample(ANSWERS)
            await client.grade(requests)
            pings = [await elapsed(client.healthy) for _ in range(ANSWERS)]
            times = [await elapsed(partial(client.grade, [one])) for one in requests]
            batched = await elapsed(partial(client.grade, requests))
    p95, ping = quantiles(times, n=20)[-1], quantiles(pings, n=20)[-1]
    one, many = sum(times) / ANSWERS, batched / ANSWERS
    return [
        (
            "one answer, p95 of 200 (goal ≤ 150 ms)",
            f"{1000 * p95:.1f} ms (p50 {1000 * median(times):.1f} ms)",
            f"{1000 * ping:.1f} ms for an empty request",
            f"{p95 / ping:.1f}",
        ),
        (
            "one answer in a batch of 64",
            f"{1000 * many:.1f} ms",
            f"{1000 * one:.1f} ms one at a time",
            f"{many / one:.2f}",
        ),
    ]


def sample(count: int) -> list[GradeRequest]:
    """Return different answers to different questions, as long as people write them."""
    bank = load()
    rubrics = [bank.rubric(id_) for id_, one in bank.questions.items() if one.has_reference]
    return [
        GradeRequest(question=rubric, answer=f"{turn} {rubric.references.all()[turn % 2]}")
        for turn, rubric in zip(range(count), cycle(filter(None, rubrics)))
    ]


@asynccontextmanager
async def service(data: Path) -> AsyncIterator[ComputeClient]:
    port = free_port()
    with running("compute", "serve", "--port", str(port), data=data):
        async with ComputeClient(f"http://127.0.0.1:{port}", SecretStr(TOKEN)) as client:
            async with asyncio.timeout(120):
                while not await is_ready(client):
                    await asyncio.sleep(0.2)
            yield client


async def is_ready(client: ComputeClient) -> bool:
    try:
        return (await client.healthy()).status == "ready"
    except ComputeUnavailable:
        return False
