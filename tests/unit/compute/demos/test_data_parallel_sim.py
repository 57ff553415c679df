import pytest

from compute.demos.data_parallel_sim import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 10}
BOUNDS = [
    {"workers": 8, "combine": "sum", "lr": 2, "batch": 256, "steps": 100},
    {"workers": 3, "batch": 16, "steps": 10},
    {"workers": 8, "split": "unequal", "batch": 16, "steps": 10},
]
FACTS = {"1"}


@pytest.mark.parametrize("workers", [2, 8])
def test_the_mean_of_equal_shares_is_the_gradient_of_the_batch(workers: int) -> None:
    found = metrics("data-parallel-sim", workers=workers)
    assert found["difference"] < 1e-5
    assert found["final_loss_several"] == pytest.approx(found["final_loss_one"], rel=1e-2)
    assert found["final_loss_one"] < 0.5


def test_a_sum_is_as_many_times_too_long_as_there_are_gpus() -> None:
    found = metrics("data-parallel-sim", workers=4, combine="sum")
    assert found["length"] == pytest.approx(4, rel=1e-3)
    assert found["final_loss_several"] > 3 * found["final_loss_one"]


def test_unequal_shares_need_weights() -> None:
    found = {preset.name: metrics("data-parallel-sim", **preset.params) for preset in DEMO.presets}
    assert found["unequal"]["difference"] > 0.5
    assert found["unequal"]["final_loss_several"] > 2 * found["unequal"]["final_loss_one"]
    assert found["weighted"]["difference"] < 1e-5
