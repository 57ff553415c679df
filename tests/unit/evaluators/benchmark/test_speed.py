"""Timing by a clock that only moves when work is done."""

import pytest

from evaluators.benchmark.speed import ROUNDS, fastest_s, speed
from evaluators.grade import Grade, GradeRequest, Verdict
from tests.unit.evaluators.words import RUBRIC, WordEncoder


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
    found = speed(grader, WordEncoder(), WordEncoder(), asked("a", "b", "c"))
    assert grader.batches == [3, 1, 1, 1] * ROUNDS
    assert found.grading_ratio == found.answers_per_s / found.minilm_per_s
    assert found.encoding_ratio == found.encodes_per_s / found.minilm_per_s
    assert found.cores >= 1


def test_minilm_is_given_one_thread_and_all_and_leaves_the_setting_alone():
    torch = pytest.importorskip("torch")

    class Counting(WordEncoder):
        def __init__(self):
            super().__init__()
            self.threads = []

        def encode(self, texts):
            self.threads.append(torch.get_num_threads())
            return super().encode(texts)

    before, minilm = torch.get_num_threads(), Counting()
    torch.set_num_threads(3)
    try:
        found = speed(CountingGrader(), WordEncoder(), minilm, asked("a"))
        assert minilm.threads == [1, found.cores] * ROUNDS
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_without_minilm_there_is_no_ratio():
    found = speed(CountingGrader(), WordEncoder(), None, asked("a"))
    assert (found.minilm_per_s, found.grading_ratio, found.encoding_ratio) == (None, None, None)
    assert found.answer_p95_ms > 0
