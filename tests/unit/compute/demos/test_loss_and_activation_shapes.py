import math

import pytest

from compute.demos.loss_and_activation_shapes import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"names": "mse,cross-entropy,relu,gelu"}
BOUNDS = [{"names": "tanh", "at": 5}, {"names": "mae,mse,huber,leaky-relu,silu", "at": 0.5}]
FACTS: set[str] = set()


def test_slopes_are_those_of_the_formulas() -> None:
    found = metrics("loss-and-activation-shapes")
    assert found["slope_mse"] == pytest.approx(6)
    assert found["slope_huber"] == pytest.approx(1)
    assert found["value_cross-entropy"] == pytest.approx(math.log1p(math.exp(3)))
    assert found["slope_cross-entropy"] == pytest.approx(-1 - math.exp(3))
    assert found["slope_relu"] == 1
    assert found["slope_below_relu"] == 0
    assert found["slope_sigmoid"] == pytest.approx(0.0452, abs=1e-3)
    assert found["slope_tanh"] == pytest.approx(1 - math.tanh(3) ** 2, abs=1e-4)


def test_sigmoid_and_tanh_have_flat_ends() -> None:
    flat, outliers = (
        metrics("loss-and-activation-shapes", **preset.params) for preset in DEMO.presets
    )
    assert max(flat["slope_sigmoid"], flat["slope_tanh"]) < 0.01
    assert outliers["slope_mse"] > 5 * outliers["slope_huber"] == 5 * outliers["slope_mae"]
