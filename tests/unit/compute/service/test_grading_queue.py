"""What is taken together from the inbox, and how long it waits: on a clock of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from compute.service.grading_queue import Batching, Call, GradingQueue
from tests.compute_doubles import graded


def call(answers: int = 1) -> Call:
    return Call([graded(f"{n}") for n in range(answers)], Future())


class Waits(threading.Condition):
    """A condition whose waits take no time: each moves the clock on and lets something happen.

    A wait ends at its timeout, or after the time that `later` says what happens took.
    """

    def __init__(self) -> None:
        super().__init__()
        self.clock = 100.0
        self.timeouts: list[float | None] = []
        self.later: list[tuple[float, Callable[[], object]]] = []

    def now(self) -> float:
        return self.clock

    def wait(self, timeout: float | None = None) -> bool:
        self.timeouts.append(timeout)
        if not self.later:
            assert timeout is not None, "it would wait for ever"
            self.clock += timeout
            return False
        after, happen = self.later.pop(0)
        self.clock += after
        happen()
        return True


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.mark.parametrize(
    ("most", "answers", "batches"),
    [
        (64, [2, 1, 3], [[2, 1, 3]]),
        (5, [3, 3, 2], [[3], [3, 2]]),
        (5, [7, 1], [[7], [1]]),
    ],
    ids=["all together", "never part of a call", "one over the limit alone"],
)
def test_a_batch_holds_at_most_so_many_answers_of_whole_calls_in_order(
    most: int, answers: list[int], batches: list[list[int]]
) -> None:
    inbox = GradingQueue(Batching(most=most))
    calls = [call(count) for count in answers]
    assert all(map(inbox.put, calls))
    taken = [inbox.take() for _ in batches]
    assert [[len(one.requests) for one in batch] for batch in taken] == batches
    assert [one for batch in taken for one in batch] == calls
    assert inbox.is_empty


def test_so_many_answers_may_wait() -> None:
    inbox = GradingQueue(Batching(waiting=3))
    assert inbox.put(call(2))
    assert not inbox.put(call(2))
    assert inbox.put(call(1))
    assert not inbox.put(call(1))
    inbox.take()
    assert inbox.put(call(4))


def test_who_has_gone_is_left_out_and_takes_no_room() -> None:
    inbox = GradingQueue(Batching(most=2, waiting=3))
    gone, first, second = call(2), call(), call()
    inbox.put(gone)
    gone.results.cancel()
    assert inbox.put(first)
    assert inbox.put(second)
    assert inbox.take() == [first, second]


def test_nothing_is_taken_when_all_have_gone_and_what_was_taken_cannot_go() -> None:
    inbox = GradingQueue(Batching())
    gone, staying = call(), call()
    inbox.put(gone)
    gone.results.cancel()
    assert inbox.take() == []
    inbox.put(staying)
    inbox.take()
    assert not staying.results.cancel()


def test_without_linger_nothing_is_waited_for(waits: Waits) -> None:
    inbox = GradingQueue(Batching(), waits, waits.now)
    inbox.put(call())
    inbox.take()
    assert waits.timeouts == []


def test_a_busy_grader_lingers_for_more_but_not_longer_than_told(waits: Waits) -> None:
    inbox = GradingQueue(Batching(linger_s=0.005), waits, waits.now)
    first, second = call(), call()
    inbox.put(first)
    waits.later = [(0.002, lambda: inbox.put(second))]
    assert inbox.take() == [first, second]
    assert waits.timeouts == pytest.approx([0.005, 0.003])
    assert waits.clock == pytest.approx(100.005)


def test_a_full_batch_is_waited_for_no_longer(waits: Waits) -> None:
    inbox = GradingQueue(Batching(most=3, linger_s=0.005), waits, waits.now)
    inbox.put(call(1))
    waits.later = [(0.001, lambda: inbox.put(call(2)))]
    assert len(inbox.take()) == 2
    assert waits.timeouts == pytest.approx([0.005])


def test_an_idle_grader_takes_what_comes_at_once_and_after_a_batch_lingers_for_the_rest(
    waits: Waits,
) -> None:
    idle = GradingQueue(Batching(linger_s=0.005), waits, waits.now)
    waits.later = [(60.0, lambda: idle.put(call()))]
    assert len(idle.take()) == 1
    assert waits.timeouts == [None]
    busy = GradingQueue(Batching(linger_s=0.005), waits, waits.now)
    waits.later = [(0.004, lambda: busy.put(call())), (0.0005, lambda: busy.put(call()))]
    assert len(busy.take()) == 2
    assert waits.timeouts[1] is None
    assert waits.timeouts[2:] == pytest.approx([0.001, 0.0005])


@pytest.mark.parametrize("is_waiting", [True, False])
def test_closing_ends_every_wait_and_cancels_what_waits(waits: Waits, is_waiting: bool) -> None:
    inbox = GradingQueue(Batching(linger_s=60), waits, waits.now)
    waiting = call()
    if is_waiting:
        inbox.put(waiting)
    waits.later = [(0.001, inbox.close)]
    assert inbox.take() == []
    assert waiting.results.cancelled() is is_waiting
    assert not inbox.is_open
    assert not inbox.put(call())
