"""Tricks and coats, with graders that fall for them or don't."""

import pytest

from content.schema import Bilingual
from evaluators.benchmark.gaming import COATS, TRICKS, gamed, moved
from evaluators.grade import Grade, Verdict
from tests.unit.evaluators.benchmark.known import GRADED, TEST

HINT = Bilingual(ko="무엇을 끌까요?", en="What is turned off?")
RUBRIC = GRADED.rubric(TEST).model_copy(update={"hints": (HINT,)})


class Gullible:
    """Gives everything what it says of a text."""

    def __init__(self, score):
        self._score = score
        self.seen = []

    def grade(self, requests):
        self.seen += [one.answer for one in requests]
        scores = [self._score(one.answer) for one in requests]
        return [Grade(score=score, verdict=Verdict.PARTIAL) for score in scores]


def test_each_trick_is_played_and_counted_on_the_same_texts_each_time():
    grader = Gullible(lambda text: 1.0 if "wrong to say" in text else 0.2)
    rubrics = [RUBRIC, RUBRIC.model_copy(update={"key_points": ()})]
    found = gamed(grader, rubrics)
    # The question has neither Korean references nor nudges.
    assert set(found) <= set(TRICKS)
    assert found["the question itself"].mean == pytest.approx(0.2)
    assert found["its hints"].texts == 2
    denied = found["a reference, denied in front"]
    assert 0 < denied.above <= denied.texts
    assert found["key terms with commas"].above == 0
    again = Gullible(lambda _: 0.0)
    gamed(again, rubrics)
    assert again.seen == grader.seen


def test_a_coat_that_changes_the_score_is_counted():
    grader = Gullible(lambda text: 0.9 if text.startswith("- ") else 0.5)
    answers = [one for one in GRADED.of_split("test") if one.kind in ("full", "partial")]
    changing = {n for n, coat in COATS.items() if any(coat(a.answer) != a.answer for a in answers)}
    found = moved(grader, GRADED.of_split("test"), GRADED.rubrics)
    assert found.keys() == changing
    assert (found["a bullet before each line"], found["upper case"]) == (1.0, 0.0)
    assert moved(grader, [], GRADED.rubrics) == {}


def test_only_answers_that_a_coat_changes_are_asked_whether_it_moves_them():
    full = next(one for one in GRADED.answers if one.kind == "full")
    korean = full.model_copy(update={"answer": "기울기가 그대로라 더 빨리 학습해요."})
    english = full.model_copy(update={"answer": "The slope stays one, so it learns faster."})
    grader = Gullible(lambda text: 0.5 if "해요" in text else 0.9)
    found = moved(grader, [korean, english], GRADED.rubrics)
    assert found["polite Korean endings"] == 1.0
    assert "polite Korean endings" not in moved(grader, [english], GRADED.rubrics)


@pytest.mark.parametrize(
    ("name", "dressed"),
    [
        ("its sentences in reverse order", "그래서 학습해요. 값이 작아요. 기울기입니다!"),
        ("Korean endings of notes", "기울기임! 값이 작아요. 그래서 학습함."),
        ("polite Korean endings", "기울기입니다! 값이 작아요. 그래서 학습합니다."),
    ],
)
def test_order_and_register_are_coats(name, dressed):
    assert COATS[name]("기울기입니다! 값이 작아요. 그래서 학습해요.") == dressed
