from compute.demos.dead_relu import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"lr": 0.2}
BOUNDS = [{"lr": 5, "slope": 0.5}]
FACTS = {"0"}


def test_long_steps_kill_relu_units_for_good_and_leaky_ones_come_back() -> None:
    found = metrics("dead-relu")
    assert found["off_relu"] > 0.9 * found["units"]
    assert found["woken_relu"] == 0
    assert found["off_leaky"] < 0.6 * found["units"]
    assert found["woken_leaky"] >= 10
    assert found["accuracy_relu"] < 0.5 < 0.8 < found["accuracy_leaky"]


def test_a_tiny_leak_does_not_help_against_longer_steps_but_short_steps_do() -> None:
    bad, good = (metrics("dead-relu", **preset.params) for preset in DEMO.presets)
    assert bad["off_leaky"] > 0.85 * bad["units"]
    assert good["off_relu"] < 0.3 * good["units"]
    assert good["accuracy_relu"] > 0.9
