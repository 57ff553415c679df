from compute.demos.gd_1d import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 6}
BOUNDS = [{"lr": 2, "start": -5, "steps": 60}, {"lr": 0.001, "start": 5, "steps": 1}]
FACTS = {"0", "1", "2"}


def test_a_rate_above_one_diverges_and_one_below_arrives() -> None:
    near, far = metrics("gd-1d", lr=0.99, steps=60), metrics("gd-1d", lr=1.01, steps=60)
    assert near["final_loss"] < near["first_loss"] < far["final_loss"]
    assert metrics("gd-1d")["final_loss"] < 1e-2


def test_a_long_step_crosses_the_valley_and_a_short_one_does_not() -> None:
    assert metrics("gd-1d", lr=0.9)["crossings"] == 20
    assert metrics("gd-1d", lr=0.4)["crossings"] == 0


def test_the_presets_show_what_they_are_for() -> None:
    found = {preset.name: metrics("gd-1d", **preset.params) for preset in DEMO.presets}
    assert found["diverges"]["final_loss"] > found["diverges"]["first_loss"]
    assert found["too-small"]["final_loss"] > 0.5 * found["too-small"]["first_loss"]
