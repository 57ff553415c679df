import pytest

from compute.demos.bias_off import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"shift": 2}
BOUNDS = [{"shift": -20, "slope": 5}]
FACTS = {"0"}


def test_a_line_without_bias_misses_what_one_with_bias_fits() -> None:
    found = metrics("bias-off")
    assert found["mse_without"] > 5 * found["mse_with"]
    assert found["b_without"] == 0
    assert found["b_with"] == pytest.approx(3, abs=0.4)
    assert found["w_with"] == pytest.approx(1, abs=0.2)


def test_only_data_off_the_origin_needs_a_bias() -> None:
    far, centred = (metrics("bias-off", **preset.params) for preset in DEMO.presets)
    assert far["w_without"] > 0 > far["w_with"]
    assert centred["mse_without"] == pytest.approx(centred["mse_with"], rel=0.3)
