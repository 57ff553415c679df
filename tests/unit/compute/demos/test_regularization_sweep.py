from typing import Literal

import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"strengths": "0,0.3"}
BOUNDS = [
    {"kind": "l1", "strengths": "0,100,0.001,5"},
    {"kind": "l2", "strengths": "100"},
]
FACTS = {"5", "35", "40"}


@pytest.mark.parametrize("kind", ["l1", "l2"])
@pytest.mark.parametrize("seed", range(5))
def test_a_moderate_penalty_costs_training_error_and_lowers_test_error(
    kind: Literal["l1", "l2"], seed: int
) -> None:
    found = metrics("regularization-sweep", seed, kind=kind)
    assert found["train_error_0"] < found["train_error_0.3"] < found["train_error_10"]
    assert found["test_error_0.3"] < 0.8 * found["test_error_0"]
    assert found["test_error_0.3"] < 0.95 * found["test_error_10"]


@pytest.mark.parametrize("seed", range(5))
def test_l1_makes_weights_zero_and_l2_only_makes_them_small(seed: int) -> None:
    l1, l2 = (metrics("regularization-sweep", seed, kind=kind) for kind in ("l1", "l2"))
    assert l1["zeros_0.3"] >= 12
    assert l2["zeros_0.3"] == l2["zeros_10"] == 0
    assert l2["weight_size_10"] < 0.3 * l2["weight_size_0"]


def test_too_strong_a_penalty_fails_even_on_the_training_rows() -> None:
    found = metrics("regularization-sweep", preset="too-strong")
    assert found["train_error_3"] > 2 * found["train_error_0.3"]
    assert found["test_error_3"] > 1.3 * found["test_error_0.3"]
