import pytest

from compute.demos.softmax_temperature import DEMO, softmax
from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 2}
BOUNDS = [{"temperature": 0.05, "epochs": 1}, {"temperature": 10, "epochs": 20}]
FACTS = {"1"}


def test_softmax_sums_to_one_at_any_temperature_and_keeps_the_order() -> None:
    scores = [2.0, 1.0, 0.1]
    assert softmax(scores, 1.0) == pytest.approx([0.659, 0.242, 0.099], abs=1e-3)
    for temperature in (0.05, 0.5, 1.0, 10.0):
        found = softmax(scores, temperature)
        assert sum(found) == pytest.approx(1)
        assert found == sorted(found, reverse=True)


def test_sigmoids_do_not_sum_to_one() -> None:
    found = metrics("softmax-temperature")
    assert found["softmax_sum"] == pytest.approx(1)
    assert abs(found["sigmoid_sum"] - 1) > 0.1
    assert 0.5 < found["best_probability"] < 0.7


def test_heat_evens_out_and_cold_decides() -> None:
    hot, cold = (metrics("softmax-temperature", **preset.params) for preset in DEMO.presets)
    assert hot["best_probability"] < 0.3 < 0.75 < cold["best_probability"]
    assert hot["best_digit"] == cold["best_digit"]
