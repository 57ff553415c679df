"""The grading thread: when it refuses, and that one bad answer spoils only itself."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from compute.api import GradeResult
from compute.problems import Refused
from compute.service.grading import GraderUnavailable, GradingThread
from compute.service.grading_queue import Batching
from compute.service.server import load_grader
from content.schema import Rubric
from evaluators.calibration import EncoderId
from evaluators.encoders.encoder import load_encoder
from evaluators.grade import BatchGrader, Grade, GradeRequest
from tests.compute_doubles import DEADLINE_S, FakeGrader, graded, until
from tests.unit.evaluators.encoders.test_encoder import write_model
from tests.unit.evaluators.words import CALIBRATION


class GatedGrader(FakeGrader):
    """Says when it has begun, and grades once its gate is opened."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.gate = threading.Event()
        self.threads: set[str] = set()
        self.batches: list[str] = []

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        self.began.set()
        self.threads.add(threading.current_thread().name)
        self.batches.append("".join(request.answer[0] for request in requests))
        assert self.gate.wait(DEADLINE_S)
        return super().grade(requests)


@asynccontextmanager
async def settled(load: Callable[[], BatchGrader], **limits: int) -> AsyncIterator[GradingThread]:
    """Yield a grading thread whose grader has been loaded or has failed to."""
    async with asyncio.timeout(DEADLINE_S):
        with GradingThread(load, Batching(**limits)) as grading:
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


async def test_grader_that_is_not_there_says_why_in_its_own_words() -> None:
    def load() -> BatchGrader:
        raise GraderUnavailable("The encoder 'x' cannot be loaded (there's no such folder).")

    async with settled(load) as grading:
        assert grading.health.status == "failed"
        assert grading.health.reason.startswith("The encoder 'x' cannot be loaded")


def test_an_encoder_that_cannot_be_loaded_is_no_grader(tmp_path: Path) -> None:
    with pytest.raises(GraderUnavailable, match="no such folder"):
        load_grader(str(tmp_path / "nothing"), tmp_path)


def test_an_encoder_without_a_calibration_is_no_grader(tmp_path: Path) -> None:
    with pytest.raises(GraderUnavailable, match="no calibration"):
        load_grader(str(write_model(tmp_path / "five-words")), tmp_path)


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


@asynccontextmanager
async def merging(
    grader: GatedGrader, *waiting: str, **limits: int
) -> AsyncIterator[tuple[GradingThread, list[asyncio.Task[list[GradeResult]]]]]:
    """Hold the grader at an answer "0" while callers, one per word, wait; then let it go on.

    Each letter of a word is an answer, an exclamation mark one that cannot be graded.
    """
    async with settled(lambda: grader, **limits) as grading, asyncio.TaskGroup() as group:
        group.create_task(grading.grade([graded("0")]))
        await until(grader.began.is_set)
        answers = [["boom" if one == "!" else one for one in word] for word in waiting]
        tasks = [group.create_task(grading.grade([*map(graded, some)])) for some in answers]
        await asyncio.sleep(0)
        yield grading, tasks
        grader.gate.set()


async def test_waiting_callers_are_graded_in_one_call() -> None:
    grader = Scoring()
    async with merging(grader, "a", "bc", "d") as (_, tasks):
        pass
    assert grader.batches == ["0", "abcd"]
    assert [scores(await task) for task in tasks] == [[0.1], [0.2, 0.3], [0.4]]


async def test_a_call_of_the_grader_holds_at_most_so_many_answers() -> None:
    grader = Scoring()
    async with merging(grader, "ab", "cde", "f", "ghijklm", most=3) as (_, tasks):
        pass
    assert grader.batches == ["0", "ab", "cde", "f", "ghi", "jkl", "m"]
    assert [len(await task) for task in tasks] == [2, 3, 1, 7]
    assert scores(await tasks[3]) == [0.7, 0.8, 0.9, 1.0, 0.0, 0.1, 0.2]


async def test_a_bad_answer_spoils_no_other_callers() -> None:
    grader = Scoring()
    async with merging(grader, "ab", "c!d", "e") as (_, tasks):
        pass
    first, second, third = [await task for task in tasks]
    assert scores(first) == [0.1, 0.2]
    assert scores(second) == [0.3, None, 0.4]
    assert second[1].error
    assert scores(third) == [0.5]


async def test_one_bad_answer_in_64_costs_few_calls() -> None:
    grader = Scoring()
    async with merging(grader, "a" * 40, "b" * 20 + "!") as (_, _):
        pass
    assert len(grader.batches) <= 2 + 2 * 6


async def test_callers_who_have_gone_are_not_graded() -> None:
    grader = Scoring()
    async with merging(grader, "a", "b", "c") as (_, tasks):
        tasks[1].cancel()
        await asyncio.sleep(0)
    assert grader.batches == ["0", "ac"]
    assert scores(await tasks[2]) == [0.3]


async def test_a_caller_who_goes_while_being_graded_harms_nobody() -> None:
    grader = GatedGrader()
    async with settled(lambda: grader) as grading:
        going = asyncio.ensure_future(grading.grade([graded("a")]))
        await until(grader.began.is_set)
        going.cancel()
        grader.gate.set()
        assert scores(await grading.grade([graded("b")])) == [1.0]


async def test_the_size_of_every_call_is_told() -> None:
    sizes: list[int] = []
    async with asyncio.timeout(DEADLINE_S):
        with GradingThread(FakeGrader, on_batch=sizes.append) as grading:
            await until(lambda: grading.health.status != "loading")
            await grading.grade([graded("a"), graded("b")])
    assert sizes == [2]


class Scoring(GatedGrader):
    """Scores the first letter of an answer: a tenth for each step through the alphabet."""

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        grades = super().grade(requests)
        letters = (ord(request.answer[0]) - ord("a") + 1 for request in requests)
        return [
            grade.model_copy(update={"score": letter % 11 / 10})
            for grade, letter in zip(grades, letters, strict=True)
        ]


def scores(results: Sequence[GradeResult]) -> list[float | None]:
    return [result.grade and result.grade.score for result in results]


class Panicking(FakeGrader):
    """Fails as Rust code does that panics: with what is no Exception."""

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        if any(request.answer == "panic" for request in requests):
            raise BaseException("called `Option::unwrap()` on a `None` value")
        return super().grade(requests)


async def test_panic_does_not_end_grading() -> None:
    async with settled(Panicking) as grading:
        (bad,) = await grading.grade([graded("panic")])
        assert bad.error
        assert scores(await grading.grade([graded("a")])) == [1.0]


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


def test_a_calibration_in_the_data_folder_is_used(tmp_path: Path) -> None:
    model = str(write_model(tmp_path / "five-words"))
    encoder = load_encoder(model)
    fields = {"name": encoder.name, "fingerprint": encoder.fingerprint, "dimension": 2}
    fitted = CALIBRATION.model_copy(update={"encoder": EncoderId(**fields), "version": "mine"})
    (tmp_path / "data" / "calibrations").mkdir(parents=True)
    (tmp_path / "data" / "calibrations" / "five.json").write_text(fitted.model_dump_json())
    assert load_grader(model, tmp_path / "data").name.endswith("+mine")  # type: ignore[attr-defined]
