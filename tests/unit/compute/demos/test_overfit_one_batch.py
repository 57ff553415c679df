import math

import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 30}
BOUNDS = [
    {"bug": "none", "images": 4, "steps": 20},
    {"bug": "shuffled_labels", "images": 128, "steps": 1000},
    {"bug": "tiny_lr", "steps": 20},
]
FACTS: set[str] = set()


def test_correct_code_starts_at_a_guess_and_memorises_the_batch() -> None:
    found = metrics("overfit-one-batch", bug="none")
    assert found["first_loss"] == pytest.approx(math.log(10), abs=0.2)
    assert found["final_loss_healthy"] < 0.01


@pytest.mark.parametrize(
    ("bug", "least"),
    [("no_zero_grad", 0.2), ("shuffled_labels", 1.5), ("tiny_lr", 2.0), ("softmax_twice", 1.45)],
)
def test_bugs_keep_the_network_from_memorising_the_batch(bug: str, least: float) -> None:
    assert metrics("overfit-one-batch", bug=bug)["final_loss_bug"] > least


def test_labels_that_are_wrong_from_the_start_are_memorised_all_the_same() -> None:
    assert metrics("overfit-one-batch", bug="wrong_labels")["final_loss_bug"] < 0.02
