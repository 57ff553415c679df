"""Large batches are shared out over processes, small ones aren't; either way in order."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from content.schema import Bilingual, Rubric
from evaluators.grade import BatchGrader, Grade, GradeRequest, Verdict
from evaluators.pool import WORTHWHILE, GraderPool, every_core

QUESTION = Rubric(id="one", text=Bilingual(ko="왜요?", en="Why?"))


class EchoGrader:
    """Gives each answer the number that it consists of, in thousandths."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def grade(self, requests: Sequence[GradeRequest]) -> list[Grade]:
        self.batches.append(len(requests))
        return [Grade(score=int(one.answer) / 1000, verdict=Verdict.PARTIAL) for one in requests]

    def prepare(self, question: Rubric) -> None:
        raise NotImplementedError


def asked(count: int) -> list[GradeRequest]:
    return [GradeRequest(question=QUESTION, answer=str(number)) for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, WORTHWHILE - 1, WORTHWHILE, WORTHWHILE + 77])
def test_every_answer_gets_its_own_grade(count: int) -> None:
    loaded: list[EchoGrader] = []

    def load(encoder: str | None) -> BatchGrader:
        loaded.append(EchoGrader())
        return loaded[-1]

    with ThreadPoolExecutor(2) as threads:
        grades = GraderPool(threads, None, load).grade(asked(count))
    assert [grade.score for grade in grades] == [number / 1000 for number in range(count)]
    here = loaded[0].batches
    assert here == ([] if count >= WORTHWHILE else [count])


def echo(encoder: str | None) -> BatchGrader:
    return EchoGrader()


def test_processes_grade_what_they_are_sent_and_tell_what_broke() -> None:
    with every_core() as processes:
        grades = GraderPool(processes, None, echo).grade(asked(WORTHWHILE))
        with pytest.raises(ValueError, match="not a number"):
            GraderPool(processes, None, echo).grade(
                [*asked(WORTHWHILE), GradeRequest(question=QUESTION, answer="not a number")]
            )
    assert [grade.score for grade in grades] == [number / 1000 for number in range(WORTHWHILE)]
