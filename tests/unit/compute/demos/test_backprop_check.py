from compute.demos.backprop_check import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"layers": 1}
BOUNDS = [{"layers": 6, "eps": 1e-15}, {"layers": 1, "eps": 1}]
FACTS: set[str] = set()


def test_one_backward_pass_finds_what_thousands_of_forward_passes_find() -> None:
    found = metrics("backprop-check")
    assert found["error"] < 1e-7
    assert all(found[f"error_layer_{layer}"] < 1e-7 for layer in (1, 2, 3))
    assert found["forward_passes"] == 2 * found["parameters"] > 2000


def test_backpropagation_is_a_few_lines_however_deep_the_network() -> None:
    shallow, deep = (metrics("backprop-check", layers=layers) for layers in (1, 4))
    assert shallow["lines"] == deep["lines"] == deep["lines_forward"] + deep["lines_backward"]
    assert 4 <= deep["lines_backward"] <= 12


def test_steps_too_small_or_too_large_spoil_the_check() -> None:
    assert metrics("backprop-check", **DEMO.presets[0].params)["error"] > 0.01
    assert metrics("backprop-check", eps=0.5)["error"] > 0.01
