"""The grading thread: when it refuses, and that one bad answer spoils only itself."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from compute.grading import GradingThread
from compute.problems import Refused
from content.schema import Rubric
from evaluators.grade import BatchGrader, Grade, GradeRequest
from tests.compute_doubles import DEADLINE_S, FakeGrader, graded, until


class GatedGrader(FakeGrader):
    """Says when it has begun, and grades once its gate is opened."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.gate = threading.Event()
        self.threads: set[str] = set()

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        self.began.set()
        self.threads.add(threading.current_thread().name)
        assert self.gate.wait(DEADLINE_S)
        return super().grade(requests)


@asynccontextmanager
async def settled(
    load: Callable[[], BatchGrader], waiting: int = 8
) -> AsyncIterator[GradingThread]:
    """Yield a grading thread whose grader has been loaded or has failed to."""
    async with asyncio.timeout(DEADLINE_S):
        with GradingThread(load, waiting) as grading:
            await until(lambda: grading.health.status != "loading")
            yield grading


async def test_each_answer_gets_a_grade_in_order() -> None:
    async with settled(FakeGrader) as grading:
        results = await grading.grade([graded("a"), graded("b")])
    assert [result.grade.score for result in results if result.grade] == [1.0, 1.0]


async def test_failing_answer_is_an_error_of_that_answer_only() -> None:
    async with settled(FakeGrader) as grading:
        good, bad, fine = await grading.grade([graded("a"), graded("boom"), graded("b")])
    assert good.grade is not None
    assert fine.grade is not None
    assert bad.grade is None
    assert bad.error is not None
    assert "secret" not in bad.error


async def test_refuses_while_loading_and_grades_after() -> None:
    gate = threading.Event()

    def load() -> BatchGrader:
        assert gate.wait(DEADLINE_S)
        return FakeGrader()

    with GradingThread(load) as grading:
        with pytest.raises(Refused) as caught:
            await grading.grade([graded("a")])
        assert (caught.value.status, caught.value.problem.code) == (503, "grader_loading")
        gate.set()
        await until(lambda: grading.health.status == "ready")
        assert await grading.grade([graded("a")])


async def test_grader_that_cannot_be_loaded_says_so_without_details() -> None:
    def load() -> BatchGrader:
        raise FileNotFoundError("/secret/path")

    async with settled(load) as grading:
        assert grading.health.status == "failed"
        assert "secret" not in grading.health.reason
        with pytest.raises(Refused) as caught:
            await grading.grade([graded("a")])
        assert caught.value.problem.code == "grader_failed"


async def test_full_queue_refuses_and_what_waits_is_graded_on_one_thread() -> None:
    grader = GatedGrader()
    async with settled(lambda: grader, waiting=1) as grading, asyncio.TaskGroup() as group:
        running = group.create_task(grading.grade([graded("a")]))
        await until(grader.began.is_set)
        waiting = group.create_task(grading.grade([graded("b")]))
        await asyncio.sleep(0)
        with pytest.raises(Refused) as caught:
            await grading.grade([graded("c")])
        assert (caught.value.status, caught.value.problem.code) == (503, "grader_busy")
        grader.gate.set()
        assert await running
        assert await waiting
    assert grader.threads == {"grading"}


async def test_closing_drops_what_waits() -> None:
    grader = GatedGrader()
    async with settled(lambda: grader) as grading:
        running = asyncio.ensure_future(grading.grade([graded("a")]))
        await until(grader.began.is_set)
        waiting = asyncio.ensure_future(grading.grade([graded("b")]))
        await asyncio.sleep(0)
    await asyncio.wait([waiting], timeout=DEADLINE_S)
    assert waiting.cancelled()
    grader.gate.set()
    assert await running


class Preparing(GatedGrader):
    """Writes down what it is prepared for; the first question holds it up until the gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def prepare(self, question: Rubric) -> None:
        self.began.set()
        assert self.gate.wait(DEADLINE_S)
        self.done.append(question.id)
        if question.id == "broken":
            raise RuntimeError("nothing to compare")

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        self.done.append("an answer")
        return super().grade(requests)


async def test_answers_go_before_what_is_prepared_ahead() -> None:
    grader = Preparing()
    ahead = [Rubric(id=id_, text=graded("").question.text) for id_ in ("broken", "second")]
    async with asyncio.timeout(DEADLINE_S):
        with GradingThread(lambda: grader, expected=lambda: ahead) as grading:
            await asyncio.to_thread(grader.began.wait)
            waiting = asyncio.create_task(grading.grade([graded("a")]))
            await asyncio.sleep(0)
            grader.gate.set()
            await waiting
            await until(lambda: len(grader.done) == 3)
    assert grader.done == ["broken", "an answer", "second"]
