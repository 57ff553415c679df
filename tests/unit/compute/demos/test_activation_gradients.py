from tests.unit.compute.demos.lesson import metrics

SMALL = {"depth": 6, "width": 32}
BOUNDS = [
    {"depth": 50, "width": 32, "init": "xavier"},
    {"depth": 2, "width": 256, "init": "default", "activation": "tanh"},
]
FACTS = {"0.25", "1"}


def test_sigmoid_hands_almost_no_gradient_to_the_first_of_twenty_layers() -> None:
    found = metrics("activation-gradients")
    assert found["first_sigmoid"] < 1e-6 * found["first_relu"]
    assert found["first_relu"] > 0.1 * found["last_relu"]


def test_a_shallow_network_hardly_loses_any() -> None:
    assert metrics("activation-gradients", depth=2)["weakest_to_strongest"] > 1e-3
