import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"directions": 1, "hidden": 4, "epochs": 2}
BOUNDS = [
    {"directions": 2, "span": 5, "hidden": 4, "epochs": 1},
    {"directions": 1, "span": 0.01, "hidden": 128, "epochs": 1},
]
FACTS: set[str] = set()


@pytest.mark.parametrize("seed", [0, 1])
def test_a_random_slice_is_a_bowl_but_a_hill_lies_between_equal_solutions(seed: int) -> None:
    found = metrics("loss-surface-slice", seed, directions=1)
    assert found["loss_twin"] == pytest.approx(found["loss_trained"], rel=1e-4)
    assert found["loss_halfway"] > 3 * found["loss_trained"]
    assert found["loss_edge"] > 5 * found["loss_trained"]


def test_a_narrow_slice_shows_nothing_but_flat_ground() -> None:
    found = metrics("loss-surface-slice", preset="narrow", directions=1)
    assert found["loss_edge"] < 1.3 * found["loss_trained"]
