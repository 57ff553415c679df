"""What is asked of a judge, and what becomes of its rulings."""

import numpy as np
import pytest

from content.schema import Bilingual, Misconception, Rubric
from evaluators.judge.opinion import Brief, opinions
from evaluators.judge.port import Judgement, JudgeRequest, JudgeResult

RUBRIC = Rubric(
    id="relu",
    text=Bilingual(ko="왜 ReLU인가요?", en="Why ReLU?"),
    misconceptions=(
        Misconception(
            text=Bilingual(ko="늘 켜져 있다", en="It is always on"), why=Bilingual(ko="…", en="…")
        ),
    ),
)
POINTS = (Bilingual(ko="싸다", en="It is cheap"), Bilingual(ko="max(0, x)", en="max(0, x)"))


class Scripted:
    """Rules by the first letters of a statement, and remembers what it was asked."""

    name = "scripted"

    def __init__(self, **stated: float) -> None:
        self.stated = stated
        self.asked: list[JudgeRequest] = []

    def judge(self, asked):
        self.asked += asked
        return [JudgeResult(self.name, tuple(map(self._rule, one.statements))) for one in asked]

    def _rule(self, statement: str) -> Judgement:
        stated = self.stated.get(statement.split()[0], 0.0)
        return Judgement(stated, 0.25, (0, len(statement)))


def test_each_statement_is_asked_in_both_languages_and_once_where_they_agree():
    judge = Scripted()
    opinions(judge, [Brief(RUBRIC, "그냥 싸요", POINTS), Brief(RUBRIC, "cheap", POINTS)])
    first, second = judge.asked
    points, claim = ("싸다", "It is cheap", "max(0, x)"), ("늘 켜져 있다", "It is always on")
    assert first.statements == points + claim
    assert (first.question, second.question) == ("왜 ReLU인가요?", "Why ReLU?")


def opinion(**stated):
    [found] = opinions(Scripted(**stated), [Brief(RUBRIC, "싸요", POINTS)])
    return found


def test_an_opinion_is_the_mean_of_both_wordings():
    found = opinion(싸다=0.9, It=0.5)
    assert (found.by, found.points.shape, found.claims.shape) == ("scripted", (2, 2), (1, 2))
    assert found.points[0, 0] == pytest.approx(np.log(9) / 2)
    assert found.points[:, 1] == pytest.approx(np.log(1 / 3))


def test_the_words_that_decide_are_those_of_the_surer_wording():
    found = opinion(싸다=0.5, It=0.9)
    assert found.points_at == ((0, len("It is cheap")), (0, len("max(0, x)")))
    assert found.claims_at == ((0, len("It is always on")),)


def test_nothing_is_ever_certain():
    assert np.isfinite(opinion(싸다=1.0, It=1.0).points).all()


def test_a_question_without_statements_has_an_empty_opinion():
    bare = RUBRIC.model_copy(update={"misconceptions": ()})
    [opinion] = opinions(Scripted(), [Brief(bare, "싸요", ())])
    assert opinion.points.shape == opinion.claims.shape == (0, 2)
