import pytest

from compute.demos.activation_compare import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"names": "sigmoid,relu", "depth": 2, "epochs": 2}
BOUNDS = [
    {"names": "sigmoid,tanh,relu,leaky-relu,gelu,silu", "depth": 1, "epochs": 2},
    {"names": "silu", "depth": 12, "epochs": 2},
]
FACTS = {"0", "0.25", "1", "3"}


def test_only_the_sigmoid_is_stuck_in_a_deep_network() -> None:
    found = metrics("activation-compare")
    others = [found[f"final_loss_{name}"] for name in ("tanh", "relu", "leaky-relu")]
    assert max(others) < 1 < 1.5 < found["final_loss_sigmoid"]
    assert found["test_accuracy_relu"] > 0.7 > 0.4 > found["test_accuracy_sigmoid"]


def test_its_slope_is_the_cause() -> None:
    found = metrics("activation-compare")
    assert found["slope_sigmoid"] < 0.05 < found["slope_relu"] == 1
    assert found["slope_below_relu"] == 0 < found["slope_below_leaky-relu"]


def test_a_shallow_network_learns_with_sigmoids_too_and_a_very_deep_one_does_not() -> None:
    deep, shallow = (metrics("activation-compare", **preset.params) for preset in DEMO.presets)
    assert deep["final_loss_sigmoid"] == pytest.approx(2.3, abs=0.05)
    assert shallow["test_accuracy_sigmoid"] > 0.7
