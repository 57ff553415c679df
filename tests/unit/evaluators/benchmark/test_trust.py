"""Whole grades, measured by what they do to members."""

import pytest

from content.schema import Bilingual
from evaluators.benchmark.trust import MEASURES
from evaluators.grade import Grade, KeyPointGrade, MisconceptionFound, PointState, Verdict
from evaluators.graded import GradedAnswer

BOTH = Bilingual(ko="말", en="said")
STATED, CONTRADICTED, MISSING = PointState.STATED, PointState.CONTRADICTED, PointState.MISSING


def answer(kind: str = "full", lang: str = "en", grade: float = 1.0) -> GradedAnswer:
    fields = {"id": "q/1", "question_id": "q", "lang": lang, "kind": kind, "answer": "…"}
    return GradedAnswer.model_validate(fields | {"grade": grade, "second": grade})


def graded(score: float, *states: PointState, wrong: bool = False) -> Grade:
    points = tuple(
        KeyPointGrade(id=f"p{row}", text=BOTH, weight=1, score=0.5, state=state, evidence="…")
        for row, state in enumerate(states)
    )
    found = (MisconceptionFound(text=BOTH, why=BOTH, evidence="…", score=1),) if wrong else ()
    return Grade(score=score, verdict=Verdict.PARTIAL, key_points=points, misconceptions=found)


FULL, HALF, FALSE = answer(), answer("partial", grade=0.5), answer("misconception", grade=0)


@pytest.mark.parametrize(
    ("title", "pairs", "expected"),
    [
        (
            "full answers told they are wrong",
            [
                (FULL, graded(1, STATED)),
                (FULL, graded(0, CONTRADICTED)),
                (FULL, graded(0.5, STATED, wrong=True)),
                (HALF, graded(0, CONTRADICTED)),
            ],
            2 / 3,
        ),
        (
            "misconceptions named",
            [(FALSE, graded(0, MISSING)), (FALSE, graded(0, MISSING, wrong=True))],
            1 / 2,
        ),
        (
            "full answers at 0.8 or more",
            [(FULL, graded(0.8)), (FULL, graded(0.79)), (answer("partial"), graded(1))],
            1 / 2,
        ),
        (
            "full answers at 0.8 or more, Korean",
            [(answer(lang="ko"), graded(0.9)), (answer(lang="mixed"), graded(0.1))],
            1.0,
        ),
        (
            "partial answers within 0.25 of their grade",
            [(HALF, graded(0.75)), (HALF, graded(0.24))],
            1 / 2,
        ),
        (
            "scores more than 0.15 from their reasons",
            [
                (FULL, graded(0.43, STATED, STATED)),
                (FULL, graded(0.83, MISSING, MISSING)),
                (FULL, graded(0.6, STATED, MISSING)),
                (FULL, graded(0.0, STATED, CONTRADICTED)),
                (FULL, graded(0.5, STATED, wrong=True)),
                (FULL, graded(0.5)),
            ],
            2 / 5,
        ),
    ],
)
def test_measures_by_hand(
    title: str, pairs: list[tuple[GradedAnswer, Grade]], expected: float
) -> None:
    assert MEASURES[title](pairs) == pytest.approx(expected)


@pytest.mark.parametrize("title", MEASURES)
def test_without_answers_of_its_kind_nothing_is_measured(title: str) -> None:
    assert MEASURES[title]([]) is None
