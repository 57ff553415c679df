from tests.unit.compute.demos.lesson import metrics

SMALL = {"steps": 20}
BOUNDS = [
    {"lrs": "50,0.001", "batch": 1, "steps": 10},
    {"lrs": "0.001", "batch": 1024, "steps": 10},
]
FACTS: set[str] = set()


def test_loss_never_rises_with_short_steps_and_often_with_long_ones() -> None:
    found = metrics("gd-lr-too-large")
    assert found["rises_lr_0.2"] == 0
    assert found["rises_lr_2"] >= 10
    assert found["rises_lr_20"] >= 30
    assert found["final_loss_lr_20"] > 10 * found["final_loss_lr_0.2"]


def test_mini_batches_make_the_loss_rise_even_with_a_rate_that_is_fine_for_full_batches() -> None:
    full = metrics("gd-lr-too-large", lrs="0.5")
    noisy = metrics("gd-lr-too-large", lrs="0.5", batch=16)
    assert full["rises_lr_0.5"] == 0 < noisy["rises_lr_0.5"]
