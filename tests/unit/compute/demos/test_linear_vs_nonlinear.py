from compute.demos.linear_vs_nonlinear import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"epochs": 5}
BOUNDS = [
    {"dataset": "moons", "depth": 6, "epochs": 39},
    {"dataset": "xor", "depth": 1, "epochs": 5},
]
FACTS: set[str] = set()


def test_layers_without_an_activation_are_one_linear_layer_and_cannot_split_circles() -> None:
    found = metrics("linear-vs-nonlinear", dataset="circles")
    assert found["accuracy_linear"] < 0.75 < 0.95 < found["accuracy_relu"]
    assert found["gap_linear"] < 1e-4 < 1 < found["gap_relu"]


def test_depth_does_not_help_without_an_activation() -> None:
    shallow, deep = (metrics("linear-vs-nonlinear", dataset="moons", depth=d) for d in (1, 6))
    assert abs(shallow["accuracy_linear"] - deep["accuracy_linear"]) < 0.03
    assert deep["accuracy_relu"] > deep["accuracy_linear"] + 0.05


def test_one_layer_leaves_no_place_for_relu() -> None:
    bad, good = (metrics("linear-vs-nonlinear", **preset.params) for preset in DEMO.presets)
    assert bad["accuracy_relu"] == bad["accuracy_linear"] < 0.75
    assert good["accuracy_relu"] > 0.9
