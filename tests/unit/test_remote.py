"""Grades and figures from the compute service, as the core meets them."""

import asyncio
import json

import pytest
from fastapi import FastAPI, Request, Response

import bot.remote
from bot.remote import HttpFigures, HttpGrader
from bot.store.errors import StoreUnavailable
from compute.api import GradeBatch, GradeResult, GradeResults
from compute.client import ComputeClient
from compute.service.auth import MAX_BODY_BYTES
from content.schema import Bilingual, References, Rubric
from evaluators.grade import Grade, GradeRequest, Verdict
from tests.compute_doubles import DEADLINE_S, serving
from tests.fakes import InMemoryMedia

PNG = b"\x89PNG\r\n\x1a\n curve"


class Shelf:
    """A compute service of which only the figures are there; `status` is how it answers."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[str] = []
        self.hangs = False
        self.app = FastAPI()
        self.app.get("/v1/figures/{name}")(self.figure)

    async def figure(self, name: str) -> Response:
        self.asked.append(name)
        if self.hangs:
            await asyncio.Event().wait()
        problem = b'{"code": "unknown_figure", "message": {"ko": "x", "en": "x"}}'
        return Response(PNG if self.status == 200 else problem, self.status)


async def test_figure_is_kept_and_fetched_once() -> None:
    shelf, media = Shelf(), InMemoryMedia()
    async with serving(shelf.app) as url, ComputeClient(url) as client:
        figures = HttpFigures(client, media)
        first = await figures.figure("gd-curve")
        assert first is not None
        assert await media.get(first) == PNG
        assert await figures.figure("gd-curve") == first
    assert shelf.asked == ["gd-curve"]


async def test_figure_is_none_while_nobody_is_there() -> None:
    async with ComputeClient("http://127.0.0.1:9") as client:
        assert await HttpFigures(client, InMemoryMedia()).figure("gd-curve") is None


@pytest.mark.parametrize("status", [401, 404, 500, 503])
async def test_figure_that_was_missing_comes_when_it_is_there(status: int) -> None:
    shelf = Shelf(status)
    async with serving(shelf.app) as url, ComputeClient(url) as client:
        figures = HttpFigures(client, InMemoryMedia())
        assert await figures.figure("gd-curve") is None
        shelf.status = 200
        assert await figures.figure("gd-curve") is not None


async def test_slow_figure_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.remote, "FIGURE_S", 0.05)
    shelf = Shelf()
    shelf.hangs = True
    async with asyncio.timeout(DEADLINE_S), serving(shelf.app) as url, ComputeClient(url) as client:
        assert await HttpFigures(client, InMemoryMedia()).figure("gd-curve") is None


async def test_figure_that_cannot_be_kept_is_left_out() -> None:
    class FullDisk(InMemoryMedia):
        async def put(self, data: bytes, suffix: str) -> str:
            raise StoreUnavailable("the picture cannot be kept")

    shelf = Shelf()
    async with serving(shelf.app) as url, ComputeClient(url) as client:
        assert await HttpFigures(client, FullDisk()).figure("gd-curve") is None


async def test_odd_name_is_asked_for_as_it_is() -> None:
    shelf = Shelf()
    async with serving(shelf.app) as url, ComputeClient(url) as client:
        await HttpFigures(client, InMemoryMedia()).figure("gd-curve?x=1#y")
    assert shelf.asked == ["gd-curve?x=1#y"]


async def test_large_batch_is_graded_in_parts_the_service_takes() -> None:
    app, sizes = FastAPI(), []

    @app.post("/v1/grade")
    async def grade(request: Request) -> dict[str, object]:
        body = await request.body()
        sizes.append(len(body))
        items = json.loads(body)["items"]
        graded = [Grade(score=len(one["answer"]) / 9, verdict=Verdict.PARTIAL) for one in items]
        return {"results": [{"grade": one.model_dump(mode="json")} for one in graded]}

    text = Bilingual(ko="왜?", en="Why?")
    references = References(ko=("가" * 4000,) * 40)
    asked = Rubric(id="q", text=text, references=references)
    requests = [GradeRequest(question=asked, answer="x" * n) for n in range(1, 10)]
    async with serving(app) as url, ComputeClient(url) as client:
        grades = await HttpGrader(client).grade(requests)
    assert [one and one.score for one in grades] == [n / 9 for n in range(1, 10)]
    assert len(sizes) > 1
    assert max(sizes) <= MAX_BODY_BYTES


QUESTION = Rubric(id="q", text=Bilingual(ko="왜?", en="Why?"))


def picky() -> FastAPI:
    """Return a service that refuses whatever holds a bad answer."""
    app = FastAPI()

    @app.post("/v1/grade")
    async def grade(batch: GradeBatch) -> Response:
        if any("bad" in item.answer for item in batch.items):
            problem = b'{"code": "bad_request", "message": {"ko": "x", "en": "x"}}'
            return Response(problem, 422)
        grade = Grade(score=1.0, verdict=Verdict.CORRECT)
        results = GradeResults(results=tuple(GradeResult(grade=grade) for _ in batch.items))
        return Response(results.model_dump_json())

    return app


async def test_an_answer_that_compute_refuses_holds_up_no_other() -> None:
    texts = ("one", "two", "bad", "four", "five")
    async with serving(picky()) as url, ComputeClient(url) as client:
        requests = [GradeRequest(question=QUESTION, answer=text) for text in texts]
        grades = await HttpGrader(client).grade(requests)
    assert [grade is not None for grade in grades] == [True, True, False, True, True]
