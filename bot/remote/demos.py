"""Runs demos at the compute service."""

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Sequence,
)
from contextlib import aclosing, contextmanager
from typing import TypeVar

from bot import metrics
from bot.quiz.demos.model import DemoOrder, DemoRun, Demos
from bot.quiz.errors import DemoRefused, DemosUnavailable, QuizError
from bot.quiz.model import MemberId
from bot.quiz.ports import Media
from bot.remote.compute import Compute
from compute.api import DemoResult, Job, JobRequest, JobStatus
from compute.client import ComputeRefused, ComputeUnavailable
from compute.problems import UNAUTHORIZED
from content.demo import DemoSpec

T = TypeVar("T")

Owner = Callable[[MemberId], Awaitable[str]]


class HttpDemos(Demos):
    """Runs demos at the compute service and keeps their pictures in the media store."""

    def __init__(self, client: Compute, media: Media, owner: Owner) -> None:
        """Take what tells under which id compute is to know a member."""
        self._client = client
        self._media = media
        self._owner = owner

    async def demos(self) -> Sequence[DemoSpec]:
        with _translated():
            return await self._client.demos()

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
            error = _of_the_quiz(exc)
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
        return await _if_there(self._done(self._client.job(job)))

    async def last(self, member: MemberId) -> DemoRun | None:
        return await _if_there(self._done(self._client.last(await self._owner(member))))

    async def recent(self, name: str, limit: int) -> Sequence[DemoRun]:
        with _translated():
            return [await self._run(job) for job in await self._client.recent(name, limit)]

    async def plot(self, job: str, name: str) -> bytes | None:
        return await _if_there(self._client.artifact(job, name))

    async def code(self, job: str) -> str | None:
        return await _if_there(self._client.code(job))

    async def _done(self, asked: Awaitable[Job]) -> DemoRun | None:
        found = await asked
        return await self._run(found) if found.status is JobStatus.DONE else None

    async def cancel(self, job: str, member: MemberId) -> None:
        with _translated():
            await self._client.cancel(job, await self._owner(member))

    async def cancel_all(self, member: MemberId) -> int:
        with _translated():
            return len(await self._client.cancel_all(await self._owner(member)))

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


def _plots(result: DemoResult) -> tuple[str, ...]:
    """Return by picture the name of its plot; an empty one where it has none."""
    names = (f"{picture.rpartition('.')[0]}.json" for picture in result.artifacts)
    return tuple(name if name in result.plots else "" for name in names)


async def _if_there(asked: Awaitable[T]) -> T | None:
    """Return what compute is asked for; None if it has none such."""
    try:
        return await asked
    except ComputeRefused:
        return None
    except ComputeUnavailable as exc:
        raise DemosUnavailable(str(exc)) from exc


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ComputeRefused, ComputeUnavailable) as exc:
        raise _of_the_quiz(exc) from exc


def _of_the_quiz(error: ComputeRefused | ComputeUnavailable) -> QuizError:
    """Keep compute's own sentence for a member where it gave one: bad params, limits, load."""
    problem = error.problem
    if problem is None or problem.code == UNAUTHORIZED:
        return DemosUnavailable(str(error))
    return DemoRefused(problem.message, problem.param)
