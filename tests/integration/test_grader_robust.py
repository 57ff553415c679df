"""The score belongs to what is said, not to how it is typed: the shipped grader, real answers."""

import re
from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from evaluators.grade import GradeRequest
from evaluators.graded import AnswerKind, load
from evaluators.grader import load_grader

ANSWERS = 20
KINDS = {AnswerKind.FULL, AnswerKind.PARTIAL, AnswerKind.MIXED_TRUTH}
# The same verb in 합니다체, 해요체 and 한다체.
ENDINGS = (
    ("입니다", "이에요", "이다"),
    ("합니다", "해요", "한다"),
    ("됩니다", "돼요", "된다"),
    ("있습니다", "있어요", "있다"),
    ("없습니다", "없어요", "없다"),
    ("않습니다", "않아요", "않는다"),
    ("줍니다", "줘요", "준다"),
    ("집니다", "져요", "진다"),
)
LEAST_SAME = 0.98
LEAST_REGISTER = 0.9
LEAST_BULLETS = 0.89  # a point is stated or not: one on the edge moves the score by its weight
LEAST_TYPO = 0.7
LEAST_UNPAID = 0.95
"""Shares of answers, a little below what was measured on all of them."""
_FINALS = 28
_LETTER = re.compile(r"[A-Za-z가-힣]")

Change = Callable[[str], str]


@pytest.fixture(scope="module")
def grader():
    return load_grader()


@pytest.fixture(scope="module")
def graded():
    return load()


@pytest.fixture(scope="module")
def answers(graded):
    found = [one for one in graded.of_split("test") if one.kind in KINDS]
    Random(7).shuffle(found)
    return found


@pytest.fixture(scope="module")
def some(answers):
    return answers[:ANSWERS]


@pytest.fixture(scope="module")
def scores(grader, graded):
    known = {}

    def of(answers, texts):
        asked = [(one.question_id, text) for one, text in zip(answers, texts, strict=True)]
        fresh = [one for one in dict.fromkeys(asked) if one not in known]
        grades = grader.grade(
            [GradeRequest(question=graded.rubric(id_), answer=text) for id_, text in fresh]
        )
        known.update(zip(fresh, (grade.score for grade in grades), strict=True))
        return np.array([known[one] for one in asked])

    return of


def change_in(scores, answers, change: Change):
    """Return how much the scores of answers that `change` touches move."""
    touched = [one for one in answers if change(one.answer) != one.answer][:ANSWERS]
    assert len(touched) == ANSWERS
    before = scores(touched, [one.answer for one in touched])
    return scores(touched, [change(one.answer) for one in touched]) - before


def ending(register: int) -> Change:
    def change(text: str) -> str:
        for forms in ENDINGS:
            others = "|".join(form for form in forms if form != forms[register])
            text = re.sub(rf"(?:{others})(?=[\s.,!?)]|$)", forms[register], text)
        return text

    return change


def typo(seed: int) -> Change:
    """Change one letter: a Latin one into another, a syllable into one with another final."""

    def change(text: str) -> str:
        random = Random(f"{seed}{text}")
        letters = [n for n, c in enumerate(text) if _LETTER.match(c)]
        at = random.choice(letters)
        old = text[at]
        if old.isascii():
            new = random.choice("abcdefghijklmnopqrstuvwxyz")
        else:
            place = ord(old) - ord("가")
            new = chr(ord("가") + place // _FINALS * _FINALS + (place + 1) % _FINALS)
        return text[:at] + new + text[at + 1 :]

    return change


def bullets(text: str) -> str:
    parts = re.split(r"(?<=[.!?])\s+|\n", text)
    return "\n".join(f"- {part.strip()}" for part in parts if part.strip())


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace(" ", "   "),
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    ],
    ids=["case", "spaces", "full width"],
)
def test_spelling_changes_nothing(scores, answers, change):
    moved = np.abs(change_in(scores, answers, change))
    assert np.mean(moved == 0) >= LEAST_SAME


@pytest.mark.parametrize(
    "change", [ending(0), ending(1), ending(2)], ids=["합니다체", "해요체", "한다체"]
)
def test_the_register_changes_next_to_nothing(scores, answers, change):
    moved = np.abs(change_in(scores, answers, change))
    assert np.mean(moved <= 0.05) >= LEAST_REGISTER


def test_bullets_change_next_to_nothing(scores, answers):
    moved = np.abs(change_in(scores, answers, bullets))
    assert np.mean(moved <= 0.05) >= LEAST_BULLETS


@pytest.mark.parametrize("seed", [1, 2])
def test_a_typo_changes_little(scores, answers, seed):
    moved = np.abs(change_in(scores, answers, typo(seed)))
    assert np.mean(moved <= 0.05) >= LEAST_TYPO
    assert moved.mean() <= 0.05


def test_a_misconception_on_top_does_not_pay(scores, graded, some):
    def worse(one):
        wrong = graded.rubric(one.question_id).misconceptions[0].text
        return f"{one.answer}\n{wrong['en' if one.lang == 'en' else 'ko']}"

    before = scores(some, [one.answer for one in some])
    gained = scores(some, [worse(one) for one in some]) - before
    assert np.mean(gained <= 0.02) >= LEAST_UNPAID
    assert gained.mean() < 0


def test_the_question_again_does_not_pay(scores, graded, some):
    def echoed(one):
        question = graded.rubric(one.question_id).text
        return f"{question['en' if one.lang == 'en' else 'ko']}\n{one.answer}"

    before = scores(some, [one.answer for one in some])
    gained = scores(some, [echoed(one) for one in some]) - before
    assert np.mean(gained <= 0.02) >= LEAST_UNPAID
