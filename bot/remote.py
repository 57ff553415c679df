"""The compute service as the core's `Grader`, `Demos` and `Figures`: translates shapes, no more."""

import asyncio
import logging
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import aclosing
from datetime import date

from bot import metrics
from bot.quiz.demos.model import DemoOrder, DemoRun
from bot.quiz.errors import (
    DemoRefused,
    DemosUnavailable,
    GraderRefuses,
    GraderUnavailable,
    QuizError,
)
from bot.quiz.figures import BarChart
from bot.quiz.model import MemberId
from bot.quiz.mypage.model import PastDay
from bot.quiz.ports import Media
from compute.api import Chart, ChartBar, DemoResult, Job, JobRequest, JobStatus
from compute.client import ComputeClient, ComputeRefused, ComputeUnavailable
from compute.problems import UNAUTHORIZED
from compute.replicas import Replicas
from content.demo import DemoSpec
from evaluators.grade import Grade, GradeRequest

log = logging.getLogger(__name__)

Compute = ComputeClient | Replicas
Owner = Callable[[MemberId], Awaitable[str]]

FIGURE_S = 5.0
MAX_BAR_CHARS = 24
UNDRAWN = (ComputeUnavailable, ComputeRefused, QuizError, TimeoutError)
PART_BYTES = 2 * 2**20


class HttpGrader:
    """Grades at the compute service."""

    def __init__(self, client: Compute) -> None:
        self._client = client

    async def grade(self, requests: Sequence[GradeRequest]) -> list[Grade | None]:
        try:
            return [grade for part in _parts(requests) for grade in await self._graded(part)]
        except ComputeUnavailable as exc:
            raise (GraderRefuses if exc.is_unauthorized else GraderUnavailable)(str(exc)) from exc

    async def _graded(self, part: Sequence[GradeRequest]) -> list[Grade | None]:
        """Grade a part; if it is refused, grade its halves, so that only the bad answers wait."""
        try:
            return [result.grade for result in await self._client.grade(part)]
        except ComputeRefused as exc:
            if len(part) == 1:
                log.error("compute does not take an answer to %s: %s", part[0].question.id, exc)
                return [None]
        half = len(part) // 2
        return await self._graded(part[:half]) + await self._graded(part[half:])


def _parts(requests: Sequence[GradeRequest]) -> Iterator[list[GradeRequest]]:
    """Split a batch so that no part is more than the service takes at once."""
    part: list[GradeRequest] = []
    size = 0
    for request in requests:
        added = len(request.model_dump_json().encode())
        if part and size + added > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(request)
        size += added
    if part:
        yield part


