from compute.demos.init_signal import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"depth": 5, "width": 64}
BOUNDS = [
    {"depth": 50, "width": 128, "inits": "zero,large"},
    {"depth": 2, "width": 512, "inits": "he", "activation": "tanh"},
]
FACTS = {"0", "0.01", "0.5", "1", "2"}


def test_only_he_keeps_the_scale_through_twenty_relu_layers() -> None:
    found = metrics("init-signal")
    assert 0.3 < found["last_std_he"] < 3
    assert found["last_std_xavier"] == found["last_std_lecun"] < 0.01
    assert found["last_std_small"] < 1e-10 < 1e10 < found["last_std_large"]
    assert found["last_std_zero"] == 0


def test_tanh_keeps_the_signal_with_xavier_and_saturates_with_large_weights() -> None:
    found = metrics("init-signal", **DEMO.presets[1].params)
    assert found["last_std_xavier"] > 0.1
    assert found["saturated_large"] > 0.5 > 0.01 > found["saturated_xavier"]


def test_weights_of_a_fixed_size_lose_the_signal() -> None:
    found = metrics("init-signal", **DEMO.presets[0].params)
    assert all(not 1e-6 < found[f"last_std_{name}"] < 1e6 for name in ("zero", "small", "large"))
