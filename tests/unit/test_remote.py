"""Grades and figures from the compute service, as the core meets them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from pydantic import SecretStr

from bot.quiz.errors import DemoRefused, DemosUnavailable, GraderRefuses
from bot.quiz.figures import Bar, BarChart
from bot.quiz.ports import Media
from bot.remote import figures as remote_figures
from bot.remote.demos import HttpDemos
from bot.remote.figures import HttpFigures
from bot.remote.grader import HttpGrader
from bot.store.errors import StoreUnavailable
from bot.store.media import FileMedia
from compute.api import Chart, GradeBatch, GradeResult, GradeResults
from compute.client import ComputeClient
from compute.problems import no_demos
from compute.service.auth import MAX_BODY_BYTES, AuthMiddleware
from content.schema import Bilingual, References, Rubric
from evaluators.grade import Grade, GradeRequest, Verdict
from tests.compute_doubles import DEADLINE_S, known_as, serving
from tests.fakes import InMemoryMedia

PNG = b"\x89PNG\r\n\x1a\n curve"
PROBLEM = b'{"code": "any", "message": {"ko": "x", "en": "x"}}'
WHY = Bilingual(ko="왜?", en="Why?")


class Shelf:
    """A compute service of which only the figures are there; `status` is how it answers."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[str] = []
        self.hangs = False
        self.app = FastAPI()
        self.app.get("/v1/figures/{name}")(self.figure)
        self.app.post("/v1/charts")(self.chart)

    async def figure(self, name: str) -> Response:
        self.asked.append(name)
        if self.hangs:
            await asyncio.Event().wait()
        return Response(PNG if self.status == 200 else PROBLEM, self.status)

    async def chart(self, chart: Chart) -> Response:
        return await self.figure(f"{chart.title}: {chart.bars[0].name}")


CHART = BarChart("title", (Bar("a topic that a team has made up" * 3, 0.5, "50"),))


@asynccontextmanager
async def figures(shelf: Shelf, media: Media | None = None) -> AsyncIterator[HttpFigures]:
    async with asyncio.timeout(DEADLINE_S), serving(shelf.app) as url, ComputeClient(url) as client:
        yield HttpFigures(client, media or InMemoryMedia())


async def test_figure_is_kept_and_fetched_once() -> None:
    shelf, media = Shelf(), InMemoryMedia()
    async with figures(shelf, media) as found:
        first = await found.figure("gd-curve")
        assert first is not None
        assert await media.get(first) == PNG
        assert await found.figure("gd-curve") == first
    assert shelf.asked == ["gd-curve"]


async def test_a_figure_that_is_kept_no_longer_is_drawn_again(tmp_path: Path) -> None:
    shelf, media = Shelf(), FileMedia(tmp_path)
    async with figures(shelf, media) as found:
        await found.figure("gd-curve")
        await media.trim(0)
        again = await found.figure("gd-curve")
        assert again is not None
        assert await media.get(again) == PNG


async def test_chart_is_drawn_with_names_that_have_room() -> None:
    shelf, media = Shelf(), InMemoryMedia()
    async with figures(shelf, media) as found:
        drawn = await found.bars(CHART)
        assert drawn is not None
        assert await media.get(drawn) == PNG
    assert shelf.asked == ["title: a topic that a team has…"]


@pytest.mark.parametrize("status", [404, 422, 503])
async def test_chart_that_cannot_be_drawn_is_left_out(status: int) -> None:
    async with figures(Shelf(status)) as found:
        assert await found.bars(CHART) is None


async def test_figure_is_none_while_nobody_is_there() -> None:
    async with ComputeClient("http://127.0.0.1:9") as client:
        assert await HttpFigures(client, InMemoryMedia()).figure("gd-curve") is None


@pytest.mark.parametrize("status", [401, 404, 500, 503])
async def test_figure_that_was_missing_comes_when_it_is_there(status: int) -> None:
    shelf = Shelf(status)
    async with figures(shelf) as found:
        assert await found.figure("gd-curve") is None
        shelf.status = 200
        assert await found.figure("gd-curve") is not None


async def test_slow_figure_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_figures, "FIGURE_S", 0.05)
    shelf = Shelf()
    shelf.hangs = True
    async with figures(shelf) as found:
        assert await found.figure("gd-curve") is None


async def test_figure_that_cannot_be_kept_is_left_out() -> None:
    class FullDisk(InMemoryMedia):
        async def put(self, data: bytes, suffix: str) -> str:
            raise StoreUnavailable("the picture cannot be kept")

    async with figures(Shelf(), FullDisk()) as found:
        assert await found.figure("gd-curve") is None


async def test_odd_name_is_asked_for_as_it_is() -> None:
    shelf = Shelf()
    async with figures(shelf) as found:
        await found.figure("gd-curve?x=1#y")
    assert shelf.asked == ["gd-curve?x=1#y"]


class Grading:
    """A compute service that gives a point for each letter and refuses what holds a bad answer."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.app = FastAPI()
        self.app.post("/v1/grade")(self.grade)

    async def grade(self, request: Request, batch: GradeBatch) -> Response:
        self.sizes.append(len(await request.body()))
        if any("bad" in item.answer for item in batch.items):
            return Response(PROBLEM, 422)
        scores = [len(item.answer) / 9 for item in batch.items]
        grades = [Grade(score=score, verdict=Verdict.PARTIAL) for score in scores]
        results = GradeResults(results=tuple(GradeResult(grade=grade) for grade in grades))
        return Response(results.model_dump_json())


async def scores(service: Grading, question: Rubric, *answers: str) -> list[float | None]:
    async with serving(service.app) as url, ComputeClient(url) as client:
        requests = [GradeRequest(question=question, answer=answer) for answer in answers]
        return [grade and grade.score for grade in await HttpGrader(client).grade(requests)]


async def test_large_batch_is_graded_in_parts_the_service_takes() -> None:
    service = Grading()
    large = Rubric(id="q", text=WHY, references=References(ko=("가" * 4000,) * 40))
    found = await scores(service, large, *("x" * n for n in range(1, 10)))
    assert found == [n / 9 for n in range(1, 10)]
    assert len(service.sizes) > 1
    assert max(service.sizes) <= MAX_BODY_BYTES


async def test_an_answer_that_compute_refuses_holds_up_no_other() -> None:
    found = await scores(Grading(), Rubric(id="q", text=WHY), "one", "two", "bad", "four", "five")
    assert found == [3 / 9, 3 / 9, None, 4 / 9, 4 / 9]


async def test_a_token_that_compute_does_not_take_is_not_called_away() -> None:
    service = Grading()
    service.app.add_middleware(AuthMiddleware, token=SecretStr("right"))
    with pytest.raises(GraderRefuses, match="token"):
        await scores(service, Rubric(id="q", text=WHY), "one")


async def test_of_a_token_that_compute_does_not_take_members_read_that_demos_are_away() -> None:
    app = FastAPI()
    app.add_middleware(AuthMiddleware, token=SecretStr("right"))
    async with serving(app) as url, ComputeClient(url) as client:
        with pytest.raises(DemosUnavailable, match="token"):
            await HttpDemos(client, InMemoryMedia(), known_as).demos()


async def test_a_service_without_demos_says_so_in_its_own_words() -> None:
    app = FastAPI()
    app.get("/v1/demos", status_code=501)(lambda: no_demos().problem)
    async with serving(app) as url, ComputeClient(url) as client:
        with pytest.raises(DemoRefused) as refused:
            await HttpDemos(client, InMemoryMedia(), known_as).demos()
    assert refused.value.reason == no_demos().problem.message
