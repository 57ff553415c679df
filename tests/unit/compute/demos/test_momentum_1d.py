import pytest

from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 20}
BOUNDS = [
    {"beta": 0.99, "lr": 2, "steps": 400},
    {"beta": 0, "lr": 0.005, "steps": 10},
]
FACTS = {"0", "1", "4"}


def test_momentum_takes_longer_steps_and_settles_first() -> None:
    found = metrics("momentum-1d")
    assert found["top_speed_momentum"] > 3 * found["top_speed_plain"]
    assert found["settled_momentum"] < 80 < found["settled_plain"] == 100
    assert found["w_plain"] > 1


def test_too_much_momentum_swings_past_the_bottom_and_does_not_settle() -> None:
    found = metrics("momentum-1d", preset="swings", steps=200)
    assert found["crossings"] >= 5
    assert found["settled_momentum"] == 200


def test_the_smooth_preset_does_not_swing() -> None:
    found = metrics("momentum-1d", preset="smooth")
    assert found["settled_momentum"] < 60
    assert found["crossings"] <= 1


def test_without_momentum_both_balls_are_the_same() -> None:
    found = metrics("momentum-1d", beta=0)
    assert found["w_momentum"] == pytest.approx(found["w_plain"])