class HttpDemos:
    """Runs demos at the compute service and keeps their pictures in the media store."""

    def __init__(self, client: Compute, media: Media, owner: Owner) -> None:
        """Take what tells under which id compute is to know a member."""
        self._client = client
        self._media = media
        self._owner = owner

    async def demos(self) -> Sequence[DemoSpec]:
        try:
            return await self._client.demos()
        except (ComputeRefused, ComputeUnavailable) as exc:
            raise _translated(exc) from exc

    async def run(self, order: DemoOrder) -> AsyncIterator[DemoRun]:
        request = JobRequest(
            demo=order.name,
            params=dict(order.params),
            seed=order.seed,
            owner=await self._owner(order.member),
            channel=order.channel,
            language=order.language,
        )
        outcome = "left"
        try:
            # Its replica may die with the run in it: it has the same end when run again elsewhere.
            for is_last_try in (False, True):
                job = await self._client.start(request)
                outcome = job.status.value
                yield await self._run(job)
                try:
                    async with aclosing(self._changes(job)) as changes:
                        async for change in changes:
                            outcome = change.status.value
                            yield await self._run(change)
                    return
                except (ComputeRefused, ComputeUnavailable):
                    if is_last_try:
                        raise
        except (ComputeRefused, ComputeUnavailable) as exc:
            error = _translated(exc)
            outcome = "refused" if isinstance(error, DemoRefused) else "unavailable"
            raise error from exc
        finally:
            metrics.DEMOS.labels(outcome).inc()

    async def _changes(self, job: Job) -> AsyncGenerator[Job, None]:
        if not job.status.is_final:
            async with aclosing(self._client.watch(job.id)) as changes:
                async for change in changes:
                    yield change

    async def finished(self, job: str) -> DemoRun | None:
        return await self._done(self._client.job(job))

    async def last(self, member: MemberId) -> DemoRun | None:
        return await self._done(self._client.last(await self._owner(member)))

    async def recent(self, name: str, limit: int) -> Sequence[DemoRun]:
        try:
            return [await self._run(job) for job in await self._client.recent(name, limit)]
        except (ComputeRefused, ComputeUnavailable) as exc:
            raise _translated(exc) from exc

    async def plot(self, job: str, name: str) -> bytes | None:
        try:
            return await self._client.artifact(job, name)
        except ComputeRefused:
            return None
        except ComputeUnavailable as exc:
            raise DemosUnavailable(str(exc)) from exc

    async def code(self, job: str) -> str | None:
        try:
            return await self._client.code(job)
        except ComputeRefused:
            return None
        except ComputeUnavailable as exc:
            raise DemosUnavailable(str(exc)) from exc

    async def _done(self, asked: Awaitable[Job]) -> DemoRun | None:
        try:
            found = await asked
            return await self._run(found) if found.status is JobStatus.DONE else None
        except ComputeRefused:
            return None
        except ComputeUnavailable as exc:
            raise DemosUnavailable(str(exc)) from exc

    async def cancel(self, job: str, member: MemberId) -> None:
        try:
            await self._client.cancel(job, await self._owner(member))
        except (ComputeRefused, ComputeUnavailable) as exc:
            raise _translated(exc) from exc

    async def cancel_all(self, member: MemberId) -> int:
        try:
            return len(await self._client.cancel_all(await self._owner(member)))
        except (ComputeRefused, ComputeUnavailable) as exc:
            raise _translated(exc) from exc

    async def _run(self, job: Job) -> DemoRun:
        result = job.result
        return DemoRun(
            job=job.id,
            demo=job.demo,
            state=job.status.value,
            position=job.position,
            fraction=job.fraction,
            note=job.note,
            headline=result.headline if result else None,
            caption=result.caption if result else None,
            alt=result.alt if result else None,
            outcome=result.outcome if result else "",
            params=result.params if result else None,
            seed=result.seed if result else 0,
            pictures=await self._pictures(job),
            plots=_plots(result) if result else (),
            error=job.error,
        )

    async def _pictures(self, job: Job) -> tuple[str, ...]:
        names = job.result.artifacts if job.result else ()
        ids = []
        for name in names:
            data = await self._client.artifact(job.id, name)
            ids.append(await self._media.put(data, "." + name.rpartition(".")[2]))
        return tuple(ids)


class HttpFigures:
    """Has figures drawn at the compute service, each once while the media store keeps it."""

    def __init__(self, client: Compute, media: Media) -> None:
        self._client = client
        self._media = media
        self._known: dict[str, str] = {}

    async def figure(self, name: str) -> str | None:
        try:
            async with asyncio.timeout(FIGURE_S):
                known = self._known.get(name)
                if known is None or await self._media.get(known) is None:
                    data = await self._client.figure(name)
                    self._known[name] = await self._media.put(data, ".png")
                return self._known[name]
        except UNDRAWN as exc:
            log.warning("the figure %s is left out for now: %s", name, str(exc) or "too slow")
            return None

    async def bars(self, chart: BarChart) -> str | None:
        try:
            async with asyncio.timeout(FIGURE_S):
                data = await self._client.chart(_chart(chart))
                return await self._media.put(data, ".png")
        except UNDRAWN as exc:
            log.warning("a chart is left out: %s", str(exc) or "too slow")
            return None

    async def calendar(self, first: date, today: date, days: Mapping[date, PastDay]) -> str | None:
        data = await asyncio.to_thread(_drawn, first, today, days)
        return await self._media.put(data, ".png")


def _drawn(first: date, today: date, days: Mapping[date, PastDay]) -> bytes:
    # The library that draws is loaded by who first asks for a picture, not at the start.
    from bot.calendar_picture import draw

    return draw(first, today, days)


def _chart(chart: BarChart) -> Chart:
    """Return a chart as compute takes it: names that a team made up may be long."""
    bars = (
        ChartBar(
            name=_clipped(bar.name),
            value=bar.value,
            label=_clipped(bar.label),
            is_marked=bar.is_marked,
        )
        for bar in chart.bars
    )
    return Chart(title=chart.title, bars=tuple(bars))


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_BAR_CHARS else text[: MAX_BAR_CHARS - 1] + "…"


def _plots(result: DemoResult) -> tuple[str, ...]:
    """Return by picture the name of its plot; an empty one where it has none."""
    names = (f"{picture.rpartition('.')[0]}.json" for picture in result.artifacts)
    return tuple(name if name in result.plots else "" for name in names)


def _translated(error: ComputeRefused | ComputeUnavailable) -> QuizError:
    """Keep compute's own sentence for a member where it gave one: bad params, limits, load."""
    problem = error.problem
    if problem is None or problem.code == UNAUTHORIZED:
        return DemosUnavailable(str(error))
    return DemoRefused(problem.message, problem.param)
