"""Real demos, run in the process of the playground: no service, no fence, no limits."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.quiz.demos.model import DemoOrder, DemoRun
from bot.quiz.errors import DemoRefused
from bot.quiz.model import MemberId
from bot.quiz.ports import Media
from compute.demos.registry import DEMOS
from compute.problems import Refused
from compute.toolkit.demo import Finished
from content.demo import DemoSpec


class DemosHere:
    def __init__(self, media: Media) -> None:
        self._media = media
        self._done: dict[str, tuple[DemoRun, Finished]] = {}

    async def demos(self) -> Sequence[DemoSpec]:
        return DEMOS.specs

    async def run(self, order: DemoOrder) -> AsyncIterator[DemoRun]:
        try:
            demo = DEMOS.find(order.name)
            params = demo.check(order.params)
        except Refused as refused:
            raise DemoRefused(refused.problem.message, refused.problem.param) from None
        run = DemoRun(f"{len(self._done):08x}", order.name, "running", fraction=0.5, note="step 1")
        yield run
        work = (params, order.seed, lambda fraction, note: None, order.language)
        finished = await asyncio.to_thread(demo.execute, *work)
        files = [(data, f".{name.rpartition('.')[2]}") for name, data in finished.files.items()]
        pictures = tuple([await self._media.put(*file) for file in files])
        plots, result = finished.result.plots, finished.result
        ended = replace(run, state="done", caption=result.caption, params=result.params)
        ended = replace(ended, seed=result.seed, pictures=pictures, plots=plots)
        self._done[run.job] = (ended, finished)
        yield ended

    async def finished(self, job: str) -> DemoRun | None:
        return self._done[job][0] if job in self._done else None

    async def last(self, member: MemberId) -> DemoRun | None:
        return None

    async def recent(self, name: str, limit: int) -> Sequence[DemoRun]:
        return [run for run, _ in reversed(self._done.values()) if run.demo == name][:limit]

    async def plot(self, job: str, name: str) -> bytes | None:
        return self._done[job][1].plots[name].encode()

    async def code(self, job: str) -> str | None:
        return self._done[job][1].code

    async def cancel(self, job: str, member: MemberId) -> None: ...
