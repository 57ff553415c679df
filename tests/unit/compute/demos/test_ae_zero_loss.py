from compute.demos.ae_zero_loss import DEMO
from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 100}
BOUNDS = [
    {"steps": 51, "code_dim": 64, "noise": 0.05},
    {"steps": 200, "code_dim": 1, "noise": 1},
]
FACTS = {"0"}


def test_only_the_free_autoencoder_gets_near_zero() -> None:
    found = metrics("ae-zero-loss")
    for name in ("bottleneck", "noisy"):
        assert found["loss_free"] < 0.01 * found[f"floor_{name}"]
        assert 0.97 < found[f"loss_{name}"] / found[f"floor_{name}"] < 1.1


def test_what_gets_to_zero_copies_even_random_pixels() -> None:
    found = metrics("ae-zero-loss")
    assert found["static_copied_free"] > 0.6
    assert found["static_copied_bottleneck"] < 0.3


def test_the_presets_show_what_they_are_for() -> None:
    found = {
        preset.name: metrics("ae-zero-loss", **{**preset.params, "steps": 50})
        for preset in DEMO.presets
    }
    for floor in ("floor_bottleneck", "floor_noisy"):
        assert found["tight"][floor] > 1.5 * found["too-short"][floor] > 3 * found["wide"][floor]
    assert found["too-short"]["loss_free"] > 0.01
