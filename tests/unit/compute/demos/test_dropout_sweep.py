import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"rates": "0,0.5", "n": 50}
BOUNDS = [{"rates": "0.95", "n": 800, "wrong": 0.5}, {"rates": "0,0", "n": 50, "wrong": 0}]
FACTS = {"2"}


@pytest.mark.parametrize("seed", range(3))
def test_dropout_trades_training_accuracy_for_test_accuracy(seed: int) -> None:
    found = metrics("dropout-sweep", seed, rates="0,0.5")
    assert found["train_accuracy_0"] > 0.97
    assert found["train_accuracy_0.5"] < 0.95
    assert found["test_accuracy_0.5"] > found["test_accuracy_0"] + 0.05
    assert found["gap_0.5"] < 0.5 * found["gap_0"]


def test_too_much_dropout_learns_little_even_of_the_training_set() -> None:
    found = metrics("dropout-sweep", preset="too-much")
    assert found["train_accuracy_0.9"] < 0.5
    assert found["test_accuracy_0.9"] < 0.5
