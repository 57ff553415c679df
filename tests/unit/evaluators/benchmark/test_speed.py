"""Timing by a clock that only moves when work is done."""

import pytest

from evaluators.benchmark.speed import ROUNDS, fastest_s, speed
from evaluators.grade import Grade, GradeRequest, Verdict
from tests.unit.evaluators.words import RUBRIC


class Clock:
    """Tells how long all works took together, and which were done."""

    def __init__(self):
        self.now = 0.0
        self.done = []

    def __call__(self):
        return self.now

    def work(self, name, *seconds):
        """Make work that takes so long the first, the second … time, and then as the last."""
        left = list(seconds)

        def work():
            self.done.append(name)
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return work


def test_works_take_turns_and_the_least_time_of_each_counts():
    clock = Clock()
    works = [clock.work("a", 9.0, 5.0, 2.0, 3.0), clock.work("b", 8.0, 1.0, 4.0)]
    assert fastest_s(works, clock) == pytest.approx([2.0, 1.0])
    assert clock.done == ["a", "b"] * ROUNDS


def asked(*answers):
    return [GradeRequest(question=RUBRIC, answer=one) for one in answers]


class CountingGrader:
    def __init__(self):
        self.batches = []

    def grade(self, requests):
        self.batches.append(len(requests))
        return [Grade(score=1.0, verdict=Verdict.CORRECT) for _ in requests]


def test_answers_are_graded_in_one_batch_and_one_by_one():
    grader = CountingGrader()
    found = speed(grader, asked("a", "b", "c"))
    assert grader.batches == [3, 1, 1, 1] * ROUNDS
    assert found.cores >= 1
    assert found.answer_p95_ms > 0
