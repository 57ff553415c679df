import numpy as np
import pytest

from compute.demos.numpy_mlp import DEMO, backward, forward, initial
from tests.unit.compute.demos.lesson import metrics

SMALL = {"hidden": 16, "epochs": 2}
BOUNDS = [
    {"hidden": 512, "lr": 3, "epochs": 3},
    {"hidden": 1, "lr": 3, "epochs": 50},
    {"hidden": 1, "lr": 0.0001, "epochs": 1},
]
FACTS: set[str] = set()


def test_a_few_dozen_lines_learn_the_digits() -> None:
    found = metrics("numpy-mlp")
    assert found["lines"] == sum(n for name, n in found.items() if name.startswith("lines_")) < 50
    assert found["first_accuracy"] < 0.3 < 0.95 < found["test_accuracy"]


def test_more_units_take_no_more_lines() -> None:
    found = {
        preset.name: metrics("numpy-mlp", **preset.params, epochs=3) for preset in DEMO.presets
    }
    assert found["wide"]["lines"] == metrics("numpy-mlp")["lines"]
    assert found["wide"]["parameters"] > 3 * metrics("numpy-mlp")["parameters"]
    assert found["rate-too-high"]["test_accuracy"] < 0.4 < 0.9 < found["wide"]["test_accuracy"]


def test_the_gradients_are_right() -> None:
    rng = np.random.default_rng(0)
    net, x, y = initial(6, 5, rng), rng.normal(size=(7, 6)), rng.integers(10, size=7)

    def loss() -> float:
        return float(-np.log(forward(net, x)[1][range(7), y]).mean())

    for weights, slope in zip(net, backward(net, x, y), strict=True):
        before, step = loss(), 1e-6
        weights.flat[0] += step
        assert (loss() - before) / step == pytest.approx(slope.flat[0], abs=1e-5)
