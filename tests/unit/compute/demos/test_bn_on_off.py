from compute.demos.bn_on_off import DEMO, LEARNED
from tests.unit.compute.demos.lesson import metrics

SMALL = {"lrs": "0.3", "depth": 2}
BOUNDS = [
    {"lrs": "0.001,100", "depth": 1},
    {"lrs": "100", "depth": 20},
]
FACTS = {"0", "1", "10"}


def test_a_deep_network_learns_at_every_rate_only_with_batch_norm() -> None:
    found = metrics("bn-on-off")
    for rate in ("0.01", "0.1", "1"):
        assert found[f"accuracy_plain_lr_{rate}"] < 0.4
        assert found[f"accuracy_bn_lr_{rate}"] > 0.75


def test_a_shallow_network_learns_without_it() -> None:
    found = metrics("bn-on-off", lrs="1", depth=1)
    assert found["accuracy_plain_lr_1"] > 0.9


def test_rates_that_are_too_large_fail_even_with_batch_norm() -> None:
    preset = next(preset for preset in DEMO.presets if not preset.works)
    found = metrics("bn-on-off", **preset.params)
    assert all(found[f"accuracy_bn_lr_{rate}"] < LEARNED for rate in ("10", "30"))
