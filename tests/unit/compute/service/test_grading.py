"""The grading thread: when it refuses, and that one bad answer spoils only itself."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from compute.api import GradeResult
from compute.logs import REQUEST
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


class Odd(FakeGrader):
    """Fails as Rust code does that panics: with what is no Exception."""

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        if any(request.answer == "panic" for request in requests):
            raise BaseException("called `Option::unwrap()` on a `None` value: a secret")
        return super().grade(requests)


class GatedGrader(FakeGrader):
    """Says when it has begun, and grades once its gate is opened.

    It scores the first letter of an answer: a tenth for each step through the alphabet.
    """

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
        letters = (ord(request.answer[0]) - ord("a") + 1 for request in requests)
        return [
            grade.model_copy(update={"score": letter % 11 / 10})
            for grade, letter in zip(super().grade(requests), letters, strict=True)
        ]


class Preparing(GatedGrader):
    """Writes down what it is prepared for; the first question holds it up until the gate opens."""

    def prepare(self, question: Rubric) -> None:
        self.began.set()
        assert self.gate.wait(DEADLINE_S)
        self.batches.append(question.id)
        if question.id == "broken":
            raise BaseException("a panic of Rust code: nothing to compare")


def scores(results: Sequence[GradeResult]) -> list[float | None]:
    return [result.grade and result.grade.score for result in results]


@asynccontextmanager
async def settled(load: Callable[[], BatchGrader], **limits: int) -> AsyncIterator[GradingThread]:
    """Yield a grading thread whose grader has been loaded or has failed to."""
    async with asyncio.timeout(DEADLINE_S):
        with GradingThread(load, Batching(**limits)) as grading:
            await until(lambda: grading.health.status != "loading")
            yield grading


async def refusal(grading: GradingThread) -> tuple[int, str]:
    with pytest.raises(Refused) as caught:
        await grading.grade([graded("a")])
    return caught.value.status, caught.value.problem.code


@pytest.mark.parametrize("answer", ["boom", "panic"])
async def test_failing_answer_is_an_error_of_that_answer_only(answer: str) -> None:
    async with settled(Odd) as grading:
        results = await grading.grade([graded("a"), graded(answer), graded("b")])
        assert scores(results) == [1.0, None, 1.0]
        assert results[1].error
        assert "secret" not in results[1].error
        assert scores(await grading.grade([graded("c")])) == [1.0]


async def test_refuses_while_loading_and_grades_after() -> None:
    gate = threading.Event()

    def load() -> BatchGrader:
        assert gate.wait(DEADLINE_S)
        return FakeGrader()

    with GradingThread(load) as grading:
        assert await refusal(grading) == (503, "grader_loading")
        gate.set()
        await until(lambda: grading.health.status == "ready")
        assert await grading.grade([graded("a")])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError("/secret/path"), "(FileNotFoundError)"),
        (BaseException("a secret of Rust code"), "(BaseException)"),
        (GraderUnavailable("The encoder 'x' cannot be loaded."), "The encoder 'x' cannot be"),
    ],
)
async def test_grader_that_cannot_be_loaded_says_so_without_details(
    error: BaseException, reason: str
) -> None:
    def load() -> BatchGrader:
        raise error

    async with settled(load) as grading:
        assert grading.health.status == "failed"
        assert reason in grading.health.reason
        assert "secret" not in grading.health.reason
        assert await refusal(grading) == (503, "grader_failed")


def test_an_encoder_that_cannot_be_loaded_or_has_no_calibration_is_no_grader(
    tmp_path: Path,
) -> None:
    with pytest.raises(GraderUnavailable, match="no such folder"):
        load_grader(str(tmp_path / "nothing"), tmp_path)
    with pytest.raises(GraderUnavailable, match="no calibration"):
        load_grader(str(write_model(tmp_path / "five-words")), tmp_path)


def test_a_calibration_in_the_data_folder_is_used(tmp_path: Path) -> None:
    model = str(write_model(tmp_path / "five-words"))
    encoder = load_encoder(model)
    fields = {"name": encoder.name, "fingerprint": encoder.fingerprint, "dimension": 2}
    fitted = CALIBRATION.model_copy(update={"encoder": EncoderId(**fields), "version": "mine"})
    (tmp_path / "data" / "calibrations").mkdir(parents=True)
    (tmp_path / "data" / "calibrations" / "five.json").write_text(fitted.model_dump_json())
    assert load_grader(model, tmp_path / "data").name.endswith("+mine")  # type: ignore[attr-defined]


async def test_full_queue_refuses_and_what_waits_is_graded_on_one_thread() -> None:
    grader = GatedGrader()
    async with settled(lambda: grader, waiting=1) as grading, asyncio.TaskGroup() as group:
        running = group.create_task(grading.grade([graded("a")]))
        await until(grader.began.is_set)
        waiting = group.create_task(grading.grade([graded("b")]))
        await asyncio.sleep(0)
        assert await refusal(grading) == (503, "grader_busy")
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


async def test_logs_name_all_requests_that_are_graded_together() -> None:
    known: list[str | None] = []

    class Noting(GatedGrader):
        def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
            known.append(get_contextvars().get(REQUEST))
            return super().grade(requests)

    grader = Noting()
    async with settled(lambda: grader) as grading, asyncio.TaskGroup() as group:
        group.create_task(grading.grade([graded("a")]))
        await until(grader.began.is_set)
        for request in ("ab12", "cd34"):
            with bound_contextvars(**{REQUEST: request}):
                group.create_task(grading.grade([graded("b")]))
        await asyncio.sleep(0)
        grader.gate.set()
    assert known == [None, "ab12,cd34"]


@asynccontextmanager
async def merging(
    grader: GatedGrader, *waiting: str, **limits: int
) -> AsyncIterator[list[asyncio.Task[list[GradeResult]]]]:
    """Hold the grader at an answer "0" while callers, one per word, wait; then let it go on.

    Each letter of a word is an answer, an exclamation mark one that cannot be graded.
    """
    async with settled(lambda: grader, **limits) as grading, asyncio.TaskGroup() as group:
        group.create_task(grading.grade([graded("0")]))
        await until(grader.began.is_set)
        answers = [["boom" if one == "!" else one for one in word] for word in waiting]
        tasks = [group.create_task(grading.grade([*map(graded, some)])) for some in answers]
        await asyncio.sleep(0)
        yield tasks
        grader.gate.set()


@pytest.mark.parametrize(
    ("waiting", "limits", "batches", "expected"),
    [
        (["a", "bc", "d"], {}, ["0", "abcd"], [[0.1], [0.2, 0.3], [0.4]]),
        (
            ["ab", "cde", "f", "ghijklm"],
            {"most": 3},
            ["0", "ab", "cde", "f", "ghi", "jkl", "m"],
            [[0.1, 0.2], [0.3, 0.4, 0.5], [0.6], [0.7, 0.8, 0.9, 1.0, 0.0, 0.1, 0.2]],
        ),
    ],
    ids=["together", "at most so many"],
)
async def test_waiting_callers_are_graded_together_and_each_gets_its_own(
    waiting: list[str],
    limits: dict[str, int],
    batches: list[str],
    expected: list[list[float]],
) -> None:
    grader = GatedGrader()
    async with merging(grader, *waiting, **limits) as tasks:
        pass
    assert [scores(await task) for task in tasks] == expected
    assert grader.batches == batches


async def test_a_bad_answer_spoils_no_other_callers() -> None:
    async with merging(GatedGrader(), "ab", "c!d", "e") as tasks:
        pass
    assert [scores(await task) for task in tasks] == [[0.1, 0.2], [0.3, None, 0.4], [0.5]]


async def test_one_bad_answer_in_64_costs_few_calls() -> None:
    grader = GatedGrader()
    async with merging(grader, "a" * 40, "b" * 20 + "!"):
        pass
    assert len(grader.batches) <= 2 + 2 * 6


async def test_callers_who_have_gone_are_not_graded() -> None:
    grader = GatedGrader()
    async with merging(grader, "a", "b", "c") as tasks:
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
        assert scores(await grading.grade([graded("b")])) == [0.2]


async def test_answers_go_before_what_is_prepared_ahead_and_each_call_is_counted() -> None:
    grader, sizes = Preparing(), list[int]()
    ahead = [Rubric(id=id_, text=graded("").question.text) for id_ in ("broken", "second")]
    async with asyncio.timeout(DEADLINE_S):
        with GradingThread(
            lambda: grader, expected=lambda: ahead, on_batch=sizes.append
        ) as grading:
            await asyncio.to_thread(grader.began.wait)
            waiting = asyncio.create_task(grading.grade([graded("a"), graded("b")]))
            await asyncio.sleep(0)
            grader.gate.set()
            await waiting
            await until(lambda: len(grader.batches) == 3)
    assert grader.batches == ["broken", "ab", "second"]
    assert sizes == [2]
