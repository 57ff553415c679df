import pytest

from compute.demos.optimizer_race import CEILING
from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 1}
BOUNDS = [
    {"lr": 0.5, "epochs": 1},
    {"lr": 0.0005, "optimizers": "adam", "epochs": 1},
]
FACTS: set[str] = set()


@pytest.mark.parametrize("seed", [0, 1])
def test_with_one_rate_for_all_the_adaptive_ones_learn_digits_fastest(seed: int) -> None:
    found = metrics("optimizer-race", seed, epochs=5)
    assert found["loss_sgd"] > 1.2 * found["loss_momentum"]
    assert found["loss_momentum"] > 3 * found["loss_rmsprop"]
    assert found["loss_momentum"] > 3 * found["loss_adam"]


def test_sgd_is_slowest_along_the_ravine() -> None:
    found = metrics("optimizer-race", epochs=1)
    others = ("momentum", "rmsprop", "adam")
    assert found["ravine_sgd"] > 2 * max(found[f"ravine_{name}"] for name in others)


def test_only_those_that_do_not_divide_by_the_gradient_leave_the_ravine() -> None:
    found = metrics("optimizer-race", preset="too-large", epochs=1)
    assert found["ravine_sgd"] == found["ravine_momentum"] == CEILING
    assert found["ravine_rmsprop"] < 1 > found["ravine_adam"]
