import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"degree": 4}
BOUNDS = [
    {"degree": 15, "noise": 1, "points": 5},
    {"degree": 1, "noise": 0, "points": 200},
]
FACTS = {"0"}


@pytest.mark.parametrize("seed", range(5))
def test_a_polynomial_through_all_its_points_is_far_from_new_ones(seed: int) -> None:
    found = metrics("train-test-gap", seed)
    assert found["train_error"] < 1e-5
    assert found["test_error"] > 1.2 * found["best_test_error"]
    assert 3 <= found["best_degree"] < 9


@pytest.mark.parametrize("seed", range(5))
def test_with_many_points_the_same_degree_does_as_well_on_new_ones(seed: int) -> None:
    found = metrics("train-test-gap", seed, points=100)
    assert found["test_error"] < 1.3 * found["train_error"]


def test_a_line_is_wrong_even_on_the_points_it_learnt() -> None:
    assert metrics("train-test-gap", preset="too-simple")["train_error"] > 0.4


def test_the_bad_preset_memorises() -> None:
    found = metrics("train-test-gap", preset="memorises")
    assert found["test_error"] > 5 * found["train_error"]
